package io.edgesql.dialect.eval;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.types.Value;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** Functions that take a field out of a date or time. */
final class TemporalFields {
  private TemporalFields() {}

  static void register(Functions functions) {
    date(functions, "YEAR", Value.DateTime::year);
    date(functions, "MONTH", Value.DateTime::month);
    date(functions, "DAYOFMONTH", Value.DateTime::day);
    date(functions, "DAY", Value.DateTime::day);
    date(functions, "QUARTER", t -> (t.month() + 2) / 3);
    time(functions, "HOUR", micros -> Math.abs(micros) / 3_600_000_000L);
    time(functions, "MINUTE", micros -> Math.abs(micros) / 60_000_000L % 60);
    time(functions, "SECOND", micros -> Math.abs(micros) / 1_000_000L % 60);
    time(functions, "MICROSECOND", micros -> Math.abs(micros) % 1_000_000L);
    time(functions, "TIME_TO_SEC", micros -> micros / 1_000_000L);
    fullDate(functions, "DAYOFYEAR", t -> days(t) - CalendarDays.dayNumber(t.year(), 1, 1) + 1);
    fullDate(functions, "DAYOFWEEK", t -> CalendarDays.weekday(days(t), true) + 1);
    fullDate(functions, "WEEKDAY", t -> CalendarDays.weekday(days(t), false));
    fullDate(functions, "TO_DAYS", TemporalFields::days);
    fullDate(functions, "TO_SECONDS", TemporalFields::seconds);
    fullDate(
        functions,
        "WEEKOFYEAR",
        t -> CalendarDays.week(t.year(), t.month(), t.day(), CalendarDays.weekMode(3)).week());
    functions.strict("WEEK", TemporalFields::week);
    functions.strict("YEARWEEK", TemporalFields::yearWeek);
    functions.strict("DAYNAME", TemporalFields::dayName);
    functions.strict("MONTHNAME", TemporalFields::monthName);
    functions.lenient("EXTRACT", TemporalFields::extract);
  }

  private static void date(Functions functions, String name, ToLongFunction<Value.DateTime> field) {
    functions.strict(
        name,
        call -> {
          Value.DateTime t = call.dateTime(0);
          return t == null ? Value.Null.NULL : new Value.Int(field.applyAsLong(t), false);
        });
  }

  /** Fields that need a real day. */
  private static void fullDate(
      Functions functions, String name, ToLongFunction<Value.DateTime> field) {
    functions.strict(
        name,
        call -> {
          Value.DateTime t = call.fullDateTime(0);
          return t == null ? Value.Null.NULL : new Value.Int(field.applyAsLong(t), false);
        });
  }

  private static void time(Functions functions, String name, ToLongFunction<Long> field) {
    functions.strict(
        name,
        call -> {
          Long micros = call.time(0);
          return micros == null ? Value.Null.NULL : new Value.Int(field.applyAsLong(micros), false);
        });
  }

  static long days(Value.DateTime t) {
    return CalendarDays.dayNumber(t.year(), t.month(), t.day());
  }

  private static long seconds(Value.DateTime t) {
    return days(t) * CalendarDays.SECONDS_PER_DAY
        + TemporalReader.timeOfDay(t) / CalendarDays.MICROS_PER_SECOND;
  }

  private static Value week(Invocation call) {
    Value.DateTime t = call.fullDateTime(0);
    if (t == null) {
      return Value.Null.NULL;
    }
    int mode = CalendarDays.weekMode(call.count() > 1 ? call.small(1) : defaultMode(call));
    return new Value.Int(CalendarDays.week(t.year(), t.month(), t.day(), mode).week(), false);
  }

  private static int defaultMode(Invocation call) {
    Value mode = call.environment().systemVariable(false, "default_week_format");
    return mode instanceof Value.Int number ? (int) number.bits() : 0;
  }

  private static Value yearWeek(Invocation call) {
    Value.DateTime t = call.fullDateTime(0);
    if (t == null) {
      return Value.Null.NULL;
    }
    int mode = CalendarDays.weekMode(call.count() > 1 ? call.small(1) : 0) | 2;
    CalendarDays.Week week = CalendarDays.week(t.year(), t.month(), t.day(), mode);
    return new Value.Int(week.year() * 100L + week.week(), false);
  }

  private static Value dayName(Invocation call) {
    Value.DateTime t = call.fullDateTime(0);
    return t == null
        ? Value.Null.NULL
        : new Value.Text(DateFormat.DAYS.get(CalendarDays.weekday(days(t), false)));
  }

  private static Value monthName(Invocation call) {
    Value.DateTime t = call.dateTime(0);
    return t == null || t.month() == 0
        ? Value.Null.NULL
        : new Value.Text(DateFormat.MONTHS.get(t.month() - 1));
  }

  /** The name of a unit argument, wherever the binder put it. */
  static String unit(Typed argument) {
    return argument instanceof Typed.Interval interval
        ? interval.unit().toUpperCase(Locale.ROOT)
        : "";
  }

  /** EXTRACT(unit, date): composite units give their fields' digits side by side. */
  private static Value extract(Invocation call) {
    int at = call.argument(0) instanceof Typed.Interval ? 1 : 0;
    String unit = unit(call.argument(1 - at));
    if (call.isNull(at)) {
      return Value.Null.NULL;
    }
    boolean dateUnit =
        unit.startsWith("YEAR")
            || unit.equals("QUARTER")
            || unit.equals("MONTH")
            || unit.equals("WEEK")
            || unit.equals("DAY");
    if (dateUnit) {
      Value.DateTime t = call.dateTime(at);
      return t == null ? Value.Null.NULL : new Value.Int(dateField(unit, t, call), false);
    }
    boolean hasDay = unit.startsWith("DAY_");
    Value value = call.value(at);
    if (hasDay && Comparer.isString(value)) {
      // Only a text, a column and a date that was moved keep their day as a part of the time.
      TemporalReader.DateTimeResult full = TemporalReader.dateTime(call.text(at));
      Value.DateTime t = full.value();
      if (t != null && full.hasTime() && call.text(at).strip().length() >= 12) {
        return new Value.Int(timeField(unit, t.day(), TemporalReader.timeOfDay(t)), false);
      }
    }
    boolean keepsDay =
        call.argument(at) instanceof Typed.ShardValue || HiddenValue.isMoved(call.argument(at));
    if (hasDay && keepsDay && Comparer.isDate(value)) {
      Value.DateTime t = call.dateTime(at);
      return t == null
          ? Value.Null.NULL
          : new Value.Int(timeField(unit, t.day(), TemporalReader.timeOfDay(t)), false);
    }
    Long micros = call.time(at);
    if (micros == null) {
      return Value.Null.NULL;
    }
    long field = timeField(unit, 0, Math.abs(micros));
    return new Value.Int(micros < 0 ? -field : field, false);
  }

  private static long dateField(String unit, Value.DateTime t, Invocation call) {
    return switch (unit) {
      case "YEAR" -> t.year();
      case "YEAR_MONTH" -> t.year() * 100L + t.month();
      case "QUARTER" -> (t.month() + 2) / 3;
      case "MONTH" -> t.month();
      case "WEEK" ->
          CalendarDays.week(t.year(), t.month(), t.day(), CalendarDays.weekMode(defaultMode(call)))
              .week();
      default -> t.day();
    };
  }

  private static long timeField(String unit, long day, long micros) {
    long hour = micros / 3_600_000_000L;
    long minute = micros / 60_000_000L % 60;
    long second = micros / 1_000_000L % 60;
    long fraction = micros % 1_000_000L;
    long clock = hour * 10_000 + minute * 100 + second;
    return switch (unit) {
      case "DAY_HOUR" -> day * 100 + hour;
      case "DAY_MINUTE" -> day * 10_000 + hour * 100 + minute;
      case "DAY_SECOND" -> day * 1_000_000 + clock;
      case "DAY_MICROSECOND" -> (day * 1_000_000 + clock) * 1_000_000 + fraction;
      case "HOUR" -> hour;
      case "HOUR_MINUTE" -> hour * 100 + minute;
      case "HOUR_SECOND" -> clock;
      case "HOUR_MICROSECOND" -> clock * 1_000_000 + fraction;
      case "MINUTE" -> minute;
      case "MINUTE_SECOND" -> minute * 100 + second;
      case "MINUTE_MICROSECOND" -> (minute * 100 + second) * 1_000_000 + fraction;
      case "SECOND" -> second;
      case "SECOND_MICROSECOND" -> second * 1_000_000 + fraction;
      default -> fraction;
    };
  }
}
