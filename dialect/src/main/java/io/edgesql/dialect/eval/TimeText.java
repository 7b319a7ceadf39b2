package io.edgesql.dialect.eval;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.types.Value;

/**
 * A text as a TIME by the rules of the server's {@code str_to_time}: {@code 10:20:30.5}, {@code -1
 * 10:20}, {@code 102030} or a whole datetime.
 */
public final class TimeText {
  /** The greatest field that the server holds; a text with a greater one is no time. */
  private static final long MAX_FIELD = 0xffffffffL;

  private static final long TOO_LARGE = MAX_FIELD + 1;

  /** From this length on a text may be a date with a time. */
  private static final int DATE_TIME_LENGTH = 12;

  private final String text;
  private final long[] fields = new long[4];
  private int at;
  private int fractionDigits;
  private boolean isTooLarge;

  private TimeText(String text, int from) {
    this.text = text;
    this.at = from;
  }

  /** Whether the text is a time in its range; others are compared with times as texts. */
  public static boolean isTime(String text) {
    TemporalReader.TimeResult read = read(text);
    return read.value() != null && !read.outOfRange();
  }

  /** Whether the operand is no time of day but a date, of a column, a text or a moved date. */
  static boolean hasDay(Invocation call, int index) {
    Value value = call.value(index);
    if (Comparer.isDate(value)) {
      Typed e = call.argument(index);
      return e instanceof Typed.ShardValue || HiddenValue.isMoved(e);
    }
    if (!Comparer.isString(value)) {
      return false;
    }
    String text = call.text(index);
    String trimmed = text.substring(NumberReader.skipSpace(text, 0));
    return trimmed.length() >= DATE_TIME_LENGTH
        && !TemporalReader.timestamp(trimmed).equals(TemporalReader.DateTimeResult.NONE);
  }

  static TemporalReader.TimeResult read(String text) {
    int at = NumberReader.skipSpace(text, 0);
    boolean isNegative = at < text.length() && text.charAt(at) == '-';
    if (isNegative) {
      at++;
    }
    if (text.length() - at >= DATE_TIME_LENGTH) {
      TemporalReader.DateTimeResult full = TemporalReader.timestamp(text.substring(at));
      if (!full.equals(TemporalReader.DateTimeResult.NONE)) {
        Value.DateTime t = full.value();
        return t == null || !TemporalReader.isValid(t, false, false, false)
            ? TemporalReader.TimeResult.NONE
            : new TemporalReader.TimeResult(TemporalReader.timeOfDay(t), full.truncated(), false);
      }
    }
    return new TimeText(text, at).clock(isNegative);
  }

  /**
   * Fractional digits of what a text begins with: as many as it has behind the seconds, at most
   * six.
   */
  static int fractionDigits(String text) {
    int at = NumberReader.skipSpace(text, 0);
    if (at < text.length() && text.charAt(at) == '-') {
      at++;
    }
    boolean isDateTime =
        text.length() - at >= DATE_TIME_LENGTH
            && !TemporalReader.timestamp(text.substring(at))
                .equals(TemporalReader.DateTimeResult.NONE);
    if (isDateTime) {
      return TextPrecision.afterPoint(text);
    }
    TimeText reader = new TimeText(text, at);
    reader.clock(false);
    return Math.min(6, reader.fractionDigits);
  }

  private TemporalReader.TimeResult clock(boolean isNegative) {
    int start = at;
    long value = digits();
    int next = NumberReader.skipSpace(text, at);
    if (next > at && next + 1 < text.length() && NumberReader.isDigit(text.charAt(next))) {
      fields[0] = value;
      at = next;
      parts(1);
    } else if (isColonDigit()) {
      fields[1] = value;
      at++;
      parts(2);
    } else {
      fields[1] = value / 10000;
      fields[2] = value / 100 % 100;
      fields[3] = value % 100;
    }
    long micros = fraction();
    if (at == start || isExponent() || !isInRange()) {
      return TemporalReader.TimeResult.NONE;
    }
    boolean truncated = NumberReader.skipSpace(text, at) < text.length();
    long hours = fields[0] * 24 + fields[1];
    long total =
        (hours * 3600 + fields[2] * 60 + fields[3]) * CalendarDays.MICROS_PER_SECOND + micros;
    if (hours > 838 || total > TemporalReader.MAX_TIME) {
      long limit = TemporalReader.MAX_TIME;
      return new TemporalReader.TimeResult(isNegative ? -limit : limit, truncated, true);
    }
    return new TemporalReader.TimeResult(isNegative ? -total : total, truncated, false);
  }

  /** Fields that colons separate. */
  private void parts(int first) {
    for (int state = first; state < 4; state++) {
      fields[state] = digits();
      if (state == 3 || !isColonDigit()) {
        return;
      }
      at++;
    }
  }

  /** Microseconds; behind the sixth digit only the last one rounds. */
  private long fraction() {
    if (at >= text.length() || text.charAt(at) != '.') {
      return 0;
    }
    int to = NumberReader.skipDigits(text, at + 1);
    if (to == at + 1 && to < text.length()) {
      return 0;
    }
    long micros = 0;
    for (int i = at + 1; i <= at + 6; i++) {
      micros = micros * 10 + (i < to ? text.charAt(i) - '0' : 0);
    }
    fractionDigits = to - at - 1;
    boolean roundsUp = to - at > 7 && text.charAt(to - 1) >= '5';
    at = to;
    return roundsUp ? micros + 1 : micros;
  }

  private long digits() {
    long value = 0;
    while (at < text.length() && NumberReader.isDigit(text.charAt(at))) {
      value = Math.min(value * 10 + text.charAt(at++) - '0', TOO_LARGE);
    }
    isTooLarge |= value > MAX_FIELD;
    return value;
  }

  private boolean isColonDigit() {
    return at + 1 < text.length()
        && text.charAt(at) == ':'
        && NumberReader.isDigit(text.charAt(at + 1));
  }

  private boolean isInRange() {
    return !isTooLarge && fields[2] <= 59 && fields[3] <= 59;
  }

  /** A number with an exponent is no time. */
  private boolean isExponent() {
    if (at + 1 >= text.length() || (text.charAt(at) | 0x20) != 'e') {
      return false;
    }
    char next = text.charAt(at + 1);
    boolean signed = (next == '+' || next == '-') && at + 2 < text.length();
    return NumberReader.isDigit(signed ? text.charAt(at + 2) : next);
  }
}
