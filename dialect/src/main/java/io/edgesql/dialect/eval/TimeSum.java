package io.edgesql.dialect.eval;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.types.Value;
import org.jspecify.annotations.Nullable;

/** ADDTIME (sign 1) and SUBTIME (-1). */
final class TimeSum {
  private TimeSum() {}

  /** What is no time to begin with makes NULL before the other operand is computed. */
  static Value of(Invocation call, int sign) {
    if (call.isNull(0)) {
      return Value.Null.NULL;
    }
    Value value = call.hidden(0);
    boolean isText = Comparer.isString(value) || Comparer.isNumber(value);
    TemporalReader.DateTimeResult read =
        isText ? TemporalReader.timestamp(call.text(0)) : TemporalReader.DateTimeResult.NONE;
    boolean isDateTime =
        value instanceof Value.DateTime
            || value instanceof Value.Date
            || (isText && read.value() != null && read.hasTime() && call.text(0).length() >= 12);
    Value.DateTime t = isDateTime ? call.fullDateTime(0) : null;
    Long micros = isDateTime ? null : call.time(0);
    if ((t == null && micros == null) || call.isNull(1)) {
      return Value.Null.NULL;
    }
    Long added = addedTime(call, Comparer.isDate(value));
    if (added == null) {
      return Value.Null.NULL;
    }
    if (t != null) {
      Value sum = TemporalFunctions.moved(t, sign * added, call);
      return sum instanceof Value.DateTime shown
          ? asText(call, TemporalPrinter.dateTime(shown, shown.micros() == 0 ? 0 : 6), shown)
          : sum;
    }
    long sum = (micros == null ? 0 : micros) + sign * added;
    if (Math.abs(sum) > TemporalReader.MAX_TIME) {
      Coercion.warnTruncated("time", TemporalPrinter.time(sum, 0), call.environment());
      sum = sum < 0 ? -TemporalReader.MAX_TIME : TemporalReader.MAX_TIME;
    }
    boolean fraction = sum % CalendarDays.MICROS_PER_SECOND != 0;
    return asText(call, TemporalPrinter.time(sum, fraction ? 6 : 0), new Value.Time(sum));
  }

  /**
   * Of a column that is a date, or of one that was moved, the day counts as days; one with a time
   * is no time, nor is a text or number of both.
   */
  private static @Nullable Long addedTime(Invocation call, boolean toDate) {
    Typed added = call.argument(1);
    boolean isWhole = added instanceof Typed.ShardValue || HiddenValue.isMoved(added);
    Value read = call.hidden(1);
    boolean isText = Comparer.isString(read) || Comparer.isNumber(read);
    if (isText && TemporalReader.isDateTime(call.text(1))) {
      return null;
    }
    if (read instanceof Value.DateTime && Comparer.isString(call.value(1))) {
      return null;
    }
    if (isWhole && Comparer.isDate(call.value(1))) {
      return call.value(1) instanceof Value.Date date && !toDate
          ? (Long) (date.day() * CalendarDays.MICROS_PER_DAY)
          : null;
    }
    return call.time(1);
  }

  /** Whether TIMESTAMP may add its second operand: a date in a column, or one moved, is no time. */
  static boolean isTime(Invocation call) {
    Typed added = call.argument(1);
    Value read = call.hidden(1);
    if (Comparer.isDate(read)) {
      return !(added instanceof Typed.ShardValue || HiddenValue.isMoved(added));
    }
    boolean isText = Comparer.isString(read) || Comparer.isNumber(read);
    return !isText || !TemporalReader.isDateTime(call.text(1));
  }

  private static Value asText(Invocation call, String text, Value value) {
    return call.type().name().isTemporal() ? value : new Value.Text(text);
  }
}
