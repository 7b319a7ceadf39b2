package io.edgesql.dialect.bind;

import io.edgesql.dialect.bind.ArithmeticTypes.Domain;
import io.edgesql.dialect.bind.NativeFunction.Nulls;
import io.edgesql.dialect.tree.Expr.BinaryOperator;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;

/** The manual's "Mathematical Functions" and bit functions. */
final class NumericFunctions {
  private NumericFunctions() {}

  static void addTo(FunctionTypes all) {
    all.add("ABS", 1, 1, Nulls.ARGUMENTS, NumericFunctions::absolute);
    all.add("SIGN", 1, 1, Nulls.ARGUMENTS, a -> Widths.bigint(21, false));
    all.add("CEIL CEILING FLOOR", 1, 1, Nulls.ARGUMENTS, NumericFunctions::whole);
    all.add("ROUND", 1, 2, Nulls.ARGUMENTS, a -> rounded(a, 1));
    all.add("TRUNCATE", 2, 2, Nulls.ARGUMENTS, a -> rounded(a, 0));
    all.add(
        "MOD",
        2,
        2,
        Nulls.ALWAYS,
        a -> ArithmeticTypes.of(BinaryOperator.MODULO, a.type(0), a.type(1), false));
    all.add("POW POWER ATAN2", 2, 2, Nulls.ALWAYS, a -> SqlType.DOUBLE);
    all.add("LOG ATAN", 1, 2, Nulls.ALWAYS, a -> SqlType.DOUBLE);
    all.add(
        "SQRT EXP LN LOG2 LOG10 SIN COS TAN COT ASIN ACOS",
        1,
        1,
        Nulls.ALWAYS,
        a -> SqlType.DOUBLE);
    all.add("RADIANS DEGREES", 1, 1, Nulls.ARGUMENTS, a -> SqlType.DOUBLE);
    all.add("PI", 0, 0, Nulls.NEVER, a -> pi());
    all.add("RAND", 0, 1, Nulls.NEVER, a -> SqlType.DOUBLE);
    all.add("CRC32", 1, 1, Nulls.ARGUMENTS, a -> Widths.bigint(10, true));
    all.add("BIT_COUNT", 1, 1, Nulls.ARGUMENTS, a -> Widths.bigint(21, false));
    all.add("GROUPING", 1, NativeFunction.MANY, Nulls.NEVER, a -> SqlType.BOOLEAN);
  }

  /** PI() shows six digits. */
  private static SqlType pi() {
    return new SqlType(
        TypeName.DOUBLE,
        false,
        false,
        8,
        0,
        6,
        SqlType.DOUBLE.collation(),
        SqlType.DOUBLE.members());
  }

  private static SqlType absolute(Arguments a) {
    SqlType type = a.type(0);
    if (ArithmeticTypes.isHexLiteral(type)) {
      return SqlType.DOUBLE;
    }
    if (type.name().isTemporal() || type.is(TypeName.NULL)) {
      return ArithmeticTypes.real(Widths.scale(type));
    }
    return switch (ArithmeticTypes.domain(type)) {
      case INTEGER -> Widths.bigint(a.width(0), ArithmeticTypes.unsigned(type));
      case DECIMAL -> Widths.decimal(Widths.precision(type), Widths.scale(type), type.unsigned());
      case REAL -> ArithmeticTypes.realOf(ArithmeticTypes.decimals(type));
    };
  }

  /** Decimals that fit become BIGINT, as integers do. */
  private static SqlType whole(Arguments a) {
    SqlType type = a.type(0);
    Domain domain = ArithmeticTypes.domain(type);
    if (domain == Domain.REAL || isReal(type)) {
      return SqlType.DOUBLE;
    }
    int digits = Widths.precision(type) - Widths.scale(type);
    return domain == Domain.INTEGER || digits < 19
        ? Widths.bigint(21, ArithmeticTypes.unsigned(type))
        : Widths.decimal(digits + 1, 0, type.unsigned());
  }

  /** Dates, NULL and literals of bits are rounded as texts are. */
  private static boolean isReal(SqlType type) {
    return type.name().isTemporal() || type.is(TypeName.NULL) || ArithmeticTypes.isHexLiteral(type);
  }

  /** ROUND may need one more digit in front of the point, TRUNCATE does not. */
  private static SqlType rounded(Arguments a, int carry) {
    SqlType type = a.type(0);
    if (isReal(type)) {
      return SqlType.DOUBLE;
    }
    return switch (ArithmeticTypes.domain(type)) {
      case REAL -> SqlType.DOUBLE;
      case INTEGER -> Widths.bigint(21, ArithmeticTypes.unsigned(type));
      case DECIMAL -> {
        int scale = Widths.scale(type);
        int precision = Widths.precision(type);
        boolean isWhole = a.size() < 2 || a.is(1, TypeName.NULL);
        Long digits = isWhole ? Long.valueOf(0) : a.integer(1);
        if (digits == null) {
          yield Widths.decimal(precision, scale, type.unsigned());
        }
        int kept = (int) Math.max(0, Math.min(digits, scale));
        int added = kept < scale ? carry : 0;
        yield Widths.decimal(precision - scale + kept + added, kept, type.unsigned());
      }
    };
  }
}
