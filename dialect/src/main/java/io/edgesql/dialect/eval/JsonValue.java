package io.edgesql.dialect.eval;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.eval.json.Json;
import io.edgesql.dialect.eval.json.JsonComparison;
import io.edgesql.dialect.eval.json.JsonWriter;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * JSON_VALUE(document, path RETURNING type … ON EMPTY … ON ERROR): the arguments are document, path
 * and, where there is more than these, NULL, ERROR or DEFAULT and the value of DEFAULT, for ON
 * EMPTY and for ON ERROR.
 */
final class JsonValue {
  private static final int ON_EMPTY = 2;
  private static final int ON_ERROR = 4;

  private JsonValue() {}

  static Value of(Invocation call) {
    List<Json> found;
    try {
      found = JsonFunctions.path(call, 1).find(JsonFunctions.document(call, 0));
    } catch (SqlException wrong) {
      if (wrong.code() != ErrorCode.ER_INVALID_JSON_TEXT_IN_PARAM.code()) {
        throw wrong;
      }
      if (isAsked(call, ON_ERROR)) {
        return otherwise(call, ON_ERROR, wrong);
      }
      call.environment().warn("Warning", wrong.code(), wrong.text());
      return Value.Null.NULL;
    }
    if (found.isEmpty()) {
      String message = "No value was found by 'json_value' on the specified path.";
      return otherwise(call, ON_EMPTY, new SqlException(3966, "22035", message));
    }
    if (found.size() > 1) {
      String message = "More than one value was found by 'json_value' on the specified path.";
      return otherwise(call, ON_ERROR, new SqlException(3967, "22034", message));
    }
    if (found.get(0) == Json.Nothing.NULL) {
      return Value.Null.NULL;
    }
    Value value = converted(found.get(0), call);
    return value == null ? otherwise(call, ON_ERROR, outOfRange(call)) : value;
  }

  private static boolean isAsked(Invocation call, int clause) {
    return call.count() > clause && !call.text(clause).equals("NULL");
  }

  private static Value otherwise(Invocation call, int clause, SqlException error) {
    if (!isAsked(call, clause)) {
      return Value.Null.NULL;
    }
    if (call.text(clause).equals("ERROR")) {
      throw error;
    }
    Value given = call.value(clause + 1);
    Value fitting =
        Comparer.isString(given)
            ? converted(new Json.Text(call.text(clause + 1)), call)
            : fitted(given, call.type(clause + 1), call);
    if (fitting == null) {
      throw call.type().name().isTemporal()
          ? incorrect(call, call.text(clause + 1))
          : outOfRange(call);
    }
    return fitting;
  }

  /** The default that is no date or time. */
  private static SqlException incorrect(Invocation call, String text) {
    String what = call.type().is(TypeName.TIME) ? "Truncated incorrect time" : "Incorrect datetime";
    return new SqlException(1292, "22007", what + " value: '" + text + "'");
  }

  private static SqlException outOfRange(Invocation call) {
    TypeName name = call.type().name();
    String kind =
        name.isInteger() ? (call.type().unsigned() ? "UNSIGNED" : "SIGNED") : name.toString();
    return SqlException.of(ErrorCode.ER_DATA_OUT_OF_RANGE, kind, "json_value");
  }

  /** The value as the type of RETURNING; null if it does not fit. */
  private static @Nullable Value converted(Json json, Invocation call) {
    SqlType type = call.type();
    if (type.is(TypeName.JSON)) {
      return JsonFunctions.result(json);
    }
    String text = JsonFunctions.unquoted(json, JsonWriter.write(json, RealText::ofDouble));
    if (type.name().isCharacter()) {
      boolean fits = type.length() < 0 || text.codePointCount(0, text.length()) <= type.length();
      return fits || type.length() == 0 ? new Value.Text(text) : null;
    }
    if (type.name().isNumeric()) {
      Value number = number(json, text);
      return number == null ? null : fitted(number, SqlType.NULL, call);
    }
    return type.name().isTemporal()
        ? temporal(json, text, type)
        : ControlFunctions.conform(new Value.Text(text), SqlType.NULL, type, call.environment());
  }

  /** A date or time of a string, or of a document's own one; a DATETIME's string has a time. */
  private static @Nullable Value temporal(Json json, String text, SqlType type) {
    Json.Opaque own = json instanceof Json.Opaque opaque ? opaque : null;
    boolean isTime = type.is(TypeName.TIME);
    if (own == null ? !(json instanceof Json.Text) : !own.isTemporal(isTime)) {
      return null;
    }
    if (isTime) {
      TemporalReader.TimeResult time = TemporalReader.time(text);
      Long micros = time.truncated() || time.outOfRange() ? null : time.value();
      return micros == null ? null : new Value.Time(micros);
    }
    TemporalReader.DateTimeResult read = TemporalReader.dateTime(text);
    Value.DateTime t = read.value();
    if (t == null || read.truncated() || !TemporalReader.isValid(t, true, true, false)) {
      return null;
    }
    if (type.is(TypeName.DATE)) {
      return new Value.Date(t.year(), t.month(), t.day());
    }
    return own == null && !read.hasTime() ? null : t;
  }

  private static @Nullable Value number(Json json, String text) {
    if (json instanceof Json.Flag flag) {
      return new Value.Int(flag.value() ? 1 : 0, false);
    }
    if (JsonComparison.isNumber(json)) {
      return new Value.Decimal(JsonComparison.number(json));
    }
    if (!(json instanceof Json.Text)) {
      return null;
    }
    NumberReader read = NumberReader.read(text);
    return read.digits() && read.complete() ? new Value.Decimal(read.number()) : null;
  }

  /** The value in the call's type, or null if it is out of its range. */
  private static @Nullable Value fitted(Value value, SqlType from, Invocation call) {
    SqlType type = call.type();
    if (type.is(TypeName.DECIMAL)) {
      BigDecimal number = Coercion.decimal(value, from, call.environment());
      BigInteger digits = number.setScale(type.scale(), RoundingMode.HALF_UP).unscaledValue().abs();
      if (digits.compareTo(BigInteger.TEN.pow(type.precision())) >= 0) {
        return null;
      }
    } else if (type.name().isInteger()) {
      BigDecimal number =
          Coercion.decimal(value, from, call.environment()).setScale(0, RoundingMode.HALF_UP);
      BigDecimal low = type.unsigned() ? BigDecimal.ZERO : Coercion.MIN_SIGNED;
      BigDecimal high = type.unsigned() ? Coercion.MAX_UNSIGNED : Coercion.MAX_SIGNED;
      if (number.compareTo(low) < 0 || number.compareTo(high) > 0) {
        return null;
      }
      return new Value.Int(number.toBigInteger().longValue(), type.unsigned());
    }
    return ControlFunctions.conform(value, from, type, call.environment());
  }
}
