package io.edgesql.protocol.command;

import io.edgesql.protocol.Bytes;
import io.edgesql.protocol.type.ColumnType;

/** A value bound to a parameter. */
public sealed interface ParameterValue {
  Kind kind();

  /** One for each record below, to switch on. */
  enum Kind {
    NULL,
    INTEGER,
    FLOAT,
    DOUBLE,
    TEXT,
    DATE_TIME,
    TIME
  }

  record Null() implements ParameterValue {
    public static final Null INSTANCE = new Null();

    @Override
    public Kind kind() {
      return Kind.NULL;
    }
  }

  /**
   * TINY, SHORT, YEAR, INT24, LONG or LONGLONG.
   *
   * @param value if unsigned and of 2^63 and more: negative, the same 64 bits
   */
  record Int(long value, boolean isUnsigned) implements ParameterValue {
    @Override
    public Kind kind() {
      return Kind.INTEGER;
    }

    /** The decimal digits. */
    public String text() {
      return isUnsigned ? Long.toUnsignedString(value) : Long.toString(value);
    }
  }

  record FloatValue(float value) implements ParameterValue {
    @Override
    public Kind kind() {
      return Kind.FLOAT;
    }
  }

  record DoubleValue(double value) implements ParameterValue {
    @Override
    public Kind kind() {
      return Kind.DOUBLE;
    }
  }

  /**
   * Everything that travels as a string: text in character_set_client, decimals, blobs, JSON, BIT.
   *
   * @param type as the client declared it; BLOB types mean bytes without a character set
   */
  record Text(ColumnType type, Bytes bytes) implements ParameterValue {
    @Override
    public Kind kind() {
      return Kind.TEXT;
    }
  }

  /**
   * DATE, DATETIME or TIMESTAMP. The parts are not checked: MySQL has zero and invalid dates.
   *
   * @param year 0 to 65535
   */
  record DateTime(
      ColumnType type, int year, int month, int day, int hour, int minute, int second, int micros)
      implements ParameterValue {
    @Override
    public Kind kind() {
      return Kind.DATE_TIME;
    }
  }

  /**
   * A span of time. The parts are not checked.
   *
   * @param days unsigned 32 bits
   */
  record Time(boolean isNegative, long days, int hours, int minutes, int seconds, int micros)
      implements ParameterValue {
    @Override
    public Kind kind() {
      return Kind.TIME;
    }
  }
}
