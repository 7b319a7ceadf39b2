package io.edgesql.dialect.eval;

import io.edgesql.dialect.bind.Comparison;
import io.edgesql.dialect.bind.Typed;
import java.util.List;

/**
 * Dates compared with literals that are none, also where nobody comes to compute them: {@code
 * IF(TRUE, 1, d = 'x')} is 1525, since MySQL reads such a literal before it computes anything.
 */
final class UnreadComparisons {
  private UnreadComparisons() {}

  /**
   * Looks at an expression and all below it.
   *
   * @throws io.edgesql.dialect.SqlException 1525
   */
  static void check(Typed e, Environment environment) {
    if (!(e instanceof Typed.Call call)) {
      return;
    }
    List<Typed> arguments = call.arguments();
    boolean isSimple = isSimpleCase(call);
    for (int i = 0; i < arguments.size(); i++) {
      boolean isCompared = isSimple && i % 2 == 0 && i + 1 < arguments.size();
      if (!isCompared) {
        check(arguments.get(i), environment);
      }
    }
    if (LogicalOperators.COMPARISONS.contains(call.name()) && arguments.size() == 2) {
      Typed left = arguments.get(0);
      Typed right = arguments.get(1);
      if (areDateAndText(left, right) || areDateAndText(right, left)) {
        DateOperands.check(new Invocation(call, environment), 0, 1);
      }
    }
  }

  private static boolean areDateAndText(Typed date, Typed text) {
    return OperandDomain.isDate(date.type())
        && Comparison.isString(text.type())
        && isOfLiterals(text);
  }

  private static boolean isOfLiterals(Typed e) {
    return e instanceof Typed.Call call
        ? call.arguments().stream().allMatch(UnreadComparisons::isOfLiterals)
        : e instanceof Typed.Constant || e instanceof Typed.Lifted;
  }

  /** CASE x WHEN y …, which compares x with each y: there MySQL reads no literal before. */
  private static boolean isSimpleCase(Typed.Call call) {
    if (!call.name().equals("CASE") || call.arguments().size() < 2) {
      return false;
    }
    Typed operand = null;
    for (int i = 0; i + 1 < call.arguments().size(); i += 2) {
      boolean isEqual =
          call.arguments().get(i) instanceof Typed.Call condition
              && condition.name().equals("EQUAL")
              && (operand == null || operand.equals(condition.arguments().get(0)));
      if (!isEqual) {
        return false;
      }
      operand = ((Typed.Call) call.arguments().get(i)).arguments().get(0);
    }
    return true;
  }
}
