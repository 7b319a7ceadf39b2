package io.edgesql.dialect.eval;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;

/** Constant strings that are compared with dates: MySQL reads them before there are rows. */
final class DateOperands {
  private DateOperands() {}

  static void register(Functions functions) {
    functions.strict("DATE_OPERAND", DateOperands::operand);
  }

  /**
   * Looks at two operands of a comparison.
   *
   * @throws SqlException 1525 if one has dates and the other is a constant string that is none
   */
  static void check(Invocation call, int left, int right) {
    checkOne(call, left, right);
    checkOne(call, right, left);
  }

  private static void checkOne(Invocation call, int dates, int text) {
    TypeName name = call.type(dates).name();
    TypeName other = call.type(text).name();
    boolean hasDates =
        name == TypeName.DATE || name == TypeName.DATETIME || name == TypeName.TIMESTAMP;
    if (hasDates
        && (other.isCharacter() || other.isBinary())
        && isKnown(call.argument(text))
        && !call.isNull(text)) {
      check(Coercion.string(call.value(text), call.type(text)), name, call.environment());
    }
  }

  private static void check(String text, TypeName type, Environment environment) {
    if (!Comparer.isDate(text, environment)) {
      // An error by itself where rows are changed.
      Coercion.warnTruncated(type == TypeName.DATE ? "date" : "datetime", text, environment);
      throw SqlException.of(
          ErrorCode.ER_WRONG_VALUE, type == TypeName.DATE ? "DATE" : "DATETIME", text);
    }
  }

  /**
   * An operand as it is compared with the other one, where one is a number and one a date. A number
   * without columns beside a column of dates is a date; beside a column of years a date is a year,
   * and the years of a column are dates beside a column.
   */
  static Value beside(Invocation call, int index, int other) {
    Value value = call.value(index);
    if (call.type(other).is(TypeName.TIME)
        && LogicalOperators.COMPARISONS.contains(call.call().name())) {
      return besideTimes(call, index, other);
    }
    boolean isColumn = call.argument(index) instanceof Typed.ShardValue;
    boolean besideColumn = call.argument(other) instanceof Typed.ShardValue;
    if (Comparer.isDate(value)) {
      boolean isYear =
          besideColumn && call.type(other).is(TypeName.YEAR) && isConstant(call.argument(index));
      Value.DateTime date =
          isYear ? Coercion.dateTime(value, call.type(index), call.environment(), true) : null;
      return date == null ? value : new Value.Int(date.year(), true);
    }
    boolean isNumber =
        value instanceof Value.Int || (value instanceof Value.Decimal && besideColumn);
    if (!isNumber || !Comparer.isDate(call.value(other))) {
      return value;
    }
    if (call.type(index).is(TypeName.YEAR) && value instanceof Value.Int year) {
      return isConstant(call.argument(other)) && isColumn
          ? value
          : new Value.DateTime((int) year.bits(), 0, 0, 0, 0, 0, 0);
    }
    if (!isConstant(call.argument(index))) {
      return new Value.Decimal(Coercion.exact(value, call.type(index), call.environment()));
    }
    if (!besideColumn || !(call.value(other) instanceof Value.Date)) {
      return value;
    }
    Value.DateTime read = Coercion.dateTime(value, call.type(index), call.environment(), true);
    return read == null ? value : new Value.Date(read.year(), read.month(), read.day());
  }

  /**
   * Beside a column of times what has no column is a time: of a date with one that, of a date alone
   * midnight, as of a document.
   */
  private static Value besideTimes(Invocation call, int index, int other) {
    Value value = call.value(index);
    if (!(call.argument(other) instanceof Typed.ShardValue) || !isConstant(call.argument(index))) {
      return value;
    }
    int digits = call.type(other).scale();
    if (value instanceof Value.Json) {
      return new Value.Time(0);
    }
    if (Comparer.isDate(value)) {
      Value.DateTime date = Coercion.dateTime(value, call.type(index), call.environment(), true);
      return date == null
          ? value
          : new Value.Time(TemporalPrinter.round(TemporalReader.timeOfDay(date), digits));
    }
    if (Comparer.isNumber(value)) {
      TemporalReader.TimeResult read =
          TemporalReader.time(Coercion.exact(value, call.type(index), call.environment()));
      Long micros = read.outOfRange() ? null : read.value();
      return micros == null ? value : new Value.Time(TemporalPrinter.round(micros, digits));
    }
    return value;
  }

  static boolean isConstant(Typed e) {
    if (e instanceof Typed.Call call) {
      return call.arguments().stream().allMatch(DateOperands::isConstant);
    }
    return !(e instanceof Typed.ShardValue);
  }

  /** Whether it has no columns and no parameters, so that it is read before there are values. */
  private static boolean isKnown(Typed e) {
    if (e instanceof Typed.Call call) {
      return call.arguments().stream().allMatch(DateOperands::isKnown);
    }
    return !(e instanceof Typed.ShardValue) && !(e instanceof Typed.Parameter);
  }

  /**
   * DATE_OPERAND(string): the string as a date to compare columns with. The length of the call's
   * type tells what is none: 0 the zero date, for BETWEEN; 1 an error that names DATE; 2 DATETIME.
   */
  private static Value operand(Invocation call) {
    SqlType type = call.type();
    String text = Coercion.string(call.value(0), call.type(0));
    boolean isDate = Comparer.isDate(text, call.environment());
    if (!isDate && type.length() != 0) {
      check(text, type.length() == 1 ? TypeName.DATE : TypeName.DATETIME, call.environment());
    }
    Value.DateTime read = Coercion.dateTime(call.value(0), call.type(0), call.environment(), true);
    return read == null ? new Value.DateTime(0, 0, 0, 0, 0, 0, 0) : read;
  }
}
