package io.edgesql.dialect.bind;

import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.catalog.View;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which views MySQL calls updatable: IS_UPDATABLE of information_schema.VIEWS. That is about the
 * definition; what a statement may change through a view is another question.
 */
public final class UpdatableViews {
  private UpdatableViews() {}

  /**
   * Whether a view is a plain SELECT, without an outer join, in which a column of some table stands
   * as it is, and whose condition does not read its own tables again.
   */
  public static boolean isUpdatable(View view, BoundQuery query) {
    if (view.algorithm().equals("TEMPTABLE")
        || !isPlain(query)
        || !(query.body() instanceof BoundQuery.Select select)) {
      return false;
    }
    BoundQuery.Source from = select.from();
    List<Table> read = new ArrayList<>();
    if (hasOuterJoin(from) || select.items().stream().noneMatch(item -> isStored(item, from))) {
      return false;
    }
    addTables(from, read);
    Typed where = select.where();
    List<Table> again = new ArrayList<>();
    if (where != null) {
      addQueried(where, again);
    }
    return again.stream().noneMatch(read::contains);
  }

  private static boolean isPlain(BoundQuery query) {
    return query.body() instanceof BoundQuery.Select select
        && select.from() != null
        && !select.isGrouped()
        && !select.distinct()
        && select.having() == null
        && query.limit() == null
        && query.offset() == null
        && select.items().stream().noneMatch(UpdatableViews::isWindow);
  }

  private static boolean isWindow(Typed item) {
    return item instanceof Typed.WindowCall
        || (item instanceof Typed.Aggregate)
        || Aggregation.children(item).stream().anyMatch(UpdatableViews::isWindow);
  }

  private static boolean hasOuterJoin(BoundQuery.@Nullable Source source) {
    return source instanceof BoundQuery.JoinSource join
        && (join.isLeft() || hasOuterJoin(join.left()) || hasOuterJoin(join.right()));
  }

  /** Whether a value is a column of a table, perhaps through derived tables that are merged. */
  private static boolean isStored(Typed item, BoundQuery.@Nullable Source from) {
    if (!(item instanceof Typed.ColumnReference column)) {
      return false;
    }
    BoundQuery.Source source = source(from, column.source());
    if (source instanceof BoundQuery.DerivedSource derived) {
      return isPlain(derived.query())
          && derived.query().body() instanceof BoundQuery.Select select
          && column.column() < select.items().size()
          && isStored(select.items().get(column.column()), select.from());
    }
    return source instanceof BoundQuery.TableSource;
  }

  private static BoundQuery.@Nullable Source source(BoundQuery.@Nullable Source from, int id) {
    if (from instanceof BoundQuery.JoinSource join) {
      BoundQuery.Source left = source(join.left(), id);
      return left == null ? source(join.right(), id) : left;
    }
    boolean isFound =
        (from instanceof BoundQuery.TableSource table && table.id() == id)
            || (from instanceof BoundQuery.DerivedSource derived && derived.id() == id);
    return isFound ? from : null;
  }

  private static void addTables(BoundQuery.@Nullable Source source, List<Table> into) {
    if (source instanceof BoundQuery.JoinSource join) {
      addTables(join.left(), into);
      addTables(join.right(), into);
    } else if (source instanceof BoundQuery.DerivedSource derived) {
      addTables(derived.query(), into);
    } else if (source instanceof BoundQuery.TableSource table) {
      into.add(table.table());
    }
  }

  private static void addTables(BoundQuery query, List<Table> into) {
    if (query.body() instanceof BoundQuery.Select select) {
      addTables(select.from(), into);
      if (select.where() != null) {
        addQueried(select.where(), into);
      }
    } else if (query.body() instanceof BoundQuery.SetOperation operation) {
      addTables(operation.left(), into);
      addTables(operation.right(), into);
    }
  }

  /** The tables that subqueries of a condition read. */
  private static void addQueried(Typed e, List<Table> into) {
    if (e instanceof Typed.Subquery subquery) {
      addTables(subquery.query(), into);
    } else if (e instanceof Typed.Exists exists) {
      addTables(exists.query(), into);
    } else if (e instanceof Typed.InQuery in) {
      addTables(in.query(), into);
    } else if (e instanceof Typed.Quantified quantified) {
      addTables(quantified.query(), into);
    }
    Aggregation.children(e).forEach(child -> addQueried(child, into));
  }
}
