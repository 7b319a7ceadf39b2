package io.edgesql.proxy.execute;

/** MySQL's levels; READ UNCOMMITTED is served as READ COMMITTED. */
enum Isolation {
  READ_COMMITTED,
  REPEATABLE_READ,
  SERIALIZABLE;

  /** The level of {@code transaction_isolation}'s spelling. */
  static Isolation of(String text) {
    return switch (text) {
      case "SERIALIZABLE" -> SERIALIZABLE;
      case "READ-COMMITTED", "READ-UNCOMMITTED" -> READ_COMMITTED;
      default -> REPEATABLE_READ;
    };
  }
}
