package io.edgesql.consistency.check;

import java.sql.Connection;
import java.util.EnumSet;
import java.util.Set;

/**
 * The levels, and which anomalies each allows: what InnoDB of MySQL 8.0 was seen to do, and no
 * more. docs/transactions.md says the same in words.
 */
public enum IsolationLevel {
  /** Each statement sees what was committed when it began. */
  READ_COMMITTED(
      Connection.TRANSACTION_READ_COMMITTED,
      EnumSet.of(
          AnomalyKind.LOST_UPDATE,
          AnomalyKind.G_SINGLE,
          AnomalyKind.G_NONADJACENT,
          AnomalyKind.G2_ITEM,
          AnomalyKind.WRITE_SKEW)),
  /**
   * Plain reads see what was committed at the first of them; writes and locking reads see the
   * newest. So what was read may be outdated when the same transaction writes.
   */
  REPEATABLE_READ(
      Connection.TRANSACTION_REPEATABLE_READ,
      EnumSet.of(
          AnomalyKind.LOST_UPDATE,
          AnomalyKind.G_SINGLE,
          AnomalyKind.G_NONADJACENT,
          AnomalyKind.G2_ITEM,
          AnomalyKind.WRITE_SKEW)),
  /** As if one transaction ran after the other. */
  SERIALIZABLE(Connection.TRANSACTION_SERIALIZABLE, EnumSet.noneOf(AnomalyKind.class));

  private final int jdbc;

  @SuppressWarnings("ImmutableEnumChecker") // A copy that nobody changes.
  private final Set<AnomalyKind> allowed;

  IsolationLevel(int jdbc, Set<AnomalyKind> allowed) {
    this.jdbc = jdbc;
    this.allowed = Set.copyOf(allowed);
  }

  /** JDBC's number for it. */
  public int jdbc() {
    return jdbc;
  }

  public boolean allows(AnomalyKind kind) {
    return allowed.contains(kind);
  }
}
