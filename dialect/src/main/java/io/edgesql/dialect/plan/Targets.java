package io.edgesql.dialect.plan;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.Binder;
import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.bind.Scope;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.translate.Lowering;
import io.edgesql.dialect.translate.Sql;
import io.edgesql.dialect.translate.SqlQuery;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.Query;
import io.edgesql.dialect.types.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bound FROM, WHERE, ORDER BY and LIMIT of an UPDATE or DELETE.
 *
 * @param sources the base tables in FROM, in order
 * @param reads for {@link Binder#refuseReads}: tables read by FROM itself
 */
record Targets(
    Binder.BoundFrom from,
    List<BoundQuery.TableSource> sources,
    @Nullable Typed where,
    List<BoundQuery.Order> orders,
    @Nullable Typed limit,
    int reads) {
  static Targets bind(
      Planning planning,
      Query.@Nullable With with,
      Query.TableReference reference,
      @Nullable Expr where,
      List<Expr.OrderItem> orderBy,
      @Nullable Expr limit) {
    Binder.BoundFrom from = planning.binder().bindFrom(with, reference);
    if (!from.views().isEmpty()) {
      refuseOuterJoins(from.source());
    }
    Scope scope = from.scope();
    int reads = planning.binder().reads();
    Typed condition =
        both(
            where == null ? null : planning.binder().bind(where, scope.in("where clause")),
            from.views().conditions());
    List<BoundQuery.Order> orders = new ArrayList<>();
    for (Expr.OrderItem item : orderBy) {
      orders.add(
          new BoundQuery.Order(
              planning.binder().bind(item.expr(), scope.in("order clause")),
              -1,
              item.descending()));
    }
    Typed count = limit == null ? null : planning.binder().bind(limit, scope);
    List<BoundQuery.TableSource> sources = new ArrayList<>();
    collect(from.source(), sources);
    return new Targets(from, sources, condition, orders, count, reads);
  }

  private static void collect(BoundQuery.Source source, List<BoundQuery.TableSource> out) {
    if (source instanceof BoundQuery.TableSource table) {
      out.add(table);
    } else if (source instanceof BoundQuery.JoinSource join) {
      collect(join.left(), out);
      collect(join.right(), out);
    }
  }

  boolean isSingleTable() {
    return from.source() instanceof BoundQuery.TableSource;
  }

  /** The one table that is changed. */
  BoundQuery.TableSource single(String verb) {
    return sources.isEmpty() && from.source() instanceof BoundQuery.DerivedSource derived
        ? source(derived.id(), verb)
        : sources.get(0);
  }

  /** The base table with this source id. */
  BoundQuery.TableSource source(int id, String verb) {
    for (BoundQuery.TableSource source : sources) {
      if (source.id() == id) {
        return source;
      }
    }
    throw from.views().isUnsupported(id)
        ? SqlException.of(
            ErrorCode.ER_NOT_SUPPORTED_YET, "changing a view of several tables or of expressions")
        : SqlException.of(ErrorCode.ER_NON_UPDATABLE_TABLE, alias(from.source(), id), verb);
  }

  private static String alias(BoundQuery.Source source, int id) {
    if (source instanceof BoundQuery.JoinSource join) {
      String left = alias(join.left(), id);
      return left.isEmpty() ? alias(join.right(), id) : left;
    }
    return source instanceof BoundQuery.DerivedSource derived && derived.id() == id
        ? derived.alias()
        : "";
  }

  private static @Nullable Typed both(@Nullable Typed where, List<Typed> ofViews) {
    List<Typed> all = new ArrayList<>();
    if (where != null) {
      all.add(where);
    }
    all.addAll(ofViews);
    return switch (all.size()) {
      case 0 -> null;
      case 1 -> all.get(0);
      default -> new Typed.Call("AND", List.copyOf(all), SqlType.BOOLEAN);
    };
  }

  private static void refuseOuterJoins(BoundQuery.Source source) {
    if (source instanceof BoundQuery.JoinSource join) {
      if (join.isLeft()) {
        throw SqlException.of(
            ErrorCode.ER_NOT_SUPPORTED_YET, "changing tables in an outer join with a view");
      }
      refuseOuterJoins(join.left());
      refuseOuterJoins(join.right());
    }
  }

  /** SELECT items FROM … WHERE … with ORDER BY and LIMIT. */
  SqlQuery select(Lowering lowering, List<Sql> items) {
    BoundQuery shell =
        new BoundQuery(
            from.recursive(),
            from.commonTables(),
            new BoundQuery.Values(List.of()),
            List.of(),
            null,
            null,
            Query.Locking.NONE,
            List.of());
    List<SqlQuery.Common> common = lowering.queries().commonTables(shell);
    SqlQuery.From tables = lowering.queries().from(from.source());
    List<SqlQuery.Item> columns = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      columns.add(new SqlQuery.Item(items.get(i), "c" + (i + 1)));
    }
    Sql condition = where == null ? null : lowering.condition(where);
    List<Sql.Order> keys = new ArrayList<>();
    for (BoundQuery.Order order : orders) {
      keys.add(new Sql.Order(lowering.queries().orderKey(order.expr()), order.descending()));
    }
    return new SqlQuery.Ordered(
        common,
        new SqlQuery.Select(false, columns, tables, condition, List.of(), null),
        keys,
        lowering.queries().count(limit),
        null);
  }
}
