package io.edgesql.dialect.ddl;

import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.catalog.Table.Default;
import io.edgesql.dialect.catalog.Table.DefaultKind;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.math.BigDecimal;
import java.util.List;

/** The column type that CREATE TABLE … SELECT makes of a result's type. */
final class TypesOfResults {
  /** Longest VARCHAR that a row of utf8mb4 can hold, in characters. */
  private static final long MAX_VARCHAR = 16_383;

  private TypesOfResults() {}

  /** Digits from which on an expression's integers need a BIGINT. */
  private static final int BIGINT_DIGITS = 10;

  static SqlType storable(BoundQuery.Output output) {
    SqlType type = output.type();
    boolean isExpression = output.origin() == null;
    boolean isShort = type.length() > 0 && type.length() < BIGINT_DIGITS;
    if (isExpression && type.is(TypeName.BIGINT) && isShort) {
      return SqlType.integer(TypeName.INT, type.unsigned());
    }
    if (type.name().isBinary()) {
      return new SqlType(
          type.name(), false, false, type.length(), 0, 0, type.collation(), List.of());
    }
    if (type.is(TypeName.NULL)) {
      return SqlType.simple(TypeName.BINARY, 0).withName(TypeName.BINARY, 0);
    }
    if (type.is(TypeName.VARCHAR) && type.length() > MAX_VARCHAR) {
      return type.withName(TypeName.TEXT, 0);
    }
    return type;
  }

  /**
   * The default of a result column that is never NULL: what its type has where nothing is given.
   */
  static Default defaultOf(BoundQuery.Output output) {
    String text =
        switch (storable(output).name()) {
          case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, FLOAT, DOUBLE -> "0";
          case DECIMAL -> BigDecimal.ZERO.setScale(output.type().scale()).toPlainString();
          case CHAR, VARCHAR, BINARY, VARBINARY -> "";
          case TIME ->
              output.type().scale() == 0
                  ? "00:00:00"
                  : "00:00:00." + "0".repeat(output.type().scale());
          case YEAR -> "0000";
          default -> null;
        };
    return text == null ? Default.NONE : new Default(DefaultKind.LITERAL, text);
  }
}
