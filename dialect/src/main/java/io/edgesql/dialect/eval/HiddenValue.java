package io.edgesql.dialect.eval;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import java.util.Set;

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
    return e instanceof Typed.Call call
        && (MOVED_TEXTS.contains(call.name()) || call.name().equals("STR_TO_DATE"));
  }

  /** The expression's hidden value, or its value where it hides none. */
  static Value of(Typed e, Value value, Environment environment) {
    if (!(value instanceof Value.Text) || !(e instanceof Typed.Call call)) {
      return value;
    }
    if (call.name().equals("DAYNAME")) {
      return Evaluator.evaluate(
          new Typed.Call("WEEKDAY", call.arguments(), SqlType.BIGINT), environment);
    }
    if (MOVED_TEXTS.contains(call.name())) {
      SqlType temporal = SqlType.temporal(TypeName.TIMESTAMP, 6);
      return Evaluator.evaluate(
          new Typed.Call(call.name(), call.arguments(), temporal), environment);
    }
    return value;
  }
}
