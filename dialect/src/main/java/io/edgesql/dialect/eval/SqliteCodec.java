package io.edgesql.dialect.eval;

import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.types.DecimalText;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Values as they travel to and from SQLite.
 *
 * <pre>{@code
 * to SQLite    null | String | Double | byte[]      integers are decimal text (the SQL casts them)
 * from SQLite  null | Long | Double | String | byte[]
 * }</pre>
 */
public final class SqliteCodec {
  /** TIMESTAMP's zero value is stored as it is: it has no time zone. */
  private static final String ZERO = "0000-00-00 00:00:00";

  private static final BigInteger TWO_63 = BigInteger.ONE.shiftLeft(63);

  private SqliteCodec() {}

  /**
   * A value for a placeholder.
   *
   * @return null, String, Double or byte[]
   */
  public static @Nullable Object encode(
      Value value, Representation representation, Environment environment) {
    return encode(value, SqlType.NULL, representation, environment);
  }

  /**
   * A value for a placeholder; {@code type} is the value's own (the labels of an ENUM, digits).
   *
   * @return null, String, Double or byte[]
   */
  public static @Nullable Object encode(
      Value value, SqlType type, Representation representation, Environment environment) {
    if (value.isNull()) {
      return null;
    }
    return switch (representation.kind()) {
      case INTEGER -> integer(value, type, environment);
      case UNSIGNED64 -> unsigned(integer(value, type, environment));
      case SCALED ->
          Coercion.decimal(value, type, environment)
              .setScale(representation.scale(), RoundingMode.HALF_UP)
              .unscaledValue()
              .toString();
      case DECIMAL_TEXT -> DecimalText.encode(Coercion.decimal(value, type, environment));
      case REAL -> Coercion.real(value, type, environment);
      case TEXT, JSON -> Coercion.string(value, type);
      case BLOB -> Coercion.bytes(value, type);
      case DATE -> date(value, type, environment);
      case DATETIME, TIMESTAMP -> dateTime(value, type, representation, environment);
      case TIME -> {
        Long micros = Coercion.time(value, type, environment);
        yield micros == null ? null : Long.toString(micros);
      }
    };
  }

  /**
   * A value that the shard returned.
   *
   * @param stored null, Long, Double, String or byte[]
   * @throws SqlException 1690 if arithmetic overflowed inside SQLite
   */
  public static Value decode(
      @Nullable Object stored,
      Representation representation,
      SqlType type,
      Environment environment) {
    if (stored == null) {
      return Value.Null.NULL;
    }
    return switch (representation.kind()) {
      case INTEGER, UNSIGNED64 -> integer(stored, type, representation);
      case SCALED ->
          new Value.Decimal(new BigDecimal(whole(stored, "DECIMAL"), representation.scale()));
      case DECIMAL_TEXT -> {
        BigDecimal number = DecimalText.decode(String.valueOf(stored));
        yield new Value.Decimal(
            number.setScale(
                Math.max(number.scale(), type.name() == TypeName.DECIMAL ? type.scale() : 0)));
      }
      case REAL -> new Value.Real(real(stored));
      case TEXT -> text(stored);
      case JSON -> new Value.Json(String.valueOf(stored));
      case BLOB ->
          stored instanceof byte[] bytes
              ? new Value.Bytes(bytes)
              : new Value.Bytes(String.valueOf(stored).getBytes(StandardCharsets.UTF_8));
      case DATE -> parseDate(String.valueOf(stored));
      case DATETIME -> parseDateTime(String.valueOf(stored));
      case TIMESTAMP -> fromUtc(String.valueOf(stored), environment);
      case TIME -> new Value.Time(whole(stored, "TIME").longValue());
    };
  }

  private static String integer(Value value, SqlType type, Environment environment) {
    Value.Int number = Coercion.integer(value, type, environment);
    return number.unsigned() ? Long.toUnsignedString(number.bits()) : Long.toString(number.bits());
  }

  /** Below 2^63 the digits as they are, else padded to the 20 characters that are stored. */
  private static String unsigned(String digits) {
    boolean big =
        digits.charAt(0) != '-'
            && digits.length() >= 19
            && new BigInteger(digits).compareTo(TWO_63) >= 0;
    return big && digits.length() < 20 ? "0".repeat(20 - digits.length()) + digits : digits;
  }

  private static @Nullable String date(Value value, SqlType type, Environment environment) {
    if (value instanceof Value.Date date) {
      return TemporalPrinter.date(date);
    }
    Value.DateTime t = Coercion.dateTime(value, type, environment, true);
    return t == null ? null : TemporalPrinter.date(new Value.Date(t.year(), t.month(), t.day()));
  }

  private static @Nullable String dateTime(
      Value value, SqlType type, Representation representation, Environment environment) {
    Value.DateTime t = Coercion.dateTime(value, type, environment, true);
    if (t == null) {
      return null;
    }
    Value.DateTime rounded = TemporalPrinter.round(t, representation.scale());
    if (representation.kind() == Representation.Kind.TIMESTAMP && rounded.month() != 0) {
      long utc = CalendarDays.toUtcSeconds(rounded, environment);
      rounded =
          CalendarDays.fromEpochMicros(utc * CalendarDays.MICROS_PER_SECOND + rounded.micros());
    }
    return TemporalPrinter.dateTime(rounded, representation.scale());
  }

  private static Value integer(Object stored, SqlType type, Representation representation) {
    BigInteger whole = whole(stored, type.unsigned() ? "BIGINT UNSIGNED" : "BIGINT");
    if (type.name() == TypeName.ENUM || type.name() == TypeName.SET) {
      return new Value.Text(ValueText.label(whole.longValue(), type));
    }
    boolean unsigned =
        type.unsigned()
            || type.name() == TypeName.BIT
            || type.name() == TypeName.YEAR
            || representation.kind() == Representation.Kind.UNSIGNED64;
    return new Value.Int(whole.longValue(), unsigned);
  }

  private static BigInteger whole(Object stored, String type) {
    if (stored instanceof Long number) {
      return BigInteger.valueOf(number);
    }
    if (stored instanceof String text) {
      try {
        return new BigInteger(text);
      } catch (NumberFormatException notWhole) {
        throw Coercion.overflow(type, "(expression)");
      }
    }
    // A REAL: the integer arithmetic of SQLite overflowed, unless the number is small and whole.
    if (stored instanceof Double real && real == Math.rint(real) && Math.abs(real) < 1L << 53) {
      return BigInteger.valueOf(real.longValue());
    }
    throw Coercion.overflow(type, "(expression)");
  }

  private static double real(Object stored) {
    if (stored instanceof Number number) {
      return number.doubleValue();
    }
    return NumberReader.read(String.valueOf(stored)).number().doubleValue();
  }

  private static Value text(Object stored) {
    if (stored instanceof byte[] bytes) {
      return new Value.Text(new String(bytes, StandardCharsets.UTF_8));
    }
    if (stored instanceof Double real) {
      return new Value.Text(RealText.ofDouble(real));
    }
    return new Value.Text(String.valueOf(stored));
  }

  private static Value parseDate(String text) {
    Value parsed = parseDateTime(text);
    return parsed instanceof Value.DateTime t
        ? new Value.Date(t.year(), t.month(), t.day())
        : parsed;
  }

  /** Fixed-width text as stored; what is no date is NULL, as SQLite's date functions give. */
  private static Value parseDateTime(String text) {
    Value.DateTime t = TemporalReader.dateTime(text).value();
    return t == null ? Value.Null.NULL : t;
  }

  private static Value fromUtc(String text, Environment environment) {
    Value parsed = parseDateTime(text);
    if (text.startsWith(ZERO) || !(parsed instanceof Value.DateTime t)) {
      return parsed;
    }
    return CalendarDays.toLocal(
        CalendarDays.epochSeconds(t) * CalendarDays.MICROS_PER_SECOND + t.micros(), environment);
  }
}
