package io.edgesql.dialect.bind;

import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.tree.Query;
import io.edgesql.dialect.types.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A bound query expression.
 *
 * @param commonTables WITH, in order
 * @param outputs the result's columns: names, types, origins
 */
public record BoundQuery(
    boolean recursive,
    List<CommonTable> commonTables,
    Body body,
    List<Order> orderBy,
    @Nullable Typed limit,
    @Nullable Typed offset,
    Query.Locking locking,
    List<Output> outputs) {

  public record CommonTable(int id, String name, BoundQuery query) {}

  public sealed interface Body {}

  /**
   * SELECT. Views are already expanded into {@link DerivedSource}s, stars into columns, USING and
   * NATURAL into ON.
   *
   * @param items as many as the query's outputs; {@link BoundQuery#orderBy} of a plain SELECT may
   *     use columns that are not selected
   * @param isGrouped has GROUP BY or an aggregate
   */
  public record Select(
      boolean distinct,
      List<Typed> items,
      @Nullable Source from,
      @Nullable Typed where,
      boolean isGrouped,
      List<Typed> groupBy,
      boolean withRollup,
      @Nullable Typed having,
      boolean calculateFoundRows)
      implements Body {}

  /** The operands' columns have been given common types: {@link BoundQuery#outputs}. */
  public record SetOperation(
      Query.SetOperator operator, boolean all, BoundQuery left, BoundQuery right) implements Body {}

  public record Values(List<List<Typed>> rows) implements Body {}

  /**
   * {@code output} is a place in the result (0-based) when ORDER BY names one, else -1 and {@code
   * expr} counts.
   */
  public record Order(Typed expr, int output, boolean descending) {}

  /**
   * A result column.
   *
   * @param origin where it comes from if it is a plain column, else null
   */
  public record Output(String name, SqlType type, boolean nullable, @Nullable Origin origin) {}

  /** For the column definition: the alias in FROM, and the real table's and column's names. */
  public record Origin(
      String database,
      String alias,
      String table,
      String column,
      Table.@Nullable Column definition,
      boolean isPrimaryKey,
      boolean isUniqueKey,
      boolean isKey) {
    /** A value that MySQL reads from a temporary table: its description is that of a column. */
    public static final Origin TEMPORARY = new Origin("", "", "", "", null, false, false, false);
  }

  /** What FROM is made of. */
  public sealed interface Source {}

  public record TableSource(int id, Table table, String alias) implements Source {}

  public record DerivedSource(int id, BoundQuery query, String alias, boolean lateral)
      implements Source {}

  /** A reference to a common table by {@link CommonTable#id}. */
  public record CommonSource(int id, int commonTable, String alias, List<Output> columns)
      implements Source {}

  /**
   * A table of information_schema (or another made by the proxy): its rows arrive with each
   * execution as JSON.
   */
  public record VirtualSource(
      int id, String database, String table, String alias, List<Output> columns)
      implements Source {}

  public record JsonTableSource(
      int id, Query.JsonTable definition, Typed document, List<Output> columns) implements Source {}

  /** RIGHT joins have been turned into LEFT ones; {@code on} null: cross join. */
  public record JoinSource(boolean isLeft, Source left, Source right, @Nullable Typed on)
      implements Source {}
}
