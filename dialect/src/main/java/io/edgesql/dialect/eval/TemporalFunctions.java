package io.edgesql.dialect.eval;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Functions that make, move and print dates and times. */
final class TemporalFunctions {
  /** TO_DAYS('9999-12-31'). */
  private static final long LAST_DAY = 3_652_424;

  /** 0001-01-01 in microseconds. */
  private static final long FIRST_YEAR = 366 * CalendarDays.MICROS_PER_DAY;

  private TemporalFunctions() {}

  static void register(Functions functions) {
    functions.strict("NOW", call -> now(call, false));
    functions.strict("CURRENT_TIMESTAMP", call -> now(call, false));
    functions.strict("LOCALTIME", call -> now(call, false));
    functions.strict("LOCALTIMESTAMP", call -> now(call, false));
    functions.strict("UTC_TIMESTAMP", call -> now(call, true));
    functions.strict("SYSDATE", TemporalFunctions::sysdate);
    functions.strict("CURDATE", call -> dateOf(local(call, false)));
    functions.strict("CURRENT_DATE", call -> dateOf(local(call, false)));
    functions.strict("UTC_DATE", call -> dateOf(local(call, true)));
    functions.strict("CURTIME", call -> timeNow(call, false));
    functions.strict("CURRENT_TIME", call -> timeNow(call, false));
    functions.strict("UTC_TIME", call -> timeNow(call, true));
    functions.strict("DATE", TemporalFunctions::date);
    functions.strict("TIME", TemporalFunctions::time);
    functions.strict("TIMESTAMP", TemporalFunctions::timestamp);
    functions.lenient("DATE_ADD", call -> add(call, false));
    functions.lenient("ADDDATE", call -> add(call, false));
    functions.lenient("DATE_SUB", call -> add(call, true));
    functions.lenient("SUBDATE", call -> add(call, true));
    functions.lenient("ADDTIME", call -> TimeSum.of(call, 1));
    functions.lenient("SUBTIME", call -> TimeSum.of(call, -1));
    functions.strict("DATEDIFF", TemporalFunctions::dateDiff);
    functions.strict("TIMEDIFF", TimeDifference::of);
    functions.lenient("TIMESTAMPDIFF", TemporalFunctions::timestampDiff);
    functions.lenient("TIMESTAMPADD", TemporalFunctions::timestampAdd);
    functions.strict("DATE_FORMAT", TemporalFunctions::dateFormat);
    functions.strict("TIME_FORMAT", TemporalFunctions::timeFormat);
    functions.strict("STR_TO_DATE", TemporalFunctions::strToDate);
    functions.lenient("GET_FORMAT", TemporalFunctions::getFormat);
    functions.strict("LAST_DAY", TemporalFunctions::lastDay);
    functions.strict("FROM_DAYS", TemporalFunctions::fromDays);
    functions.lenient("CONVERT_TZ", TemporalFunctions::convertZone);
  }

  private static Value.DateTime local(Invocation call, boolean utc) {
    long micros = call.environment().nowMicros();
    return utc
        ? CalendarDays.fromEpochMicros(micros)
        : CalendarDays.toLocal(micros, call.environment());
  }

  private static Value fromDays(Invocation call) {
    long days = call.whole(0);
    if (days > LAST_DAY && days <= LAST_DAY + 366) {
      call.environment().warn("Warning", 1441, "Datetime function: from_days field overflow");
      return Value.Null.NULL;
    }
    return CalendarDays.dateOf(days);
  }

  private static int digits(Invocation call) {
    return call.count() > 0 ? Math.max(0, Math.min(6, call.small(0))) : 0;
  }

  private static Value now(Invocation call, boolean utc) {
    return TemporalPrinter.truncate(local(call, utc), digits(call));
  }

  private static Value sysdate(Invocation call) {
    Environment environment = call.environment();
    return TemporalPrinter.truncate(
        CalendarDays.toLocal(environment.clockMicros(), environment), digits(call));
  }

  private static Value timeNow(Invocation call, boolean utc) {
    Value.DateTime now = TemporalPrinter.truncate(local(call, utc), digits(call));
    return new Value.Time(TemporalReader.timeOfDay(now));
  }

  private static Value dateOf(Value.@Nullable DateTime t) {
    return t == null ? Value.Null.NULL : new Value.Date(t.year(), t.month(), t.day());
  }

  private static Value date(Invocation call) {
    boolean allowZero =
        !call.environment().session().mode().noZeroDate() || HiddenValue.isMoved(call.argument(0));
    return dateOf(Coercion.dateTime(call.hidden(0), call.type(0), call.environment(), allowZero));
  }

  private static Value time(Invocation call) {
    Long micros = call.time(0);
    return micros == null ? Value.Null.NULL : new Value.Time(micros);
  }

  private static Value timestamp(Invocation call) {
    Value given = call.hidden(0);
    boolean isZero = Comparer.isNumber(given) && call.decimal(0).signum() == 0;
    if (isZero && call.count() == 2) {
      // From the zero date no time leads anywhere, of which nothing is said.
      return Value.Null.NULL;
    }
    if (isZero && !call.environment().session().mode().noZeroDate()) {
      return new Value.DateTime(0, 0, 0, 0, 0, 0, 0);
    }
    Value.DateTime t = call.fullDateTime(0);
    if (t == null || call.count() == 1) {
      return t == null ? Value.Null.NULL : t;
    }
    Long micros = TimeSum.isTime(call) ? call.time(1) : null;
    return micros == null ? Value.Null.NULL : moved(t, micros, call);
  }

  /** A date moved by microseconds; NULL and a warning outside of the years 0 to 9999. */
  static Value moved(Value.DateTime t, long micros, Invocation call) {
    long absolute = CalendarDays.absoluteMicros(t) + micros;
    boolean isInterval =
        call.call().arguments().stream().anyMatch(Typed.Interval.class::isInstance);
    // A time that is added does not lead into the year 0.
    if (absolute < (isInterval ? 0 : FIRST_YEAR)
        || absolute >= (CalendarDays.MAX_DAY + 1) * CalendarDays.MICROS_PER_DAY) {
      return overflow(call);
    }
    return CalendarDays.fromAbsoluteMicros(absolute);
  }

  private static Value overflow(Invocation call) {
    call.environment().warn("Warning", 1441, "Datetime function: datetime field overflow");
    return Value.Null.NULL;
  }

  private static Value add(Invocation call, boolean subtract) {
    if (call.isNull(0)) {
      return Value.Null.NULL;
    }
    Value.DateTime read = read(call, 0);
    if (read == null && !Comparer.isTemporal(call.hidden(0))) {
      return Value.Null.NULL;
    }
    IntervalAmount amount = null;
    boolean tooLarge = false;
    if (call.argument(1) instanceof Typed.Interval interval) {
      amount = IntervalAmount.of(interval, call.environment());
      tooLarge =
          amount == null
              && interval.amount() != null
              && !Evaluator.evaluate(interval.amount(), call.environment()).isNull();
    } else if (!call.isNull(1)) {
      // ADDDATE(date, days)
      amount =
          new IntervalAmount(
              0,
              Math.max(-8_000_000, Math.min(8_000_000, call.whole(1)))
                  * CalendarDays.MICROS_PER_DAY,
              false,
              false);
    }
    if (amount == null) {
      return tooLarge ? overflow(call) : Value.Null.NULL;
    }
    return add(call, 0, subtract ? amount.negate() : amount, read);
  }

  /**
   * Moves an operand.
   *
   * @param read what it was read as in front of the amount; null where it is a date or time
   */
  private static Value add(
      Invocation call, int index, IntervalAmount amount, Value.@Nullable DateTime read) {
    Value value = call.hidden(index);
    boolean isTime =
        call.type().is(TypeName.TIME)
            || (call.type(index).is(TypeName.TIME) && !OperandDomain.isDate(call.type()));
    if (isTime && value instanceof Value.Time t && amount.months() == 0 && amount.isClock()) {
      long sum = t.micros() + amount.micros();
      return Math.abs(sum) > TemporalReader.MAX_TIME ? overflow(call) : new Value.Time(sum);
    }
    Value.DateTime t = read == null ? call.fullDateTime(index) : read;
    if (t == null) {
      return Value.Null.NULL;
    }
    Value result = t;
    if (t.month() == 0) {
      result = ZeroMonth.moved(t, amount, isYears(call));
      if (result.isNull()) {
        return overflow(call);
      }
    } else if (amount.months() != 0) {
      result = addMonths(t, amount.months(), call);
    } else if (amount.micros() != 0) {
      result = moved(t, amount.micros(), call);
    }
    if (!(result instanceof Value.DateTime shifted)) {
      return result;
    }
    boolean dateOnly = value instanceof Value.Date && !amount.isClock();
    if (call.type().name().isCharacter() && !dateOnly && value instanceof Value.DateTime) {
      return new Value.Text(TemporalPrinter.dateTime(shifted, shifted.micros() != 0 ? 6 : 0));
    }
    if (Comparer.isString(value) || Comparer.isNumber(value)) {
      return textResult(call, value, shifted, amount);
    }
    if (call.type().name().isCharacter() && !dateOnly) {
      return new Value.Text(TemporalPrinter.dateTime(shifted, shifted.micros() == 0 ? 0 : 6));
    }
    return dateOnly ? dateOf(shifted) : shifted;
  }

  /** Whether the unit is YEAR, which leaves the month what it is. */
  private static boolean isYears(Invocation call) {
    Typed unit = call.argument(call.call().name().equals("TIMESTAMPADD") ? 0 : 1);
    return unit instanceof Typed.Interval interval
        ? interval.unit().equalsIgnoreCase("YEAR")
        : call.call().name().equals("TIMESTAMPADD")
            && TemporalFields.unit(unit).equalsIgnoreCase("YEAR");
  }

  /** What is no date or time yet is read as one in front of the amount. */
  private static Value.@Nullable DateTime read(Invocation call, int index) {
    return Comparer.isTemporal(call.hidden(index)) ? null : call.fullDateTime(index);
  }

  /** A text stays a text: a date only if it had no time and the unit has none. */
  private static Value textResult(
      Invocation call, Value value, Value.DateTime t, IntervalAmount amount) {
    String text = Coercion.string(value, SqlType.NULL);
    TemporalReader.DateTimeResult read = TemporalReader.dateTime(text);
    boolean dateOnly = !amount.isClock() && !read.hasTime();
    TypeName name = call.type().name();
    if (name == TypeName.DATETIME) {
      return t;
    }
    if (name == TypeName.DATE || (name == TypeName.TIMESTAMP && dateOnly)) {
      return dateOf(t);
    }
    if (name == TypeName.TIMESTAMP) {
      return t;
    }
    String shown =
        dateOnly
            ? TemporalPrinter.date(new Value.Date(t.year(), t.month(), t.day()))
            : TemporalPrinter.dateTime(t, t.micros() != 0 ? 6 : 0);
    return new Value.Text(shown);
  }

  private static Value addMonths(Value.DateTime t, long months, Invocation call) {
    long period = t.year() * 12L + t.month() - 1 + months;
    if (period < 0 || period >= 120_000L) {
      return overflow(call);
    }
    int year = (int) (period / 12);
    int month = (int) (period % 12) + 1;
    int day = Math.min(t.day(), CalendarDays.daysInMonth(year, month));
    return new Value.DateTime(year, month, day, t.hour(), t.minute(), t.second(), t.micros());
  }

  private static Value dateDiff(Invocation call) {
    Value.DateTime a = call.fullDateTime(0);
    Value.DateTime b = call.fullDateTime(1);
    return a == null || b == null
        ? Value.Null.NULL
        : new Value.Int(TemporalFields.days(a) - TemporalFields.days(b), false);
  }

  private static Value timestampDiff(Invocation call) {
    String unit = TemporalFields.unit(call.argument(0));
    if (call.isNull(1)) {
      return Value.Null.NULL;
    }
    Value.DateTime from = call.fullDateTime(1);
    if (call.isNull(2)) {
      return Value.Null.NULL;
    }
    Value.DateTime to = call.fullDateTime(2);
    if (from == null || to == null) {
      return Value.Null.NULL;
    }
    long micros = CalendarDays.absoluteMicros(to) - CalendarDays.absoluteMicros(from);
    long seconds = micros / CalendarDays.MICROS_PER_SECOND;
    long result =
        switch (unit) {
          case "YEAR" -> months(from, to) / 12;
          case "QUARTER" -> months(from, to) / 3;
          case "MONTH" -> months(from, to);
          case "WEEK" -> seconds / CalendarDays.SECONDS_PER_DAY / 7;
          case "DAY" -> seconds / CalendarDays.SECONDS_PER_DAY;
          case "HOUR" -> seconds / 3600;
          case "MINUTE" -> seconds / 60;
          case "SECOND" -> seconds;
          default -> micros;
        };
    return new Value.Int(result, false);
  }

  /** Whole months from one instant to another. */
  private static long months(Value.DateTime from, Value.DateTime to) {
    boolean forward = CalendarDays.absoluteMicros(from) <= CalendarDays.absoluteMicros(to);
    Value.DateTime a = forward ? from : to;
    Value.DateTime b = forward ? to : from;
    long months = (b.year() - a.year()) * 12L + b.month() - a.month();
    boolean early =
        b.day() < a.day()
            || (b.day() == a.day() && TemporalReader.timeOfDay(b) < TemporalReader.timeOfDay(a));
    long whole = early ? months - 1 : months;
    return forward ? whole : -whole;
  }

  private static Value timestampAdd(Invocation call) {
    String unit = TemporalFields.unit(call.argument(0));
    if (call.isNull(2)) {
      return Value.Null.NULL;
    }
    Value.DateTime read = read(call, 2);
    boolean isDate = read != null || Comparer.isTemporal(call.hidden(2));
    if (!isDate || call.isNull(1)) {
      return Value.Null.NULL;
    }
    IntervalAmount amount =
        IntervalAmount.of(
            new Typed.Interval(call.argument(1), unit, SqlType.NULL), call.environment());
    return amount == null ? overflow(call) : add(call, 2, amount, read);
  }

  private static Value dateFormat(Invocation call) {
    Value.DateTime t = call.dateTime(0);
    String pattern = Coercion.string(call.value(1), call.type(1));
    String text = t == null ? null : DateFormat.format(t, t.hour(), pattern);
    return text == null || pattern.isEmpty() ? Value.Null.NULL : call.string(text);
  }

  private static Value timeFormat(Invocation call) {
    Long micros = call.time(0);
    if (micros == null) {
      return Value.Null.NULL;
    }
    long magnitude = Math.abs(micros);
    long seconds = magnitude / CalendarDays.MICROS_PER_SECOND;
    Value.DateTime clock =
        new Value.DateTime(
            0,
            0,
            0,
            0,
            (int) (seconds / 60 % 60),
            (int) (seconds % 60),
            (int) (magnitude % CalendarDays.MICROS_PER_SECOND));
    String text =
        DateFormat.format(clock, seconds / 3600, Coercion.string(call.value(1), call.type(1)));
    return text == null ? Value.Null.NULL : call.string(micros < 0 ? "-" + text : text);
  }

  private static Value strToDate(Invocation call) {
    String text = Coercion.string(call.value(0), call.type(0));
    DateFormat.Parse parse = DateFormat.parse(text, Coercion.string(call.value(1), call.type(1)));
    Value.DateTime t = parse == null ? null : parse.value();
    boolean timeOnly =
        parse != null
            && !parse.hasDate()
            && (parse.hasTime() || call.type().name() == TypeName.TIME);
    io.edgesql.dialect.plan.Session.SqlMode mode = call.environment().session().mode();
    if (parse != null && t != null && !parse.isComplete()) {
      Coercion.warnTruncated(
          timeOnly ? "time" : parse.hasTime() ? "datetime" : "date", text, call.environment());
    }
    boolean valid =
        t != null
            && (timeOnly
                || TemporalReader.isValid(t, mode.noZeroDate(), mode.noZeroInDate(), true));
    if (parse == null || t == null || !valid) {
      call.environment()
          .warn(
              "Warning", 1411, "Incorrect datetime value: '" + text + "' for function str_to_date");
      return Value.Null.NULL;
    }
    return switch (call.type().name()) {
      case TIME -> new Value.Time(TemporalReader.timeOfDay(t));
      case DATE -> dateOf(t);
      default ->
          timeOnly && !call.type().name().isTemporal()
              ? new Value.Time(TemporalReader.timeOfDay(t))
              : t;
    };
  }

  private static Value getFormat(Invocation call) {
    Typed kind = call.argument(0);
    String name = kind instanceof Typed.Interval interval ? interval.unit() : call.text(0);
    if (call.isNull(1)) {
      return Value.Null.NULL;
    }
    String format = DateFormat.standard(name.toUpperCase(Locale.ROOT), call.text(1));
    return format == null ? Value.Null.NULL : new Value.Text(format);
  }

  private static Value lastDay(Invocation call) {
    Value.DateTime t = call.dateTime(0);
    if (t != null && t.month() == 0) {
      call.environment()
          .warn(
              "Warning",
              1292,
              "Incorrect datetime value: '"
                  + TemporalPrinter.date(new Value.Date(t.year(), t.month(), t.day()))
                  + "'");
    }
    if (t == null || t.month() == 0) {
      return Value.Null.NULL;
    }
    return new Value.Date(t.year(), t.month(), CalendarDays.daysInMonth(t.year(), t.month()));
  }

  private static Value convertZone(Invocation call) {
    Environment environment = call.environment();
    // Unknown zones are seen in front of the date.
    for (int i = 1; i <= 2; i++) {
      if (call.isNull(i) || environment.zoneOffset(call.text(i), 0, false) == null) {
        return Value.Null.NULL;
      }
    }
    Value.DateTime t = call.isNull(0) ? null : call.fullDateTime(0);
    if (t == null) {
      return Value.Null.NULL;
    }
    long local = CalendarDays.epochSeconds(t);
    Integer from = environment.zoneOffset(call.text(1), local, true);
    if (from == null) {
      return Value.Null.NULL;
    }
    long utc = local - from;
    Integer to = environment.zoneOffset(call.text(2), utc, false);
    if (to == null) {
      return Value.Null.NULL;
    }
    if (utc <= 0 || utc > 32_536_771_199L) {
      return t;
    }
    return CalendarDays.fromEpochMicros((utc + to) * CalendarDays.MICROS_PER_SECOND + t.micros());
  }
}
