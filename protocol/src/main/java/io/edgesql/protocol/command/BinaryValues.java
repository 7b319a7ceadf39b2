package io.edgesql.protocol.command;

import io.edgesql.protocol.PayloadReader;
import io.edgesql.protocol.ProtocolException;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.protocol.type.ColumnType;

/** Reads binary values. Manual: page_protocol_binary_resultset, sect. Binary Protocol Value. */
final class BinaryValues {
  private BinaryValues() {}

  /** {@code int<2>}: the type's code, and 0x8000 for unsigned. */
  static ParameterType readType(PayloadReader in) {
    int bits = in.readInt2();
    ColumnType type = ColumnType.ofCode(bits & 0xff).orElse(ColumnType.INVALID);
    return new ParameterType(type, (bits & 0x8000) != 0);
  }

  /** The types of which a value may come as long data. */
  static boolean isString(ColumnType type) {
    return switch (type) {
      case DECIMAL,
          NEWDECIMAL,
          VARCHAR,
          VAR_STRING,
          STRING,
          JSON,
          TINY_BLOB,
          MEDIUM_BLOB,
          LONG_BLOB,
          BLOB ->
          true;
      default -> false;
    };
  }

  /** Types that columns have but parameters may not, such as INT24, are refused as in MySQL. */
  static ParameterValue read(PayloadReader in, ParameterType parameter) {
    ColumnType type = parameter.type();
    boolean unsigned = parameter.isUnsigned();
    if (isString(type)) {
      return new ParameterValue.Text(type, in.readStringLenenc());
    }
    return switch (type) {
      case TINY -> {
        int value = in.readInt1();
        yield new ParameterValue.Int(unsigned ? value : (byte) value, unsigned);
      }
      case SHORT -> {
        int value = in.readInt2();
        yield new ParameterValue.Int(unsigned ? value : (short) value, unsigned);
      }
      case LONG -> {
        int value = in.readInt4();
        yield new ParameterValue.Int(unsigned ? Integer.toUnsignedLong(value) : value, unsigned);
      }
      case LONGLONG -> new ParameterValue.Int(in.readInt8(), unsigned);
      case FLOAT -> new ParameterValue.FloatValue(in.readFloat());
      case DOUBLE -> new ParameterValue.DoubleValue(in.readDouble());
      case DATE, DATETIME, TIMESTAMP -> readDateTime(in, type);
      case TIME -> readTime(in);
      default -> throw wrongArguments("a parameter of type " + type);
    };
  }

  /** MySQL's answer to an execution that does not fit its statement. */
  static ProtocolException wrongArguments(String detail) {
    return new ProtocolException(MySqlError.ER_WRONG_ARGUMENTS, detail, "mysqld_stmt_execute");
  }

  /**
   *
   *
   * <pre>{@code
   * int<1>  length: 0, 4, 7 or 11; others are taken for the next lower one
   * int<2>  year   int<1> month   int<1> day
   * int<1>  hour   int<1> minute  int<1> second
   * int<4>  microseconds
   * }</pre>
   */
  private static ParameterValue readDateTime(PayloadReader in, ColumnType type) {
    int length = in.readInt1();
    int rest = in.remaining() - length;
    int year = length >= 4 ? in.readInt2() : 0;
    int month = length >= 4 ? in.readInt1() : 0;
    int day = length >= 4 ? in.readInt1() : 0;
    int hour = length >= 7 ? in.readInt1() : 0;
    int minute = length >= 7 ? in.readInt1() : 0;
    int second = length >= 7 ? in.readInt1() : 0;
    int micros = length >= 11 ? in.readInt4() : 0;
    in.skip(in.remaining() - rest);
    return new ParameterValue.DateTime(type, year, month, day, hour, minute, second, micros);
  }

  /**
   *
   *
   * <pre>{@code
   * int<1>  length: 0, 8 or 12; others are taken for the next lower one
   * int<1>  is_negative
   * int<4>  days
   * int<1>  hours  int<1> minutes  int<1> seconds
   * int<4>  microseconds
   * }</pre>
   */
  private static ParameterValue readTime(PayloadReader in) {
    int length = in.readInt1();
    int rest = in.remaining() - length;
    boolean negative = length >= 8 && in.readInt1() != 0;
    long days = length >= 8 ? in.readUnsignedInt4() : 0;
    int hours = length >= 8 ? in.readInt1() : 0;
    int minutes = length >= 8 ? in.readInt1() : 0;
    int seconds = length >= 8 ? in.readInt1() : 0;
    int micros = length >= 12 ? in.readInt4() : 0;
    in.skip(in.remaining() - rest);
    return new ParameterValue.Time(negative, days, hours, minutes, seconds, micros);
  }
}
