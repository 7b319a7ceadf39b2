package io.edgesql.proxy.reply;

import io.edgesql.dialect.eval.ValueText;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import io.edgesql.protocol.response.BinaryRow;
import io.edgesql.protocol.response.TextRow;
import io.edgesql.protocol.type.ColumnType;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One {@link Value} of a column's type to the wire. */
final class ValueWriter {
  private static final long MICROS_PER_SECOND = 1_000_000L;

  private ValueWriter() {}

  static void writeText(TextRow out, Value value, SqlType type, @Nullable Charset charset) {
    if (value.isNull()) {
      out.writeNull();
    } else if (value instanceof Value.Bytes bytes) {
      out.writeBytes(bytes.bytes());
    } else if (type.is(TypeName.BIT) && value instanceof Value.Int bits) {
      out.writeBytes(ValueText.bitBytes(bits.bits(), type.length()));
    } else {
      String text = ValueText.text(value, type);
      if (charset == null) {
        out.writeText(text);
      } else {
        out.writeBytes(TextEncoder.encode(text, charset));
      }
    }
  }

  /** In the encoding of the type that the column definition names. */
  static void writeBinary(
      BinaryRow out, Value value, SqlType type, ColumnType wire, @Nullable Charset charset) {
    if (value.isNull()) {
      out.writeNull();
      return;
    }
    switch (wire) {
      case TINY, SHORT, YEAR, LONG, INT24, LONGLONG -> writeInteger(out, longOf(value), wire);
      case FLOAT -> out.writeFloat((float) doubleOf(value));
      case DOUBLE -> out.writeDouble(doubleOf(value));
      case DATE, DATETIME, TIMESTAMP -> writeDateTime(out, value, type);
      case TIME -> writeTime(out, value, type);
      default -> writeString(out, value, type, charset);
    }
  }

  static void writeInteger(BinaryRow out, long number, ColumnType wire) {
    switch (wire) {
      case TINY -> out.writeInt1(number);
      case SHORT, YEAR -> out.writeInt2(number);
      case LONG, INT24 -> out.writeInt4(number);
      default -> out.writeInt8(number);
    }
  }

  private static void writeString(
      BinaryRow out, Value value, SqlType type, @Nullable Charset charset) {
    if (value instanceof Value.Bytes bytes) {
      out.writeBytes(bytes.bytes());
    } else if (type.is(TypeName.BIT) && value instanceof Value.Int bits) {
      out.writeBytes(ValueText.bitBytes(bits.bits(), type.length()));
    } else {
      String text = ValueText.text(value, type);
      if (charset == null) {
        out.writeText(text);
      } else {
        out.writeBytes(TextEncoder.encode(text, charset));
      }
    }
  }

  private static void writeDateTime(BinaryRow out, Value value, SqlType type) {
    if (value instanceof Value.Date date) {
      out.writeDate(date.year(), date.month(), date.day());
    } else if (value instanceof Value.DateTime at) {
      if (type.is(TypeName.DATE)) {
        out.writeDate(at.year(), at.month(), at.day());
      } else {
        out.writeDateTime(
            at.year(), at.month(), at.day(), at.hour(), at.minute(), at.second(), at.micros());
      }
    } else {
      throw unfit(value, type);
    }
  }

  private static void writeTime(BinaryRow out, Value value, SqlType type) {
    if (!(value instanceof Value.Time time)) {
      throw unfit(value, type);
    }
    long micros = Math.abs(time.micros());
    long seconds = micros / MICROS_PER_SECOND;
    out.writeTime(
        time.micros() < 0,
        (int) (seconds / 3600),
        (int) (seconds / 60 % 60),
        (int) (seconds % 60),
        (int) (micros % MICROS_PER_SECOND));
  }

  private static IllegalStateException unfit(Value value, SqlType type) {
    return new IllegalStateException(
        "A " + value.getClass().getSimpleName() + " in a column of type " + type.name());
  }

  private static long longOf(Value value) {
    if (value instanceof Value.Int number) {
      return number.bits();
    }
    if (value instanceof Value.Decimal number) {
      return number.number().longValue();
    }
    if (value instanceof Value.Real number) {
      return Math.round(number.number());
    }
    return new BigDecimal(textOf(value).trim()).longValue();
  }

  private static double doubleOf(Value value) {
    if (value instanceof Value.Real number) {
      return number.number();
    }
    if (value instanceof Value.Decimal number) {
      return number.number().doubleValue();
    }
    if (value instanceof Value.Int number) {
      return number.unsigned() && number.bits() < 0
          ? new BigDecimal(Long.toUnsignedString(number.bits())).doubleValue()
          : number.bits();
    }
    return Double.parseDouble(textOf(value).trim());
  }

  private static String textOf(Value value) {
    if (value instanceof Value.Text text) {
      return text.text();
    }
    if (value instanceof Value.Bytes bytes) {
      return new String(bytes.bytes(), StandardCharsets.UTF_8);
    }
    throw new IllegalStateException("Not a number: " + value);
  }
}
