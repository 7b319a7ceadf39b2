package io.edgesql.backend;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One SQLite statement of a {@link ShardRequest}.
 *
 * @param sql at most 100,000 bytes
 * @param params as {@link SqlValue} says, at most 100
 * @param rows whether the rows are wanted; otherwise only counts come back
 * @param expect how many rows this write must change, else the request fails with {@code CONFLICT}
 * @param when runs the step only under a condition; else its result is {@code skipped}
 * @param auto generated keys
 * @param rowsParam zero-based index of the parameter that is a JSON array of rows, so that a
 *     constraint failure can name the row
 * @param skips rows that others have locked and the statement is to leave out, table by table
 * @param lockList zero-based index of the parameter that the shard fills with its locks, as JSON
 * @param scan reads piece by piece; null: at once
 * @param assumed the one row that this query is to give, or the request fails with {@code
 *     CONFLICT}: Long, String and null; null: nobody knows
 */
public record Step(
    String sql,
    List<@Nullable Object> params,
    boolean rows,
    @Nullable Long expect,
    @Nullable When when,
    @Nullable Auto auto,
    @Nullable Integer rowsParam,
    List<Skip> skips,
    @Nullable Integer lockList,
    @Nullable Scan scan,
    @Nullable List<@Nullable Object> assumed) {

  /**
   * A query along a table's rowid that the shard runs for one piece after the other. Its columns
   * are {@code k}, the rowid, which is not told, and {@code c1} to {@code cn}.
   *
   * @param columns n, 1 to 32
   * @param from zero-based index of the parameter for the least {@code k}
   * @param limit zero-based index of the parameter for the number of rows
   */
  public record Scan(int columns, int from, int limit) {}

  /**
   * Rows of a table that are left out because others have locked them.
   *
   * @param param zero-based index of the parameter that the shard fills with their keys
   * @param column of the result in which the statement tells the key of each row that it finds,
   *     which is locked then; the shard empties it
   */
  public record Skip(String table, ShardRequest.LockMode mode, int param, int column) {}

  /** Holds when the earlier step (zero-based) changed exactly so many rows. */
  public record When(int step, long changes) {}

  public Step {
    SqlValue.requireBindable(params);
  }

  /** A step that leaves out no rows. */
  public Step(
      String sql,
      List<@Nullable Object> params,
      boolean rows,
      @Nullable Long expect,
      @Nullable When when,
      @Nullable Auto auto,
      @Nullable Integer rowsParam) {
    this(sql, params, rows, expect, when, auto, rowsParam, List.of(), null, null, null);
  }

  /** A step whose rows are wanted. */
  public static Step query(String sql, List<@Nullable Object> params) {
    return new Step(sql, params, true, null, null, null, null, List.of(), null, null, null);
  }

  /** A step of which only the counts are wanted. */
  public static Step update(String sql, List<@Nullable Object> params) {
    return new Step(sql, params, false, null, null, null, null, List.of(), null, null, null);
  }

  public Step withExpect(long changes) {
    return new Step(
        sql, params, rows, changes, when, auto, rowsParam, skips, lockList, scan, assumed);
  }

  public Step withWhen(int step, long changes) {
    return new Step(
        sql,
        params,
        rows,
        expect,
        new When(step, changes),
        auto,
        rowsParam,
        skips,
        lockList,
        scan,
        assumed);
  }

  public Step withAuto(Auto keys) {
    return new Step(
        sql, params, rows, expect, when, keys, rowsParam, skips, lockList, scan, assumed);
  }

  public Step withSkips(List<Skip> tables) {
    return new Step(
        sql, params, rows, expect, when, auto, rowsParam, tables, lockList, scan, assumed);
  }

  public Step withLockList(int index) {
    return new Step(sql, params, rows, expect, when, auto, rowsParam, skips, index, scan, assumed);
  }

  public Step withRowsParam(int index) {
    return new Step(sql, params, rows, expect, when, auto, index, skips, lockList, scan, assumed);
  }

  /** The same, read piece by piece. */
  public Step withScan(Scan pieces) {
    return new Step(
        sql, params, rows, expect, when, auto, rowsParam, skips, lockList, pieces, assumed);
  }

  /** The same, with the row that it is to give. */
  public Step withAssumed(List<@Nullable Object> row) {
    return new Step(sql, params, rows, expect, when, auto, rowsParam, skips, lockList, scan, row);
  }
}
