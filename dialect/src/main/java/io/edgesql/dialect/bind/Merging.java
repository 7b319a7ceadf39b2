package io.edgesql.dialect.bind;

/**
 * Which views, derived and common tables MySQL merges into the query that uses them, rather than
 * making a temporary table of them.
 */
final class Merging {
  private Merging() {}

  /**
   * One plain SELECT from tables: no set operation, grouping, DISTINCT, LIMIT or window, and no
   * subquery among its columns.
   */
  static boolean merges(BoundQuery query) {
    if (!(query.body() instanceof BoundQuery.Select select)) {
      return false;
    }
    return select.from() != null
        && !select.isGrouped()
        && !select.distinct()
        && select.having() == null
        && query.limit() == null
        && query.offset() == null
        && select.items().stream().noneMatch(Merging::needsRows);
  }

  private static boolean needsRows(Typed item) {
    return item instanceof Typed.WindowCall
        || item instanceof Typed.Aggregate
        || item instanceof Typed.Subquery
        || item instanceof Typed.Exists
        || item instanceof Typed.InQuery
        || item instanceof Typed.Quantified
        || Aggregation.children(item).stream().anyMatch(Merging::needsRows);
  }
}
