package io.edgesql.dialect.eval.json;

/**
 * Fractions of a document as MySQL's JSON parser reads them: 17 digits, then one multiplication or
 * division by a power of ten, so the last digit is not always the nearest.
 */
final class QuickDouble {
  private static final long MAX_EXACT = 0x1FFFFFFFFFFFFFL;
  private static final int MAX_DIGITS = 17;

  private QuickDouble() {}

  /** Reads a number in JSON's form; infinite if it is too large. */
  static double read(String text) {
    int at = text.charAt(0) == '-' ? 1 : 0;
    long whole = 0;
    double number = 0;
    boolean isDouble = false;
    int significant = 0;
    int start = at;
    for (; at < text.length() && isDigit(text.charAt(at)); at++) {
      int digit = text.charAt(at) - '0';
      if (!isDouble && exceeds(whole, digit)) {
        number = unsigned(whole);
        isDouble = true;
      }
      if (isDouble) {
        number = number * 10 + digit;
      } else {
        whole = whole * 10 + digit;
        significant += at == start ? 0 : 1;
      }
    }
    int scale = 0;
    if (at < text.length() && text.charAt(at) == '.') {
      at++;
      if (!isDouble) {
        for (; at < text.length() && isDigit(text.charAt(at)); at++) {
          if (Long.compareUnsigned(whole, MAX_EXACT) > 0) {
            break;
          }
          whole = whole * 10 + text.charAt(at) - '0';
          scale--;
          significant += whole == 0 ? 0 : 1;
        }
        number = unsigned(whole);
        isDouble = true;
      }
      for (; at < text.length() && isDigit(text.charAt(at)); at++) {
        if (significant < MAX_DIGITS) {
          number = number * 10 + (text.charAt(at) - '0');
          scale--;
          significant += number > 0 ? 1 : 0;
        }
      }
    }
    if (!isDouble) {
      number = unsigned(whole);
    }
    if (at < text.length()) {
      scale += exponent(text, at + 1);
    }
    double result = scale < -308 ? power(power(number, -308), scale + 308) : power(number, scale);
    return text.charAt(0) == '-' ? -result : result;
  }

  /** Whether another digit leaves 64 bits. */
  private static boolean exceeds(long whole, int digit) {
    long limit = Long.divideUnsigned(-1L, 10);
    int order = Long.compareUnsigned(whole, limit);
    return order > 0 || (order == 0 && digit > 5);
  }

  private static double unsigned(long whole) {
    return whole >= 0 ? whole : ((whole >>> 1) | (whole & 1)) * 2.0;
  }

  private static int exponent(String text, int from) {
    int at = from;
    boolean isNegative = text.charAt(at) == '-';
    if (isNegative || text.charAt(at) == '+') {
      at++;
    }
    int exponent = 0;
    for (; at < text.length(); at++) {
      exponent = Math.min(exponent * 10 + text.charAt(at) - '0', 100_000);
    }
    return isNegative ? -exponent : exponent;
  }

  private static double power(double number, int exponent) {
    if (exponent < -308) {
      return 0;
    }
    if (exponent > 308) {
      return number == 0 ? 0 : Double.POSITIVE_INFINITY;
    }
    return exponent >= 0
        ? number * Double.parseDouble("1e" + exponent)
        : number / Double.parseDouble("1e" + -exponent);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
