package io.edgesql.dialect.eval;

import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Dates and times from numbers, and numbers from dates: MAKETIME, PERIOD_ADD, UNIX_TIMESTAMP. */
final class TemporalNumbers {
  private TemporalNumbers() {}

  static void register(Functions functions) {
    functions.strict("MAKEDATE", TemporalNumbers::makeDate);
    functions.strict("MAKETIME", TemporalNumbers::makeTime);
    functions.strict("SEC_TO_TIME", TemporalNumbers::secToTime);
    functions.strict("PERIOD_ADD", TemporalNumbers::periodAdd);
    functions.strict("PERIOD_DIFF", TemporalNumbers::periodDiff);
    functions.strict("UNIX_TIMESTAMP", TemporalNumbers::unixTimestamp);
    functions.strict("FROM_UNIXTIME", TemporalNumbers::fromUnixTime);
  }

  private static Value makeDate(Invocation call) {
    long year = call.whole(0);
    long day = call.whole(1);
    if (year < 0 || year > 9999 || day <= 0) {
      return Value.Null.NULL;
    }
    if (year < 100) {
      year += year < 70 ? 2000 : 1900;
    }
    long number = CalendarDays.dayNumber((int) year, 1, 1) + Math.min(day, 4_000_000) - 1;
    return number > CalendarDays.MAX_DAY ? Value.Null.NULL : CalendarDays.dateOf(number);
  }

  private static Value makeTime(Invocation call) {
    long hour = call.whole(0);
    long minute = call.whole(1);
    BigDecimal second = seconds(call, 2);
    boolean wrong =
        minute < 0
            || minute > 59
            || second.signum() < 0
            || second.compareTo(BigDecimal.valueOf(60)) >= 0;
    if (wrong) {
      return Value.Null.NULL;
    }
    if (hour > 838 || hour < -838) {
      Coercion.warnTruncated(
          "time",
          hour + ":" + twoDigits(minute) + ":" + twoDigits(second.longValue()),
          call.environment());
      return new Value.Time(hour < 0 ? -TemporalReader.MAX_TIME : TemporalReader.MAX_TIME);
    }
    long micros =
        (Math.abs(hour) * 3600 + minute * 60) * CalendarDays.MICROS_PER_SECOND
            + second.movePointRight(6).setScale(0, RoundingMode.HALF_UP).longValue();
    long bounded = Math.min(micros, TemporalReader.MAX_TIME);
    return new Value.Time(hour < 0 ? -bounded : bounded);
  }

  private static Value secToTime(Invocation call) {
    BigDecimal seconds = call.decimal(0);
    BigDecimal micros = seconds.movePointRight(6).setScale(0, RoundingMode.HALF_UP);
    BigDecimal limit = BigDecimal.valueOf(TemporalReader.MAX_TIME);
    if (micros.abs().compareTo(limit) > 0) {
      Coercion.warnTruncated("time", seconds.toPlainString(), call.environment());
      micros = micros.signum() < 0 ? limit.negate() : limit;
    }
    return new Value.Time(micros.longValue());
  }

  /** YYMM or YYYYMM to months. */
  private static long toMonths(long period) {
    long year = period / 100;
    long full = year < 70 ? year + 2000 : year < 100 ? year + 1900 : year;
    return full * 12 + period % 100 - 1;
  }

  private static boolean isPeriod(long period) {
    return period > 0 && period % 100 >= 1 && period % 100 <= 12 && period < 1_000_000_000L;
  }

  private static Value periodAdd(Invocation call) {
    long period = call.whole(0);
    if (!isPeriod(period)) {
      throw wrongArguments("period_add");
    }
    long months = toMonths(period) + call.whole(1);
    return new Value.Int(months / 12 * 100 + months % 12 + 1, false);
  }

  private static Value periodDiff(Invocation call) {
    if (!isPeriod(call.whole(0)) || !isPeriod(call.whole(1))) {
      throw wrongArguments("period_diff");
    }
    return new Value.Int(toMonths(call.whole(0)) - toMonths(call.whole(1)), false);
  }

  private static io.edgesql.dialect.SqlException wrongArguments(String function) {
    return io.edgesql.dialect.SqlException.of(
        io.edgesql.dialect.ErrorCode.ER_WRONG_ARGUMENTS, function);
  }

  private static Value unixTimestamp(Invocation call) {
    if (call.count() == 0) {
      return new Value.Int(
          Math.floorDiv(call.environment().nowMicros(), CalendarDays.MICROS_PER_SECOND), false);
    }
    Value.DateTime t = call.dateTime(0);
    if (t == null || t.month() == 0 || t.day() == 0) {
      return unixResult(call, BigDecimal.ZERO);
    }
    long seconds = CalendarDays.toUtcSeconds(t, call.environment());
    // Of the first second of all there is no fraction.
    if (seconds <= 0 || seconds > 32_536_771_199L) {
      return unixResult(call, BigDecimal.ZERO);
    }
    BigDecimal number = BigDecimal.valueOf(seconds).add(BigDecimal.valueOf(t.micros(), 6));
    return unixResult(call, number);
  }

  private static Value unixResult(Invocation call, BigDecimal number) {
    if (call.type().name() == TypeName.DECIMAL) {
      BigDecimal cut = number.setScale(call.type().scale(), RoundingMode.DOWN);
      // It has six digits or none.
      boolean isWhole = cut.stripTrailingZeros().scale() <= 0;
      return new Value.Decimal(cut.setScale(isWhole ? 0 : 6, RoundingMode.DOWN));
    }
    return new Value.Int(number.longValue(), false);
  }

  private static Value fromUnixTime(Invocation call) {
    boolean isWhole = call.hidden(0) instanceof Value.Int;
    BigDecimal seconds = isWhole ? call.decimal(0) : seconds(call, 0);
    boolean wrong =
        seconds.signum() < 0 || seconds.compareTo(BigDecimal.valueOf(32_536_771_200L)) >= 0;
    if (wrong) {
      return Value.Null.NULL;
    }
    long micros = seconds.movePointRight(6).setScale(0, RoundingMode.HALF_UP).longValue();
    Value.DateTime t = CalendarDays.toLocal(micros, call.environment());
    if (call.count() == 1) {
      return t;
    }
    String pattern = Coercion.string(call.value(1), call.type(1));
    String text = DateFormat.format(t, t.hour(), pattern);
    return text == null || pattern.isEmpty() ? Value.Null.NULL : call.string(text);
  }

  /** Seconds with their fraction; 1292 where their whole part is beyond 64 bits, or the lowest. */
  private static BigDecimal seconds(Invocation call, int index) {
    BigDecimal number = call.decimal(index);
    BigDecimal whole = number.setScale(0, RoundingMode.DOWN);
    if (Coercion.exceeds(whole) || whole.compareTo(Coercion.MIN_SIGNED) == 0) {
      Coercion.warnTruncated("DECIMAL", number.toPlainString(), call.environment());
    }
    return number;
  }

  private static String twoDigits(long number) {
    return number >= 0 && number < 10 ? "0" + number : Long.toString(number);
  }
}
