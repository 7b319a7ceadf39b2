package io.edgesql.dialect.eval;

/** Fractional digits of constant texts that are read as dates and times: 6 where they are none. */
public final class TextPrecision {
  private static final int MOST = 6;

  private TextPrecision() {}

  /** The digits behind the seconds of a text that is read as a time. */
  public static int ofTime(String text) {
    return TimeText.read(text).value() == null ? MOST : TimeText.fractionDigits(text);
  }

  /** The same of a text that is read as a date with a time. */
  public static int ofDateTime(String text) {
    return TemporalReader.dateTime(text).value() == null ? MOST : afterPoint(text);
  }

  /** Digits behind the last point. */
  static int afterPoint(String text) {
    int point = text.lastIndexOf('.');
    return point < 0 ? 0 : Math.min(MOST, NumberReader.skipDigits(text, point + 1) - point - 1);
  }
}
