package io.edgesql.dialect.lex;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;

/** Numbers, hexadecimal and bit literals as MySQL types them. */
final class NumberLiterals {
  private static final BigInteger UNSIGNED_LIMIT = BigInteger.ONE.shiftLeft(64);
  private static final int MAX_PRECISION = 65;
  private static final int MAX_SCALE = 30;

  /** Digits that MySQL's decimal can hold before it saturates. */
  private static final int MAX_DIGITS = 81;

  private static final BigDecimal SATURATED =
      new BigDecimal(BigInteger.TEN.pow(MAX_PRECISION).subtract(BigInteger.ONE));

  private NumberLiterals() {}

  /** INT up to 2^31-1, BIGINT up to 2^63-1, BIGINT UNSIGNED up to 2^64-1, then DECIMAL. */
  static Literals.Token integer(String digits) {
    if (digits.length() <= 18) {
      return integer(Long.parseLong(digits), digits);
    }
    String significant = withoutLeadingZeros(digits);
    if (significant.length() > 20) {
      return decimal(significant, digits);
    }
    BigInteger number = new BigInteger(significant);
    if (number.bitLength() <= 63) {
      return integer(number.longValue(), digits);
    }
    if (number.compareTo(UNSIGNED_LIMIT) < 0) {
      return new Literals.Token(
          new Value.Int(number.longValue(), true), SqlType.BIGINT_UNSIGNED, digits);
    }
    return decimal(significant, digits);
  }

  private static Literals.Token integer(long number, String text) {
    SqlType type = number <= Integer.MAX_VALUE ? SqlType.INT : SqlType.BIGINT;
    return new Literals.Token(new Value.Int(number, false), type, text);
  }

  static Literals.Token decimal(String digits) {
    return decimal(digits, digits);
  }

  private static Literals.Token decimal(String digits, String text) {
    int point = digits.indexOf('.');
    int whole = point < 0 ? digits.length() : point;
    int scale = point < 0 ? 0 : digits.length() - point - 1;
    BigDecimal number;
    if (digits.length() <= MAX_DIGITS) {
      number = new BigDecimal(digits.startsWith(".") ? "0" + digits : digits);
    } else {
      String significant = withoutLeadingZeros(digits.substring(0, whole));
      whole = significant.length();
      scale = Math.min(scale, MAX_SCALE);
      number =
          whole > MAX_PRECISION
              ? SATURATED
              : new BigDecimal(
                  scale == 0
                      ? significant
                      : significant + digits.substring(point, point + 1 + scale));
    }
    if (number.scale() > MAX_SCALE) {
      number = number.setScale(MAX_SCALE, java.math.RoundingMode.HALF_UP);
    }
    scale = Math.max(0, number.scale());
    int precision = Math.max(1, Math.min(MAX_PRECISION, whole + scale));
    return new Literals.Token(
        new Value.Decimal(number), SqlType.decimal(precision, scale, false), text);
  }

  static Literals.Token real(String text) {
    double number = Double.parseDouble(text);
    if (Double.isInfinite(number)) {
      throw SqlException.of(ErrorCode.ER_ILLEGAL_VALUE_FOR_TYPE, "double", text);
    }
    return new Literals.Token(new Value.Real(number), SqlType.DOUBLE, text);
  }

  /** Bytes; the type is unsigned to tell a literal that is a number in numeric context. */
  static Literals.Token hex(String digits, String text) {
    String even = digits.length() % 2 == 0 ? digits : "0" + digits;
    byte[] bytes = new byte[even.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      int high = Character.digit(even.charAt(2 * i), 16);
      bytes[i] = (byte) (high << 4 | Character.digit(even.charAt(2 * i + 1), 16));
    }
    return bytes(bytes, text);
  }

  static Literals.Token bits(String digits, String text) {
    byte[] bytes = new byte[(digits.length() + 7) / 8];
    for (int i = 0; i < digits.length(); i++) {
      int bit = digits.length() - 1 - i;
      if (digits.charAt(i) == '1') {
        bytes[bytes.length - 1 - bit / 8] |= (byte) (1 << bit % 8);
      }
    }
    return bytes(bytes, text);
  }

  private static Literals.Token bytes(byte[] bytes, String text) {
    SqlType type =
        new SqlType(
            TypeName.VARBINARY, true, false, bytes.length, 0, 0, Collation.BINARY, List.of());
    return new Literals.Token(new Value.Bytes(bytes), type, text);
  }

  private static String withoutLeadingZeros(String digits) {
    int from = 0;
    while (from < digits.length() - 1 && digits.charAt(from) == '0') {
      from++;
    }
    return digits.substring(from);
  }
}
