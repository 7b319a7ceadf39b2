package io.edgesql.bench.report;

import io.edgesql.bench.server.EdgeUsage;

/**
 * Cloudflare's list prices of Durable Objects on the Workers Paid plan in US dollars, as its price
 * page told them in November 2025; what the plan includes is not taken off.
 */
final class Prices {
  static final String AS_OF = "2025-11";
  private static final double MILLION = 1e6;

  /** Twenty incoming WebSocket messages count as one request. */
  static final double MESSAGES_PER_REQUEST = 20;

  static final double PER_MILLION_REQUESTS = 0.15;
  static final double PER_MILLION_ROWS_READ = 0.001;
  static final double PER_MILLION_ROWS_WRITTEN = 1.00;

  /** For each GB-second; an object counts as 128 MB while it is active. */
  static final double PER_MILLION_GB_SECONDS = 12.50;

  private static final double OBJECT_GB = 0.128;

  private Prices() {}

  /**
   * Dollars for what was used.
   *
   * @param activeSeconds for how long the object was busy, at most
   */
  static double dollars(EdgeUsage usage, double activeSeconds) {
    return (usage.frames() / MESSAGES_PER_REQUEST * PER_MILLION_REQUESTS
            + usage.rowsRead() * PER_MILLION_ROWS_READ
            + usage.rowsWritten() * PER_MILLION_ROWS_WRITTEN
            + activeSeconds * OBJECT_GB * PER_MILLION_GB_SECONDS)
        / MILLION;
  }
}
