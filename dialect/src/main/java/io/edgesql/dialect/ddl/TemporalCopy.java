package io.edgesql.dialect.ddl;

import static io.edgesql.dialect.ddl.SqliteText.string;

import io.edgesql.dialect.types.Representation;
import org.jspecify.annotations.Nullable;

/** Dates and times on their way from a column's old type to its new one. */
final class TemporalCopy {
  private TemporalCopy() {}

  /** A value as DATE, or null if there is no way. */
  static @Nullable String date(String c, Representation source) {
    return switch (source.kind()) {
      case DATETIME, TIMESTAMP, TEXT -> "substr(" + c + ", 1, 10)";
      default -> null;
    };
  }

  /** A value as DATETIME or TIMESTAMP with {@code scale} fractional digits. */
  static @Nullable String dateTime(String c, Representation source, int scale) {
    return switch (source.kind()) {
      case DATE -> "(" + c + " || " + string(" 00:00:00" + fraction(scale)) + ")";
      case DATETIME, TIMESTAMP -> rescaled(c, source.scale(), scale);
      case TEXT -> "(" + rescaled(whole(c), 6, scale) + ")";
      default -> null;
    };
  }

  /** Where text is no date or time of the form YYYY-MM-DD[ HH:MM:SS[.f]]. */
  static String isNoDate(String c) {
    String day = "substr(" + c + ", 1, 10)";
    return "("
        + c
        + " IS NOT NULL AND ("
        + day
        + " NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' OR date("
        + day
        + ", '+0 days') IS NOT "
        + day
        + " OR datetime("
        + c
        + ") IS NULL))";
  }

  /** Text with all of its parts: YYYY-MM-DD HH:MM:SS.ffffff. */
  private static String whole(String c) {
    return "(substr("
        + c
        + " || substr(' 00:00:00', length("
        + c
        + ") - 9), 1, 19) || '.' || substr(substr("
        + c
        + ", 21) || '000000', 1, 6))";
  }

  private static String fraction(int scale) {
    return scale == 0 ? "" : "." + "0".repeat(scale);
  }

  /** Surplus digits are rounded, as MySQL does, with their carry into the seconds. */
  private static String rescaled(String c, int from, int to) {
    if (from == to) {
      return c;
    }
    if (from < to) {
      return "("
          + c
          + " || "
          + string(from == 0 ? fraction(to) : fraction(to).substring(from + 1))
          + ")";
    }
    long unit = 1;
    for (int i = to; i < from; i++) {
      unit *= 10;
    }
    long limit = 1;
    for (int i = 0; i < from; i++) {
      limit *= 10;
    }
    String digits = "CAST(substr(" + c + ", 21) AS INTEGER)";
    String rounded = "((" + digits + " + " + unit / 2 + ") / " + unit + ")";
    String seconds =
        "CASE WHEN "
            + rounded
            + " >= "
            + limit / unit
            + " THEN datetime(substr("
            + c
            + ", 1, 19), '+1 second') ELSE substr("
            + c
            + ", 1, 19) END";
    return to == 0
        ? "(" + seconds + ")"
        : "("
            + seconds
            + " || '.' || substr(printf('%0"
            + to
            + "d', "
            + rounded
            + " % "
            + limit / unit
            + "), -"
            + to
            + "))";
  }
}
