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
    @Nullable Integer lockList) {

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
    this(sql, params, rows, expect, when, auto, rowsParam, List.of(), null);
  }

  /** A step whose rows are wanted. */
  public static Step query(String sql, List<@Nullable Object> params) {
    return new Step(sql, params, true, null, null, null, null, List.of(), null);
  }

  /** A step of which only the counts are wanted. */
  public static Step update(String sql, List<@Nullable Object> params) {
    return new Step(sql, params, false, null, null, null, null, List.of(), null);
  }

  public Step withExpect(long changes) {
    return new Step(sql, params, rows, changes, when, auto, rowsParam, skips, lockList);
  }

  public Step withWhen(int step, long changes) {
    return new Step(
        sql, params, rows, expect, new When(step, changes), auto, rowsParam, skips, lockList);
  }

  public Step withAuto(Auto keys) {
    return new Step(sql, params, rows, expect, when, keys, rowsParam, skips, lockList);
  }

  public Step withSkips(List<Skip> tables) {
    return new Step(sql, params, rows, expect, when, auto, rowsParam, tables, lockList);
  }

  public Step withLockList(int index) {
    return new Step(sql, params, rows, expect, when, auto, rowsParam, skips, index);
  }

  public Step withRowsParam(int index) {
    return new Step(sql, params, rows, expect, when, auto, index, skips, lockList);
  }
}
