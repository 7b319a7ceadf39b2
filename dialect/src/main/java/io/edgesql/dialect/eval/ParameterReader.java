package io.edgesql.dialect.eval;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.ParameterType;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values given for {@code ?}: whether a statement that was prepared for other types has to be
 * prepared again (MySQL's Prepared_statement::check_parameter_types), and the conversion to the
 * types that it was prepared for.
 */
public final class ParameterReader {
  /**
   * Values for a statement.
   *
   * @param values as given, but for numbers and times in texts that the types have no room for
   * @param types of the values, by index, if the statement has to be prepared for them; null: it
   *     can be run as it is
   */
  public record Given(List<Value> values, @Nullable Map<Integer, SqlType> types) {}

  /** 838:59:59. */
  private static final long MAX_TIME = 8_385_959;

  private ParameterReader() {}

  /** Compares values with what a statement was prepared for. */
  public static Given read(List<Value> values, List<ParameterType> types, Collation connection) {
    List<Value> read = new ArrayList<>(values.size());
    boolean fits = true;
    for (int i = 0; i < values.size(); i++) {
      Value value = values.get(i);
      boolean isChecked = i < types.size() && types.get(i).use() == ParameterType.Use.VALUE;
      if (isChecked && !value.isNull()) {
        value = widened(value, types.get(i).type());
        fits &= fits(value, types.get(i).type());
      }
      read.add(value);
    }
    return new Given(read, fits ? null : typesOf(read, connection));
  }

  private static Map<Integer, SqlType> typesOf(List<Value> values, Collation connection) {
    Map<Integer, SqlType> types = new HashMap<>();
    for (int i = 0; i < values.size(); i++) {
      SqlType type = typeOf(values.get(i), connection);
      if (type != null) {
        types.put(i, type);
      }
    }
    return types;
  }

  private static @Nullable SqlType typeOf(Value value, Collation connection) {
    if (value instanceof Value.Int number) {
      return number.unsigned() ? SqlType.BIGINT_UNSIGNED : SqlType.BIGINT;
    }
    if (value instanceof Value.Decimal) {
      return SqlType.decimal(65, 30, false);
    }
    if (value instanceof Value.Real) {
      return SqlType.DOUBLE;
    }
    if (value instanceof Value.Date) {
      return SqlType.DATE;
    }
    if (value instanceof Value.DateTime) {
      return SqlType.temporal(TypeName.DATETIME, 6);
    }
    if (value instanceof Value.Time) {
      return SqlType.temporal(TypeName.TIME, 6);
    }
    if (value instanceof Value.Bytes) {
      return SqlType.varbinary(65_535);
    }
    return value.isNull() ? null : SqlType.varchar(16_383, connection);
  }

  /** A text whose number or time the type has no room for, as what it is. */
  private static Value widened(Value value, SqlType type) {
    if (!(value instanceof Value.Text text)) {
      return value;
    }
    if (type.name().isInteger()) {
      NumberReader number = NumberReader.read(text.text());
      boolean isWhole = NumberReader.readInteger(text.text()).complete();
      return number.digits() && number.complete() && !(isWhole && isInside(number.number(), type))
          ? new Value.Decimal(number.number())
          : value;
    }
    if (type.is(TypeName.DATE)) {
      Value.DateTime time = TemporalReader.dateTime(text.text()).value();
      return time != null && TemporalReader.timeOfDay(time) != 0 ? time : value;
    }
    return value;
  }

  private static boolean isInside(BigDecimal number, SqlType type) {
    BigDecimal least = type.unsigned() ? BigDecimal.ZERO : Coercion.MIN_SIGNED;
    BigDecimal greatest = type.unsigned() ? Coercion.MAX_UNSIGNED : Coercion.MAX_SIGNED;
    return number.stripTrailingZeros().scale() <= 0
        && number.compareTo(least) >= 0
        && number.compareTo(greatest) <= 0;
  }

  /** Whether a value becomes one of the type without the statement being prepared again. */
  private static boolean fits(Value value, SqlType type) {
    if (value instanceof Value.Text || value instanceof Value.Bytes) {
      return true;
    }
    TypeName name = type.name();
    boolean isExact = value instanceof Value.Int || value instanceof Value.Decimal;
    if (name.isInteger() || name == TypeName.BIT) {
      boolean unsigned = type.unsigned() || name == TypeName.BIT;
      return value instanceof Value.Int number && number.unsigned() == unsigned;
    }
    return switch (name) {
      case YEAR -> value instanceof Value.Int;
      case DECIMAL -> isExact;
      case FLOAT, DOUBLE -> isExact || value instanceof Value.Real;
      case DATE -> isExact || value instanceof Value.Real || value instanceof Value.Date;
      case TIME -> !(value instanceof Value.Date);
      case DATETIME, TIMESTAMP -> true;
      default -> false;
    };
  }

  /**
   * A value as one of the type that the statement was prepared for.
   *
   * @return NULL, with a warning, for what is no date
   */
  static Value converted(Value value, SqlType type, Environment environment) {
    if (value.isNull()) {
      return value;
    }
    SqlType own = isString(value) ? SqlType.varchar(16_383, Collation.UTF8MB4_BIN) : SqlType.NULL;
    if (type.name().isInteger() || type.is(TypeName.YEAR) || type.is(TypeName.BIT)) {
      return value instanceof Value.Int ? value : Coercion.integer(value, own, environment);
    }
    return switch (type.name()) {
      case DECIMAL ->
          value instanceof Value.Decimal known && known.isOwnScale()
              ? value
              : new Value.Decimal(Coercion.decimal(value, own, environment), true);
      case FLOAT, DOUBLE ->
          value instanceof Value.Real
              ? value
              : new Value.Real(Coercion.real(value, own, environment));
      case DATE -> value instanceof Value.Date ? value : date(value, own, environment);
      case DATETIME, TIMESTAMP ->
          value instanceof Value.DateTime ? value : dateTime(value, own, environment);
      case TIME -> value instanceof Value.Time ? value : time(value, own, environment);
      default -> value;
    };
  }

  private static boolean isString(Value value) {
    return value instanceof Value.Text || value instanceof Value.Bytes;
  }

  private static Value date(Value value, SqlType own, Environment environment) {
    Value.DateTime read = dateTime(value, own, environment) instanceof Value.DateTime t ? t : null;
    return read == null ? Value.Null.NULL : new Value.Date(read.year(), read.month(), read.day());
  }

  /** The number 0 is the zero date, and a text may be one, whatever sql_mode says. */
  private static Value dateTime(Value value, SqlType own, Environment environment) {
    if (value instanceof Value.Int number && number.bits() == 0) {
      return new Value.DateTime(0, 0, 0, 0, 0, 0, 0);
    }
    if (value instanceof Value.Real || value instanceof Value.Decimal) {
      BigDecimal number = Coercion.exact(value, own, environment);
      if (number.signum() >= 0 && number.compareTo(BigDecimal.ONE) < 0) {
        int micros = number.movePointRight(6).setScale(0, RoundingMode.HALF_UP).intValue();
        return new Value.DateTime(0, 0, 0, 0, 0, 0, Math.min(micros, 999_999));
      }
    }
    Value.DateTime written = written(value);
    if (written != null && (written.month() == 0 || written.day() == 0)) {
      return written;
    }
    Value.DateTime read = Coercion.dateTime(value, own, environment, true);
    return read == null ? Value.Null.NULL : read;
  }

  /** A text that is a date as a whole; else null. */
  private static Value.@Nullable DateTime written(Value value) {
    if (!(value instanceof Value.Text text)) {
      return null;
    }
    TemporalReader.DateTimeResult read = TemporalReader.dateTime(text.text());
    Value.DateTime t = read.value();
    return t != null
            && !read.truncated()
            && !read.hasOffset()
            && TemporalReader.isValid(t, false, false, false)
        ? t
        : null;
  }

  /** What is read as a time, of a value as it was given: what is a date as a whole is one. */
  static Value moment(Value value, Environment environment) {
    Value.DateTime date = written(value);
    if (date != null) {
      return date;
    }
    if (value instanceof Value.Int number && Math.abs(number.bits()) > MAX_TIME) {
      Value.DateTime read = Coercion.dateTime(value, SqlType.BIGINT, environment, true);
      return read == null ? value : read;
    }
    return value;
  }

  /** Whether a parameter stands beside a date or time that is computed with. */
  static boolean isCounted(Typed e) {
    return e instanceof Typed.Parameter parameter
        && parameter.isRaw()
        && parameter.type().name().isTemporal();
  }

  /** What it counts as: the number that was given, or that of a text which is a date or time. */
  static Value counted(Value value, SqlType type, Environment environment) {
    Value read = isString(value) ? readAs(value, type) : value;
    BigDecimal number =
        Comparer.isTemporal(read)
            ? Coercion.exact(read, SqlType.NULL, environment)
            : Coercion.decimal(read, SqlType.varchar(16_383, Collation.UTF8MB4_BIN), environment);
    if (type.scale() > 0) {
      return new Value.Decimal(number.setScale(type.scale(), RoundingMode.HALF_UP));
    }
    BigDecimal whole = number.setScale(0, RoundingMode.HALF_UP);
    boolean isBeyond = read instanceof Value.Real && Coercion.exceeds(whole);
    return new Value.Int(
        isBeyond
            ? Long.MIN_VALUE
            : whole.max(Coercion.MIN_SIGNED).min(Coercion.MAX_SIGNED).longValue(),
        false);
  }

  private static Value readAs(Value value, SqlType type) {
    Value.DateTime date = written(value);
    if (date != null) {
      return TemporalReader.timeOfDay(date) == 0
          ? new Value.Date(date.year(), date.month(), date.day())
          : date;
    }
    boolean isTime = type.is(TypeName.TIME) && value instanceof Value.Text;
    TemporalReader.TimeResult time =
        isTime ? TemporalReader.time(((Value.Text) value).text()) : null;
    return time != null && time.value() != null && !time.truncated()
        ? new Value.Time(time.value())
        : value;
  }

  /** A text that is a date alone is midnight, whatever number it is as a time. */
  private static Value time(Value value, SqlType own, Environment environment) {
    Value.DateTime date = written(value);
    if (date != null) {
      return new Value.Time(TemporalReader.timeOfDay(date));
    }
    Long micros = Coercion.time(value, own, environment);
    return micros == null ? Value.Null.NULL : new Value.Time(micros);
  }
}
