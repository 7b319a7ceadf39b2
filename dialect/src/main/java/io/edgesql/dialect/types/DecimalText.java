package io.edgesql.dialect.types;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Exact decimals as text that sorts like the numbers under SQLite's BINARY collation.
 *
 * <pre>{@code
 * positive, zero   '1' count digits fraction         12.50 → 1 02 12 5      0 → 1 00
 * negative         '0' 99-count ~digits ~fraction '~' -12.50 → 0 97 87 4 ~
 * }</pre>
 *
 * {@code count} has two digits and says how many integer digits follow, leading zeros not counted;
 * the fraction has no trailing zeros; {@code ~} before digits means the nines' complement. One
 * number has one text whatever its scale, so columns of different scales compare and join.
 */
public final class DecimalText {
  private DecimalText() {}

  /**
   * Encodes a number.
   *
   * @param number at most 99 integer digits
   */
  public static String encode(BigDecimal number) {
    BigDecimal magnitude = number.abs();
    BigInteger whole = magnitude.toBigInteger();
    String integer = whole.signum() == 0 ? "" : whole.toString();
    String fraction = fraction(magnitude.subtract(new BigDecimal(whole)));
    boolean negative = number.signum() < 0;
    int count = negative ? 99 - integer.length() : integer.length();
    StringBuilder out = new StringBuilder(integer.length() + fraction.length() + 4);
    out.append(negative ? '0' : '1').append((char) ('0' + count / 10));
    out.append((char) ('0' + count % 10));
    append(out, integer, negative);
    append(out, fraction, negative);
    return negative ? out.append('~').toString() : out.toString();
  }

  /**
   * Decodes what {@link #encode} made; the scale is that of the digits kept.
   *
   * @throws NumberFormatException if the text is no such encoding
   */
  public static BigDecimal decode(String text) {
    if (text.length() < 3 || (text.charAt(0) != '0' && text.charAt(0) != '1')) {
      throw new NumberFormatException("not a sortable decimal");
    }
    boolean negative = text.charAt(0) == '0';
    int coded = (text.charAt(1) - '0') * 10 + (text.charAt(2) - '0');
    int count = negative ? 99 - coded : coded;
    int end = negative ? text.length() - 1 : text.length();
    if (end < 3 + count) {
      throw new NumberFormatException("not a sortable decimal");
    }
    StringBuilder digits = new StringBuilder(text.length()).append('0');
    append(digits, text.substring(3, end), negative);
    BigDecimal magnitude = new BigDecimal(new BigInteger(digits.toString()), end - 3 - count);
    return negative ? magnitude.negate() : magnitude;
  }

  private static String fraction(BigDecimal below) {
    if (below.signum() == 0) {
      return "";
    }
    String digits = below.toPlainString().substring(2);
    int end = digits.length();
    while (end > 0 && digits.charAt(end - 1) == '0') {
      end--;
    }
    return digits.substring(0, end);
  }

  private static void append(StringBuilder out, String digits, boolean complement) {
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      out.append(complement ? (char) ('0' + '9' - c) : c);
    }
  }
}
