package io.edgesql.dialect.eval;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.eval.json.Json;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Implicit conversions between MySQL's value domains, with their warnings (1292). None of them
 * takes NULL: the caller has looked.
 */
final class Coercion {
  static final BigInteger TWO_64 = BigInteger.ONE.shiftLeft(64);
  static final BigDecimal MAX_UNSIGNED = new BigDecimal(TWO_64.subtract(BigInteger.ONE));
  static final BigDecimal MAX_SIGNED = BigDecimal.valueOf(Long.MAX_VALUE);
  static final BigDecimal MIN_SIGNED = BigDecimal.valueOf(Long.MIN_VALUE);

  private Coercion() {}

  /** As a DOUBLE. */
  static double real(Value value, SqlType type, Environment environment) {
    if (value instanceof Value.Real real) {
      return real.number();
    }
    if (isStringOf(value, type)) {
      return TextSource.LITERAL.real(string(value, type), environment);
    }
    return exact(value, type, environment).doubleValue();
  }

  /** As an exact number; a DOUBLE by its shortest digits. */
  static BigDecimal decimal(Value value, SqlType type, Environment environment) {
    if (isStringOf(value, type)) {
      return TextSource.LITERAL.decimal(string(value, type), environment);
    }
    return exact(value, type, environment);
  }

  /** As an integer, rounded half away from zero; a text by its integer prefix. */
  static Value.Int integer(Value value, SqlType type, Environment environment) {
    if (value instanceof Value.Int number) {
      return number;
    }
    if (isStringOf(value, type)) {
      return clamp(TextSource.LITERAL.integer(string(value, type), environment));
    }
    if (value instanceof Value.Real real) {
      return clamp(rint(real.number()));
    }
    if (value instanceof Value.Time || value instanceof Value.DateTime) {
      // 23:59:59.999 is 24:00:00, not 23:59:60.
      return clamp(exact(TemporalPrinter.toSecond(value), SqlType.NULL, environment));
    }
    BigDecimal whole = exact(value, type, environment).setScale(0, RoundingMode.HALF_UP);
    if (value instanceof Value.Decimal exact && !type.unsigned()) {
      // The value of a parameter may be an unsigned number.
      boolean isUnsigned = exact.isOwnScale() && whole.compareTo(MAX_UNSIGNED) <= 0;
      BigDecimal high = isUnsigned ? MAX_UNSIGNED : MAX_SIGNED;
      BigDecimal kept = whole.max(MIN_SIGNED).min(high);
      if (kept.compareTo(whole) != 0) {
        warnTruncated("DECIMAL", exact.number().toPlainString(), environment);
      }
      return clamp(kept);
    }
    return clamp(whole);
  }

  /** Whether a whole number is none of 64 bits with a sign. */
  static boolean exceeds(BigDecimal whole) {
    return whole.compareTo(MIN_SIGNED) < 0 || whole.compareTo(MAX_SIGNED) > 0;
  }

  /** As a signed integer: what is beyond its range becomes its nearest end. */
  static long signed(Value value, SqlType type, Environment environment) {
    BigDecimal number =
        value instanceof Value.Real real
            ? rint(real.number())
            : exact(TemporalStore.seconds(value), type, environment)
                .setScale(0, RoundingMode.HALF_UP);
    return number.max(MIN_SIGNED).min(MAX_SIGNED).longValue();
  }

  /** Into 64 bits: signed if it fits, then unsigned, else the nearest end. */
  static Value.Int clamp(BigDecimal number) {
    if (number.compareTo(MIN_SIGNED) < 0) {
      return new Value.Int(Long.MIN_VALUE, false);
    }
    if (number.compareTo(MAX_SIGNED) <= 0) {
      return new Value.Int(number.longValue(), false);
    }
    BigDecimal bounded = number.min(MAX_UNSIGNED);
    return new Value.Int(bounded.toBigInteger().longValue(), true);
  }

  static BigDecimal ofInt(Value.Int number) {
    return number.unsigned() && number.bits() < 0
        ? new BigDecimal(BigInteger.valueOf(number.bits()).add(TWO_64))
        : BigDecimal.valueOf(number.bits());
  }

  /** A finite double rounded to an integer, ties to even, as the server's rint. */
  static BigDecimal rint(double number) {
    if (Double.isNaN(number)) {
      return BigDecimal.ZERO;
    }
    double bounded = Math.max(-1e300, Math.min(1e300, number));
    return new BigDecimal(Math.rint(bounded));
  }

  /** The text of a document that is a string or a date; else null. */
  private static @Nullable String textOf(Value.Json json, boolean isTime) {
    Json tree = JsonFunctions.tree(json);
    return tree instanceof Json.Opaque opaque && opaque.isTemporal(isTime)
        ? opaque.text()
        : tree instanceof Json.Text text ? text.text() : null;
  }

  private static void warnJson(String type, Environment environment) {
    environment.warn(
        "Warning", 3156, "Invalid JSON value for CAST to " + type + " from column json at row 1");
  }

  /** Whether a value is true in a condition; a document is if it is not the number 0. */
  static boolean truth(Value value, SqlType type, Environment environment) {
    if (value instanceof Value.Json json && type.is(TypeName.JSON)) {
      environment.warn(
          "Warning",
          3986,
          "Evaluating a JSON value in SQL boolean context does an implicit comparison against JSON"
              + " integer 0; if this is not what you want, consider converting JSON to a SQL"
              + " numeric type with JSON_VALUE RETURNING");
      Json parsed = JsonFunctions.tree(json);
      boolean isNumber =
          parsed instanceof Json.Whole
              || parsed instanceof Json.Exact
              || parsed instanceof Json.Real;
      return !isNumber || jsonNumber(json, environment).signum() != 0;
    }
    if (value instanceof Value.Int number) {
      return number.bits() != 0;
    }
    if (value instanceof Value.Decimal number) {
      return number.number().signum() != 0;
    }
    return real(value, type, environment) != 0;
  }

  /** As text: what CONCAT sees. */
  static String string(Value value, SqlType type) {
    if (value instanceof Value.Bytes bytes) {
      return decode(bytes.bytes(), type);
    }
    if (type.name() == TypeName.BIT && value instanceof Value.Int bits) {
      return new String(
          ValueText.bitBytes(bits.bits(), type.length()), StandardCharsets.ISO_8859_1);
    }
    if (value instanceof Value.Real real && type.scale() >= SqlType.NOT_FIXED) {
      return RealText.inText(real.number(), type);
    }
    return ValueText.text(value, type);
  }

  /** As bytes in the type's character set. */
  static byte[] bytes(Value value, SqlType type) {
    if (value instanceof Value.Bytes raw) {
      return raw.bytes();
    }
    if (type.name() == TypeName.BIT && value instanceof Value.Int bits) {
      return ValueText.bitBytes(bits.bits(), type.length());
    }
    String charset = type.name().isCharacter() ? type.collation().charset() : "utf8mb4";
    return Charsets.encode(string(value, type), charset);
  }

  /**
   * As a date and time; null and a warning if it is none.
   *
   * @param allowZero whether zero and partly zero dates are welcome
   */
  static Value.@Nullable DateTime dateTime(
      Value value, SqlType type, Environment environment, boolean allowZero) {
    if (value instanceof Value.DateTime t) {
      return allowZero || valid(t, environment) ? t : null;
    }
    if (value instanceof Value.Date d) {
      Value.DateTime t = CalendarDays.at(d, 0);
      return allowZero || valid(t, environment) ? t : null;
    }
    if (value instanceof Value.Time t) {
      Value.DateTime now = CalendarDays.toLocal(environment.nowMicros(), environment);
      Value.DateTime midnight =
          CalendarDays.at(new Value.Date(now.year(), now.month(), now.day()), 0);
      return CalendarDays.fromAbsoluteMicros(CalendarDays.absoluteMicros(midnight) + t.micros());
    }
    TemporalReader.DateTimeResult read;
    String text = value instanceof Value.Json json ? textOf(json, false) : string(value, type);
    if (text == null) {
      warnJson("DATE/TIME/DATETIME/TIMESTAMP", environment);
      return null;
    }
    if (isReadAsText(value, type)) {
      read = TemporalReader.dateTime(text);
    } else {
      read = TemporalReader.dateTime(exact(value, type, environment));
    }
    Value.DateTime found = read.value();
    if (found != null && read.hasOffset()) {
      long utc = CalendarDays.epochSeconds(found) - read.offsetSeconds();
      found =
          CalendarDays.toLocal(utc * CalendarDays.MICROS_PER_SECOND + found.micros(), environment);
    }
    // NO_ZERO_DATE holds for texts and numbers whoever asks.
    boolean isZero = !isReadAsText(value, type) && found != null && found.month() == 0;
    boolean noZero = !allowZero || (!isZero && environment.session().mode().noZeroDate());
    if (found == null
        || !TemporalReader.isValid(found, noZero, !allowZero, allowInvalid(environment))) {
      if (value instanceof Value.Json) {
        warnJson("DATE/TIME/DATETIME/TIMESTAMP", environment);
        return null;
      }
      environment.warn("Warning", 1292, "Incorrect datetime value: '" + text + "'");
      return null;
    }
    if (read.truncated()) {
      environment.warn("Warning", 1292, "Truncated incorrect datetime value: '" + text + "'");
    }
    return found;
  }

  /** As a TIME in microseconds; null and a warning if it is none. */
  static @Nullable Long time(Value value, SqlType type, Environment environment) {
    if (value instanceof Value.Time t) {
      return t.micros();
    }
    if (value instanceof Value.DateTime t) {
      return TemporalReader.timeOfDay(t);
    }
    if (value instanceof Value.Date) {
      return 0L;
    }
    TemporalReader.TimeResult read;
    String text = value instanceof Value.Json json ? textOf(json, true) : string(value, type);
    if (text == null) {
      warnJson("DATE/TIME/DATETIME/TIMESTAMP", environment);
      return null;
    }
    if (isReadAsText(value, type)) {
      read = TemporalReader.time(text);
    } else if (value instanceof Value.Int number) {
      // An unsigned number is read as a signed one.
      read = TemporalReader.time(BigDecimal.valueOf(number.bits()));
    } else {
      read = TemporalReader.time(exact(value, type, environment));
    }
    if (value instanceof Value.Json && read.value() == null) {
      warnJson("DATE/TIME/DATETIME/TIMESTAMP", environment);
      return null;
    }
    if (read.value() == null || read.truncated() || read.outOfRange()) {
      environment.warn("Warning", 1292, "Truncated incorrect time value: '" + text + "'");
    }
    // A number that is too large is no time at all; only a text is cut to the range.
    return read.outOfRange() && !isReadAsText(value, type) ? null : read.value();
  }

  /** Bits are bytes where dates are wanted. */
  private static boolean isReadAsText(Value value, SqlType type) {
    return Comparer.isString(value) || value instanceof Value.Json || type.is(TypeName.BIT);
  }

  /** YYYYMMDD, YYYYMMDDhhmmss[.ffffff] or hhmmss[.ffffff] as a number; numbers as they are. */
  static BigDecimal exact(Value value, SqlType type, Environment environment) {
    if (value instanceof Value.Int number) {
      return ofInt(number);
    }
    if (value instanceof Value.Decimal number) {
      return number.number();
    }
    if (value instanceof Value.Bytes literal && isHexLiteral(type)) {
      return ofInt(new Value.Int(new BigInteger(1, literal.bytes()).longValue(), true));
    }
    if (value instanceof Value.Real real) {
      return RealText.shortest(real.number());
    }
    if (value instanceof Value.Date d) {
      return BigDecimal.valueOf(d.year() * 10000L + d.month() * 100L + d.day());
    }
    if (value instanceof Value.DateTime t) {
      long date = t.year() * 10000L + t.month() * 100L + t.day();
      long whole = date * 1_000_000 + t.hour() * 10000L + t.minute() * 100L + t.second();
      return withMicros(whole, t.micros(), digits(type, t.micros()));
    }
    if (value instanceof Value.Time t) {
      long seconds = Math.abs(t.micros()) / CalendarDays.MICROS_PER_SECOND;
      long whole = seconds / 3600 * 10000 + seconds / 60 % 60 * 100 + seconds % 60;
      long micros = Math.abs(t.micros()) % CalendarDays.MICROS_PER_SECOND;
      BigDecimal number = withMicros(whole, micros, digits(type, micros));
      return t.micros() < 0 ? number.negate() : number;
    }
    if (value instanceof Value.Json json) {
      return jsonNumber(json, environment);
    }
    int index = memberIndex(value, type);
    return index >= 0
        ? BigDecimal.valueOf(type.name() == TypeName.SET ? memberBits(value, type) : index)
        : TextSource.LITERAL.decimal(string(value, type), environment);
  }

  /** Whether the type is that of a hexadecimal or bit literal, a number beside numbers. */
  static boolean isHexLiteral(SqlType type) {
    return type.name() == TypeName.VARBINARY && type.unsigned();
  }

  /** Whether the value is read as a string: not the label of an ENUM or SET, which are numbers. */
  static boolean isStringOf(Value value, SqlType type) {
    return (value instanceof Value.Bytes && !isHexLiteral(type))
        || (value instanceof Value.Text
            && type.name() != TypeName.ENUM
            && type.name() != TypeName.SET);
  }

  /**
   * The 1-based index of an ENUM's label, 0 for an unknown one; -1 where the type has no labels.
   */
  static int memberIndex(Value value, SqlType type) {
    if ((type.name() != TypeName.ENUM && type.name() != TypeName.SET)
        || !(value instanceof Value.Text text)) {
      return -1;
    }
    for (int i = 0; i < type.members().size(); i++) {
      if (Comparer.compareText(type.members().get(i), text.text(), type.collation()) == 0) {
        return i + 1;
      }
    }
    return 0;
  }

  /** The bits of a SET's labels; unknown labels do not count. */
  static long memberBits(Value value, SqlType type) {
    long bits = 0;
    String text = string(value, type);
    int from = 0;
    while (from <= text.length() && !text.isEmpty()) {
      int comma = text.indexOf(',', from);
      int end = comma < 0 ? text.length() : comma;
      int index = memberIndex(new Value.Text(text.substring(from, end)), type);
      bits |= index > 0 ? 1L << (index - 1) : 0;
      from = end + 1;
    }
    return bits;
  }

  static boolean valid(Value.DateTime t, Environment environment) {
    return TemporalReader.isValid(t, true, true, allowInvalid(environment));
  }

  /** Error 1690, for instance for "BIGINT" and "(a + b)". */
  static SqlException overflow(String type, String expression) {
    return SqlException.of(ErrorCode.ER_DATA_OUT_OF_RANGE, type, expression);
  }

  private static boolean allowInvalid(Environment environment) {
    return environment.session().mode().allowInvalidDates();
  }

  private static int digits(SqlType type, long micros) {
    return type.name().isTemporal() ? type.scale() : TemporalPrinter.digitsOf(micros);
  }

  private static BigDecimal withMicros(long whole, long micros, int digits) {
    if (digits == 0) {
      return BigDecimal.valueOf(whole);
    }
    return BigDecimal.valueOf(whole)
        .add(BigDecimal.valueOf(micros, 6))
        .setScale(digits, RoundingMode.DOWN);
  }

  private static BigDecimal jsonNumber(Value.Json json, Environment environment) {
    Json parsed = JsonFunctions.tree(json);
    if (parsed instanceof Json.Whole whole) {
      return ofInt(new Value.Int(whole.bits(), whole.unsigned()));
    }
    if (parsed instanceof Json.Real real) {
      return RealText.shortest(real.number());
    }
    if (parsed instanceof Json.Exact exact) {
      return exact.number();
    }
    if (parsed instanceof Json.Flag flag) {
      return flag.value() ? BigDecimal.ONE : BigDecimal.ZERO;
    }
    if (parsed instanceof Json.Text text) {
      NumberReader read = NumberReader.read(text.text());
      if (!text.text().isEmpty() && !(read.digits() && read.complete())) {
        warnJson("DOUBLE", environment);
      }
      return bounded(read.number());
    }
    environment.warn(
        "Warning", 3156, "Invalid JSON value for CAST to DOUBLE from column json at row 1");
    return BigDecimal.ZERO;
  }

  static void warnTruncated(String domain, String text, Environment environment) {
    environment.warn(
        "Warning", 1292, "Truncated incorrect " + domain + " value: '" + abbreviate(text) + "'");
  }

  /** MySQL quotes at most 128 bytes of a wrong value. */
  static String abbreviate(String text) {
    return text.length() <= 128 ? text : text.substring(0, 128);
  }

  /** A DOUBLE that no DECIMAL can hold is the greatest one; other values as they are. */
  static Value bounded(Value value, Environment environment) {
    if (!(value instanceof Value.Real real) || Math.abs(real.number()) < 1e65) {
      return value;
    }
    String text = RealText.ofDouble(real.number());
    int exponent = text.indexOf('e');
    warnTruncated("DECIMAL", exponent < 0 ? text : text.substring(0, exponent), environment);
    return new Value.Decimal(bounded(RealText.shortest(real.number())));
  }

  /** DECIMAL holds 65 digits, 30 of them behind the point. */
  static BigDecimal bounded(BigDecimal number) {
    BigDecimal scaled = number.scale() > 30 ? number.setScale(30, RoundingMode.HALF_UP) : number;
    if (scaled.scale() < 0) {
      scaled = scaled.setScale(0);
    }
    int excess = scaled.precision() - 65;
    if (excess > 0 && scaled.scale() >= excess) {
      return scaled.setScale(scaled.scale() - excess, RoundingMode.HALF_UP);
    }
    if (excess > 0) {
      BigDecimal max = new BigDecimal("9".repeat(65));
      return scaled.signum() < 0 ? max.negate() : max;
    }
    return scaled;
  }

  private static String decode(byte[] bytes, SqlType type) {
    String charset = type.name().isCharacter() ? type.collation().charset() : "utf8mb4";
    String text = Charsets.decode(bytes, charset);
    return text != null ? text : new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
