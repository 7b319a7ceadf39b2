package io.edgesql.dialect.types;

/**
 * What a {@code ?} is taken for.
 *
 * @param type the type that stands for it in the statement
 */
public record ParameterType(SqlType type, Use use) {
  /** What may be given for it. */
  public enum Use {
    /** Becomes a value of the type; where that is not possible the statement is prepared again. */
    VALUE,
    /** Is stored into a column as it was given. */
    ASSIGNED,
    /** LIMIT and OFFSET: an integer. */
    COUNT
  }
}
