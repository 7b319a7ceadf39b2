package io.edgesql.dialect.eval;

import io.edgesql.dialect.types.Value;
import org.jspecify.annotations.Nullable;

/** Temporal values as MySQL prints them, with a fixed number of fractional digits. */
final class TemporalPrinter {
  private static final int[] TENS = {1_000_000, 100_000, 10_000, 1_000, 100, 10, 1};

  private TemporalPrinter() {}

  static String date(Value.Date d) {
    StringBuilder out = new StringBuilder(10);
    appendDate(out, d.year(), d.month(), d.day());
    return out.toString();
  }

  static String dateTime(Value.DateTime t, int digits) {
    StringBuilder out = new StringBuilder(26);
    appendDate(out, t.year(), t.month(), t.day());
    out.append(' ');
    pad(out, t.hour(), 2).append(':');
    pad(out, t.minute(), 2).append(':');
    pad(out, t.second(), 2);
    appendFraction(out, t.micros(), digits);
    return out.toString();
  }

  static String time(long micros, int digits) {
    StringBuilder out = new StringBuilder(17);
    long magnitude = Math.abs(micros);
    if (micros < 0) {
      out.append('-');
    }
    long seconds = magnitude / CalendarDays.MICROS_PER_SECOND;
    pad(out, seconds / 3600, 2).append(':');
    pad(out, seconds / 60 % 60, 2).append(':');
    pad(out, seconds % 60, 2);
    appendFraction(out, (int) (magnitude % CalendarDays.MICROS_PER_SECOND), digits);
    return out.toString();
  }

  /** The fewest fractional digits that lose nothing. */
  static int digitsOf(long micros) {
    long fraction = Math.abs(micros) % CalendarDays.MICROS_PER_SECOND;
    if (fraction == 0) {
      return 0;
    }
    int digits = 6;
    while (fraction % 10 == 0) {
      fraction /= 10;
      digits--;
    }
    return digits;
  }

  /** Rounds half up to so many fractional digits (carry into the seconds). */
  static long round(long micros, int digits) {
    if (digits >= 6) {
      return micros;
    }
    long unit = TENS[digits];
    long magnitude = (Math.abs(micros) + unit / 2) / unit * unit;
    return micros < 0 ? -magnitude : magnitude;
  }

  static Value.DateTime round(Value.DateTime t, int digits) {
    if (digits >= 6 || t.micros() % TENS[digits] == 0) {
      return t;
    }
    long rounded = round(t.micros(), digits);
    if (rounded < CalendarDays.MICROS_PER_SECOND) {
      return new Value.DateTime(
          t.year(), t.month(), t.day(), t.hour(), t.minute(), t.second(), (int) rounded);
    }
    if (t.month() == 0 || t.day() == 0) {
      // A partly zero date cannot carry into the next day.
      return new Value.DateTime(t.year(), t.month(), t.day(), t.hour(), t.minute(), t.second(), 0);
    }
    return CalendarDays.fromAbsoluteMicros(
        CalendarDays.absoluteMicros(t) - t.micros() + CalendarDays.MICROS_PER_SECOND);
  }

  static Value.DateTime truncate(Value.DateTime t, int digits) {
    int unit = TENS[Math.min(6, digits)];
    return new Value.DateTime(
        t.year(), t.month(), t.day(), t.hour(), t.minute(), t.second(), t.micros() / unit * unit);
  }

  static StringBuilder pad(StringBuilder out, long number, int width) {
    String digits = Long.toString(number);
    for (int i = digits.length(); i < width; i++) {
      out.append('0');
    }
    return out.append(digits);
  }

  private static void appendDate(StringBuilder out, int year, int month, int day) {
    pad(out, year, 4).append('-');
    pad(out, month, 2).append('-');
    pad(out, day, 2);
  }

  private static void appendFraction(StringBuilder out, int micros, int digits) {
    if (digits > 0) {
      out.append('.');
      pad(out, micros / TENS[Math.min(6, digits)], Math.min(6, digits));
    }
  }

  /** Rounded; null behind the last second of 9999, where no date is. */
  static Value.@Nullable DateTime within(Value.DateTime t, int digits) {
    Value.DateTime rounded = round(t, digits);
    boolean isBehind = t.year() == 9999 && rounded.year() != 9999;
    return isBehind ? null : rounded;
  }

  /** A time or a date with one rounded to seconds, away from zero. */
  static Value toSecond(Value value) {
    if (value instanceof Value.DateTime t) {
      return toSecond(t);
    }
    return value instanceof Value.Time time ? new Value.Time(round(time.micros(), 0)) : value;
  }

  /** Rounded to seconds; behind the last second only the date is left. */
  static Value.DateTime toSecond(Value.DateTime t) {
    boolean isLast = t.year() == 9999 && t.month() == 12 && t.day() == 31;
    if (isLast && TemporalReader.timeOfDay(t) >= CalendarDays.MICROS_PER_DAY - 500_000) {
      return new Value.DateTime(9999, 12, 31, 0, 0, 0, 0);
    }
    return t.month() == 0 || t.day() == 0 ? t : round(t, 0);
  }
}
