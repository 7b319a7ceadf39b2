package io.edgesql.proxy.execute.reads;

import io.edgesql.dialect.plan.ReadMode;
import java.util.List;

/**
 * How one statement is to be read.
 *
 * @param mode what holds; strong when a copy is refused
 * @param why hint, attribute, session, policy or default
 * @param refusals why the mode that was asked for does not hold; empty: it does
 * @param ttlMs how long a copy counts as fresh
 * @param swrMs how long it may be served after that
 * @param prewarm whether KV reads a copy anew as soon as it is outdated
 */
public record ReadChoice(
    ReadMode mode, String why, List<String> refusals, long ttlMs, long swrMs, boolean prewarm) {
  static final ReadChoice DEFAULT = strong(ReadMode.STRONG, "default", List.of());

  /** The shard's own rows. */
  static ReadChoice strong(ReadMode mode, String why, List<String> refusals) {
    return new ReadChoice(mode, why, refusals, 0, 0, false);
  }

  /** For receipts. */
  public String reason() {
    return refusals.isEmpty() ? why : why + " refused (" + String.join("; ", refusals) + ")";
  }
}
