package io.edgesql.dialect.translate;

import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.SqlType;
import org.jspecify.annotations.Nullable;

/**
 * A lowered expression: what SQLite computes, how that stands for the MySQL value, and the MySQL
 * type.
 *
 * @param isColumn a plain column that carries its collation and affinity by itself
 * @param key the sort key under the type's collation where it is stored; else null
 */
public record Lowered(
    Sql sql, Representation representation, SqlType type, boolean isColumn, @Nullable Sql key) {
  public Lowered(Sql sql, Representation representation, SqlType type, boolean isColumn) {
    this(sql, representation, type, isColumn, null);
  }

  public Lowered(Sql sql, Representation representation, SqlType type) {
    this(sql, representation, type, false);
  }

  public static Lowered of(Sql sql, Representation.Kind kind, SqlType type) {
    return new Lowered(sql, Representation.of(kind), type, false);
  }

  public static Lowered integer(Sql sql, SqlType type) {
    return of(sql, Representation.Kind.INTEGER, type);
  }

  public static Lowered truth(Sql sql) {
    return of(sql, Representation.Kind.INTEGER, SqlType.BOOLEAN);
  }

  public static Lowered real(Sql sql, SqlType type) {
    return of(sql, Representation.Kind.REAL, type);
  }

  public static Lowered text(Sql sql, SqlType type) {
    return of(sql, Representation.Kind.TEXT, type);
  }

  public Representation.Kind kind() {
    return representation.kind();
  }

  public int scale() {
    return representation.scale();
  }
}
