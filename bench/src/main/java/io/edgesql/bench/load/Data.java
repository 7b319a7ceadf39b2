package io.edgesql.bench.load;

/**
 * How much data the tables hold.
 *
 * @param rows items that are read and written by key
 * @param hotRows of them, those that the hot reads ask for
 * @param tenants that have events
 * @param eventsPerTenant of each
 */
public record Data(int rows, int hotRows, int tenants, int eventsPerTenant) {
  /** What a range read gives. */
  static final int NEWEST = 50;

  /** A data set of this many items, with events in proportion. */
  public static Data ofRows(int rows) {
    return new Data(rows, Math.min(rows, 100), 100, Math.max(NEWEST, rows / 100));
  }
}
