package io.edgesql.proxy.execute.reads;

import io.edgesql.dialect.plan.ReadMode;
import java.util.List;
import java.util.Set;

/**
 * What is agreed for one table.
 *
 * @param primaryKey columns, or empty when the policy does not say
 * @param shardBy column, or empty
 * @param mode strong, bounded or cached
 * @param ttlMs with bounded the bound; with cached how long a copy counts as fresh
 * @param swrMs how long a copy may be served after that, while it is read anew
 * @param alwaysStrong columns that are never read from a copy, lower case
 */
public record TablePolicy(
    List<String> primaryKey,
    String shardBy,
    ReadMode.Kind mode,
    long ttlMs,
    long swrMs,
    boolean prewarm,
    Set<String> alwaysStrong,
    boolean mirror) {

  /** The mode for reads that ask for none. */
  ReadMode readMode() {
    return switch (mode) {
      case STRONG -> ReadMode.STRONG;
      case BOUNDED -> ReadMode.bounded(Math.max(1, Math.min(ttlMs, ReadMode.MAX_AGE_MS)));
      case CACHED -> ReadMode.CACHED;
    };
  }
}
