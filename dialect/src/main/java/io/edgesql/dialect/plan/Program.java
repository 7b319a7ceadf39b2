package io.edgesql.dialect.plan;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.catalog.SortColumn;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * SQLite statements that run in order in one shard transaction, with what to bind to each.
 *
 * <p>The texts are stable: whatever differs between two executions is bound.
 */
public record Program(List<Step> steps) {
  /**
   * One SQLite statement, {@code ?1} to {@code ?n} being {@code bindings} in order (at most 100).
   *
   * @param returnsRows whether rows are wanted
   * @param writes whether it changes data
   * @param onlyIfUnchanged run only if the step with this index changed 0 rows; -1: always
   * @param auto AUTO_INCREMENT values that the shard gives out for it, or null
   * @param rowsBinding index of the binding that is a JSON array of rows, or -1
   */
  public record Step(
      String sql,
      List<Binding> bindings,
      boolean returnsRows,
      boolean writes,
      int onlyIfUnchanged,
      @Nullable Auto auto,
      int rowsBinding) {}

  /** A value for a placeholder. */
  public sealed interface Binding {}

  /**
   * An expression without columns, evaluated in Java at each execution and bound in a
   * representation.
   *
   * <p>SQLite sees: INTEGER, SCALED, TIME, UNSIGNED64 below 2^63 as text inside {@code CAST(?n AS
   * INTEGER)} (the renderer writes the cast), REAL as number, everything textual as text, BLOB as
   * blob.
   */
  public record Scalar(Typed expr, Representation representation) implements Binding {}

  /**
   * A value converted to a column as MySQL does when storing (strictness, errors
   * 1264/1265/1366/1406/1048, warnings).
   *
   * @param nullBecomesDefault NULL for a NOT NULL column is its type's own default, with a warning
   */
  public record Stored(Typed expr, Table.Column column, boolean nullBecomesDefault)
      implements Binding {
    public Stored(Typed expr, Table.Column column) {
      this(expr, column, false);
    }
  }

  /** The sort key of the value that {@code stored} binds in the same statement. */
  public record StoredKey(Stored stored, SortColumn sort) implements Binding {}

  /** A JSON array of values for {@code IN (SELECT value FROM json_each(?n))}. */
  public record ScalarList(List<Typed> exprs, Representation representation) implements Binding {}

  /**
   * A JSON array of rows, each an array of values stored into {@code columns}: ["a", 1, null, …].
   * Integers are JSON integers (exact up to 64 bits), BLOBs are upper-case hex text (the SQL wraps
   * them in unhex()), everything else as its representation says. Behind them come the sort keys
   * {@code keys} of some of the row's values.
   *
   * @param areChanges of rows that are there: outside of strict mode NULL is as in {@link Stored},
   *     which it is otherwise in several rows only
   */
  public record Rows(
      List<List<Typed>> rows, List<Table.Column> columns, List<RowKey> keys, boolean areChanges)
      implements Binding {
    public Rows(List<List<Typed>> rows, List<Table.Column> columns, List<RowKey> keys) {
      this(rows, columns, keys, false);
    }

    public Rows(List<List<Typed>> rows, List<Table.Column> columns) {
      this(rows, columns, List.of());
    }
  }

  /**
   * A sort key in a row.
   *
   * @param cell place of the value that it is made of
   */
  public record RowKey(int cell, SortColumn sort) {}

  /**
   * Rows of a virtual table (information_schema), as a JSON array of arrays; filled by the proxy.
   */
  public record VirtualRows(String database, String table) implements Binding {}

  /** Filled by the shard: the AUTO_INCREMENT values of {@link Auto}. */
  public record AutoValues() implements Binding {}

  /**
   * Filled by the shard: the keys of a table's rows that others have locked, as a JSON array of
   * JSON arrays.
   *
   * @param table physical name
   * @param exclusive whether the rows that the query finds are locked for changes
   * @param column of the result, in which the query tells each row's key as a JSON array
   */
  public record LockedRows(String table, boolean exclusive, int column) implements Binding {}

  /**
   * Filled by the shard: the least key of a piece of a {@link Plan.Scan}, or how many rows it has.
   */
  public record PieceBound(boolean isCount) implements Binding {}

  /** Several scalars in one JSON array, where a statement needs more than 100 placeholders. */
  public record Packed(List<Scalar> scalars) implements Binding {}

  /**
   * AUTO_INCREMENT for an INSERT (gateway protocol §3.4).
   *
   * @param table physical name
   * @param ids for VALUES: one expression per row (NULL and, without NO_AUTO_VALUE_ON_ZERO, 0:
   *     generate); empty otherwise
   * @param countSql for INSERT … SELECT: how many values to reserve; null otherwise
   * @param maxSql statement that finds the column's greatest value afterwards, or null
   * @param binding index of the {@link AutoValues} binding
   */
  public record Auto(
      String table,
      List<Typed> ids,
      Table.Column column,
      @Nullable String countSql,
      List<Binding> countBindings,
      @Nullable String maxSql,
      int binding) {}

  /** A column of the result as it arrives from the shard, or made from such columns in Java. */
  public sealed interface Cell {}

  /** The shard's result column as it is. */
  public record ShardCell(int index, Representation representation) implements Cell {}

  /** {@code expr} over {@link Typed.ShardValue}s and constants, evaluated in Java for each row. */
  public record ComputedCell(Typed expr) implements Cell {}

  /** A result column: what the client sees and where it comes from. */
  public record ResultColumn(
      String name,
      SqlType type,
      boolean nullable,
      io.edgesql.dialect.bind.BoundQuery.@Nullable Origin origin,
      Cell cell) {}
}
