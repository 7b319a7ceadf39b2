package io.edgesql.dialect.lex;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.plan.Session.SqlMode;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import org.jspecify.annotations.Nullable;

/** DATE 'd', TIME 't' and TIMESTAMP 'dt'. Manual: date and time literals. */
final class TemporalLiterals {
  private static final int[] MONTH_DAYS = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  private static final long MAX_TIME_SECONDS = 838L * 3600 + 59 * 60 + 59;

  private final String text;
  private final SqlMode mode;
  private int at;
  private int micros;
  private int fractionDigits;

  private TemporalLiterals(String text, SqlMode mode) {
    this.text = text;
    this.mode = mode;
  }

  /**
   * Reads a literal.
   *
   * @param keyword DATE, TIME or TIMESTAMP
   * @throws SqlException 1525 if the text is no such value
   */
  static Literals.Token read(String keyword, String text, String source, SqlMode mode) {
    TemporalLiterals reader = new TemporalLiterals(text.strip(), mode);
    Value value =
        switch (keyword) {
          case "DATE" -> reader.date();
          case "TIME" -> reader.time();
          default -> reader.dateTime();
        };
    if (value == null) {
      String kind = keyword.equals("TIMESTAMP") ? "DATETIME" : keyword;
      throw SqlException.of(ErrorCode.ER_WRONG_VALUE, kind, text);
    }
    SqlType type =
        switch (keyword) {
          case "DATE" -> SqlType.DATE;
          case "TIME" -> SqlType.temporal(TypeName.TIME, reader.fractionDigits);
          default -> SqlType.temporal(TypeName.DATETIME, reader.fractionDigits);
        };
    return new Literals.Token(value, type, source);
  }

  private @Nullable Value date() {
    int[] parts = dateParts();
    return parts == null || at < text.length() || !isDate(parts)
        ? null
        : new Value.Date(parts[0], parts[1], parts[2]);
  }

  private @Nullable Value dateTime() {
    int[] date = dateParts();
    if (date == null || !isDate(date)) {
      return null;
    }
    int[] time = new int[3];
    if (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == 'T')) {
      at++;
      while (at < text.length() && text.charAt(at) == ' ') {
        at++;
      }
    }
    for (int i = 0; i < 3 && at < text.length() && text.charAt(at) != '.'; i++) {
      if (i > 0 && isPunctuation(at)) {
        at++;
      }
      time[i] = digits(2);
      if (time[i] < 0) {
        return null;
      }
    }
    fraction();
    if (at < text.length() || time[0] > 23 || time[1] > 59 || time[2] > 59) {
      return null;
    }
    return new Value.DateTime(date[0], date[1], date[2], time[0], time[1], time[2], micros);
  }

  /** {@code [-][D ]H:M[:S][.f]}, {@code [H]HMMSS[.f]}. */
  private @Nullable Value time() {
    boolean negative = text.startsWith("-");
    at = negative ? 1 : 0;
    long first = digits(7);
    if (first < 0) {
      return null;
    }
    long seconds;
    if (at < text.length() && text.charAt(at) == ' ') {
      at++;
      seconds = first * 86_400 + clock(digits(2), 2);
    } else if (at < text.length() && text.charAt(at) == ':') {
      seconds = clock(first, 2);
    } else {
      seconds = first / 10_000 * 3600 + minutesAndSeconds(first / 100 % 100, first % 100);
    }
    fraction();
    if (seconds < 0 || at < text.length() || seconds > MAX_TIME_SECONDS) {
      return null;
    }
    long total = seconds * 1_000_000 + micros;
    return new Value.Time(negative ? -total : total);
  }

  /** Seconds of hours followed by {@code :M[:S]}; very negative if they are wrong. */
  private long clock(long hours, int parts) {
    long[] rest = new long[2];
    for (int i = 0; i < parts && at < text.length() && text.charAt(at) == ':'; i++) {
      at++;
      rest[i] = digits(2);
    }
    return hours < 0 ? Long.MIN_VALUE / 2 : hours * 3600 + minutesAndSeconds(rest[0], rest[1]);
  }

  private static long minutesAndSeconds(long minutes, long seconds) {
    boolean wrong = minutes < 0 || minutes > 59 || seconds < 0 || seconds > 59;
    return wrong ? Long.MIN_VALUE / 2 : minutes * 60 + seconds;
  }

  /** Year, month and day; null if they are not there. */
  private int @Nullable [] dateParts() {
    int run = 0;
    while (run < text.length() && Character.isDigit(text.charAt(run))) {
      run++;
    }
    boolean packed = run >= 6 && run != 7;
    int yearDigits = packed ? (run == 6 || run == 12 ? 2 : 4) : Math.min(run, 4);
    int[] parts = new int[3];
    for (int i = 0; i < 3; i++) {
      if (i > 0 && !packed) {
        if (!isPunctuation(at)) {
          return null;
        }
        at++;
      }
      parts[i] = digits(i == 0 ? yearDigits : 2);
      if (parts[i] < 0) {
        return null;
      }
    }
    if (yearDigits <= 2) {
      parts[0] += parts[0] < 70 ? 2000 : 1900;
    }
    return parts;
  }

  private boolean isDate(int[] parts) {
    boolean isZero = parts[0] == 0 && parts[1] == 0 && parts[2] == 0;
    if (isZero) {
      return !(mode.noZeroDate() && mode.strict());
    }
    if (parts[1] > 12 || parts[2] > 31) {
      return false;
    }
    if (parts[1] == 0 || parts[2] == 0) {
      return !(mode.noZeroInDate() && mode.strict());
    }
    boolean isLeap = parts[0] % 4 == 0 && (parts[0] % 100 != 0 || parts[0] % 400 == 0);
    int days = parts[1] == 2 && !isLeap ? 28 : MONTH_DAYS[parts[1] - 1];
    return mode.allowInvalidDates() || parts[2] <= days;
  }

  /** Up to {@code max} digits as a number, -1 if there are none. */
  private int digits(int max) {
    int from = at;
    int number = 0;
    while (at < text.length() && at - from < max && isDigit(text.charAt(at))) {
      number = number * 10 + text.charAt(at) - '0';
      at++;
    }
    return at == from ? -1 : number;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private boolean isPunctuation(int i) {
    return i < text.length() && !Character.isLetterOrDigit(text.charAt(i)) && text.charAt(i) > ' ';
  }

  /** An optional {@code .ffffff}; digits beyond microseconds are dropped. */
  private void fraction() {
    if (at >= text.length() || text.charAt(at) != '.') {
      return;
    }
    at++;
    int from = at;
    int scale = 100_000;
    while (at < text.length() && isDigit(text.charAt(at))) {
      micros += (text.charAt(at) - '0') * scale;
      scale /= 10;
      at++;
    }
    fractionDigits = Math.min(6, at - from);
  }
}
