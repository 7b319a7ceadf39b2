package io.edgesql.dialect.eval;

import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/** Values as MySQL's text protocol prints them. */
public final class ValueText {
  private ValueText() {}

  /**
   * The bytes that the text protocol sends, in UTF-8; BIT and binary types as they are.
   *
   * @param value not NULL
   */
  public static byte[] bytes(Value value, SqlType type) {
    if (value instanceof Value.Bytes raw) {
      return raw.bytes();
    }
    if (type.name() == TypeName.BIT && value instanceof Value.Int bits) {
      return bitBytes(bits.bits(), type.length());
    }
    return text(value, type).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The text that MySQL prints; bytes are read as Latin-1.
   *
   * @param value not NULL
   */
  public static String text(Value value, SqlType type) {
    if (value instanceof Value.Text t) {
      return t.text();
    }
    if (value instanceof Value.Int number) {
      return integer(number, type);
    }
    if (value instanceof Value.Decimal number) {
      return decimal(number, type);
    }
    if (value instanceof Value.Real real) {
      return real(real.number(), type);
    }
    if (value instanceof Value.Date date) {
      return isDateTime(type)
          ? TemporalPrinter.date(date) + " 00:00:00" + fraction(type.scale())
          : TemporalPrinter.date(date);
    }
    if (value instanceof Value.DateTime t) {
      return type.name() == TypeName.DATE
          ? TemporalPrinter.date(new Value.Date(t.year(), t.month(), t.day()))
          : TemporalPrinter.dateTime(t, digits(type, t.micros()));
    }
    if (value instanceof Value.Time t) {
      return TemporalPrinter.time(t.micros(), digits(type, t.micros()));
    }
    if (value instanceof Value.Json json) {
      return json.text();
    }
    if (value instanceof Value.Bytes raw) {
      return new String(raw.bytes(), StandardCharsets.ISO_8859_1);
    }
    return "NULL";
  }

  /** The label of an ENUM's index or the labels of a SET's bits, joined by commas. */
  public static String label(long bits, SqlType type) {
    if (type.name() == TypeName.ENUM) {
      return bits >= 1 && bits <= type.members().size() ? type.members().get((int) bits - 1) : "";
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < type.members().size(); i++) {
      if ((bits >>> i & 1) != 0) {
        out.append(out.isEmpty() ? "" : ",").append(type.members().get(i));
      }
    }
    return out.toString();
  }

  /** BIT(length) as its bytes, most significant first. */
  public static byte[] bitBytes(long bits, long length) {
    int count = (int) Math.max(1, (length + 7) / 8);
    byte[] out = new byte[count];
    for (int i = 0; i < count; i++) {
      out[count - 1 - i] = (byte) (bits >>> (8 * i));
    }
    return out;
  }

  private static String integer(Value.Int number, SqlType type) {
    if (type.name() == TypeName.ENUM || type.name() == TypeName.SET) {
      return label(number.bits(), type);
    }
    String digits =
        number.unsigned() ? Long.toUnsignedString(number.bits()) : Long.toString(number.bits());
    if (type.name() == TypeName.YEAR) {
      return zeroFill(digits, 4);
    }
    return type.zerofill() ? zeroFill(digits, displayWidth(type)) : digits;
  }

  /** The width that ZEROFILL pads to where none was declared. */
  private static int displayWidth(SqlType type) {
    if (type.length() > 0) {
      return (int) type.length();
    }
    return switch (type.name()) {
      case TINYINT -> 3;
      case SMALLINT -> 5;
      case MEDIUMINT -> 8;
      case INT -> 10;
      case BIGINT -> 20;
      default -> 0;
    };
  }

  private static String decimal(Value.Decimal value, SqlType type) {
    BigDecimal shown = value.number();
    if (type.name() == TypeName.DECIMAL && shown.scale() != type.scale() && !value.isOwnScale()) {
      shown = shown.setScale(type.scale(), RoundingMode.HALF_UP);
    }
    String text = shown.toPlainString();
    return type.zerofill() && type.name() == TypeName.DECIMAL
        ? zeroFill(text, type.precision() + (type.scale() > 0 ? 1 : 0))
        : text;
  }

  private static String real(double number, SqlType type) {
    String text;
    if (type.name().isApproximate() && type.scale() < SqlType.NOT_FIXED) {
      text = RealText.fixed(number, type.scale());
    } else if (type.name() == TypeName.FLOAT) {
      text = RealText.ofFloat(number);
    } else {
      text = RealText.ofDouble(number);
    }
    if (!type.zerofill()) {
      return text;
    }
    int declared = type.precision() > 0 ? type.precision() : (int) type.length();
    int width = declared > 0 ? declared : type.name() == TypeName.FLOAT ? 12 : 22;
    return zeroFill(text, width);
  }

  private static boolean isDateTime(SqlType type) {
    return type.name() == TypeName.DATETIME || type.name() == TypeName.TIMESTAMP;
  }

  private static String fraction(int digits) {
    return digits == 0 ? "" : "." + "0".repeat(digits);
  }

  private static int digits(SqlType type, long micros) {
    return type.name().isTemporal() ? type.scale() : TemporalPrinter.digitsOf(micros);
  }

  private static String zeroFill(String digits, int width) {
    return digits.length() >= width ? digits : "0".repeat(width - digits.length()) + digits;
  }
}
