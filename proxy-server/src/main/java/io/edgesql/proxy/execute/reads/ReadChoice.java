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
 */
public record ReadChoice(ReadMode mode, String why, List<String> refusals, long ttlMs, long swrMs) {
  static final ReadChoice DEFAULT = new ReadChoice(ReadMode.STRONG, "default", List.of(), 0, 0);

  /** For receipts. */
  public String reason() {
    return refusals.isEmpty() ? why : why + " refused (" + String.join("; ", refusals) + ")";
  }
}
