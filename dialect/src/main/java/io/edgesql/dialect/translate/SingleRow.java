package io.edgesql.dialect.translate;

import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.catalog.Table;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Subqueries that stand for one value: SQLite takes the first of several rows, MySQL refuses them
 * (1242).
 *
 * <pre>{@code
 * (SELECT max(a) FROM t)             as it is: one row for certain
 * (SELECT a FROM t WHERE id = s.id)  as it is: a unique key
 * (SELECT a FROM t)                  (SELECT CASE WHEN count(*)>1 THEN <failure> ELSE max(c1) END
 *                                     FROM (SELECT a AS c1 FROM t LIMIT 2))
 * }</pre>
 */
public final class SingleRow {
  /** Stands in SQLite's message when there was a second row. */
  public static final String FAILURE = "more than one row";

  private SingleRow() {}

  static Sql of(BoundQuery query, SqlQuery lowered) {
    if (isCertain(query)) {
      return new Sql.Scalar(lowered);
    }
    Sql value = new Sql.Column(null, QueryLowering.columnName(0));
    SqlQuery.Select all =
        new SqlQuery.Select(
            false,
            List.of(new SqlQuery.Item(value, QueryLowering.columnName(0))),
            new SqlQuery.QueryFrom(lowered, "s"),
            null,
            List.of(),
            null);
    SqlQuery two = new SqlQuery.Ordered(List.of(), all, List.of(), Sql.number(2), null);
    // The path names the count so that SQLite cannot compute the failure beforehand.
    Sql checked =
        Sql.f(
            "CASE WHEN count(*)>1 THEN json_extract('[]','"
                + FAILURE
                + "'||substr(count(*),1,0)) ELSE max({0}) END",
            value);
    return new Sql.Scalar(
        new SqlQuery.Select(
            false,
            List.of(new SqlQuery.Item(checked, null)),
            new SqlQuery.QueryFrom(two, "s"),
            null,
            List.of(),
            null));
  }

  private static boolean isCertain(BoundQuery query) {
    if (!(query.body() instanceof BoundQuery.Select select)) {
      return false;
    }
    if (select.from() == null || (select.isGrouped() && select.groupBy().isEmpty())) {
      return true;
    }
    return select.from() instanceof BoundQuery.TableSource source
        && isKeyed(source, select.where());
  }

  private static boolean isKeyed(BoundQuery.TableSource source, @Nullable Typed where) {
    for (Table.Key key : source.table().keys()) {
      boolean all = key.isUnique();
      for (Table.Part part : key.parts()) {
        all &=
            part.column() != null
                && part.prefix() == 0
                && where != null
                && demands(where, source, part.column());
      }
      if (all) {
        return true;
      }
    }
    return false;
  }

  /** Whether the condition fixes the column to a value that does not come from the same row. */
  private static boolean demands(Typed where, BoundQuery.TableSource source, String column) {
    if (!(where instanceof Typed.Call call)) {
      return false;
    }
    if (call.name().equals("AND")) {
      return call.arguments().stream().anyMatch(each -> demands(each, source, column));
    }
    if (!call.name().equals("EQUAL")) {
      return false;
    }
    Typed left = call.arguments().get(0);
    Typed right = call.arguments().get(1);
    return (isColumn(left, source, column) && isForeign(right, source) && isAlike(left, right))
        || (isColumn(right, source, column) && isForeign(left, source) && isAlike(right, left));
  }

  private static boolean isColumn(Typed e, BoundQuery.TableSource source, String column) {
    return e instanceof Typed.ColumnReference reference
        && reference.source() == source.id()
        && reference.name().equalsIgnoreCase(column);
  }

  private static boolean isForeign(Typed e, BoundQuery.TableSource source) {
    return !Shapes.contains(
        e, part -> part instanceof Typed.ColumnReference c && c.source() == source.id());
  }

  /** A text column compared with a number may be equal to it in many spellings. */
  private static boolean isAlike(Typed column, Typed value) {
    return !Shapes.isString(column.type()) || Shapes.isString(value.type());
  }
}
