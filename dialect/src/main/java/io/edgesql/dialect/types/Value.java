package io.edgesql.dialect.types;

import java.math.BigDecimal;

/** A MySQL value in Java. Immutable, except that nobody may write into {@link Bytes#bytes}. */
public sealed interface Value {
  /** The one NULL. */
  enum Null implements Value {
    NULL
  }

  /**
   * An integer of up to 64 bits.
   *
   * @param bits two's complement; read as unsigned when {@code unsigned}
   */
  record Int(long bits, boolean unsigned) implements Value {}

  /** Exact; the scale of {@code number} is the scale that is shown. */
  record Decimal(BigDecimal number, boolean isOwnScale) implements Value {
    public Decimal(BigDecimal number) {
      this(number, false);
    }
  }

  record Real(double number) implements Value {}

  record Text(String text) implements Value {}

  record Bytes(byte[] bytes) implements Value {}

  /** A date; zero and partly zero dates are possible. */
  record Date(int year, int month, int day) implements Value {}

  /** A DATETIME, or a TIMESTAMP in the session's time zone; microseconds 0 to 999999. */
  record DateTime(int year, int month, int day, int hour, int minute, int second, int micros)
      implements Value {}

  /** A TIME: signed microseconds, within ±838:59:59. */
  record Time(long micros) implements Value {}

  /** A JSON document in MySQL's normal form. */
  record Json(String text) implements Value {}

  default boolean isNull() {
    return this == Null.NULL;
  }
}
