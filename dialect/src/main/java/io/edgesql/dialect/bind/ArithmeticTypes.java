package io.edgesql.dialect.bind;

import io.edgesql.dialect.tree.Expr.BinaryOperator;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.util.List;

/** Result types of arithmetic and bit operators. */
final class ArithmeticTypes {
  /** div_precision_increment: digits that a division adds behind the point. */
  static final int DIVISION_DIGITS = 4;

  private static final int MAX_WIDTH = 21;

  private ArithmeticTypes() {}

  /** A DOUBLE that shows so many digits behind the point: what NULL makes of other numbers. */
  static SqlType real(int scale) {
    return new SqlType(
        TypeName.DOUBLE, false, false, 17L + scale, 0, scale, Collation.BINARY, List.of());
  }

  /** The same where the operands' digits tell it; {@link SqlType#NOT_FIXED} shows all there are. */
  static SqlType realOf(int scale) {
    return scale < SqlType.NOT_FIXED ? real(scale) : SqlType.DOUBLE;
  }

  /** Digits behind the point that a value shows as a number; a text has no fixed number of them. */
  static int decimals(SqlType type) {
    if (type.name().isApproximate() || type.is(TypeName.DECIMAL) || type.name().isTemporal()) {
      return type.scale();
    }
    return domain(type) == Domain.INTEGER ? 0 : SqlType.NOT_FIXED;
  }

  private static int decimals(SqlType a, SqlType b) {
    return Math.max(decimals(a), decimals(b));
  }

  private static boolean isWithNull(SqlType a, SqlType b) {
    return a.is(TypeName.NULL) || b.is(TypeName.NULL);
  }

  static SqlType of(BinaryOperator operator, SqlType a, SqlType b, boolean signedSubtraction) {
    boolean isOfNumbers = domain(a) != Domain.REAL && domain(b) != Domain.REAL;
    if (isWithNull(a, b) && isOfNumbers) {
      switch (operator) {
        case ADD, SUBTRACT, MODULO -> {
          return real(Math.max(Widths.scale(a), Widths.scale(b)));
        }
        case MULTIPLY -> {
          return real(Widths.scale(a) + Widths.scale(b));
        }
        case DIVIDE -> {
          return real(Widths.scale(a) + DIVISION_DIGITS);
        }
        default -> {}
      }
    }
    return switch (operator) {
      case ADD -> additive(a, b, a.unsigned() || b.unsigned());
      case SUBTRACT -> additive(a, b, !signedSubtraction && (a.unsigned() || b.unsigned()));
      case MULTIPLY -> product(a, b);
      case DIVIDE -> quotient(a, b);
      case INTEGER_DIVIDE ->
          Widths.bigint(Math.min(MAX_WIDTH, wholeWidth(a)), unsigned(a) || unsigned(b));
      case MODULO -> remainder(a, b);
      case SHIFT_LEFT, SHIFT_RIGHT -> bits(a);
      // Two literals such as x'0f' are numbers to each other.
      default ->
          isBits(a, b) || isBits(b, a)
              ? bits(a.is(TypeName.NULL) || isHexLiteral(a) ? b : a)
              : bits(SqlType.BIGINT);
    };
  }

  /** Digits in front of the point and a sign. */
  private static long wholeWidth(SqlType type) {
    if (domain(type) == Domain.REAL) {
      return type.name().isApproximate() ? MAX_WIDTH : Widths.characters(type) + 1;
    }
    return type.is(TypeName.NULL)
        ? 1
        : Widths.precision(type) - Widths.scale(type) + (type.unsigned() ? 0 : 1);
  }

  /** Bits of a binary string stay a string; everything else is BIGINT UNSIGNED. */
  static SqlType bits(SqlType operand) {
    return operand.name().isBinary() && !isHexLiteral(operand)
        ? Widths.text(Widths.characters(operand), operand.collation())
        : Widths.bigint(MAX_WIDTH, true);
  }

  /** A binary string beside another one, a literal or NULL. */
  private static boolean isBits(SqlType string, SqlType other) {
    return string.name().isBinary()
        && !isHexLiteral(string)
        && (other.name().isBinary() || other.is(TypeName.NULL));
  }

  /** x'41', 0x41 and b'1': binary strings that are unsigned integers beside numbers. */
  static boolean isHexLiteral(SqlType type) {
    return type.is(TypeName.VARBINARY) && type.unsigned();
  }

  /** As what a type takes part in arithmetic. */
  enum Domain {
    INTEGER,
    DECIMAL,
    REAL
  }

  static Domain domain(SqlType type) {
    TypeName name = type.name();
    if (name.isInteger()
        || name == TypeName.YEAR
        || name == TypeName.BIT
        || name == TypeName.NULL
        || isHexLiteral(type)) {
      return Domain.INTEGER;
    }
    if (name.isTemporal()) {
      return type.scale() > 0 ? Domain.DECIMAL : Domain.INTEGER;
    }
    return name == TypeName.DECIMAL ? Domain.DECIMAL : Domain.REAL;
  }

  private static Domain domain(SqlType a, SqlType b) {
    Domain left = domain(a);
    Domain right = domain(b);
    return left.compareTo(right) >= 0 ? left : right;
  }

  /** YEAR and BIT count as unsigned. */
  static boolean unsigned(SqlType type) {
    return type.unsigned() || type.is(TypeName.YEAR) || type.is(TypeName.BIT);
  }

  private static SqlType additive(SqlType a, SqlType b, boolean unsigned) {
    Domain domain = domain(a, b);
    if (domain == Domain.REAL) {
      return realOf(decimals(a, b));
    }
    int scale = Math.max(Widths.scale(a), Widths.scale(b));
    int whole =
        Math.max(Widths.precision(a) - Widths.scale(a), Widths.precision(b) - Widths.scale(b));
    if (domain == Domain.DECIMAL) {
      return Widths.decimal(whole + 1 + scale, scale, a.unsigned() && b.unsigned());
    }
    boolean isUnsigned = unsigned || unsigned(a) || unsigned(b);
    return Widths.bigint(Math.min(MAX_WIDTH, whole + 1 + (isUnsigned ? 0 : 1)), isUnsigned);
  }

  private static SqlType product(SqlType a, SqlType b) {
    Domain domain = domain(a, b);
    if (domain == Domain.REAL) {
      return realOf(decimals(a, b));
    }
    int precision = Widths.precision(a) + Widths.precision(b);
    if (domain == Domain.DECIMAL) {
      return Widths.decimal(
          precision, Widths.scale(a) + Widths.scale(b), a.unsigned() && b.unsigned());
    }
    boolean isUnsigned = unsigned(a) || unsigned(b);
    return Widths.bigint(Math.min(MAX_WIDTH, precision + (isUnsigned ? 0 : 1)), isUnsigned);
  }

  private static SqlType quotient(SqlType a, SqlType b) {
    if (domain(a, b) == Domain.REAL) {
      return realOf(decimals(a, b) + DIVISION_DIGITS);
    }
    int precision = Widths.precision(a) + Widths.scale(b) + DIVISION_DIGITS;
    return Widths.decimal(precision, Widths.scale(a) + DIVISION_DIGITS, unsigned(a) && unsigned(b));
  }

  private static SqlType remainder(SqlType a, SqlType b) {
    Domain domain = domain(a, b);
    if (domain == Domain.REAL) {
      return realOf(decimals(a, b));
    }
    if (domain == Domain.INTEGER) {
      long width = Math.max(Widths.characters(a), Widths.characters(b));
      return Widths.bigint(Math.min(MAX_WIDTH, width), unsigned(a));
    }
    int scale = Math.max(Widths.scale(a), Widths.scale(b));
    return Widths.decimal(Math.max(Widths.precision(a), Widths.precision(b)), scale, unsigned(a));
  }

  /** The type of -x. */
  static SqlType negated(Typed operand) {
    SqlType type = operand.type();
    if (type.name().isTemporal()) {
      return SqlType.DOUBLE;
    }
    if (type.is(TypeName.NULL) || isHexLiteral(type)) {
      return real(0);
    }
    return switch (domain(type)) {
      case REAL -> realOf(decimals(type));
      case DECIMAL -> SqlType.decimal(type.precision(), type.scale(), false);
      case INTEGER -> {
        boolean isLiteral = operand instanceof Typed.Constant || operand instanceof Typed.Lifted;
        long sign = unsigned(type) && !isLiteral ? 1 : 0;
        yield Widths.bigint(Math.min(MAX_WIDTH, Widths.characters(type) + sign), false);
      }
    };
  }
}
