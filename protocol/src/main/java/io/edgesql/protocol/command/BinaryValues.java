package io.edgesql.protocol.command;

import io.edgesql.protocol.PayloadReader;
import io.edgesql.protocol.ProtocolException;
import io.edgesql.protocol.type.ColumnType;

/** Reads binary values. Manual: page_protocol_binary_resultset, sect. Binary Protocol Value. */
final class BinaryValues {
  private BinaryValues() {}

  /** {@code int<2>}: the type's code, and 0x8000 for unsigned. */
  static ParameterType readType(PayloadReader in) {
    int bits = in.readInt2();
    ColumnType type =
        ColumnType.ofCode(bits & 0xff)
            .orElseThrow(() -> new ProtocolException("unknown parameter type " + (bits & 0xff)));
    return new ParameterType(type, (bits & 0x8000) != 0);
  }

  static ParameterValue read(PayloadReader in, ParameterType parameter) {
    ColumnType type = parameter.type();
    boolean unsigned = parameter.isUnsigned();
    return switch (type) {
      case NULL -> ParameterValue.Null.INSTANCE;
      case TINY, BOOL -> {
        int value = in.readInt1();
        yield new ParameterValue.Int(unsigned ? value : (byte) value, unsigned);
      }
      case SHORT, YEAR -> {
        int value = in.readInt2();
        yield new ParameterValue.Int(unsigned ? value : (short) value, unsigned);
      }
      case LONG, INT24 -> {
        int value = in.readInt4();
        yield new ParameterValue.Int(unsigned ? Integer.toUnsignedLong(value) : value, unsigned);
      }
      case LONGLONG -> new ParameterValue.Int(in.readInt8(), unsigned);
      case FLOAT -> new ParameterValue.FloatValue(in.readFloat());
      case DOUBLE -> new ParameterValue.DoubleValue(in.readDouble());
      case DATE, NEWDATE, DATETIME, TIMESTAMP, DATETIME2, TIMESTAMP2 -> readDateTime(in, type);
      case TIME, TIME2 -> readTime(in);
      case DECIMAL,
          NEWDECIMAL,
          VARCHAR,
          BIT,
          ENUM,
          SET,
          JSON,
          VECTOR,
          TINY_BLOB,
          MEDIUM_BLOB,
          LONG_BLOB,
          BLOB,
          VAR_STRING,
          STRING,
          GEOMETRY ->
          new ParameterValue.Text(type, in.readStringLenenc());
      case TYPED_ARRAY, INVALID ->
          throw new ProtocolException("a parameter cannot be of type " + type);
    };
  }

  /**
   *
   *
   * <pre>{@code
   * int<1>  length: 0, 4, 7 or 11
   * int<2>  year   int<1> month   int<1> day
   * int<1>  hour   int<1> minute  int<1> second
   * int<4>  microseconds
   * }</pre>
   */
  private static ParameterValue readDateTime(PayloadReader in, ColumnType type) {
    int length = in.readInt1();
    if (length != 0 && length != 4 && length != 7 && length != 11) {
      throw new ProtocolException("a date of " + length + " bytes");
    }
    int year = length >= 4 ? in.readInt2() : 0;
    int month = length >= 4 ? in.readInt1() : 0;
    int day = length >= 4 ? in.readInt1() : 0;
    int hour = length >= 7 ? in.readInt1() : 0;
    int minute = length >= 7 ? in.readInt1() : 0;
    int second = length >= 7 ? in.readInt1() : 0;
    int micros = length == 11 ? in.readInt4() : 0;
    return new ParameterValue.DateTime(type, year, month, day, hour, minute, second, micros);
  }

  /**
   *
   *
   * <pre>{@code
   * int<1>  length: 0, 8 or 12
   * int<1>  is_negative
   * int<4>  days
   * int<1>  hours  int<1> minutes  int<1> seconds
   * int<4>  microseconds
   * }</pre>
   */
  private static ParameterValue readTime(PayloadReader in) {
    int length = in.readInt1();
    if (length == 0) {
      return new ParameterValue.Time(false, 0, 0, 0, 0, 0);
    }
    if (length != 8 && length != 12) {
      throw new ProtocolException("a time of " + length + " bytes");
    }
    boolean negative = in.readInt1() != 0;
    long days = in.readUnsignedInt4();
    int hours = in.readInt1();
    int minutes = in.readInt1();
    int seconds = in.readInt1();
    int micros = length == 12 ? in.readInt4() : 0;
    return new ParameterValue.Time(negative, days, hours, minutes, seconds, micros);
  }
}
