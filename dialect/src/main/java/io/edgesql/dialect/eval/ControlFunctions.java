package io.edgesql.dialect.eval;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.eval.json.JsonWriter;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** IF, CASE, COALESCE, NULLIF, GREATEST, LEAST, INTERVAL: values brought to the common type. */
final class ControlFunctions {
  private ControlFunctions() {}

  static void register(Functions functions) {
    functions.lenient("IF", call -> branch(call, isTrue(call, 0) ? 1 : 2));
    functions.lenient("IFNULL", call -> conform(call, call.isNull(0) ? 1 : 0));
    functions.lenient("NULLIF", ControlFunctions::nullIf);
    functions.lenient("COALESCE", ControlFunctions::coalesce);
    functions.lenient("CASE", ControlFunctions::searchedCase);
    functions.strict("GREATEST", call -> extreme(call, 1));
    functions.strict("LEAST", call -> extreme(call, -1));
    functions.lenient("INTERVAL", ControlFunctions::interval);
    functions.lenient("ANY_VALUE", call -> conform(call, 0));
    functions.lenient("NAME_CONST", call -> call.value(1));
  }

  /** A condition; of a document its number counts, unlike in WHERE and AND. */
  static boolean isTrue(Invocation call, int index) {
    return !call.isNull(index)
        && (call.value(index) instanceof Value.Json
            ? call.decimal(index).signum() != 0
            : call.truth(index));
  }

  /** A DECIMAL keeps its own digits; who shows it shows those of the type. */
  private static Value conform(Invocation call, int index) {
    if (call.type().is(TypeName.DECIMAL) && !call.isNull(index)) {
      return new Value.Decimal(
          Coercion.decimal(call.value(index), call.type(index), call.environment()));
    }
    return conform(call.value(index), call.shownType(index), call.type(), call.environment());
  }

  /** As {@link #conform}; a DECIMAL is shown with the fractional digits of the branch taken. */
  private static Value branch(Invocation call, int index) {
    Value value = call.value(index);
    boolean isBits = call.type(index).is(TypeName.BIT) && call.type().name().isNumeric();
    if (isBits && !value.isNull() && !OperandDomain.has(call, TypeName.YEAR)) {
      // Shown as the bits are; it is a number to others.
      return call.type().is(TypeName.BIT) ? value : new Value.Bytes(call.bytes(index));
    }
    if (call.type().name() != TypeName.DECIMAL || !Comparer.isNumber(value)) {
      return conform(call, index);
    }
    java.math.BigDecimal number = Coercion.decimal(value, call.type(index), call.environment());
    SqlType from = call.type(index);
    boolean isTyped = from.name() == TypeName.DECIMAL && !isOwnScale(value);
    int digits = isTyped ? from.scale() : number.scale();
    int shown = Math.min(Math.max(0, digits), call.type().scale());
    return new Value.Decimal(number.setScale(shown, RoundingMode.HALF_UP), true);
  }

  private static boolean isOwnScale(Value value) {
    return value instanceof Value.Decimal number && number.isOwnScale();
  }

  /** A value of one type as a value of the common type that the binder found. */
  static Value conform(Value value, SqlType from, SqlType to, Environment environment) {
    if (value.isNull()) {
      return value;
    }
    if (to.name().isCharacter()) {
      return value instanceof Value.Text ? value : new Value.Text(Coercion.string(value, from));
    }
    if (to.name().isBinary()) {
      return value instanceof Value.Bytes ? value : new Value.Bytes(Coercion.bytes(value, from));
    }
    if (to.name() == TypeName.DECIMAL) {
      // Its own digits are kept: only printing rounds to the type's scale.
      return value instanceof Value.Decimal
          ? value
          : new Value.Decimal(Coercion.decimal(value, from, environment));
    }
    if (to.name().isApproximate()) {
      return new Value.Real(Coercion.real(value, from, environment));
    }
    if (to.name().isInteger()) {
      Value.Int number = Coercion.integer(value, from, environment);
      return new Value.Int(number.bits(), to.unsigned());
    }
    if (to.name() == TypeName.JSON && !(value instanceof Value.Json)) {
      return new Value.Json(JsonWriter.write(Comparer.asJson(value, from), RealText::ofDouble));
    }
    boolean toDateTime = to.name() == TypeName.DATETIME || to.name() == TypeName.TIMESTAMP;
    if (toDateTime && (value instanceof Value.Date || value instanceof Value.Time)) {
      Value.DateTime t = Coercion.dateTime(value, from, environment, true);
      return t == null ? Value.Null.NULL : t;
    }
    return value;
  }

  private static Value nullIf(Invocation call) {
    if (call.isNull(0) || call.isNull(1)) {
      return conform(call, 0);
    }
    Integer order = LogicalOperators.order(call, 0, 1);
    if (order != null && order == 0) {
      return Value.Null.NULL;
    }
    // A number that is given keeps its own digits.
    boolean isGiven = call.argument(0) instanceof Typed.Parameter && isOwnScale(call.value(0));
    return isGiven ? call.value(0) : conform(call, 0);
  }

  private static Value coalesce(Invocation call) {
    for (int i = 0; i < call.count(); i++) {
      if (!call.isNull(i)) {
        return conform(call, i);
      }
    }
    return Value.Null.NULL;
  }

  private static Value searchedCase(Invocation call) {
    int pairs = call.count() / 2;
    for (int i = 0; i < pairs; i++) {
      if (isTrue(call, 2 * i)) {
        return branch(call, 2 * i + 1);
      }
    }
    return call.count() % 2 == 1 ? branch(call, call.count() - 1) : Value.Null.NULL;
  }

  /** Compared in the domain of the result's type, which is the operands' common one. */
  private static Value extreme(Invocation call, int sign) {
    if (DateExtreme.isOfDates(call)) {
      String date = DateExtreme.text(call, sign);
      if (date != null) {
        return conform(
            new Value.Text(date),
            SqlType.varchar(-1, Collation.UTF8MB4_BIN),
            call.type(),
            call.environment());
      }
    }
    @Nullable Value best = null;
    for (int i = 0; i < call.count(); i++) {
      Value candidate = conform(call, i);
      Integer order =
          best == null
              ? null
              : Comparer.compare(candidate, call.type(), best, call.type(), call.environment());
      // Of equal values GREATEST takes the last one, LEAST the first.
      boolean isTied = order != null && order == 0 && sign > 0;
      if (best == null || isTied || (order != null && Integer.signum(order) == sign)) {
        best = candidate;
      }
    }
    return best == null ? Value.Null.NULL : best;
  }

  /** The number of the arguments that are not greater than the first. */
  private static Value interval(Invocation call) {
    if (call.isNull(0)) {
      return new Value.Int(-1, false);
    }
    double wanted = call.real(0);
    int found = 0;
    for (int i = 1; i < call.count(); i++) {
      if (!call.isNull(i) && call.real(i) > wanted) {
        break;
      }
      found = i;
    }
    return new Value.Int(found, false);
  }
}
