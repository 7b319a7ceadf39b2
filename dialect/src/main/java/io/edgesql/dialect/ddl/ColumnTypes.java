package io.edgesql.dialect.ddl;

import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import org.jspecify.annotations.Nullable;

/** Types of what is declared like a column without being one: variables of routines. */
public final class ColumnTypes {
  private ColumnTypes() {}

  /**
   * A type with its collation.
   *
   * @param charset of CHARACTER SET; null: not written
   * @param collation of COLLATE; null: not written
   * @param binary BINARY as an attribute
   * @param fallback where neither was written
   * @throws io.edgesql.dialect.SqlException 1115, 1253, 1273
   */
  public static SqlType complete(
      SqlType type,
      @Nullable String charset,
      @Nullable String collation,
      boolean binary,
      Collation fallback) {
    boolean isText = type.name().isCharacter() || type.is(TypeName.ENUM) || type.is(TypeName.SET);
    if (!isText) {
      return type;
    }
    Collation chosen = ColumnBuilder.chosen(charset, collation, fallback);
    if (binary && collation == null) {
      chosen = ColumnBuilder.named(chosen.charset() + "_bin");
    }
    return chosen.isBinary() && type.name().isCharacter()
        ? ColumnBuilder.binaryCounterpart(type)
        : type.withCollation(chosen);
  }
}
