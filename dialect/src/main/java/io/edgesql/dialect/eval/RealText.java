package io.edgesql.dialect.eval;

import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Floating-point numbers as MySQL prints them ({@code my_gcvt}): the shortest digits that read back
 * as the same number, plain between 1e-15 and 1e15 and where there are digits behind the point,
 * otherwise as 1.5e20.
 */
final class RealText {
  private static final MathContext SIX = new MathContext(6, RoundingMode.HALF_EVEN);

  /** The characters that a number may have within a string. */
  private static final int TEXT_WIDTH = 22;

  private static final int COLUMN_WIDTH = 24;
  private static final int FLOAT_WIDTH = 12;

  /** The type of a DOUBLE column's value where it becomes text. */
  static final SqlType COLUMN = SqlType.DOUBLE.withName(TypeName.DOUBLE, COLUMN_WIDTH);

  private RealText() {}

  /** A DOUBLE without a fixed number of decimals. */
  static String ofDouble(double number) {
    if (number == 0) {
      return 1 / number < 0 ? "-0" : "0";
    }
    return print(shortest(number));
  }

  /**
   * Within a string, where a number with many zeros behind the point has an exponent: a column's
   * later than another's. What CAST made a FLOAT, and no column of that type, has all its digits.
   */
  static String inText(double number, SqlType type) {
    boolean isFloat = type.is(TypeName.FLOAT) && !isWide(number, type);
    String plain = isFloat ? ofFloat(number) : ofDouble(number);
    int width = isFloat ? FLOAT_WIDTH : type.equals(COLUMN) ? COLUMN_WIDTH : TEXT_WIDTH;
    return plain.length() > width && plain.indexOf('e') < 0
        ? withExponent(new BigDecimal(plain))
        : plain;
  }

  /** Whether it has more digits than the FLOAT that it is said to be. */
  private static boolean isWide(double number, SqlType type) {
    return type.is(TypeName.FLOAT) && (float) number != number;
  }

  /** A FLOAT: six significant digits. */
  static String ofFloat(double number) {
    if (number == 0) {
      return 1 / number < 0 ? "-0" : "0";
    }
    return print(shownFloat(number));
  }

  private static BigDecimal shownFloat(double number) {
    return new BigDecimal((double) (float) number).round(SIX);
  }

  /** With a fixed number of decimals, as of DOUBLE(10,3); ties go to even as in {@code my_fcvt}. */
  static String fixed(double number, int decimals) {
    BigDecimal exact = shortest(number);
    String text = exact.setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
    return number < 0 && text.charAt(0) != '-' ? "-" + text : text;
  }

  /** The number with the fewest digits that reads back as {@code number}. */
  static BigDecimal shortest(double number) {
    if (number == 0) {
      return BigDecimal.ZERO;
    }
    BigDecimal digits = new BigDecimal(Double.toString(number)).stripTrailingZeros();
    // Double.toString of JDK 17 sometimes gives a digit too many.
    BigDecimal exact = new BigDecimal(number);
    while (digits.precision() > 1) {
      BigDecimal shorter =
          exact
              .round(new MathContext(digits.precision() - 1, RoundingMode.HALF_EVEN))
              .stripTrailingZeros();
      if (shorter.doubleValue() != number) {
        return digits;
      }
      digits = shorter;
    }
    return digits;
  }

  private static String print(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    String digits = stripped.unscaledValue().abs().toString();
    int point = digits.length() - stripped.scale();
    boolean isWhole = digits.length() <= point;
    if (point >= -14 && (point <= 15 || !isWhole)) {
      return stripped.toPlainString();
    }
    return withExponent(stripped);
  }

  private static String withExponent(BigDecimal stripped) {
    String digits = stripped.unscaledValue().abs().toString();
    int point = digits.length() - stripped.scale();
    StringBuilder out = new StringBuilder(24);
    if (stripped.signum() < 0) {
      out.append('-');
    }
    out.append(digits.charAt(0));
    if (digits.length() > 1) {
      out.append('.').append(digits, 1, digits.length());
    }
    return out.append('e').append(point - 1).toString();
  }
}
