package io.edgesql.dialect.eval;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.eval.json.JsonReader;
import io.edgesql.dialect.eval.json.JsonSyntaxException;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Arrays;

/** CAST, CONVERT … USING and COLLATE; the target is the call's type. */
final class CastFunctions {
  private CastFunctions() {}

  static void register(Functions functions) {
    functions.strict("CAST", CastFunctions::cast);
    functions.strict("CONVERT_USING", CastFunctions::using);
    functions.strict("COLLATE", CastFunctions::collated);
  }

  private static Value cast(Invocation call) {
    SqlType to = call.type();
    return switch (to.name()) {
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT -> integer(call);
      case DECIMAL -> decimal(call);
      case FLOAT, DOUBLE -> real(call);
      case DATE -> date(call);
      case DATETIME, TIMESTAMP -> dateTime(call);
      case TIME -> time(call);
      case YEAR -> year(call);
      case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT -> characters(call);
      case BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> binary(call);
      case JSON -> json(call);
      case NULL -> Value.Null.NULL;
      case BIT,
          ENUM,
          SET,
          GEOMETRY,
          POINT,
          LINESTRING,
          POLYGON,
          MULTIPOINT,
          MULTILINESTRING,
          MULTIPOLYGON,
          GEOMETRYCOLLECTION ->
          throw SqlException.of(ErrorCode.ER_NOT_SUPPORTED_YET, "CAST to " + to.name());
    };
  }

  private static Value integer(Invocation call) {
    boolean unsigned = call.type().unsigned();
    Environment environment = call.environment();
    Value extreme = HiddenValue.ofExtreme(call.argument(0), environment);
    Value value = extreme == null ? call.value(0) : extreme;
    if (Coercion.isStringOf(value, call.type(0)) && !call.isHexLiteral(0)) {
      return textToInteger(call, unsigned);
    }
    boolean isWhole = value instanceof Value.Int || call.isHexLiteral(0) || call.isUnixTime(0);
    boolean isTime = value instanceof Value.Time || value instanceof Value.DateTime;
    // A parameter has a sign, whatever it is cast to.
    boolean isParameter = call.argument(0) instanceof Typed.Parameter;
    if (isWhole || isTime || isParameter || value instanceof Value.Real) {
      return new Value.Int(call.integer(0).bits(), unsigned);
    }
    BigDecimal whole =
        Coercion.exact(value, call.type(0), environment).setScale(0, RoundingMode.HALF_UP);
    // A negative number becomes its complement, without a word.
    BigDecimal low = Coercion.MIN_SIGNED;
    BigDecimal high = unsigned ? Coercion.MAX_UNSIGNED : Coercion.MAX_SIGNED;
    if (whole.compareTo(low) < 0 || whole.compareTo(high) > 0) {
      Coercion.warnTruncated("DECIMAL", ValueText.text(value, call.type(0)), environment);
      whole = whole.max(low).min(high);
    }
    return new Value.Int(whole.toBigInteger().longValue(), unsigned);
  }

  private static Value textToInteger(Invocation call, boolean unsigned) {
    String text = Coercion.string(call.value(0), call.type(0));
    NumberReader read = NumberReader.readInteger(text);
    BigInteger number = read.number().toBigInteger();
    boolean negative = number.signum() < 0;
    boolean fits = negative ? number.bitLength() <= 63 : number.bitLength() <= 64;
    if (!read.digits() || !read.complete() || !fits) {
      Coercion.warnTruncated("INTEGER", text, call.environment());
    }
    if (fits && !unsigned && number.bitLength() > 63 && !negative) {
      call.environment()
          .warn(
              "Warning",
              1105,
              "Cast to signed converted positive out-of-range integer to it's negative complement");
    }
    if (fits && unsigned && negative) {
      call.environment()
          .warn(
              "Warning",
              1105,
              "Cast to unsigned converted negative integer to it's positive complement");
    }
    long bits =
        fits ? number.longValue() : negative ? Long.MIN_VALUE : unsigned ? -1L : Long.MAX_VALUE;
    if (!fits && !negative && !unsigned) {
      bits = -1L;
    }
    return new Value.Int(bits, unsigned);
  }

  private static Value decimal(Invocation call) {
    SqlType to = call.type();
    BigDecimal number = call.decimal(0).setScale(to.scale(), RoundingMode.HALF_UP);
    BigDecimal high =
        new BigDecimal(BigInteger.TEN.pow(to.precision()).subtract(BigInteger.ONE), to.scale());
    if (number.abs().compareTo(high) > 0) {
      call.environment()
          .warn(
              "Warning",
              ErrorCode.ER_WARN_DATA_OUT_OF_RANGE.code(),
              "Out of range value for column '"
                  + ExpressionText.of(call.call(), call.environment())
                  + "' at row 1");
      number = number.signum() < 0 ? high.negate() : high;
    }
    return new Value.Decimal(number);
  }

  private static Value real(Invocation call) {
    double number = call.real(0);
    if (call.type().name() != TypeName.FLOAT) {
      return new Value.Real(number);
    }
    if (Float.isInfinite((float) number)) {
      throw SqlException.of(
          ErrorCode.ER_DATA_OUT_OF_RANGE,
          "DOUBLE",
          ExpressionText.of(call.call(), call.environment()));
    }
    // The value keeps all its digits: only who shows a FLOAT shows six of them.
    return new Value.Real(number);
  }

  private static Value date(Invocation call) {
    Value.DateTime t = dateTimeOf(call);
    return t == null ? Value.Null.NULL : new Value.Date(t.year(), t.month(), t.day());
  }

  private static Value dateTime(Invocation call) {
    Value.DateTime t = dateTimeOf(call);
    Value.DateTime rounded = t == null ? null : TemporalPrinter.within(t, call.type().scale());
    if (t != null && rounded == null) {
      call.environment().warn("Warning", 1441, "Datetime function: datetime field overflow");
    }
    return rounded == null ? Value.Null.NULL : rounded;
  }

  private static Value.@org.jspecify.annotations.Nullable DateTime dateTimeOf(Invocation call) {
    boolean allowZero =
        HiddenValue.isMoved(call.argument(0)) || !call.environment().session().mode().noZeroDate();
    return Coercion.dateTime(call.hidden(0), call.type(0), call.environment(), allowZero);
  }

  private static Value time(Invocation call) {
    Long micros = call.time(0);
    return micros == null
        ? Value.Null.NULL
        : new Value.Time(TemporalPrinter.round(micros, call.type().scale()));
  }

  private static Value year(Invocation call) {
    if (Comparer.isTemporal(call.value(0))) {
      Value.DateTime t = call.dateTime(0);
      if (t != null && t.year() != 0 && (t.year() < 1901 || t.year() > 2155)) {
        Coercion.warnTruncated("YEAR", Integer.toString(t.year()), call.environment());
        return Value.Null.NULL;
      }
      if (t == null) {
        return Value.Null.NULL;
      }
      return new Value.Int(t.year(), true);
    }
    boolean isMember = call.type(0).is(TypeName.ENUM) || call.type(0).is(TypeName.SET);
    boolean isText = Comparer.isString(call.value(0)) && !call.isHexLiteral(0) && !isMember;
    if (isText && !NumberReader.readInteger(call.text(0)).digits()) {
      call.environment().warn("Warning", 1525, "Incorrect YEAR value: '" + call.text(0) + "'");
      return Value.Null.NULL;
    }
    long year = call.whole(0);
    if (year < 0 || year > 2155 || (year > 99 && year < 1901)) {
      Coercion.warnTruncated("YEAR", call.text(0), call.environment());
      return Value.Null.NULL;
    }
    if (year == 0 && !isText) {
      // A number leaves a 0 that is shown as one.
      return new Value.Decimal(BigDecimal.ZERO);
    }
    if (year < 100) {
      year += year < 70 ? 2000 : 1900;
    }
    return new Value.Int(year, true);
  }

  private static Value characters(Invocation call) {
    boolean isRaw = call.value(0) instanceof Value.Bytes || call.type(0).is(TypeName.BIT);
    if (isRaw && !isText(new Value.Bytes(call.bytes(0)), call)) {
      return Value.Null.NULL;
    }
    String text = Coercion.string(call.value(0), call.shownType(0));
    long length = call.type().length();
    boolean limited = length >= 0 && call.type().name() == TypeName.CHAR;
    limited |= length > 0 && call.type().name() == TypeName.VARCHAR;
    if (limited && text.codePointCount(0, text.length()) > length) {
      Coercion.warnTruncated("CHAR(" + length + ")", text, call.environment());
      text = text.substring(0, text.offsetByCodePoints(0, (int) length));
    }
    return new Value.Text(text);
  }

  /** Whether bytes are text in the character set wanted; a warning if not. */
  private static boolean isText(Value.Bytes raw, Invocation call) {
    String charset = call.type().collation().charset();
    if (Charsets.decode(raw.bytes(), charset) != null) {
      return true;
    }
    call.environment()
        .warn(
            "Warning",
            1300,
            "Invalid " + charset + " character string: '" + hex(raw.bytes()) + "'");
    return false;
  }

  private static Value binary(Invocation call) {
    byte[] bytes = call.bytes(0);
    long length = call.type().length();
    if (call.type().zerofill() && bytes.length < length) {
      return new Value.Bytes(Arrays.copyOf(bytes, (int) length));
    }
    if (call.type().zerofill() && bytes.length > length) {
      Coercion.warnTruncated(
          "BINARY(" + length + ")",
          Coercion.string(call.value(0), call.type(0)),
          call.environment());
      return new Value.Bytes(Arrays.copyOf(bytes, (int) length));
    }
    return new Value.Bytes(bytes);
  }

  private static Value json(Invocation call) {
    Value value = call.value(0);
    if (value instanceof Value.Json) {
      return value;
    }
    if (value instanceof Value.Text && !isMember(call.argument(0))) {
      try {
        return JsonFunctions.result(JsonReader.read(call.text(0)));
      } catch (JsonSyntaxException wrong) {
        throw SqlException.of(
            ErrorCode.ER_INVALID_JSON_TEXT_IN_PARAM,
            1,
            "cast_as_json",
            wrong.text(),
            wrong.position());
      }
    }
    return JsonFunctions.result(JsonFunctions.scalar(call, 0));
  }

  /** Whether an operand is a member of an ENUM or SET, which is no document but a string. */
  private static boolean isMember(Typed e) {
    return e.type().is(TypeName.ENUM)
        || e.type().is(TypeName.SET)
        || (e instanceof Typed.Call call
            && call.name().equals("ANY_VALUE")
            && isMember(call.arguments().get(0)));
  }

  /** What has a collation is a text, also where it was a number or a date before. */
  private static Value collated(Invocation call) {
    Value value = call.value(0);
    boolean isText = Comparer.isString(value) && !call.type(0).is(TypeName.BIT);
    return isText || call.isBinary() ? value : new Value.Text(call.text(0));
  }

  private static Value using(Invocation call) {
    if (call.isBinary()) {
      return new Value.Bytes(call.bytes(0));
    }
    String charset = call.type().collation().charset();
    if (call.value(0) instanceof Value.Bytes || call.type(0).is(TypeName.BIT)) {
      Value.Bytes raw = new Value.Bytes(call.bytes(0));
      String text = Charsets.decode(raw.bytes(), charset);
      if (text == null) {
        call.environment()
            .warn(
                "Warning",
                1300,
                "Invalid " + charset + " character string: '" + hex(raw.bytes()) + "'");
        return Value.Null.NULL;
      }
      return new Value.Text(text);
    }
    String text = call.text(0);
    String kept = Charsets.decode(Charsets.encode(text, charset), charset);
    return new Value.Text(kept == null ? text : kept);
  }

  private static String hex(byte[] bytes) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < Math.min(6, bytes.length); i++) {
      out.append(Character.forDigit(bytes[i] >> 4 & 15, 16));
      out.append(Character.forDigit(bytes[i] & 15, 16));
    }
    return out.toString().toUpperCase(java.util.Locale.ROOT);
  }
}
