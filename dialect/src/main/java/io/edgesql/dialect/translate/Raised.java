package io.edgesql.dialect.translate;

/** Expressions that fail with one of MySQL's errors when they are computed. */
public final class Raised {
  private Raised() {}

  /**
   * @param error the error's name, and its arguments between bars
   */
  public static Sql error(String error) {
    return SingleRow.raise(error);
  }
}
