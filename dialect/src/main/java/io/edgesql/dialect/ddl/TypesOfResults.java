package io.edgesql.dialect.ddl;

import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;

/** The column type that CREATE TABLE … SELECT makes of a result's type. */
final class TypesOfResults {
  /** Longest VARCHAR that a row of utf8mb4 can hold, in characters. */
  private static final long MAX_VARCHAR = 16_383;

  private TypesOfResults() {}

  static SqlType storable(SqlType type) {
    if (type.is(TypeName.NULL)) {
      return SqlType.simple(TypeName.BINARY, 0).withName(TypeName.BINARY, 0);
    }
    if (type.is(TypeName.VARCHAR) && type.length() > MAX_VARCHAR) {
      return type.withName(TypeName.TEXT, 0);
    }
    return type;
  }
}
