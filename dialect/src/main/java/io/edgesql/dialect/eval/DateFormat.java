package io.edgesql.dialect.eval;

import io.edgesql.dialect.types.Value;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** DATE_FORMAT, TIME_FORMAT and STR_TO_DATE patterns; names in en_US. */
final class DateFormat {
  static final List<String> DAYS =
      List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");
  static final List<String> MONTHS =
      List.of(
          "January",
          "February",
          "March",
          "April",
          "May",
          "June",
          "July",
          "August",
          "September",
          "October",
          "November",
          "December");

  private DateFormat() {}

  /**
   * The formatted text.
   *
   * @param hours hours that may exceed 23, for TIME_FORMAT
   * @return null where a specifier needs a day that the date lacks
   */
  static @Nullable String format(Value.DateTime t, long hours, String pattern) {
    StringBuilder out = new StringBuilder(pattern.length() + 16);
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c != '%' || i + 1 == pattern.length()) {
        out.append(c);
      } else if (!append(out, pattern.charAt(++i), t, hours)) {
        return null;
      }
    }
    return out.toString();
  }

  private static boolean append(StringBuilder out, char specifier, Value.DateTime t, long hours) {
    long hour12 = (hours % 24 + 11) % 12 + 1;
    switch (specifier) {
      case 'Y' -> TemporalPrinter.pad(out, t.year(), 4);
      case 'y' -> TemporalPrinter.pad(out, t.year() % 100, 2);
      case 'm' -> TemporalPrinter.pad(out, t.month(), 2);
      case 'c' -> out.append(t.month());
      case 'd' -> TemporalPrinter.pad(out, t.day(), 2);
      case 'e' -> out.append(t.day());
      case 'D' -> out.append(t.day()).append(ordinal(t.day()));
      case 'H' -> TemporalPrinter.pad(out, hours, 2);
      case 'k' -> out.append(hours);
      case 'h', 'I' -> TemporalPrinter.pad(out, hour12, 2);
      case 'l' -> out.append(hour12);
      case 'i' -> TemporalPrinter.pad(out, t.minute(), 2);
      case 's', 'S' -> TemporalPrinter.pad(out, t.second(), 2);
      case 'f' -> TemporalPrinter.pad(out, t.micros(), 6);
      case 'p' -> out.append(hours % 24 < 12 ? "AM" : "PM");
      case 'T' -> clock(out, hours, t);
      case 'r' -> {
        clock(out, hour12, t);
        out.append(hours % 24 < 12 ? " AM" : " PM");
      }
      default -> {
        return appendDay(out, specifier, t);
      }
    }
    return true;
  }

  /** Specifiers that need a real month or day. */
  private static boolean appendDay(StringBuilder out, char specifier, Value.DateTime t) {
    switch (specifier) {
      case 'M', 'b' -> {
        if (t.month() == 0) {
          return false;
        }
        String name = MONTHS.get(t.month() - 1);
        out.append(specifier == 'M' ? name : name.substring(0, 3));
      }
      case 'W', 'a', 'w' -> {
        if (t.year() == 0 && t.month() == 0) {
          return false;
        }
        long day = TemporalFields.days(t);
        String name = DAYS.get(CalendarDays.weekday(day, false));
        if (specifier == 'w') {
          out.append(CalendarDays.weekday(day, true));
        } else {
          out.append(specifier == 'W' ? name : name.substring(0, 3));
        }
      }
      case 'j' -> {
        long first = CalendarDays.dayNumber(t.year(), 1, 1);
        TemporalPrinter.pad(out, TemporalFields.days(t) - first + 1, 3);
      }
      case 'U' -> TemporalPrinter.pad(out, week(t, 4).week(), 2);
      case 'u' -> TemporalPrinter.pad(out, week(t, 1).week(), 2);
      case 'V' -> TemporalPrinter.pad(out, week(t, 6).week(), 2);
      case 'v' -> TemporalPrinter.pad(out, week(t, 3).week(), 2);
      case 'X' -> TemporalPrinter.pad(out, week(t, 6).year(), 4);
      case 'x' -> TemporalPrinter.pad(out, week(t, 3).year(), 4);
      default -> out.append(specifier);
    }
    return true;
  }

  private static CalendarDays.Week week(Value.DateTime t, int flags) {
    return CalendarDays.week(t.year(), t.month(), t.day(), flags);
  }

  private static void clock(StringBuilder out, long hours, Value.DateTime t) {
    TemporalPrinter.pad(out, hours, 2).append(':');
    TemporalPrinter.pad(out, t.minute(), 2).append(':');
    TemporalPrinter.pad(out, t.second(), 2);
  }

  private static String ordinal(int day) {
    if (day >= 10 && day <= 19) {
      return "th";
    }
    return switch (day % 10) {
      case 1 -> "st";
      case 2 -> "nd";
      case 3 -> "rd";
      default -> "th";
    };
  }

  /** What STR_TO_DATE read so far. */
  static final class Parse {
    private final String text;
    private int at;
    private int year;
    private int month;
    private int day;
    private int hour;
    private int minute;
    private int second;
    private int micros;
    private int dayOfYear;
    private int weekday;
    private int week = -1;
    private boolean sundayWeek;
    private boolean strictWeek;
    private int weekYear = -1;
    private boolean hasDate;
    private boolean hasTime;
    private boolean hour12;
    private boolean afternoon;

    private Parse(String text) {
      this.text = text;
    }

    boolean hasDate() {
      return hasDate;
    }

    boolean hasTime() {
      return hasTime;
    }

    boolean isComplete() {
      return NumberReader.skipSpace(text, at) == text.length();
    }

    /** The result; null where the fields make no date. */
    Value.@Nullable DateTime value() {
      if (hour12) {
        if (hour > 12 || hour < 1) {
          return null;
        }
        hour = hour % 12 + (afternoon ? 12 : 0);
      }
      if (dayOfYear > 0) {
        Value.Date date = CalendarDays.dateOf(CalendarDays.dayNumber(year, 1, 1) + dayOfYear - 1);
        year = date.year();
        month = date.month();
        day = date.day();
      }
      if (week >= 0 && weekday > 0 && !dateOfWeek()) {
        return null;
      }
      boolean wrong = month > 12 || day > 31 || hour > 23 || minute > 59 || second > 59;
      return wrong ? null : new Value.DateTime(year, month, day, hour, minute, second, micros);
    }

    private boolean dateOfWeek() {
      boolean mismatched = strictWeek ? weekYear < 0 : weekYear >= 0;
      if (mismatched || week > 53) {
        return false;
      }
      int inYear = strictWeek ? weekYear : year;
      long days = CalendarDays.dayNumber(inYear, 1, 1);
      int first = CalendarDays.weekday(days, sundayWeek);
      if (sundayWeek) {
        days += (first == 0 ? 0 : 7) - first + (week - 1) * 7L + weekday % 7;
      } else {
        days += (first <= 3 ? 0 : 7) - first + (week - 1) * 7L + (weekday - 1);
      }
      Value.Date date = CalendarDays.dateOf(days);
      year = date.year();
      month = date.month();
      day = date.day();
      return month != 0;
    }

    private int number(int width) {
      int value = 0;
      int from = at;
      while (at < text.length() && at - from < width && NumberReader.isDigit(text.charAt(at))) {
        value = value * 10 + text.charAt(at++) - '0';
      }
      return at == from ? -1 : value;
    }

    private int name(List<String> names, int length) {
      for (int i = 0; i < names.size(); i++) {
        String name = names.get(i);
        String wanted = length > 0 ? name.substring(0, length) : name;
        if (text.regionMatches(true, at, wanted, 0, wanted.length())) {
          at += wanted.length();
          return i;
        }
      }
      return -1;
    }

    private boolean read(String pattern) {
      for (int i = 0; i < pattern.length() && at < text.length(); i++) {
        char c = pattern.charAt(i);
        if (NumberReader.isSpace(c)) {
          at = NumberReader.skipSpace(text, at);
        } else if (c == '%' && i + 1 < pattern.length()) {
          if (NumberReader.skipSpace(text, at) == text.length()) {
            break;
          }
          if (!specifier(pattern.charAt(++i))) {
            return false;
          }
        } else {
          at = NumberReader.skipSpace(text, at);
          if (at >= text.length() || text.charAt(at++) != c) {
            return false;
          }
        }
      }
      return true;
    }

    private boolean specifier(char c) {
      if ("#@.".indexOf(c) >= 0) {
        skip(c);
        return true;
      }
      if ("fp".indexOf(c) < 0) {
        at = NumberReader.skipSpace(text, at);
      }
      if ("HhIklisSTrfp".indexOf(c) >= 0) {
        hasTime = true;
        return time(c);
      }
      hasDate |= c != '%';
      return date(c);
    }

    private boolean date(char c) {
      int value;
      switch (c) {
        case 'Y' -> {
          int from = at;
          value = number(4);
          year = at - from == 2 ? pivot(value) : value;
        }
        case 'y' -> {
          value = number(2);
          year = pivot(value);
        }
        case 'm', 'c' -> value = month = number(2);
        case 'd', 'e' -> value = day = number(2);
        case 'D' -> {
          value = day = number(2);
          at = Math.min(text.length(), at + 2);
        }
        case 'M', 'b' -> {
          value = name(MONTHS, c == 'b' ? 3 : 0);
          month = value + 1;
        }
        case 'W', 'a' -> {
          value = name(DAYS, c == 'a' ? 3 : 0);
          weekday = value + 1;
        }
        case 'w' -> {
          value = number(1);
          weekday = value == 0 ? 7 : value;
          value = value > 6 ? -1 : value;
        }
        case 'j' -> value = dayOfYear = number(3);
        case 'U', 'u', 'V', 'v' -> {
          value = week = number(2);
          sundayWeek = c == 'U' || c == 'V';
          strictWeek = c == 'V' || c == 'v';
        }
        case 'X', 'x' -> value = weekYear = number(4);
        case '%' -> {
          value = at < text.length() && text.charAt(at) == '%' ? 0 : -1;
          at++;
        }
        default -> value = -1;
      }
      return value >= 0;
    }

    private boolean time(char c) {
      int value;
      switch (c) {
        case 'H', 'k' -> value = hour = number(2);
        case 'h', 'I', 'l' -> {
          value = hour = number(2);
          hour12 = true;
        }
        case 'i' -> value = minute = number(2);
        case 's', 'S' -> value = second = number(2);
        case 'f' -> {
          int from = at;
          value = number(6);
          micros = value;
          for (int digits = at - from; digits < 6; digits++) {
            micros *= 10;
          }
        }
        case 'p' -> {
          at = NumberReader.skipSpace(text, at);
          boolean am = text.regionMatches(true, at, "AM", 0, 2);
          afternoon = text.regionMatches(true, at, "PM", 0, 2);
          value = am || afternoon ? 0 : -1;
          at = Math.min(text.length(), at + 2);
        }
        case 'T' -> value = read("%H:%i:%S") ? 0 : -1;
        default -> value = read("%I:%i:%S %p") ? 0 : -1;
      }
      return value >= 0;
    }

    private void skip(char kind) {
      while (at < text.length()) {
        char c = text.charAt(at);
        boolean matches =
            kind == '#'
                ? NumberReader.isDigit(c)
                : kind == '@'
                    ? Character.isLetter(c)
                    : !Character.isLetterOrDigit(c) && !NumberReader.isSpace(c);
        if (!matches) {
          return;
        }
        at++;
      }
    }

    private static int pivot(int value) {
      return value < 0 ? value : value + (value < 70 ? 2000 : 1900);
    }
  }

  /** Reads a text by a pattern; null if it does not fit. */
  static @Nullable Parse parse(String text, String pattern) {
    Parse parse = new Parse(text);
    return parse.read(pattern) ? parse : null;
  }

  /** GET_FORMAT(kind, region). */
  static @Nullable String standard(String kind, String region) {
    boolean isDate = kind.equals("DATE");
    boolean isTime = kind.equals("TIME");
    return switch (region.toUpperCase(Locale.ROOT)) {
      case "USA" -> isDate ? "%m.%d.%Y" : isTime ? "%h:%i:%s %p" : "%Y-%m-%d %H.%i.%s";
      case "JIS", "ISO" -> isDate ? "%Y-%m-%d" : isTime ? "%H:%i:%s" : "%Y-%m-%d %H:%i:%s";
      case "EUR" -> isDate ? "%d.%m.%Y" : isTime ? "%H.%i.%s" : "%Y-%m-%d %H.%i.%s";
      case "INTERNAL" -> isDate ? "%Y%m%d" : isTime ? "%H%i%s" : "%Y%m%d%H%i%s";
      default -> null;
    };
  }
}
