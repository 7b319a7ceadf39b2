package io.edgesql.dialect.translate;

import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.Representation.Kind;

/**
 * DECIMALs of more than 18 digits in SQLite's arithmetic: the sortable text (see DecimalText)
 * turned into a scaled integer and back.
 *
 * <p>A value of more than 18 digits has no such integer. Computing with it raises SQLite's "integer
 * overflow", which the client sees as error 1690; it never gives a rounded number.
 */
final class LongDecimals {
  /** Digits that surely fit 64 bits. */
  private static final int DIGITS = 18;

  private static final String NINES = "9".repeat(DIGITS);
  private static final String ZEROS = "0".repeat(DIGITS);

  /** Raises "integer overflow"; it names the value so that SQLite cannot compute it beforehand. */
  private static final String OVERFLOW = "abs(-9223372036854775807-1+0*length({0}))";

  private LongDecimals() {}

  /** Whether the conversion may raise SQLite's error. */
  static boolean mayPass(Lowered from, Representation to) {
    boolean wasLong = from.kind() == Kind.DECIMAL_TEXT;
    return wasLong != (to.kind() == Kind.DECIMAL_TEXT) && to.kind() != Kind.TEXT;
  }

  /** The value times 10^scale; the text has at most {@code scale} fractional digits. */
  static Sql toScaled(Sql text, int scale) {
    if (scale > DIGITS) {
      throw Conversions.unsupported("arithmetic on DECIMAL of more than 18 fractional digits");
    }
    int whole = DIGITS - scale;
    String positive =
        "CASE WHEN substr({0},2,2)<='%02d' THEN CAST(substr(substr({0},4)||'%s',1,substr({0},2,2)+%d)"
            + " AS INTEGER) ELSE %s END";
    String digits = "99-substr({0},2,2)+" + scale;
    String negative =
        "CASE WHEN substr({0},2,2)>='%02d' THEN"
            + " CAST(substr(substr({0},4,length({0})-4)||'%s',1,%s) AS INTEGER)"
            + "-CAST(substr('%s',1,%s) AS INTEGER) ELSE %s END";
    String formula =
        "CASE substr({0},1,1) WHEN '1' THEN "
            + String.format(java.util.Locale.ROOT, positive, whole, ZEROS, scale, OVERFLOW)
            + " WHEN '0' THEN "
            + String.format(
                java.util.Locale.ROOT, negative, 99 - whole, NINES, digits, NINES, digits, OVERFLOW)
            + " END";
    return Let.of(text, v -> Sql.f(formula, v));
  }

  /** The number as MySQL writes it, with {@code scale} fractional digits; of any length. */
  static Sql toText(Sql text, int scale) {
    String count = "substr({0},2,2)";
    String whole = "CASE " + count + " WHEN '00' THEN '0' ELSE substr({0},4," + count + ") END";
    String fraction =
        scale == 0
            ? ""
            : "||'.'||substr(substr({0},4+"
                + count
                + ")||'"
                + "0".repeat(scale)
                + "',1,"
                + scale
                + ")";
    // The nines' complement of the digits, without the sign's tilde.
    String complement = "rtrim(substr({0},4),'~')";
    for (int digit = 0; digit < 10; digit++) {
      complement = "replace(" + complement + ",'" + digit + "','" + (char) ('a' + 9 - digit) + "')";
    }
    for (int digit = 0; digit < 10; digit++) {
      complement = "replace(" + complement + ",'" + (char) ('a' + digit) + "','" + digit + "')";
    }
    String positive = "substr({0},1,1)='1' THEN {0}";
    String folded =
        "CASE WHEN "
            + positive
            + " WHEN {0} IS NOT NULL THEN '0'||printf('%02d',99-"
            + count
            + ")||"
            + complement
            + " END";
    return Let.of(
        text,
        v ->
            Let.of(
                Sql.f(folded, v),
                w ->
                    Sql.f(
                        "CASE substr({0},1,1) WHEN '0' THEN '-' ELSE '' END||" + whole + fraction,
                        w)));
  }

  /** The sortable text of a scaled integer. */
  static Sql ofScaled(Sql value, int scale) {
    Sql unit = Sql.number(Conversions.power(scale));
    String whole = "ltrim(abs({0})/{1},'0')";
    String fraction = "rtrim(substr(abs({0})%{1}+{1},2),'0')";
    String digits = "(" + whole + "||" + fraction + ")";
    String complement =
        "substr(printf('%018d',"
            + NINES
            + "-substr("
            + digits
            + "||'"
            + ZEROS
            + "',1,18)),1,length("
            + digits
            + "))";
    String formula =
        "CASE WHEN abs({0})>"
            + NINES
            + " THEN "
            + OVERFLOW
            + " WHEN {0}>=0 THEN '1'||printf('%02d',length("
            + whole
            + "))||"
            + digits
            + " WHEN {0}<0 THEN '0'||printf('%02d',99-length("
            + whole
            + "))||"
            + complement
            + "||'~' END";
    return Let.of(value, v -> Sql.f(formula, v, unit));
  }
}
