package io.edgesql.dialect.translate;

import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * GROUP BY … WITH ROLLUP: one grouping for each prefix of the keys, put together in MySQL's order.
 *
 * <pre>{@code
 * GROUP BY a, b WITH ROLLUP
 *   SELECT c1, ... FROM (SELECT ..., 0 AS f1, a AS k1, 0 AS f2, b AS k2 ... GROUP BY a, b
 *      UNION ALL         SELECT ..., 0, a, 1, NULL ... GROUP BY a
 *      UNION ALL         SELECT ..., 1, NULL, 1, NULL ...)
 *   ORDER BY f1, k1, f2, k2
 * }</pre>
 */
final class RollupLowering {
  private RollupLowering() {}

  static QueryLowering.Result lower(
      Lowering l,
      BoundQuery query,
      BoundQuery.Select select,
      @Nullable List<Representation> targets) {
    BoundQuery.Source source = select.from();
    SqlQuery.From from = source == null ? null : l.queries().from(source);
    List<Typed> keys = select.groupBy();
    SqlQuery all = null;
    List<Lowered> outputs = List.of();
    for (int level = keys.size(); level >= 0; level--) {
      QueryLowering.Result one = level(l, select, from, targets, level);
      outputs = level == keys.size() ? one.outputs() : outputs;
      all = all == null ? one.query() : new SqlQuery.Compound("UNION ALL", all, one.query());
    }
    if (all == null) {
      throw new IllegalStateException("no grouping");
    }
    List<SqlQuery.Item> items = new ArrayList<>();
    for (int i = 0; i < select.items().size(); i++) {
      String name = QueryLowering.columnName(i);
      items.add(new SqlQuery.Item(new Sql.Column(null, name), name));
    }
    List<Sql.Order> orders = new ArrayList<>();
    for (int i = 0; i < keys.size() && query.orderBy().isEmpty(); i++) {
      orders.add(new Sql.Order(new Sql.Column(null, "f" + (i + 1)), false));
      orders.add(new Sql.Order(new Sql.Column(null, "k" + (i + 1)), false));
    }
    SqlQuery outer =
        new SqlQuery.Select(
            select.distinct(), items, new SqlQuery.QueryFrom(all, "r"), null, List.of(), null);
    if (orders.isEmpty()) {
      return new QueryLowering.Result(outer, outputs);
    }
    return new QueryLowering.Result(
        new SqlQuery.Ordered(
            List.of(),
            outer,
            orders,
            l.queries().count(query.limit()),
            l.queries().count(query.offset())),
        outputs);
  }

  private static QueryLowering.Result level(
      Lowering l,
      BoundQuery.Select select,
      SqlQuery.@Nullable From from,
      @Nullable List<Representation> targets,
      int level) {
    List<Typed> keys = select.groupBy();
    List<Lowered> natural = new ArrayList<>();
    for (Typed key : keys) {
      natural.add(l.lower(key));
    }
    for (int i = level; i < keys.size(); i++) {
      Lowered key = natural.get(i);
      l.replace(keys.get(i), new Lowered(Terms.NULL, key.representation(), key.type()));
    }
    for (int i = 0; i < keys.size(); i++) {
      Typed grouping = new Typed.Call("GROUPING", List.of(keys.get(i)), SqlType.BOOLEAN);
      l.replace(grouping, Lowered.integer(Sql.number(i < level ? 0 : 1), grouping.type()));
    }
    BoundQuery.Select grouped =
        new BoundQuery.Select(
            select.distinct(),
            select.items(),
            select.from(),
            null,
            true,
            keys.subList(0, level),
            false,
            select.having(),
            false);
    QueryLowering.Result result = l.queries().select(grouped, from, targets);
    SqlQuery.Select one = (SqlQuery.Select) result.query();
    List<SqlQuery.Item> items = new ArrayList<>(one.items());
    for (int i = 0; i < keys.size(); i++) {
      items.add(new SqlQuery.Item(Sql.number(i < level ? 0 : 1), "f" + (i + 1)));
      Sql key = i < level ? KeySql.sortKey(natural.get(i)) : Terms.NULL;
      items.add(new SqlQuery.Item(key, "k" + (i + 1)));
    }
    l.replacements().clear();
    Typed where = select.where();
    Sql filter = where == null ? null : l.condition(where);
    return new QueryLowering.Result(
        new SqlQuery.Select(one.distinct(), items, one.from(), filter, one.groupBy(), one.having()),
        result.outputs());
  }
}
