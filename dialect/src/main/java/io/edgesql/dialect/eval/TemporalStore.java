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
    Value.DateTime t = read(value, type, "date", target);
    if (t == null) {
      return new Value.Date(0, 0, 0);
    }
    boolean hasTime = t.hour() != 0 || t.minute() != 0 || t.second() != 0 || t.micros() != 0;
    if (hasTime && !(value instanceof Value.Time)) {
      target.noteTemporal("date", shown(value, type));
    }
    return new Value.Date(t.year(), t.month(), t.day());
  }

  static Value dateTime(Value value, SqlType type, StoreTarget target) {
    Value.DateTime t = read(value, type, "datetime", target);
    if (t == null) {
      return ZERO;
    }
    Value.DateTime rounded = TemporalPrinter.round(t, target.type().scale());
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
    if (Coercion.isStringOf(value, type)) {
      read = TemporalReader.time(Coercion.string(value, type));
    } else if (Comparer.isNumber(value)) {
      read = TemporalReader.time(Coercion.exact(value, type, target.environment()));
    } else {
      Long micros = Coercion.time(value, type, target.environment());
      read = new TemporalReader.TimeResult(micros, false, false);
    }
    if (read.value() == null || read.truncated() || read.outOfRange()) {
      target.incorrectTemporal("time", shown(value, type), !read.truncated());
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
      target.incorrectTemporal(kind, shown(value, type), looksLikeDate(value, type));
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

  /** A text of digits that is out of range is reported differently from one that is no date. */
  private static boolean looksLikeDate(Value value, SqlType type) {
    if (!Coercion.isStringOf(value, type)) {
      return false;
    }
    int fields = 0;
    boolean inDigits = false;
    for (char c : Coercion.string(value, type).toCharArray()) {
      if (NumberReader.isDigit(c) != inDigits) {
        inDigits = !inDigits;
        fields += inDigits ? 1 : 0;
      }
    }
    return fields >= 3;
  }

  private static String shown(Value value, SqlType type) {
    return Coercion.string(value, type);
  }
}
