package io.edgesql.dialect.eval;

import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import java.math.BigDecimal;

/** TIMEDIFF: of two times, two dates, or two dates with times; anything else is NULL. */
final class TimeDifference {
  /** From here on a number is a date with a time. */
  private static final BigDecimal FIRST_DATE_TIME = BigDecimal.valueOf(101_000_000);

  /** From here on a number beside a time is a date with one. */
  private static final BigDecimal FIRST_TIME_STAMP = BigDecimal.valueOf(10_000_000_000L);

  private TimeDifference() {}

  static Value of(Invocation call) {
    boolean hasDate = isDate(call, 0) || isDate(call, 1);
    if (hasDate && (call.type(0).is(TypeName.TIME) || call.type(1).is(TypeName.TIME))) {
      return Value.Null.NULL;
    }
    for (int i = 0; hasDate && i < 2; i++) {
      boolean isText = Comparer.isString(call.hidden(i)) || call.type(i).is(TypeName.BIT);
      if (isText && call.fullDateTime(i) == null) {
        return Value.Null.NULL;
      }
    }
    boolean asDates = hasDate || isDateText(call, 0);
    boolean isEven =
        hasDate ? hasClock(call, 0) == hasClock(call, 1) : asDates == isDateText(call, 1);
    if (!isEven) {
      return Value.Null.NULL;
    }
    long difference;
    if (asDates) {
      Value.DateTime a = call.dateTime(0);
      Value.DateTime b = call.dateTime(1);
      if (a == null || b == null) {
        return Value.Null.NULL;
      }
      difference = CalendarDays.absoluteMicros(a) - CalendarDays.absoluteMicros(b);
    } else {
      Long a = call.time(0);
      Long b = call.time(1);
      if (a == null || b == null) {
        return Value.Null.NULL;
      }
      difference = a - b;
    }
    if (Math.abs(difference) > TemporalReader.MAX_TIME) {
      Coercion.warnTruncated("time", TemporalPrinter.time(difference, 0), call.environment());
      difference = difference < 0 ? -TemporalReader.MAX_TIME : TemporalReader.MAX_TIME;
    }
    return new Value.Time(difference);
  }

  private static boolean isDate(Invocation call, int index) {
    return OperandDomain.isDate(call.type(index)) || Comparer.isDate(call.hidden(index));
  }

  /** Whether a date has a time with it, which only another one of that kind can be taken from. */
  private static boolean hasClock(Invocation call, int index) {
    Value value = call.hidden(index);
    if (Comparer.isString(value)) {
      return TemporalReader.dateTime(call.text(index)).hasTime();
    }
    // Zero has one; what is less is no date at all, of which the reading warns.
    return Comparer.isNumber(value)
        ? call.decimal(index).signum() <= 0 || call.decimal(index).compareTo(FIRST_DATE_TIME) >= 0
        : value instanceof Value.DateTime || value instanceof Value.Time;
  }

  private static boolean isDateText(Invocation call, int index) {
    Value value = call.hidden(index);
    if (Comparer.isNumber(value)) {
      return call.decimal(index).compareTo(FIRST_TIME_STAMP) >= 0;
    }
    if (!Comparer.isString(value)) {
      return false;
    }
    TemporalReader.DateTimeResult read = TemporalReader.timestamp(call.text(index).strip());
    return call.text(index).strip().length() >= 12 && read.value() != null && read.hasTime();
  }
}
