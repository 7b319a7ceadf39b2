package io.edgesql.dialect.bind;

import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.util.List;
import java.util.Set;

/** Items of ORDER BY that order nothing: MySQL takes them out, and never computes them. */
final class ConstantOrder {
  private static final Set<String> NOW =
      Set.of(
          "NOW",
          "CURRENT_TIMESTAMP",
          "LOCALTIME",
          "LOCALTIMESTAMP",
          "CURDATE",
          "CURRENT_DATE",
          "CURTIME",
          "CURRENT_TIME",
          "UTC_DATE",
          "UTC_TIME",
          "UTC_TIMESTAMP");

  private ConstantOrder() {}

  /**
   * Whether an item is made of literals alone. A date compared with a text is not: whether the text
   * is a date, MySQL looks at before.
   */
  static boolean isIdle(Typed e) {
    return isConstant(e) && Determinism.isRepeatable(e);
  }

  private static boolean isConstant(Typed e) {
    if (e instanceof Typed.Call call) {
      List<Typed> arguments = call.arguments();
      if (isNullTest(call) && Nullability.of(arguments.get(0)) && !isOfNow(call)) {
        // Whether it is NULL, MySQL finds out before, but not of what the clock tells.
        return false;
      }
      return arguments.stream().allMatch(ConstantOrder::isConstant)
          && (!isTruth(call) || arguments.stream().noneMatch(ConstantOrder::isDate));
    }
    if (e instanceof Typed.Interval interval) {
      return interval.amount() == null || isConstant(interval.amount());
    }
    return e instanceof Typed.Constant || e instanceof Typed.Lifted;
  }

  private static boolean isOfNow(Typed e) {
    return e instanceof Typed.Call call
        && (NOW.contains(call.name())
            || call.arguments().stream().anyMatch(ConstantOrder::isOfNow));
  }

  private static boolean isNullTest(Typed.Call call) {
    return switch (call.name()) {
      case "IS_NULL", "IS_NOT_NULL", "ISNULL" -> true;
      default -> false;
    };
  }

  private static boolean isTruth(Typed.Call call) {
    return call.type().equals(SqlType.BOOLEAN);
  }

  private static boolean isDate(Typed e) {
    return e.type().name().isTemporal() && !e.type().is(TypeName.TIME);
  }
}
