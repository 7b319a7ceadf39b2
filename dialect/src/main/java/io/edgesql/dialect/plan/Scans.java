package io.edgesql.dialect.plan;

import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.translate.Lowering;
import io.edgesql.dialect.translate.Renderer;
import io.edgesql.dialect.translate.Shapes;
import io.edgesql.dialect.translate.Sql;
import io.edgesql.dialect.translate.SqlQuery;
import io.edgesql.dialect.types.Representation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Queries that read a whole table along its primary key, piece by piece.
 *
 * <pre>{@code
 * SELECT id, v FROM t
 *   SELECT t0.id AS k, t0.id AS c1, t0.v AS c2 FROM t AS t0 WHERE t0.id >= ?1 ORDER BY t0.id LIMIT ?2
 * }</pre>
 */
final class Scans {
  /** As many arguments as a function may have in a Durable Object. */
  private static final int MAX_COLUMNS = 32;

  private Scans() {}

  /**
   * The scan that gives the same rows; null for queries that are none, or that an index might
   * serve.
   *
   * @param body the query for SQLite, of which the scan differs in its bounds alone
   */
  static Plan.@Nullable Scan of(BoundQuery query, BoundQuery.Select select, SqlQuery.Select body) {
    if (!(select.from() instanceof BoundQuery.TableSource source) || !isPlain(query, select)) {
      return null;
    }
    Table table = source.table();
    if (!table.primaryKeyIsRowid()
        || table.physical().startsWith(Table.TEMPORARY)
        || body.items().size() > MAX_COLUMNS
        || !isAlongKey(query, select, table, source.id())
        || isServed(table, source.id(), select.where())) {
      return null;
    }
    List<SqlQuery.Item> items = new ArrayList<>();
    String alias = Lowering.alias(source.id());
    Sql key = new Sql.Column(alias, keyName(table));
    items.add(new SqlQuery.Item(key, "k"));
    for (SqlQuery.Item item : body.items()) {
      if (!isTextOrInteger(item.expr(), table)) {
        return null;
      }
      items.add(new SqlQuery.Item(item.expr(), "c" + items.size()));
    }
    Program.PieceBound from = new Program.PieceBound(false);
    Program.PieceBound limit = new Program.PieceBound(true);
    List<Sql> conditions = new ArrayList<>();
    conditions.add(new Sql.Binary(">=", key, new Sql.Bind(from, Sql.Form.INTEGER)));
    if (body.where() != null) {
      conditions.add(body.where());
    }
    Renderer.Rendered rendered =
        Renderer.render(
            new SqlQuery.Ordered(
                List.of(),
                new SqlQuery.Select(
                    false, items, body.from(), Sql.and(conditions), List.of(), null),
                List.of(new Sql.Order(key, false)),
                new Sql.Bind(limit, Sql.Form.INTEGER),
                null));
    Program.Step step =
        new Program.Step(rendered.sql(), rendered.bindings(), true, false, -1, null, -1);
    return new Plan.Scan(
        new Program(List.of(step)),
        body.items().size(),
        rendered.bindings().indexOf(from),
        rendered.bindings().indexOf(limit));
  }

  private static boolean isPlain(BoundQuery query, BoundQuery.Select select) {
    return query.commonTables().isEmpty()
        && query.limit() == null
        && query.offset() == null
        && !select.distinct()
        && !select.isGrouped()
        && select.having() == null
        && !select.calculateFoundRows()
        && select.items().stream().noneMatch(Shapes::hasAggregate);
  }

  /** Whether the rows are wanted in no order, or in that of the primary key. */
  private static boolean isAlongKey(
      BoundQuery query, BoundQuery.Select select, Table table, int source) {
    if (query.orderBy().isEmpty()) {
      return true;
    }
    BoundQuery.Order order = query.orderBy().get(0);
    Typed wanted = order.output() >= 0 ? select.items().get(order.output()) : order.expr();
    return !order.descending()
        && wanted instanceof Typed.ColumnReference column
        && column.source() == source
        && column.name().equalsIgnoreCase(keyName(table));
  }

  private static String keyName(Table table) {
    Table.Key primary = table.primaryKey();
    return primary == null ? "rowid" : String.valueOf(primary.parts().get(0).column());
  }

  /** Whether a key begins with a column of the condition: SQLite may have a better way then. */
  private static boolean isServed(Table table, int source, @Nullable Typed where) {
    if (where == null) {
      return false;
    }
    for (Table.Key key : table.keys()) {
      String first = key.parts().get(0).column();
      boolean mayServe =
          first == null
              || Shapes.contains(
                  where,
                  node ->
                      node instanceof Typed.ColumnReference column
                          && column.source() == source
                          && column.name().equalsIgnoreCase(first));
      if (mayServe) {
        return true;
      }
    }
    // What a subquery gives would be computed for each piece anew.
    return Shapes.isVolatile(where)
        || Shapes.contains(
            where, node -> Shapes.needsShard(node) && !(node instanceof Typed.ColumnReference));
  }

  /** Whether SQLite writes the value into a JSON text as the runtime would. */
  private static boolean isTextOrInteger(Sql sql, Table table) {
    Sql value = sql instanceof Sql.Cast cast && cast.type().equals("TEXT") ? cast.operand() : sql;
    if (!(value instanceof Sql.Column named)) {
      return false;
    }
    Table.Column column = table.column(named.name());
    if (column == null) {
      return false;
    }
    Representation.Kind kind = Representation.ofColumn(column.type()).kind();
    return kind != Representation.Kind.REAL && kind != Representation.Kind.BLOB;
  }
}
