package io.edgesql.dialect.ddl;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Lengths, precisions and labels that MySQL refuses in a column's type. */
final class ColumnLimits {
  private static final int MAX_PRECISION = 65;
  private static final int MAX_SCALE = 30;
  private static final int MAX_FRACTION = 6;
  private static final int MAX_CHAR = 255;
  private static final int MAX_BIT = 64;

  /** Bytes of the longest row, of which a VARCHAR needs two for its length. */
  private static final int MAX_ROW = 65_535;

  /** Digits that FLOAT(M,D) may show. */
  private static final int MAX_SHOWN = 255;

  private ColumnLimits() {}

  static void check(String column, SqlType type) {
    switch (type.name()) {
      case DECIMAL -> decimal(column, type);
      case FLOAT, DOUBLE -> floating(column, type);
      case CHAR, BINARY -> length(column, type, MAX_CHAR);
      case VARCHAR -> length(column, type, MAX_ROW / bytes(type));
      case VARBINARY -> length(column, type, MAX_ROW);
      case TIME, DATETIME, TIMESTAMP -> {
        if (type.scale() > MAX_FRACTION) {
          throw SqlException.of(ErrorCode.ER_TOO_BIG_PRECISION, type.scale(), column, MAX_FRACTION);
        }
      }
      case BIT -> {
        if (type.length() > MAX_BIT) {
          throw SqlException.of(ErrorCode.ER_TOO_BIG_DISPLAYWIDTH, column, MAX_BIT);
        }
      }
      case ENUM, SET -> labels(column, type);
      default -> {}
    }
  }

  private static void decimal(String column, SqlType type) {
    if (type.scale() > MAX_SCALE) {
      throw SqlException.of(ErrorCode.ER_TOO_BIG_SCALE, type.scale(), column, MAX_SCALE);
    }
    if (type.precision() > MAX_PRECISION) {
      throw SqlException.of(
          ErrorCode.ER_TOO_BIG_PRECISION, type.precision(), column, MAX_PRECISION);
    }
    if (type.scale() > type.precision()) {
      throw SqlException.of(ErrorCode.ER_M_BIGGER_THAN_D, column);
    }
  }

  /** FLOAT(M,D) and DOUBLE(M,D). */
  private static void floating(String column, SqlType type) {
    if (type.scale() == SqlType.NOT_FIXED && type.length() == 0) {
      return;
    }
    if (type.name() == TypeName.FLOAT && type.scale() == SqlType.NOT_FIXED) {
      throw SqlException.of(ErrorCode.ER_WRONG_FIELD_SPEC, column);
    }
    if (type.scale() > MAX_SCALE) {
      throw SqlException.of(ErrorCode.ER_TOO_BIG_SCALE, type.scale(), column, MAX_SCALE);
    }
    if (type.length() > MAX_SHOWN) {
      throw SqlException.of(ErrorCode.ER_TOO_BIG_DISPLAYWIDTH, column, MAX_SHOWN);
    }
    if (type.scale() > type.length()) {
      throw SqlException.of(ErrorCode.ER_M_BIGGER_THAN_D, column);
    }
  }

  private static void length(String column, SqlType type, long limit) {
    if (type.length() > limit) {
      throw SqlException.of(ErrorCode.ER_TOO_BIG_FIELDLENGTH, column, limit);
    }
  }

  private static int bytes(SqlType type) {
    return switch (type.collation().charset()) {
      case "utf8mb4", "utf16", "utf32" -> 4;
      case "utf8mb3" -> 3;
      case "ucs2" -> 2;
      default -> 1;
    };
  }

  private static void labels(String column, SqlType type) {
    Set<String> seen = new HashSet<>();
    boolean fold = type.collation().isCaseInsensitive();
    for (String label : type.members()) {
      if (!seen.add(fold ? label.toLowerCase(Locale.ROOT) : label)) {
        throw SqlException.of(
            ErrorCode.ER_DUPLICATED_VALUE_IN_TYPE, column, first(type, label), type.name().name());
      }
      if (type.is(TypeName.SET) && label.indexOf(',') >= 0) {
        throw SqlException.of(ErrorCode.ER_ILLEGAL_VALUE_FOR_TYPE, "set", label);
      }
    }
  }

  private static String first(SqlType type, String label) {
    return type.members().stream().filter(label::equalsIgnoreCase).findFirst().orElse(label);
  }
}
