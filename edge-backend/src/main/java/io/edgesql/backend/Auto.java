package io.edgesql.backend;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link Step} gets its AUTO_INCREMENT values from the shard. At most one of {@code ids} and
 * {@code countSql}; {@code maxSql} combines with either or stands alone.
 *
 * @param table name under which the shard keeps the next value
 * @param ids one entry per inserted row: {@code null} = generate, a decimal string = explicit
 * @param countSql gives the number of values to reserve
 * @param countParams parameters of {@code countSql}, as {@link SqlValue} says
 * @param param zero-based index of the parameter to bind (with {@code ids} the JSON array of all
 *     resulting ids, with {@code countSql} the first reserved one); null with {@code maxSql} alone
 * @param maxSql run after the step: the next value becomes greater than its answer
 * @param increment {@code auto_increment_increment}, ≥ 1
 * @param offset {@code auto_increment_offset}, ≥ 1
 */
public record Auto(
    String table,
    @Nullable List<@Nullable String> ids,
    @Nullable String countSql,
    List<@Nullable Object> countParams,
    @Nullable Integer param,
    @Nullable String maxSql,
    int increment,
    int offset) {

  public Auto {
    SqlValue.requireBindable(countParams);
    if (ids != null && countSql != null) {
      throw new IllegalArgumentException("Either ids or countSql");
    }
    if (param == null && (ids != null || countSql != null)) {
      throw new IllegalArgumentException("Generated keys need a parameter to go to");
    }
    if (increment < 1 || offset < 1) {
      throw new IllegalArgumentException("Increment and offset start at 1");
    }
  }

  /** Keys for rows that are known one by one. */
  public static Auto ids(String table, List<@Nullable String> ids, int param) {
    return new Auto(table, ids, null, List.of(), param, null, 1, 1);
  }

  /** Keys for as many rows as a query says. */
  public static Auto count(
      String table, String countSql, List<@Nullable Object> countParams, int param) {
    return new Auto(table, null, countSql, countParams, param, null, 1, 1);
  }

  /** No new keys; the next value follows what the step stored. */
  public static Auto max(String table, String maxSql) {
    return new Auto(table, null, null, List.of(), null, maxSql, 1, 1);
  }

  public Auto withMax(String sql) {
    return new Auto(table, ids, countSql, countParams, param, sql, increment, offset);
  }

  public Auto withIncrement(int newIncrement, int newOffset) {
    return new Auto(table, ids, countSql, countParams, param, maxSql, newIncrement, newOffset);
  }
}
