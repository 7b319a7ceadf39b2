package io.edgesql.proxy.state;

import java.util.Locale;

/**
 * Where the rows of a query came from.
 *
 * @param ver the shard's version that they show; 0 if none is known
 * @param ageMs milliseconds since the shard was asked for them
 * @param mode how fresh they had to be
 * @param why what chose the mode: hint, attribute, session, policy or default; and why a copy was
 *     refused, if it was
 * @param verdict what was found near: hit, stale, absent, old, outdated, behind, joined; "none"
 *     when nothing was looked for
 */
public record ReadReceipt(
    Source source, String shard, long ver, long ageMs, String mode, String why, String verdict) {
  /** The levels, from the nearest. */
  public enum Source {
    NEAR,
    KV,
    SHARD;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** As @@edgesql_last_read shows it. */
  @Override
  public String toString() {
    return "source="
        + source.word()
        + ",shard="
        + shard
        + ",ver="
        + ver
        + ",age_ms="
        + ageMs
        + ",mode="
        + mode
        + ",why="
        + why
        + ",verdict="
        + verdict;
  }
}
