package io.edgesql.dialect.eval;

import io.edgesql.dialect.types.Value;

/**
 * The proleptic Gregorian calendar as MySQL counts it: day numbers (day 1 is 0000-01-01), weekdays,
 * weeks. The same formulas as the server's {@code my_time.cc}, so that dates before 1582 agree too.
 */
final class CalendarDays {
  /** TO_DAYS('1970-01-01'). */
  static final long EPOCH = 719528;

  /** The greatest day number: 9999-12-31. */
  static final long MAX_DAY = 3652424;

  static final long MICROS_PER_SECOND = 1_000_000L;
  static final long SECONDS_PER_DAY = 86_400L;
  static final long MICROS_PER_DAY = SECONDS_PER_DAY * MICROS_PER_SECOND;

  private static final int[] DAYS_IN_MONTH = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  private CalendarDays() {}

  /** A week number and the year that it belongs to. */
  record Week(int year, int week) {}

  static boolean isLeap(int year) {
    return year % 4 == 0 && (year % 100 != 0 || (year % 400 == 0 && year != 0));
  }

  static int daysInYear(int year) {
    return isLeap(year) ? 366 : 365;
  }

  static int daysInMonth(int year, int month) {
    return month == 2 && isLeap(year) ? 29 : DAYS_IN_MONTH[month - 1];
  }

  static long dayNumber(int year, int month, int day) {
    if (year == 0 && month == 0) {
      return 0;
    }
    long sum = 365L * year + 31L * (month - 1) + day;
    long y = year;
    if (month <= 2) {
      y--;
    } else {
      sum -= (month * 4 + 23) / 10;
    }
    // C division truncates, and so does Java's: year 0 gives y = -1.
    return sum + y / 4 - (y / 100 + 1) * 3 / 4;
  }

  /** The date of a day number; the zero date outside of 366 … {@link #MAX_DAY}. */
  static Value.Date dateOf(long dayNumber) {
    if (dayNumber <= 365 || dayNumber > MAX_DAY) {
      return new Value.Date(0, 0, 0);
    }
    int year = (int) (dayNumber * 100 / 36525L);
    long temp = ((year - 1L) / 100 + 1) * 3 / 4;
    int dayOfYear = (int) (dayNumber - (long) year * 365) - (year - 1) / 4 + (int) temp;
    while (dayOfYear > daysInYear(year)) {
      dayOfYear -= daysInYear(year);
      year++;
    }
    int month = 1;
    while (dayOfYear > daysInMonth(year, month)) {
      dayOfYear -= daysInMonth(year, month);
      month++;
    }
    return new Value.Date(year, month, dayOfYear);
  }

  /** Monday is 0; with {@code sundayFirst} Sunday is 0. */
  static int weekday(long dayNumber, boolean sundayFirst) {
    return (int) ((dayNumber + 5 + (sundayFirst ? 1 : 0)) % 7);
  }

  /** WEEK and YEARWEEK; {@code mode} is the server's internal one of {@link #weekMode}. */
  static Week week(int year, int month, int day, int mode) {
    boolean mondayFirst = (mode & 1) != 0;
    boolean weekYear = (mode & 2) != 0;
    final boolean firstWeekday = (mode & 4) != 0;
    long dayNumber = dayNumber(year, month, day);
    long firstDay = dayNumber(year, 1, 1);
    int weekday = weekday(firstDay, !mondayFirst);
    int ofYear = year;
    if (month == 1 && day <= 7 - weekday) {
      if (!weekYear && ((firstWeekday && weekday != 0) || (!firstWeekday && weekday >= 4))) {
        return new Week(ofYear, 0);
      }
      weekYear = true;
      ofYear--;
      int days = daysInYear(ofYear);
      firstDay -= days;
      weekday = (weekday + 53 * 7 - days) % 7;
    }
    boolean isNextWeek = (firstWeekday && weekday != 0) || (!firstWeekday && weekday >= 4);
    // Unsigned in the server: the zero date is in week 613566757.
    long days = dayNumber - (isNextWeek ? firstDay + (7 - weekday) : firstDay - weekday);
    days &= 0xffffffffL;
    if (weekYear && days >= 52 * 7) {
      weekday = (weekday + daysInYear(ofYear)) % 7;
      if ((!firstWeekday && weekday < 4) || (firstWeekday && weekday == 0)) {
        return new Week(ofYear + 1, 1);
      }
    }
    return new Week(ofYear, (int) (days / 7 + 1));
  }

  /** SQL's mode (0 to 7) as {@link #week} wants it. */
  static int weekMode(int mode) {
    int format = mode & 7;
    return (format & 1) == 0 ? format ^ 4 : format;
  }

  /** Seconds since the epoch, the fields read as UTC. */
  static long epochSeconds(Value.DateTime t) {
    return (dayNumber(t.year(), t.month(), t.day()) - EPOCH) * SECONDS_PER_DAY
        + t.hour() * 3600L
        + t.minute() * 60L
        + t.second();
  }

  /** Microseconds since year 0's day 0; monotonic for comparing and adding. */
  static long absoluteMicros(Value.DateTime t) {
    return dayNumber(t.year(), t.month(), t.day()) * MICROS_PER_DAY
        + (t.hour() * 3600L + t.minute() * 60L + t.second()) * MICROS_PER_SECOND
        + t.micros();
  }

  static Value.DateTime fromAbsoluteMicros(long micros) {
    long day = Math.floorDiv(micros, MICROS_PER_DAY);
    return at(dateOf(day), Math.floorMod(micros, MICROS_PER_DAY));
  }

  static Value.DateTime fromEpochMicros(long micros) {
    return fromAbsoluteMicros(micros + EPOCH * MICROS_PER_DAY);
  }

  /** A date and the microseconds since its midnight. */
  static Value.DateTime at(Value.Date date, long microsOfDay) {
    int seconds = (int) (microsOfDay / MICROS_PER_SECOND);
    return new Value.DateTime(
        date.year(),
        date.month(),
        date.day(),
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60,
        (int) (microsOfDay % MICROS_PER_SECOND));
  }

  /** Local time of the session to seconds since the epoch. */
  static long toUtcSeconds(Value.DateTime local, Environment environment) {
    long asUtc = epochSeconds(local);
    long guess = asUtc - environment.zoneOffsetAt(asUtc);
    return asUtc - environment.zoneOffsetAt(guess);
  }

  static Value.DateTime toLocal(long utcMicros, Environment environment) {
    long offset = environment.zoneOffsetAt(Math.floorDiv(utcMicros, MICROS_PER_SECOND));
    return fromEpochMicros(utcMicros + offset * MICROS_PER_SECOND);
  }
}
