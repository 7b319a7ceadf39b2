package io.edgesql.dialect.eval;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import java.math.BigInteger;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What numbers and dates are made from where it is not the text that the call shows: the number of
 * a weekday's name, and the date or time that was computed from a text.
 */
final class HiddenValue {
  private static final Set<String> MOVED_TEXTS =
      Set.of("ADDTIME", "SUBTIME", "DATE_ADD", "DATE_SUB", "ADDDATE", "SUBDATE", "TIMESTAMPADD");

  private HiddenValue() {}

  /** Whether the date is what another was moved to: it may be the zero date, and keeps its day. */
  static boolean isMoved(Typed e) {
    return e instanceof Typed.Parameter
        || (e instanceof Typed.Call call
            && (MOVED_TEXTS.contains(call.name()) || call.name().equals("STR_TO_DATE")));
  }

  /** What dates and times are made from: a weekday's name is a text to them. */
  static Value ofMoment(Typed e, Value value, Environment environment) {
    if (Comparer.isTemporal(value) || (e instanceof Typed.Call call && isText(call))) {
      return value;
    }
    if (value instanceof Value.Real && e instanceof Typed.Call cast && cast.name().equals("CAST")) {
      // The date or time that became a number is asked itself.
      Typed from = cast.arguments().get(0);
      Value origin = Evaluator.value(from, environment);
      return Comparer.isTemporal(origin) ? origin : value;
    }
    Value hidden = of(e, value, environment);
    // The number of a member is none of a date.
    return value instanceof Value.Text && hidden instanceof Value.Int ? value : hidden;
  }

  /** Whether a date is made from the text that a call shows. */
  private static boolean isText(Typed.Call call) {
    return call.name().equals("DAYNAME") || call.name().equals("ELT") || extreme(call) != 0;
  }

  /**
   * What integers are made from: of a date or time that was moved its number, which is rounded as
   * one and not carried on to the next minute.
   */
  static Value ofNumber(Typed e, Value value, Environment environment) {
    boolean isMovedFraction =
        Comparer.isTemporal(value)
            && e.type().scale() > 0
            && e instanceof Typed.Call call
            && MOVED_TEXTS.contains(call.name());
    return isMovedFraction
        ? new Value.Decimal(Coercion.exact(value, e.type(), environment))
        : of(e, value, environment);
  }

  /** The expression's hidden value, or its value where it hides none. */
  static Value of(Typed e, Value value, Environment environment) {
    if (e instanceof Typed.Call call && extreme(call) != 0) {
      Value date = ofExtreme(call, environment);
      return date == null || value.isNull() ? value : date;
    }
    if (value instanceof Value.Bytes && e instanceof Typed.Call call && isConditional(call)) {
      return ofBytes(call, value, environment);
    }
    if (!(value instanceof Value.Text) || !(e instanceof Typed.Call call)) {
      return value;
    }
    if (call.name().equals("DAYNAME")) {
      return Evaluator.value(
          new Typed.Call("WEEKDAY", call.arguments(), SqlType.BIGINT), environment);
    }
    if (isConditional(call)) {
      return ofBranch(call, value, environment);
    }
    if (MOVED_TEXTS.contains(call.name())) {
      SqlType temporal = SqlType.temporal(TypeName.TIMESTAMP, 6);
      return Evaluator.value(new Typed.Call(call.name(), call.arguments(), temporal), environment);
    }
    return value;
  }

  /** What is not NULL of GREATEST and LEAST of dates and other things; null for anything else. */
  static @Nullable Value ofExtreme(Typed e, Environment environment) {
    if (!(e instanceof Typed.Call call) || extreme(call) == 0) {
      return null;
    }
    Invocation asked = new Invocation(call, environment);
    return DateExtreme.isOfDates(asked) ? DateExtreme.date(asked, extreme(call)) : null;
  }

  /** 1 for GREATEST, -1 for LEAST, 0 for others. */
  private static int extreme(Typed.Call call) {
    return call.name().equals("GREATEST") ? 1 : call.name().equals("LEAST") ? -1 : 0;
  }

  /**
   * IF, CASE, NULLIF and ELT ask their branch for the number or date; the text is for who shows it.
   */
  private static boolean isConditional(Typed.Call call) {
    return switch (call.name()) {
      case "IF", "CASE", "NULLIF", "ELT" -> true;
      default -> false;
    };
  }

  /** A literal such as x'41' stays a number where its branch is taken. */
  private static Value ofBytes(Typed.Call call, Value shown, Environment environment) {
    Typed branch = branch(call, environment);
    if (branch != null && branch.type().is(TypeName.BIT)) {
      return Coercion.integer(Evaluator.value(branch, environment), branch.type(), environment);
    }
    boolean isHexLiteral =
        branch != null
            && (branch instanceof Typed.Constant || branch instanceof Typed.Lifted)
            && branch.type().is(TypeName.VARBINARY)
            && branch.type().unsigned();
    return isHexLiteral && shown instanceof Value.Bytes raw && raw.bytes().length <= 8
        ? new Value.Int(new BigInteger(1, raw.bytes()).longValue(), true)
        : shown;
  }

  private static Value ofBranch(Typed.Call call, Value shown, Environment environment) {
    Typed branch = branch(call, environment);
    if (branch == null) {
      return shown;
    }
    Value value = Evaluator.value(branch, environment);
    SqlType type = branch.type();
    boolean isText =
        call.name().equals("ELT")
            && (value instanceof Value.Decimal || value instanceof Value.Json);
    if (value.isNull() || isText) {
      return shown;
    }
    if (type.is(TypeName.ENUM) || type.is(TypeName.SET)) {
      return Coercion.integer(value, type, environment);
    }
    return of(branch, value, environment);
  }

  private static @Nullable Typed branch(Typed.Call call, Environment environment) {
    List<Typed> arguments = call.arguments();
    if (call.name().equals("NULLIF")) {
      return arguments.get(0);
    }
    if (call.name().equals("ELT")) {
      long chosen = new Invocation(call, environment).whole(0);
      return chosen < 1 || chosen >= arguments.size() ? null : arguments.get((int) chosen);
    }
    for (int i = 0; i + 1 < arguments.size(); i += 2) {
      if (ControlFunctions.isTrue(new Invocation(call, environment), i)) {
        return arguments.get(i + 1);
      }
    }
    return arguments.size() % 2 == 1 ? arguments.get(arguments.size() - 1) : null;
  }
}
