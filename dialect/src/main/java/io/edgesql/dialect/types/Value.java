package io.edgesql.dialect.types;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

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

  /**
   * A JSON document in MySQL's normal form.
   *
   * @param tree what it was written from, where that tells more than the text: decimal and unsigned
   *     numbers, dates; null for a text that was stored. It does not count for equality.
   */
  record Json(String text, @Nullable Object tree) implements Value {
    public Json(String text) {
      this(text, null);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Json json && json.text.equals(text);
    }

    @Override
    public int hashCode() {
      return text.hashCode();
    }
  }

  default boolean isNull() {
    return this == Null.NULL;
  }
}
