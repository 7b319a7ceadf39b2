package io.edgesql.dialect.ddl;

import org.jspecify.annotations.Nullable;

/**
 * The names that constraints and raised errors carry inside SQLite, so that the reply can be
 * MySQL's error.
 *
 * <p>A CHECK's name is {@code kind:subject}; what a trigger raises has the same form. {@code
 * subject} is the column's name, or the constraint's, or {@code database/table/constraint} for
 * foreign keys.
 */
public record ConstraintNames(Kind kind, String subject) {
  /** What was violated, and which MySQL error tells so. */
  public enum Kind {
    /** 1264. */
    RANGE,
    /** 1406. */
    LENGTH,
    /** 1265. */
    MEMBER,
    /** 1292. */
    TEMPORAL,
    /** 3140. */
    JSON,
    /** 3819: a CHECK that the user wrote. */
    CHECK,
    /** 1452. */
    CHILD,
    /** 1451. */
    PARENT,
    /** A trigger's SIGNAL: subject is {@code code/sqlstate/message}. */
    SIGNAL
  }

  /** The name of a constraint of this kind. */
  public static String name(Kind kind, String subject) {
    return kind + ":" + subject;
  }

  /** What a name, or SQLite's message that ends with one, means; null if it is none of ours. */
  public static @Nullable ConstraintNames parse(String text) {
    String name = text.startsWith(CHECK_FAILED) ? text.substring(CHECK_FAILED.length()) : text;
    int colon = name.indexOf(':');
    if (colon <= 0) {
      return null;
    }
    for (Kind kind : Kind.values()) {
      if (kind.name().contentEquals(name.subSequence(0, colon))) {
        return new ConstraintNames(kind, name.substring(colon + 1));
      }
    }
    return null;
  }

  private static final String CHECK_FAILED = "CHECK constraint failed: ";
}
