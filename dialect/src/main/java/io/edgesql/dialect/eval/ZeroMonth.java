package io.edgesql.dialect.eval;

import io.edgesql.dialect.types.Value;

/**
 * Moves a date whose month is zero, such as what lies before 0001-01-01: by the formulas of the
 * server's {@code date_add_interval}, which has no rule of its own for it.
 */
final class ZeroMonth {
  private static final long LAST_MONTH = 120_000;

  private ZeroMonth() {}

  /**
   * The date that an interval leads to; NULL where there is none.
   *
   * @param isYears whether the months are whole years, which keep the zero month
   */
  static Value moved(Value.DateTime t, IntervalAmount amount, boolean isYears) {
    if (amount.months() != 0) {
      return isYears ? byYears(t, amount.months() / 12) : byMonths(t, amount.months());
    }
    // Within the days in front of the first one no clock runs.
    return amount.isClock() ? byClock(t, amount.micros()) : byDays(t, amount.micros());
  }

  private static Value byYears(Value.DateTime t, long years) {
    long year = t.year() + years;
    return year < 0 || year > 9999
        ? Value.Null.NULL
        : new Value.DateTime((int) year, 0, t.day(), t.hour(), t.minute(), t.second(), t.micros());
  }

  private static Value byMonths(Value.DateTime t, long months) {
    long period = t.year() * 12L - 1 + months;
    if (period < 0 || period >= LAST_MONTH) {
      return Value.Null.NULL;
    }
    int year = (int) (period / 12);
    int month = (int) (period % 12) + 1;
    int day = Math.min(t.day(), CalendarDays.daysInMonth(year, month));
    return new Value.DateTime(year, month, day, t.hour(), t.minute(), t.second(), t.micros());
  }

  private static Value byDays(Value.DateTime t, long micros) {
    long day = CalendarDays.dayNumber(t.year(), 0, t.day()) + micros / CalendarDays.MICROS_PER_DAY;
    return day < 0 || day > CalendarDays.MAX_DAY
        ? Value.Null.NULL
        : CalendarDays.at(CalendarDays.dateOf(day), TemporalReader.timeOfDay(t));
  }

  private static Value byClock(Value.DateTime t, long micros) {
    long clock = (t.day() - 1) * CalendarDays.MICROS_PER_DAY + TemporalReader.timeOfDay(t) + micros;
    long day =
        CalendarDays.dayNumber(t.year(), 0, 1) + Math.floorDiv(clock, CalendarDays.MICROS_PER_DAY);
    return day <= 0 || day > CalendarDays.MAX_DAY
        ? Value.Null.NULL
        : CalendarDays.at(
            CalendarDays.dateOf(day), Math.floorMod(clock, CalendarDays.MICROS_PER_DAY));
  }
}
