package io.edgesql.dialect.translate;

/** Values on their way out of SQLite. */
public final class Outputs {
  private Outputs() {}

  /** The value, with its collation where equal values are to be dropped. */
  public static Sql carrying(Lowered value, boolean isDistinct) {
    return isDistinct ? Collations.carrying(value) : value.sql();
  }
}
