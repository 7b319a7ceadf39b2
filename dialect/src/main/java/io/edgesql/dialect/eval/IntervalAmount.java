package io.edgesql.dialect.eval;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.types.Value;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * INTERVAL amount unit, split into what moves the month and what moves the clock.
 *
 * @param micros days and smaller units
 * @param isClock whether the unit has hours or smaller ones
 */
record IntervalAmount(long months, long micros, boolean isClock, boolean hasMicros) {
  private static final long SECOND = CalendarDays.MICROS_PER_SECOND;
  private static final long LIMIT = CalendarDays.MAX_DAY * CalendarDays.MICROS_PER_DAY * 2;

  /** Evaluates the amount; null for NULL or one that is far too large. */
  static @Nullable IntervalAmount of(Typed.Interval interval, Environment environment) {
    Typed amount = interval.amount();
    if (amount == null) {
      return null;
    }
    Value value = Evaluator.value(amount, environment);
    if (value.isNull()) {
      return null;
    }
    if (value instanceof Value.Decimal number
        && Coercion.exceeds(number.number().setScale(0, RoundingMode.DOWN))) {
      Coercion.warnTruncated("DECIMAL", number.number().toPlainString(), environment);
    }
    String unit = interval.unit().toUpperCase(Locale.ROOT);
    int composite = unit.indexOf('_');
    if (composite >= 0) {
      return composite(unit, Coercion.string(value, amount.type()));
    }
    if (unit.equals("SECOND")) {
      // An unsigned number beyond the signed range is negative here.
      BigDecimal seconds =
          value instanceof Value.Int number
              ? BigDecimal.valueOf(number.bits())
              : Coercion.decimal(Coercion.bounded(value, environment), amount.type(), environment);
      if (value instanceof Value.Real && Coercion.exceeds(seconds)) {
        Coercion.warnTruncated("DECIMAL", seconds.toPlainString(), environment);
      }
      boolean fraction = seconds.scale() > 0;
      BigDecimal micros = seconds.movePointRight(6).setScale(0, RoundingMode.DOWN);
      return bounded(0, micros, true, fraction);
    }
    long count = whole(value, amount, environment);
    BigDecimal number = BigDecimal.valueOf(count);
    return switch (unit) {
      case "YEAR" -> months(number.multiply(BigDecimal.valueOf(12)));
      case "QUARTER" -> months(number.multiply(BigDecimal.valueOf(3)));
      case "MONTH" -> months(number);
      case "WEEK" -> bounded(0, times(number, 7 * CalendarDays.MICROS_PER_DAY), false, false);
      case "DAY" -> bounded(0, times(number, CalendarDays.MICROS_PER_DAY), false, false);
      case "HOUR" -> bounded(0, times(number, 3600 * SECOND), true, false);
      case "MINUTE" -> bounded(0, times(number, 60 * SECOND), true, false);
      default -> bounded(0, number, true, true);
    };
  }

  IntervalAmount negate() {
    return new IntervalAmount(-months, -micros, isClock, hasMicros);
  }

  private static long whole(Value value, Typed amount, Environment environment) {
    return value instanceof Value.Decimal || value instanceof Value.Real
        ? Coercion.signed(value, amount.type(), environment)
        : Coercion.integer(value, amount.type(), environment).bits();
  }

  private static BigDecimal times(BigDecimal number, long unit) {
    return number.multiply(BigDecimal.valueOf(unit));
  }

  private static @Nullable IntervalAmount months(BigDecimal months) {
    return months.abs().compareTo(BigDecimal.valueOf(240_000)) > 0
        ? null
        : new IntervalAmount(months.longValue(), 0, false, false);
  }

  private static @Nullable IntervalAmount bounded(
      long months, BigDecimal micros, boolean isClock, boolean hasMicros) {
    return micros.abs().compareTo(BigDecimal.valueOf(LIMIT)) > 0
        ? null
        : new IntervalAmount(months, micros.longValue(), isClock, hasMicros);
  }

  /** '1:30' MINUTE_SECOND: the numbers in the text are the fields, aligned at the right. */
  private static @Nullable IntervalAmount composite(String unit, String text) {
    List<String> fields = fields(unit);
    boolean toMicros = unit.endsWith("_MICROSECOND");
    long[] values = new long[fields.size()];
    int at = NumberReader.skipSpace(text, 0);
    boolean negative = at < text.length() && text.charAt(at) == '-';
    int count = 0;
    while (at < text.length() && count < values.length) {
      while (at < text.length() && !NumberReader.isDigit(text.charAt(at))) {
        at++;
      }
      int to = NumberReader.skipDigits(text, at);
      if (to == at) {
        break;
      }
      long value = to - at > 18 ? Long.MAX_VALUE / 4 : Long.parseLong(text.substring(at, to));
      boolean isLast = count == values.length - 1 || !hasDigit(text, to);
      if (toMicros && isLast) {
        for (int digits = to - at; digits < 6; digits++) {
          value *= 10;
        }
      }
      values[count++] = value;
      at = to;
    }
    if (count > 0 && count < values.length) {
      System.arraycopy(values, 0, values, values.length - count, count);
      for (int i = 0; i < values.length - count; i++) {
        values[i] = 0;
      }
    }
    BigDecimal months = BigDecimal.ZERO;
    BigDecimal micros = BigDecimal.ZERO;
    for (int i = 0; i < values.length; i++) {
      BigDecimal value = BigDecimal.valueOf(values[i]);
      switch (fields.get(i)) {
        case "YEAR" -> months = months.add(value.multiply(BigDecimal.valueOf(12)));
        case "MONTH" -> months = months.add(value);
        case "DAY" -> micros = micros.add(times(value, CalendarDays.MICROS_PER_DAY));
        case "HOUR" -> micros = micros.add(times(value, 3600 * SECOND));
        case "MINUTE" -> micros = micros.add(times(value, 60 * SECOND));
        case "SECOND" -> micros = micros.add(times(value, SECOND));
        default -> micros = micros.add(value);
      }
    }
    IntervalAmount amount =
        unit.equals("YEAR_MONTH") ? months(months) : bounded(0, micros, true, toMicros);
    return amount == null || !negative ? amount : amount.negate();
  }

  private static boolean hasDigit(String text, int from) {
    int at = from;
    while (at < text.length() && !NumberReader.isDigit(text.charAt(at))) {
      at++;
    }
    return at < text.length();
  }

  private static List<String> fields(String unit) {
    List<String> order = List.of("YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND", "MICROSECOND");
    int split = unit.indexOf('_');
    int from = order.indexOf(unit.substring(0, split));
    int to = order.indexOf(unit.substring(split + 1));
    return order.subList(from, to + 1);
  }
}
