package io.edgesql.dialect.translate;

import io.edgesql.dialect.bind.Typed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * DATE_FORMAT and TIME_FORMAT with a format that is known while planning.
 *
 * <pre>{@code
 * DATE_FORMAT(d, '%Y-%m')     substr(d,1,4) || '-' || substr(d,6,2)
 * DATE_FORMAT(d, '%W')        CASE strftime('%w',d) WHEN '0' THEN 'Sunday' ... END
 * }</pre>
 */
final class DateFormatRules {
  static final Map<String, Lowering.Rule> RULES =
      Map.of("DATE_FORMAT", DateFormatRules::format, "TIME_FORMAT", DateFormatRules::timeFormat);

  static final String DAY_NAME =
      "CASE strftime('%w',substr({0},1,10)) WHEN '0' THEN 'Sunday' WHEN '1' THEN 'Monday' WHEN '2'"
          + " THEN 'Tuesday' WHEN '3' THEN 'Wednesday' WHEN '4' THEN 'Thursday' WHEN '5' THEN"
          + " 'Friday' WHEN '6' THEN 'Saturday' END";

  static final String MONTH_NAME =
      "CASE substr({0},6,2) WHEN '01' THEN 'January' WHEN '02' THEN 'February' WHEN '03' THEN"
          + " 'March' WHEN '04' THEN 'April' WHEN '05' THEN 'May' WHEN '06' THEN 'June' WHEN '07'"
          + " THEN 'July' WHEN '08' THEN 'August' WHEN '09' THEN 'September' WHEN '10' THEN"
          + " 'October' WHEN '11' THEN 'November' WHEN '12' THEN 'December' END";

  private static final String ORDINAL =
      "CASE WHEN substr({0},9,2) IN ('11','12','13') THEN 'th' WHEN substr({0},10,1)='1' THEN 'st'"
          + " WHEN substr({0},10,1)='2' THEN 'nd' WHEN substr({0},10,1)='3' THEN 'rd' ELSE 'th'"
          + " END";

  private static final String HOUR12 = "((CAST(substr({0},12,2) AS INTEGER)+11)%12+1)";

  private static final String CLOCK_HOUR12 = "((abs({0})/3600000000%24+11)%12+1)";

  private DateFormatRules() {}

  /** The formula for a letter of a format; null where the letter stands for itself. */
  private interface Piece {
    @Nullable String of(char letter);
  }

  /** Day of the year, counted from 0. */
  private static final String YEAR_DAY = "(CAST(strftime('%j',substr({0},1,10)) AS INTEGER)-1)";

  private static String weekday(int mode) {
    return (mode & 1) != 0
        ? "((CAST(strftime('%w',substr({0},1,10)) AS INTEGER)+6)%7)"
        : "CAST(strftime('%w',substr({0},1,10)) AS INTEGER)";
  }

  /** Whether week 1 is the first with four days in the year; else the first with its first day. */
  private static boolean isFourDays(int mode) {
    return mode == 1 || mode == 3 || mode == 4 || mode == 6;
  }

  /**
   * WEEK(d, mode). Modes with weeks from 1 (bit 1) ask the year of the week's first or fourth day;
   * the others count within d's own year, 0 being the days before week 1.
   */
  static String week(int mode) {
    String weekday = weekday(mode);
    if ((mode & 2) != 0) {
      return "(CAST(strftime('%j',substr({0},1,10),("
          + (isFourDays(mode) ? 3 : 0)
          + "-"
          + weekday
          + ")||' days') AS INTEGER)-1)/7+1";
    }
    return "(" + YEAR_DAY + "+" + (isFourDays(mode) ? 10 : 7) + "-" + weekday + ")/7";
  }

  static String yearWeek(int mode) {
    String weekday = weekday(mode);
    int offset = isFourDays(mode) ? 3 : 0;
    return "CAST(strftime('%Y',substr({0},1,10),("
        + offset
        + "-"
        + weekday
        + ")||' days') AS INTEGER)*100+"
        + week(mode | 2);
  }

  private static Lowered format(Lowering l, Typed.Call c) {
    Typed x = c.arguments().get(0);
    String format = l.pinnedText(c.arguments().get(1), "DATE_FORMAT");
    Sql moment = l.datetime(x, 6);
    if (format.isEmpty()) {
      return Lowered.text(Terms.NULL, c.type());
    }
    return Lowered.text(
        Let.of(moment, v -> Sql.concat(pieces(format, v, DateFormatRules::piece))), c.type());
  }

  private static Lowered timeFormat(Lowering l, Typed.Call c) {
    String format = l.pinnedText(c.arguments().get(1), "TIME_FORMAT");
    Sql micros = l.time(c.arguments().get(0), 6);
    if (format.isEmpty()) {
      return Lowered.text(Terms.NULL, c.type());
    }
    return Lowered.text(
        Let.of(
            micros,
            v -> {
              List<Sql> all = new ArrayList<>();
              all.add(Sql.f("CASE WHEN {0}<0 THEN '-' ELSE '' END", v));
              all.addAll(pieces(format, v, DateFormatRules::timePiece));
              return Sql.concat(all);
            }),
        c.type());
  }

  private static List<Sql> pieces(String format, Sql v, Piece formulas) {
    List<Sql> out = new ArrayList<>();
    StringBuilder run = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%' || i + 1 == format.length()) {
        run.append(c);
        continue;
      }
      char letter = format.charAt(++i);
      String piece = formulas.of(letter);
      if (piece == null) {
        run.append(letter);
        continue;
      }
      if (run.length() > 0) {
        out.add(new Sql.Text(run.toString()));
        run.setLength(0);
      }
      out.add(Sql.f(piece, v));
    }
    if (run.length() > 0 || out.isEmpty()) {
      out.add(new Sql.Text(run.toString()));
    }
    // A format without any part of the value is NULL for NULL all the same.
    out.add(Sql.f("substr({0},1,0)", v));
    return out;
  }

  /** Over microseconds; hours may be more than 23. */
  private static @Nullable String timePiece(char letter) {
    return switch (letter) {
      case 'H' -> "printf('%02d',abs({0})/3600000000)";
      case 'k' -> "CAST(abs({0})/3600000000 AS TEXT)";
      case 'h', 'I' -> "printf('%02d'," + CLOCK_HOUR12 + ")";
      case 'l' -> "CAST(" + CLOCK_HOUR12 + " AS TEXT)";
      case 'i' -> "printf('%02d',abs({0})/60000000%60)";
      case 'S', 's' -> "printf('%02d',abs({0})/1000000%60)";
      case 'f' -> "printf('%06d',abs({0})%1000000)";
      case 'p' -> "CASE WHEN abs({0})/3600000000%24<12 THEN 'AM' ELSE 'PM' END";
      case 'T' ->
          "printf('%02d:%02d:%02d',abs({0})/3600000000,abs({0})/60000000%60,"
              + "abs({0})/1000000%60)";
      case 'r' ->
          "printf('%02d:%02d:%02d %s',"
              + CLOCK_HOUR12
              + ",abs({0})/60000000%60,"
              + "abs({0})/1000000%60,CASE WHEN abs({0})/3600000000%24<12 THEN 'AM' ELSE 'PM' END)";
      default -> {
        if ("YymcdeDWaMbjwUuVvXx".indexOf(letter) >= 0) {
          throw Conversions.unsupported("TIME_FORMAT with parts of dates");
        }
        yield null;
      }
    };
  }

  private static @Nullable String piece(char letter) {
    return switch (letter) {
      case 'Y' -> "substr({0},1,4)";
      case 'y' -> "substr({0},3,2)";
      case 'm' -> "substr({0},6,2)";
      case 'c' -> "CAST(CAST(substr({0},6,2) AS INTEGER) AS TEXT)";
      case 'd' -> "substr({0},9,2)";
      case 'e' -> "CAST(CAST(substr({0},9,2) AS INTEGER) AS TEXT)";
      case 'D' -> "CAST(CAST(substr({0},9,2) AS INTEGER) AS TEXT)||" + ORDINAL;
      case 'H' -> "substr({0},12,2)";
      case 'k' -> "CAST(CAST(substr({0},12,2) AS INTEGER) AS TEXT)";
      case 'h', 'I' -> "printf('%02d'," + HOUR12 + ")";
      case 'l' -> "CAST(" + HOUR12 + " AS TEXT)";
      case 'i' -> "substr({0},15,2)";
      case 'S', 's' -> "substr({0},18,2)";
      case 'f' -> "substr({0},21,6)";
      case 'p' -> "CASE WHEN substr({0},12,2)<'12' THEN 'AM' ELSE 'PM' END";
      case 'r' ->
          "printf('%02d',"
              + HOUR12
              + ")||substr({0},14,6)||CASE WHEN substr({0},12,2)<'12' THEN"
              + " ' AM' ELSE ' PM' END";
      case 'T' -> "substr({0},12,8)";
      case 'W' -> DAY_NAME;
      case 'a' -> "substr(" + DAY_NAME + ",1,3)";
      case 'M' -> MONTH_NAME;
      case 'b' -> "substr(" + MONTH_NAME + ",1,3)";
      case 'j' -> "strftime('%j',substr({0},1,10))";
      case 'w' -> "strftime('%w',substr({0},1,10))";
      case 'U' -> "printf('%02d'," + week(0) + ")";
      case 'u' -> "printf('%02d'," + week(1) + ")";
      case 'V' -> "printf('%02d'," + week(2) + ")";
      case 'v' -> "printf('%02d'," + week(3) + ")";
      case 'X' -> "printf('%04d',(" + yearWeek(2) + ")/100)";
      case 'x' -> "printf('%04d',(" + yearWeek(3) + ")/100)";
      default -> null;
    };
  }
}
