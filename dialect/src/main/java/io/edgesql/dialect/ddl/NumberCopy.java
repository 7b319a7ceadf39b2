package io.edgesql.dialect.ddl;

import static io.edgesql.dialect.ddl.SqliteText.string;

import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.SqlType;
import org.jspecify.annotations.Nullable;

/** Numbers, and what is read as one or written from one, on their way to a column's new type. */
final class NumberCopy {
  private NumberCopy() {}

  static @Nullable String toInteger(String c, Representation source, SqlType from) {
    return switch (source.kind()) {
      case INTEGER, UNSIGNED64 -> from.name().isTemporal() ? null : c;
      case SCALED -> rescaled(c, source.scale(), 0);
      case REAL -> "CAST(round(" + c + ") AS INTEGER)";
      case TEXT ->
          "CASE WHEN "
              + c
              + " GLOB '*[.eE]*' THEN CAST(round(CAST("
              + c
              + " AS REAL)) AS INTEGER) WHEN length("
              + c
              + ") > 18 AND abs(CAST("
              + c
              + " AS REAL)) > 9e17 THEN 'x' ELSE CAST("
              + c
              + " AS INTEGER) END";
      default -> null;
    };
  }

  /**
   * Where text is no number: a sign and leading zeros aside, what is left must make a JSON number
   * behind a 1.
   */
  static String isNoNumber(String c) {
    String digits = "trim(" + c + ")";
    return "("
        + c
        + " IS NOT NULL AND ("
        + digits
        + " = '' OR substr("
        + digits
        + ", 2, 1) IN ('+', '-') OR NOT json_valid('1' || ltrim("
        + digits
        + ", '+-0'))))";
  }

  static @Nullable String toScaled(String c, Representation source, int scale) {
    return switch (source.kind()) {
      case INTEGER, UNSIGNED64 -> "(" + c + " * " + power(scale) + ")";
      case SCALED -> rescaled(c, source.scale(), scale);
      case REAL -> "CAST(round(" + c + " * " + power(scale) + ".0) AS INTEGER)";
      case TEXT -> "CAST(round(CAST(" + c + " AS REAL) * " + power(scale) + ".0) AS INTEGER)";
      default -> null;
    };
  }

  static @Nullable String toReal(String c, Representation source) {
    return switch (source.kind()) {
      case INTEGER, UNSIGNED64, TEXT -> "CAST(" + c + " AS REAL)";
      case SCALED -> "(" + c + " / " + power(source.scale()) + ".0)";
      default -> null;
    };
  }

  /** Null: as an expression over the column is converted. */
  static @Nullable String toText(String c, Representation source) {
    return switch (source.kind()) {
      case INTEGER, BLOB -> "CAST(" + c + " AS TEXT)";
      case SCALED -> decimalText(c, source.scale());
      case TEXT, DATE, DATETIME, JSON -> c;
      default -> null;
    };
  }

  private static String decimalText(String c, int scale) {
    return scale == 0
        ? "CAST(" + c + " AS TEXT)"
        : "(CASE WHEN "
            + c
            + " < 0 THEN '-' ELSE '' END || (abs("
            + c
            + ") / "
            + power(scale)
            + ") || '.' || substr("
            + string(power(scale).substring(1))
            + " || (abs("
            + c
            + ") % "
            + power(scale)
            + "), -"
            + scale
            + "))";
  }

  /** Rounds half away from zero, as MySQL does for exact numbers. */
  private static String rescaled(String c, int from, int to) {
    if (to >= from) {
      return "(" + c + " * " + power(to - from) + ")";
    }
    String divisor = power(from - to);
    return "((abs(" + c + ") + " + divisor + " / 2) / " + divisor + " * sign(" + c + "))";
  }

  private static String power(int exponent) {
    return "1" + "0".repeat(exponent);
  }
}
