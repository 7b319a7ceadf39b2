package io.edgesql.dialect.bind;

import io.edgesql.dialect.lex.Literals;
import io.edgesql.dialect.types.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether two bound expressions are the same, their literals' values counting. */
final class SameExpression {
  private SameExpression() {}

  /** If they are, the literals become part of the plan's shape: with others they may differ. */
  static boolean test(Typed a, Typed b, Literals literals) {
    List<Integer> compared = new ArrayList<>();
    if (!same(a, b, literals, compared)) {
      return false;
    }
    compared.forEach(literals::pin);
    return true;
  }

  private static boolean same(Typed a, Typed b, Literals literals, List<Integer> compared) {
    if (a.equals(b)) {
      return true;
    }
    Value left = literal(a, literals, compared);
    Value right = literal(b, literals, compared);
    if (left != null || right != null) {
      return left != null && left.equals(right);
    }
    if (a instanceof Typed.ColumnReference first && b instanceof Typed.ColumnReference second) {
      return first.source() == second.source() && first.column() == second.column();
    }
    if (a instanceof Typed.Call first && b instanceof Typed.Call second) {
      return first.name().equals(second.name())
          && all(first.arguments(), second.arguments(), literals, compared);
    }
    if (a instanceof Typed.Interval first && b instanceof Typed.Interval second) {
      return first.unit().equals(second.unit())
          && all(Aggregation.children(a), Aggregation.children(b), literals, compared);
    }
    return false;
  }

  private static boolean all(
      List<Typed> a, List<Typed> b, Literals literals, List<Integer> compared) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (!same(a.get(i), b.get(i), literals, compared)) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable Value literal(Typed e, Literals literals, List<Integer> compared) {
    if (e instanceof Typed.Lifted lifted) {
      compared.add(lifted.ordinal());
      return literals.tokens().get(lifted.ordinal()).value();
    }
    return e instanceof Typed.Constant constant ? constant.value() : null;
  }
}
