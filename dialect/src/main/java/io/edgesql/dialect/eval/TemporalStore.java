package io.edgesql.dialect.eval;

import io.edgesql.dialect.plan.Session;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import org.jspecify.annotations.Nullable;

/** Assignments to DATE, TIME, DATETIME and TIMESTAMP columns. */
final class TemporalStore {
  private static final Value.DateTime ZERO = new Value.DateTime(0, 0, 0, 0, 0, 0, 0);

  /** 2038-01-19 03:14:07. */
  private static final long MAX_TIMESTAMP = Integer.MAX_VALUE;

  private TemporalStore() {}

  static Value date(Value value, SqlType type, StoreTarget target) {
    Value whole = value instanceof Value.Time time ? inFront(time) : seconds(value);
    Value.DateTime read = read(whole, type, "date", target);
    Value.DateTime t = read == null ? null : rounded(read, 0, target);
    if (t == null) {
      return new Value.Date(0, 0, 0);
    }
    boolean hasTime = t.hour() != 0 || t.minute() != 0 || t.second() != 0 || t.micros() != 0;
    boolean isMoved = whole instanceof Value.Time time && time.micros() != 0;
    if (hasTime || isMoved) {
      target.noteTemporal("date", shown(value, type));
    }
    return new Value.Date(t.year(), t.month(), t.day());
  }

  /** A TIME in whole seconds; in front of midnight the fraction is lost where it is a day. */
  private static Value inFront(Value.Time time) {
    return time.micros() < 0
        ? new Value.Time(time.micros() / CalendarDays.MICROS_PER_SECOND * 1_000_000)
        : seconds(time);
  }

  /** A date or time rounded to whole seconds; anything else as it is. */
  static Value seconds(Value value) {
    if (value instanceof Value.Time time) {
      return new Value.Time(TemporalPrinter.round(time.micros(), 0));
    }
    return value instanceof Value.DateTime t && !isLastSecond(t)
        ? TemporalPrinter.toSecond(t)
        : value;
  }

  /** Behind the last second there is no date: 1441, and the zero date outside of strict mode. */
  private static Value.@Nullable DateTime rounded(
      Value.DateTime t, int digits, StoreTarget target) {
    Value.DateTime rounded = TemporalPrinter.round(t, digits);
    if (!isLastSecond(t) || rounded.year() == t.year()) {
      return rounded;
    }
    target.overflows();
    return null;
  }

  private static boolean isLastSecond(Value.DateTime t) {
    return t.year() == 9999
        && t.month() == 12
        && t.day() == 31
        && TemporalReader.timeOfDay(t) / CalendarDays.MICROS_PER_SECOND
            == CalendarDays.SECONDS_PER_DAY - 1;
  }

  static Value dateTime(Value value, SqlType type, StoreTarget target) {
    Value.DateTime t = read(value, type, "datetime", target);
    Value.DateTime rounded = t == null ? null : rounded(t, target.type().scale(), target);
    if (rounded == null) {
      return ZERO;
    }
    if (target.type().name() == TypeName.TIMESTAMP && rounded.month() != 0) {
      long utc = CalendarDays.toUtcSeconds(rounded, target.environment());
      if (utc < 1 || utc > MAX_TIMESTAMP) {
        target.incorrectTemporal("datetime", shown(value, type), true);
        return ZERO;
      }
    }
    return rounded;
  }

  static Value time(Value value, SqlType type, StoreTarget target) {
    TemporalReader.TimeResult read;
    boolean isText = Coercion.isStringOf(value, type) || value instanceof Value.Bytes;
    if (isText) {
      read = TemporalReader.time(Coercion.string(value, type));
    } else if (Comparer.isNumber(value)) {
      read = TemporalReader.time(Coercion.exact(value, type, target.environment()));
    } else {
      Long micros = Coercion.time(value, type, target.environment());
      read = new TemporalReader.TimeResult(micros, false, false);
    }
    boolean isEmpty = isText && shown(value, type).isBlank();
    if (isText && isUnsaid(shown(value, type))) {
      return new Value.Time(0);
    }
    if ((read.value() == null && !isEmpty) || (read.truncated() && !isEmpty) || read.outOfRange()) {
      boolean readable = read.value() == null ? startsWithDigit(value, type) : !read.truncated();
      target.incorrectTemporal("time", shown(value, type), readable);
    } else if (isText && losesDate(shown(value, type))) {
      target.noteTemporal("time", shown(value, type));
    }
    long micros = read.value() == null ? 0 : read.value();
    return new Value.Time(
        Math.max(
            -TemporalReader.MAX_TIME,
            Math.min(
                TemporalReader.MAX_TIME, TemporalPrinter.round(micros, target.type().scale()))));
  }

  /** The value as a date and time that may be stored; null after a warning. */
  private static Value.@Nullable DateTime read(
      Value value, SqlType type, String kind, StoreTarget target) {
    Environment environment = target.environment();
    TemporalReader.DateTimeResult read;
    if (Coercion.isStringOf(value, type)) {
      read = TemporalReader.dateTime(Coercion.string(value, type));
    } else if (Comparer.isNumber(value)) {
      read = TemporalReader.dateTime(Coercion.exact(value, type, environment));
    } else {
      Value.DateTime t = Coercion.dateTime(value, type, environment, true);
      read = new TemporalReader.DateTimeResult(t, true, t == null, Integer.MIN_VALUE);
    }
    Value.DateTime t = read.value();
    if (t == null) {
      target.incorrectTemporal(kind, shown(value, type), false);
      return null;
    }
    Session.SqlMode mode = environment.session().mode();
    boolean allowed =
        TemporalReader.isValid(t, false, false, mode.allowInvalidDates())
            && (target.strict()
                ? TemporalReader.isValid(t, mode.noZeroDate(), mode.noZeroInDate(), true)
                : TemporalReader.isValid(t, false, mode.noZeroInDate(), true));
    if (!allowed) {
      target.incorrectTemporal(kind, shown(value, type), true);
      return null;
    }
    if (read.truncated()) {
      target.incorrectTemporal(kind, shown(value, type), false);
    }
    if (!read.hasOffset()) {
      return t;
    }
    long utc = CalendarDays.epochSeconds(t) - read.offsetSeconds();
    return CalendarDays.toLocal(utc * CalendarDays.MICROS_PER_SECOND + t.micros(), environment);
  }

  /**
   * More than 32 bits of digits and a number with an exponent are no time to MySQL, and nothing is
   * said of it.
   */
  private static boolean isUnsaid(String text) {
    int from = NumberReader.skipSpace(text, 0);
    int to = NumberReader.skipDigits(text, from);
    int behind = to;
    while (to > from && behind < text.length() && ":.".indexOf(text.charAt(behind)) >= 0) {
      behind = NumberReader.skipDigits(text, behind + 1);
    }
    if (to > from && behind + 1 < text.length() && (text.charAt(behind) | 32) == 'e') {
      boolean isSigned = text.charAt(behind + 1) == '-' || text.charAt(behind + 1) == '+';
      int digit = behind + (isSigned ? 2 : 1);
      return digit < text.length() && NumberReader.isDigit(text.charAt(digit));
    }
    boolean mayBeDate = text.length() >= 12 && to == text.length();
    return !mayBeDate
        && to - from >= 10
        && new java.math.BigInteger(text.substring(from, to)).bitLength() > 32;
  }

  private static boolean startsWithDigit(Value value, SqlType type) {
    String text = shown(value, type).strip();
    return !text.isEmpty() && NumberReader.isDigit(text.charAt(0));
  }

  /** A whole datetime as text, of which a TIME column keeps the clock only. */
  private static boolean losesDate(String text) {
    TemporalReader.DateTimeResult read = TemporalReader.dateTime(text);
    return text.indexOf('-') > 0 && read.value() != null && read.hasTime();
  }

  private static String shown(Value value, SqlType type) {
    return Coercion.string(value, type);
  }
}
