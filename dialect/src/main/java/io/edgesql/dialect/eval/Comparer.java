package io.edgesql.dialect.eval;

import io.edgesql.dialect.eval.json.Json;
import io.edgesql.dialect.eval.json.JsonComparison;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.SortKeys;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Compares values by MySQL's rules for mixed types. */
final class Comparer {
  private static final Value.DateTime ZERO = new Value.DateTime(0, 0, 0, 0, 0, 0, 0);

  private Comparer() {}

  /** The one collation for two operands; a binary string makes the comparison binary. */
  static Collation collation(SqlType a, SqlType b) {
    boolean aText = isText(a);
    boolean bText = isText(b);
    if (a.name().isBinary() || b.name().isBinary()) {
      return Collation.BINARY;
    }
    if (aText && bText) {
      return a.collation().isBin() ? a.collation() : b.collation();
    }
    return aText ? a.collation() : bText ? b.collation() : Collation.UTF8MB4_0900_AI_CI;
  }

  /**
   * Compares two values that are not NULL.
   *
   * @return negative, zero or positive; null if one side cannot be read as what is compared
   */
  static @Nullable Integer compare(
      Value a, SqlType ta, Value b, SqlType tb, Environment environment) {
    if (a instanceof Value.Json || b instanceof Value.Json) {
      // A document is less than any date or time.
      if (isTemporal(a) || isTemporal(b)) {
        return isTemporal(a) ? 1 : -1;
      }
      return JsonComparison.compare(asJson(a, ta), asJson(b, tb));
    }
    boolean stringA = isString(a);
    boolean stringB = isString(b);
    if (stringA && stringB) {
      return compareStrings(a, ta, b, tb, collation(ta, tb));
    }
    if (isTemporal(a) || isTemporal(b)) {
      return compareTemporal(a, ta, b, tb, environment);
    }
    if (stringA || stringB || a instanceof Value.Real || b instanceof Value.Real) {
      return compareReal(Coercion.real(a, ta, environment), Coercion.real(b, tb, environment));
    }
    if (a instanceof Value.Int x && b instanceof Value.Int y) {
      return compareInt(x, y);
    }
    return Coercion.exact(a, ta, environment).compareTo(Coercion.exact(b, tb, environment));
  }

  static int compareInt(Value.Int a, Value.Int b) {
    boolean bigA = a.unsigned() && a.bits() < 0;
    boolean bigB = b.unsigned() && b.bits() < 0;
    if (bigA != bigB) {
      return bigA ? 1 : -1;
    }
    return Long.compare(a.bits(), b.bits());
  }

  /** Two texts under a collation. */
  static int compareText(String a, String b, Collation collation) {
    requireKnown(collation);
    return comparePoints(SortKeys.of(a, collation), SortKeys.of(b, collation));
  }

  /**
   * Refuses a collation whose order is not known.
   *
   * @throws io.edgesql.dialect.SqlException 1235
   */
  static void requireKnown(Collation collation) {
    if (!SortKeys.isKnown(collation)) {
      throw io.edgesql.dialect.SqlException.of(
          io.edgesql.dialect.ErrorCode.ER_NOT_SUPPORTED_YET, "comparing in " + collation.name());
    }
  }

  static int compareReal(double a, double b) {
    return a < b ? -1 : a > b ? 1 : 0;
  }

  static int compareStrings(Value a, SqlType ta, Value b, SqlType tb, Collation collation) {
    if (collation.isBinary()) {
      return Arrays.compareUnsigned(Coercion.bytes(a, ta), Coercion.bytes(b, tb));
    }
    return compareText(characters(a, ta), characters(b, tb), collation);
  }

  /** Bytes beside characters are characters. */
  private static String characters(Value value, SqlType type) {
    return value instanceof Value.Bytes raw && type.name().isBinary()
        ? Charsets.converted(raw.bytes())
        : Coercion.string(value, type);
  }

  private static @Nullable Integer compareTemporal(
      Value a, SqlType ta, Value b, SqlType tb, Environment environment) {
    if (isNumber(a) || isNumber(b)) {
      if (a instanceof Value.Time || b instanceof Value.Time || isApproximate(a, b)) {
        return compareReal(Coercion.real(a, ta, environment), Coercion.real(b, tb, environment));
      }
      Value number = isNumber(a) ? a : b;
      if (number instanceof Value.Int) {
        Value.DateTime x = unsaid(a, ta, environment);
        Value.DateTime y = unsaid(b, tb, environment);
        if (x != null && y != null) {
          return compareDateTime(x, y);
        }
      }
      return Coercion.exact(a, ta, environment).compareTo(Coercion.exact(b, tb, environment));
    }
    if (a instanceof Value.Time || b instanceof Value.Time) {
      boolean timesOnly =
          (a instanceof Value.Time || isString(a)) && (b instanceof Value.Time || isString(b));
      if (timesOnly && (isNoTime(a, ta) || isNoTime(b, tb))) {
        return compareAsText(a, ta, b, tb);
      }
      if (timesOnly) {
        Long x = Coercion.time(a, ta, environment);
        Long y = Coercion.time(b, tb, environment);
        return x == null || y == null ? compareAsText(a, ta, b, tb) : Long.compare(x, y);
      }
    }
    Value.DateTime x = temporal(a, ta, environment);
    Value.DateTime y = temporal(b, tb, environment);
    return x == null || y == null ? compareAsText(a, ta, b, tb) : compareDateTime(x, y);
  }

  private static boolean isNoTime(Value value, SqlType type) {
    return isString(value) && !TimeText.isTime(Coercion.string(value, type));
  }

  /** A number that is a date, or a date; nothing is said of other numbers. */
  private static Value.@Nullable DateTime unsaid(
      Value value, SqlType type, Environment environment) {
    if (!(value instanceof Value.Int number)) {
      return Coercion.dateTime(value, type, environment, true);
    }
    Value.DateTime read = TemporalReader.dateTime(Coercion.ofInt(number)).value();
    return read != null && TemporalReader.isValid(read, false, false, false) ? read : null;
  }

  /** A text that is no date counts as the zero date. */
  private static Value.@Nullable DateTime temporal(
      Value value, SqlType type, Environment environment) {
    Value.DateTime read = Coercion.dateTime(value, type, environment, true);
    return read == null && (isString(value) || isNumber(value)) ? ZERO : read;
  }

  /** Whether a text may stand for a date in a comparison. */
  static boolean isDate(String text, Environment environment) {
    Value.DateTime read = TemporalReader.dateTime(text).value();
    io.edgesql.dialect.plan.Session.SqlMode mode = environment.session().mode();
    return read != null
        && TemporalReader.isValid(read, mode.noZeroDate(), mode.noZeroInDate(), false);
  }

  /** As dates, whatever the values are; what is no date counts as the zero date. */
  static int compareDates(Value a, SqlType ta, Value b, SqlType tb, Environment environment) {
    Value.DateTime x = temporal(a, ta, environment);
    Value.DateTime y = temporal(b, tb, environment);
    return compareDateTime(x == null ? ZERO : x, y == null ? ZERO : y);
  }

  private static int compareAsText(Value a, SqlType ta, Value b, SqlType tb) {
    return comparePoints(Coercion.string(a, ta), Coercion.string(b, tb));
  }

  static int compareDateTime(Value.DateTime a, Value.DateTime b) {
    int[] x = {a.year(), a.month(), a.day(), a.hour(), a.minute(), a.second(), a.micros()};
    int[] y = {b.year(), b.month(), b.day(), b.hour(), b.minute(), b.second(), b.micros()};
    return Arrays.compare(x, y);
  }

  /** By code point, which is also the order of the UTF-8 bytes. */
  static int comparePoints(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean highX = Character.isSurrogate(x);
        boolean highY = Character.isSurrogate(y);
        return highX == highY ? Character.compare(x, y) : highX ? 1 : -1;
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  static Json asJson(Value value, SqlType type) {
    if (value instanceof Value.Json json) {
      return JsonFunctions.tree(json);
    }
    if (value instanceof Value.Int number) {
      return new Json.Whole(number.bits(), number.unsigned());
    }
    if (value instanceof Value.Decimal number) {
      return new Json.Exact(number.number());
    }
    if (value instanceof Value.Real real) {
      return new Json.Real(real.number());
    }
    return new Json.Text(Coercion.string(value, type));
  }

  private static boolean isApproximate(Value a, Value b) {
    return a instanceof Value.Real || b instanceof Value.Real;
  }

  private static boolean isText(SqlType type) {
    return type.name().isCharacter() || type.name() == TypeName.ENUM || type.name() == TypeName.SET;
  }

  static boolean isString(Value value) {
    return value instanceof Value.Text || value instanceof Value.Bytes;
  }

  static boolean isTemporal(Value value) {
    return value instanceof Value.Date
        || value instanceof Value.DateTime
        || value instanceof Value.Time;
  }

  static boolean isDate(Value value) {
    return value instanceof Value.Date || value instanceof Value.DateTime;
  }

  static boolean isNumber(Value value) {
    return value instanceof Value.Int
        || value instanceof Value.Decimal
        || value instanceof Value.Real;
  }
}
