package io.edgesql.dialect.eval;

import io.edgesql.dialect.types.Value;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Texts and numbers to dates and times, by the rules of the server's {@code str_to_datetime},
 * {@code str_to_time} and {@code number_to_datetime}. Only the form and the range of each field are
 * checked here; whether zero or impossible days are welcome is asked with {@link #isValid}.
 */
final class TemporalReader {
  /** 838:59:59 in microseconds. */
  static final long MAX_TIME = (838 * 3600L + 59 * 60 + 59) * CalendarDays.MICROS_PER_SECOND;

  private static final int YEAR_PIVOT = 70;

  private TemporalReader() {}

  /**
   * A date and time that was read.
   *
   * @param value null: nothing usable
   * @param hasTime whether there was more than a date
   * @param truncated whether something was left over or cut
   * @param offsetSeconds of a time zone suffix such as +02:00, or {@link Integer#MIN_VALUE}
   */
  record DateTimeResult(
      Value.@Nullable DateTime value, boolean hasTime, boolean truncated, int offsetSeconds) {
    /** Looks like no date at all. */
    static final DateTimeResult NONE = new DateTimeResult(null, false, true, Integer.MIN_VALUE);

    /** A date with fields that are missing or out of range. */
    static final DateTimeResult WRONG = new DateTimeResult(null, false, false, Integer.MIN_VALUE);

    boolean hasOffset() {
      return offsetSeconds != Integer.MIN_VALUE;
    }
  }

  /**
   * A time that was read.
   *
   * @param value null: nothing usable
   * @param outOfRange the value was clamped to 838:59:59
   */
  record TimeResult(@Nullable Long value, boolean truncated, boolean outOfRange) {
    static final TimeResult NONE = new TimeResult(null, true, false);
  }

  /** Whether the date may exist under these rules. */
  static boolean isValid(
      Value.DateTime t, boolean noZeroDate, boolean noZeroInDate, boolean allowInvalid) {
    if (t.year() == 0 && t.month() == 0 && t.day() == 0) {
      return !noZeroDate;
    }
    if (t.month() == 0 || t.day() == 0) {
      return !noZeroInDate;
    }
    return allowInvalid || t.day() <= CalendarDays.daysInMonth(t.year(), t.month());
  }

  /** A text such as {@code 2020-01-31 10:20:30.5}, {@code 20200131} or {@code 20-1-31T10:20}. */
  static DateTimeResult dateTime(String text) {
    return dateTime(text, false);
  }

  /** The same where a time alone is welcome, too: a date that is delimited needs a space. */
  static DateTimeResult timestamp(String text) {
    return dateTime(text, true);
  }

  private static DateTimeResult dateTime(String text, boolean needsSpace) {
    boolean hasDelimiter = false;
    boolean hasSpace = false;
    int[] fields = new int[7];
    int[] widths = new int[7];
    int end = text.length();
    int at = NumberReader.skipSpace(text, 0);
    if (at == end || !NumberReader.isDigit(text.charAt(at))) {
      return DateTimeResult.NONE;
    }
    int scan = at;
    while (scan < end && (NumberReader.isDigit(text.charAt(scan)) || text.charAt(scan) == 'T')) {
      scan++;
    }
    int digits = scan - at;
    boolean packed = scan == end || text.charAt(scan) == '.';
    int width = packed && digits != 4 && digits != 8 && digits < 14 ? 2 : 4;
    int last = at;
    int i = 0;
    boolean nonZero = false;
    while (i < 7 && at < end && NumberReader.isDigit(text.charAt(at))) {
      boolean untilDelimiter = !packed && i != 6;
      int from = at;
      long value = 0;
      int left = width;
      while (at < end && NumberReader.isDigit(text.charAt(at)) && (untilDelimiter || left-- > 0)) {
        value = Math.min(value * 10 + text.charAt(at++) - '0', 10_000_000);
      }
      if (value > 999_999) {
        return DateTimeResult.NONE;
      }
      widths[i] = at - from;
      fields[i] = (int) value;
      nonZero |= value != 0;
      width = 2;
      last = at;
      i++;
      if (at == end || i == 7) {
        break;
      }
      if (i == 3 && text.charAt(at) == 'T') {
        at++;
      } else if (i == 6) {
        if (text.charAt(at) != '.') {
          break;
        }
        at++;
        last = at;
        width = 6;
      } else if (!(packed && NumberReader.isDigit(text.charAt(at)))) {
        int next = skipDelimiters(text, at, i == 3);
        if (next < 0) {
          return DateTimeResult.NONE;
        }
        hasDelimiter |= next > at;
        hasSpace |= i == 3 && text.substring(at, next).isBlank();
        at = next;
      }
    }
    return needsSpace && hasDelimiter && !hasSpace
        ? DateTimeResult.NONE
        : finish(text, last, fields, widths, i, nonZero);
  }

  /** Over punctuation, and over spaces after the day; -1 for a space elsewhere. */
  private static int skipDelimiters(String text, int from, boolean spaceAllowed) {
    int at = from;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (NumberReader.isSpace(c)) {
        if (!spaceAllowed) {
          return hasDigit(text, at) ? -1 : text.length();
        }
      } else if (!isPunctuation(c)) {
        return at;
      }
      at++;
    }
    return at;
  }

  private static boolean hasDigit(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      if (NumberReader.isDigit(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  private static DateTimeResult finish(
      String text, int from, int[] fields, int[] widths, int count, boolean nonZero) {
    if (widths[0] == 2 && nonZero) {
      fields[0] += fields[0] < YEAR_PIVOT ? 2000 : 1900;
    }
    if (count < 3
        || fields[0] > 9999
        || fields[1] > 12
        || fields[2] > 31
        || fields[3] > 23
        || fields[4] > 59
        || fields[5] > 59) {
      return DateTimeResult.WRONG;
    }
    for (int w = widths[6]; w > 0 && w < 6; w++) {
      fields[6] *= 10;
    }
    int at = from;
    boolean roundUp = false;
    if (widths[6] == 6 && at < text.length() && NumberReader.isDigit(text.charAt(at))) {
      roundUp = text.charAt(at) >= '5';
      at = NumberReader.skipDigits(text, at);
    }
    int offset = Integer.MIN_VALUE;
    if (count >= 6) {
      offset = offset(text, at);
      boolean isSigned = at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-');
      if (isSigned && offset == Integer.MIN_VALUE) {
        return DateTimeResult.NONE;
      }
      at = offset == Integer.MIN_VALUE ? at : text.length();
    }
    boolean truncated = NumberReader.skipSpace(text, at) < text.length();
    Value.DateTime value =
        new Value.DateTime(
            fields[0], fields[1], fields[2], fields[3], fields[4], fields[5], fields[6]);
    if (roundUp && value.month() > 0 && value.day() > 0) {
      value = CalendarDays.fromAbsoluteMicros(CalendarDays.absoluteMicros(value) + 1);
    }
    return new DateTimeResult(value, count > 3, truncated, offset);
  }

  /** A suffix +HH:MM or -HH:MM that ends the text, as seconds. */
  private static int offset(String text, int at) {
    if (text.length() - at != 6
        || (text.charAt(at) != '+' && text.charAt(at) != '-')
        || text.charAt(at + 3) != ':'
        || NumberReader.skipDigits(text, at + 1) != at + 3
        || NumberReader.skipDigits(text, at + 4) != at + 6) {
      return Integer.MIN_VALUE;
    }
    int hours = Integer.parseInt(text.substring(at + 1, at + 3));
    int minutes = Integer.parseInt(text.substring(at + 4, at + 6));
    int seconds = hours * 3600 + minutes * 60;
    if (minutes > 59 || seconds > 14 * 3600) {
      return Integer.MIN_VALUE;
    }
    return text.charAt(at) == '-' ? -seconds : seconds;
  }

  /** A text such as {@code 10:20:30.5}, {@code -1 10:20}, {@code 102030} or a whole datetime. */
  static TimeResult time(String text) {
    return TimeText.read(text);
  }

  /** A number such as 20200131 or 200131102030, with a fraction of a second. */
  static DateTimeResult dateTime(BigDecimal number) {
    if (number.signum() < 0 || number.compareTo(BigDecimal.valueOf(99_999_999_999_999L)) > 0) {
      return DateTimeResult.NONE;
    }
    long whole = number.longValue();
    // A number that is a date alone has no fraction.
    boolean isDateOnly = whole != 0 && whole <= LAST_DATE;
    long micros = isDateOnly ? 0 : micros(number);
    if (micros == CalendarDays.MICROS_PER_SECOND) {
      micros--;
    }
    long full = widen(whole);
    if (full < 0) {
      return DateTimeResult.NONE;
    }
    long date = full / 1_000_000;
    long time = full % 1_000_000;
    Value.DateTime value =
        new Value.DateTime(
            (int) (date / 10000),
            (int) (date / 100 % 100),
            (int) (date % 100),
            (int) (time / 10000),
            (int) (time / 100 % 100),
            (int) (time % 100),
            (int) micros);
    if (value.month() > 12
        || value.day() > 31
        || value.hour() > 23
        || value.minute() > 59
        || value.second() > 59) {
      return DateTimeResult.NONE;
    }
    return new DateTimeResult(value, time != 0 || micros != 0, false, Integer.MIN_VALUE);
  }

  /** The greatest number that is a date without a time. */
  private static final long LAST_DATE = 99_991_231;

  /** To YYYYMMDDhhmmss; -1 for what is no date. */
  private static long widen(long n) {
    if (n == 0 || n >= 10_000_101_000_000L) {
      return n;
    }
    if (n < 101) {
      return -1;
    }
    if (n <= 691_231) {
      return (n + 20_000_000) * 1_000_000;
    }
    if (n < 700_101) {
      return -1;
    }
    if (n <= 991_231) {
      return (n + 19_000_000) * 1_000_000;
    }
    if (n < 10_000_101) {
      return -1;
    }
    if (n <= 99_991_231) {
      return n * 1_000_000;
    }
    if (n < 101_000_000) {
      return -1;
    }
    if (n <= 691_231_235_959L) {
      return n + 20_000_000_000_000L;
    }
    if (n < 700_101_000_000L) {
      return -1;
    }
    return n <= 991_231_235_959L ? n + 19_000_000_000_000L : n;
  }

  /** A number such as 102030.5 (hhmmss), or a whole datetime. */
  static TimeResult time(BigDecimal number) {
    boolean negative = number.signum() < 0;
    BigDecimal magnitude = number.abs();
    if (magnitude.compareTo(BigDecimal.valueOf(8_385_959)) > 0) {
      if (!negative && magnitude.compareTo(BigDecimal.valueOf(10_000_000_000L)) >= 0) {
        DateTimeResult full = dateTime(number);
        if (full.value() != null && isValid(full.value(), true, true, false)) {
          return new TimeResult(timeOfDay(full.value()), false, false);
        }
      }
      return new TimeResult(negative ? -MAX_TIME : MAX_TIME, false, true);
    }
    long whole = magnitude.longValue();
    long minutes = whole / 100 % 100;
    long seconds = whole % 100;
    if (minutes > 59 || seconds > 59) {
      return TimeResult.NONE;
    }
    long total =
        (whole / 10000 * 3600 + minutes * 60 + seconds) * CalendarDays.MICROS_PER_SECOND
            + micros(magnitude);
    return new TimeResult(negative ? -total : total, false, false);
  }

  /** Whether a text is read as a date with a time where a time is wanted. */
  static boolean isDateTime(String text) {
    DateTimeResult read = text.strip().length() < 12 ? DateTimeResult.NONE : timestamp(text);
    return read.value() != null && read.hasTime();
  }

  static long timeOfDay(Value.DateTime t) {
    return (t.hour() * 3600L + t.minute() * 60L + t.second()) * CalendarDays.MICROS_PER_SECOND
        + t.micros();
  }

  /** The fraction in microseconds, rounded half up; may be a whole second. */
  private static long micros(BigDecimal number) {
    BigDecimal fraction = number.remainder(BigDecimal.ONE).abs();
    return fraction.movePointRight(6).setScale(0, java.math.RoundingMode.HALF_UP).longValue();
  }

  private static boolean isPunctuation(char c) {
    return (c >= '!' && c <= '/')
        || (c >= ':' && c <= '@')
        || (c >= '[' && c <= '`')
        || (c >= '{' && c <= '~');
  }
}
