package io.edgesql.dialect.eval;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Numbers at the start of a text, as MySQL reads them: leading white space, a sign, digits, a
 * point, an exponent. What follows does not count, but is reported.
 *
 * @param number the number read; zero if there was none
 * @param digits whether there was a number at all
 * @param complete whether nothing but white space follows
 */
record NumberReader(BigDecimal number, boolean digits, boolean complete) {
  /** Beyond this exponent a DOUBLE is infinite or zero; keeps the digits bounded. */
  private static final int MAX_EXPONENT = 400;

  /**
   * More significant digits than these decide nothing: a DOUBLE is told from its neighbours by 767
   * of them.
   */
  private static final int MAX_DIGITS = 1000;

  private static final NumberReader NOTHING = new NumberReader(BigDecimal.ZERO, false, false);

  /** With point and exponent. */
  static NumberReader read(String text) {
    return read(text, true);
  }

  /** An integer prefix only, as CAST('12.7' AS SIGNED) reads it. */
  static NumberReader readInteger(String text) {
    return read(text, false);
  }

  private static NumberReader read(String text, boolean fractions) {
    int end = text.length();
    int at = skipSpace(text, 0);
    int start = at;
    if (at < end && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
      at++;
    }
    int first = at;
    at = skipDigits(text, at);
    int count = at - first;
    if (fractions && at < end && text.charAt(at) == '.') {
      int after = skipDigits(text, at + 1);
      count += after - at - 1;
      if (count > 0) {
        at = after;
      }
    }
    if (count == 0) {
      return NOTHING;
    }
    String mantissa = text.substring(text.charAt(start) == '+' ? start + 1 : start, at);
    BigDecimal number = number(mantissa);
    int exponent = 0;
    boolean isScaled = mantissa.length() > MAX_DIGITS;
    if (fractions && at + 1 < end && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      char sign = text.charAt(at + 1);
      int from = sign == '-' || sign == '+' ? at + 2 : at + 1;
      int to = skipDigits(text, from);
      if (to > from) {
        exponent = exponent(text.substring(from, to), sign == '-');
        isScaled = true;
        at = to;
      }
    }
    if (isScaled) {
      number = scale(number, exponent);
    }
    return new NumberReader(number, true, skipSpace(text, at) == end);
  }

  /** Digits with a point; a text of megabytes takes no longer than reading it once. */
  private static BigDecimal number(String mantissa) {
    if (mantissa.length() <= MAX_DIGITS) {
      BigDecimal number = new BigDecimal(mantissa.endsWith(".") ? mantissa + "0" : mantissa);
      return mantissa.endsWith(".") ? number.setScale(0) : number;
    }
    StringBuilder digits = new StringBuilder(MAX_DIGITS + 1);
    int scale = 0;
    boolean isFraction = false;
    boolean isMore = false;
    for (int at = mantissa.charAt(0) == '-' ? 1 : 0; at < mantissa.length(); at++) {
      char c = mantissa.charAt(at);
      if (c == '.') {
        isFraction = true;
        continue;
      }
      boolean isKept = digits.length() < MAX_DIGITS && (c != '0' || digits.length() > 0);
      boolean isDropped = digits.length() == MAX_DIGITS;
      if (isKept) {
        digits.append(c);
      }
      isMore |= isDropped && c != '0';
      if (isFraction && !isDropped) {
        scale++;
      } else if (!isFraction && isDropped) {
        scale--;
      }
    }
    if (digits.length() == 0) {
      return BigDecimal.ZERO;
    }
    // A last digit for all that were left out: halves are not taken for halves.
    digits.append(isMore ? '1' : '0');
    BigDecimal number = new BigDecimal(new BigInteger(digits.toString()), scale + 1);
    return mantissa.charAt(0) == '-' ? number.negate() : number;
  }

  private static int exponent(String digits, boolean negative) {
    int value = 0;
    for (int i = 0; i < digits.length() && value < 100_000; i++) {
      value = value * 10 + digits.charAt(i) - '0';
    }
    return negative ? -value : value;
  }

  private static BigDecimal scale(BigDecimal number, int exponent) {
    int magnitude = number.precision() - number.scale() + exponent;
    if (number.signum() == 0 || magnitude < -MAX_EXPONENT) {
      return BigDecimal.ZERO;
    }
    int bounded = magnitude > MAX_EXPONENT ? exponent - (magnitude - MAX_EXPONENT) : exponent;
    BigDecimal moved = number.scaleByPowerOfTen(bounded);
    return moved.scale() < 0 ? moved.setScale(0) : moved;
  }

  static int skipDigits(String text, int from) {
    int at = from;
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
    return at;
  }

  static int skipSpace(String text, int from) {
    int at = from;
    while (at < text.length() && isSpace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }
}
