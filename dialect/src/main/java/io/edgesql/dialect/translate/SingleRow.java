package io.edgesql.dialect.translate;

import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Subqueries that stand for one value. SQLite takes the first row of many; MySQL refuses them with
 * error 1242.
 *
 * <pre>{@code
 * (SELECT max(a) FROM t)               (SELECT max(a) FROM t)
 * (SELECT a FROM t WHERE id = 1)       (SELECT a FROM t WHERE id = 1)
 * (SELECT a FROM t)
 *    (SELECT CASE WHEN count(*) > 1 THEN json_extract('{}', 'ER_SUBQUERY_NO_1_ROW') ELSE max(c1) END
 *     FROM (SELECT c1 FROM (SELECT a AS c1 FROM t) LIMIT 2))
 * }</pre>
 */
final class SingleRow {
  private SingleRow() {}

  /**
   * An expression that fails with one of MySQL's errors when it is computed: SQLite's complaint
   * about the path carries the name.
   */
  static Sql raise(String error) {
    return Sql.call("json_extract", new Sql.Text("{}"), new Sql.Text(error));
  }

  /**
   * The one column of a query as a value; an error if there are more rows.
   *
   * @param query its column is named c1
   */
  static Sql scalar(Lowering l, BoundQuery bound, SqlQuery query) {
    return isProven(l, bound) ? new Sql.Scalar(query) : checked(query);
  }

  /** As {@link #scalar}, for a query of which nothing is known. */
  static Sql checked(SqlQuery query) {
    Sql value = new Sql.Column(null, QueryLowering.columnName(0));
    SqlQuery two =
        new SqlQuery.Ordered(
            List.of(),
            select(value, QueryLowering.columnName(0), new SqlQuery.QueryFrom(query, "m")),
            List.of(),
            Sql.number(2),
            null);
    Sql answer =
        Sql.when(Sql.f("count(*)>1"), raise("ER_SUBQUERY_NO_1_ROW"), Sql.call("max", value));
    return new Sql.Scalar(select(answer, null, new SqlQuery.QueryFrom(two, "n")));
  }

  private static SqlQuery select(Sql item, @Nullable String name, SqlQuery.From from) {
    return new SqlQuery.Select(
        false, List.of(new SqlQuery.Item(item, name)), from, null, List.of(), null);
  }

  /** Whether the query gives one row at most, whatever the tables hold. */
  static boolean isProven(Lowering l, BoundQuery query) {
    Typed limit = query.limit();
    if (limit != null
        && l.pinned(limit) instanceof Value.Int count
        && (count.bits() == 0 || count.bits() == 1)) {
      return true;
    }
    if (query.body() instanceof BoundQuery.Values values) {
      return values.rows().size() <= 1;
    }
    if (!(query.body() instanceof BoundQuery.Select select)) {
      return false;
    }
    if (select.from() == null || (select.isGrouped() && select.groupBy().isEmpty())) {
      return true;
    }
    return select.from() instanceof BoundQuery.TableSource source
        && namesOneRow(source.table(), source.id(), select.where());
  }

  private static boolean namesOneRow(Table table, int source, @Nullable Typed where) {
    for (Table.Key key : table.keys()) {
      boolean all = key.isUnique() && where != null;
      for (Table.Part part : key.parts()) {
        String column = part.column();
        all = all && column != null && part.prefix() == 0 && isFixed(where, source, column);
      }
      if (all) {
        return true;
      }
    }
    return false;
  }

  /** Whether the condition holds for one value of the column at most. */
  private static boolean isFixed(@Nullable Typed where, int source, String column) {
    if (!(where instanceof Typed.Call call)) {
      return false;
    }
    if (call.name().equals("AND")) {
      return call.arguments().stream().anyMatch(part -> isFixed(part, source, column));
    }
    if (!call.name().equals("EQUAL")) {
      return false;
    }
    Typed left = call.arguments().get(0);
    Typed right = call.arguments().get(1);
    return (isColumn(left, source, column) && fixes(left, right, source))
        || (isColumn(right, source, column) && fixes(right, left, source));
  }

  private static boolean isColumn(Typed e, int source, String column) {
    return e instanceof Typed.ColumnReference reference
        && reference.source() == source
        && reference.name().equalsIgnoreCase(column);
  }

  /** A value of another row or of none, that is compared as the column's own kind of value. */
  private static boolean fixes(Typed column, Typed value, int source) {
    boolean foreign =
        !Shapes.contains(
            value,
            n ->
                n instanceof Typed.ColumnReference reference
                    ? reference.source() == source
                    : Shapes.needsShard(n));
    SqlType type = column.type();
    SqlType other = value.type();
    if (!foreign) {
      return false;
    }
    if (type.name().isCharacter()) {
      return other.name().isCharacter() && Collations.of(column, value).equals(type.collation());
    }
    if (type.name().isTemporal()) {
      return other.name() == type.name();
    }
    boolean exact = type.name().isInteger() || type.is(TypeName.DECIMAL);
    return exact && other.name().isNumeric();
  }
}
