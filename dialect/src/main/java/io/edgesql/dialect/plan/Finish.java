package io.edgesql.dialect.plan;

import io.edgesql.dialect.bind.Typed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Java does with the rows that a shard sent, where SQLite cannot do it as MySQL does: filter,
 * group, filter groups, compute window functions, drop duplicates, sort, cut; in this order.
 *
 * @param where over the shard's rows; null: all rows
 * @param grouping null: the rows stay as they are
 * @param having over the groups' rows; null: all
 * @param windows window functions over the rows that are left; their values stand from place {@link
 *     #WINDOWS} on
 * @param distinct whether equal rows of the result become one
 * @param gathers whether all rows must be there before the first one is known, which {@value
 *     #MAX_ROWS} bounds
 * @param orders over the rows that {@code grouping} leaves; empty: as they come
 */
public record Finish(
    @Nullable Typed where,
    @Nullable Grouping grouping,
    @Nullable Typed having,
    List<Typed> windows,
    boolean distinct,
    boolean gathers,
    List<Order> orders,
    @Nullable Typed limit,
    @Nullable Typed offset) {
  /** The system variable that bounds the rows gathered for one statement. */
  public static final String MAX_ROWS = "edgesql_finish_rows";

  /** Place of the first window function's value in a row: behind all that a shard can send. */
  public static final int WINDOWS = Cells.MAX_COLUMNS;

  public record Order(Typed expr, boolean descending) {}

  /**
   * Groups. Their rows hold the keys' values and then the aggregates', as finished values.
   *
   * @param keys over the shard's rows; none: all rows are one group, even if there are none
   * @param aggregates with arguments over the shard's rows
   */
  public record Grouping(List<Typed> keys, List<Typed.Aggregate> aggregates) {}
}
