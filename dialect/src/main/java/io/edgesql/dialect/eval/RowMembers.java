package io.edgesql.dialect.eval;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of IN with several rows: an element on the left says as what it is compared, whatever
 * stands on the right, where {@code =} looks at both.
 */
final class RowMembers {
  private RowMembers() {}

  /** 0 where the rows are equal, null where that is unknown. */
  static @Nullable Integer order(Typed left, Typed right, Environment environment) {
    List<Typed> wanted = ((Typed.Call) left).arguments();
    List<Typed> found = ((Typed.Call) right).arguments();
    wanted.stream()
        .filter(e -> !LogicalOperators.isRow(e))
        .forEach(e -> Evaluator.value(e, environment));
    boolean isUnknown = false;
    for (int i = 0; i < wanted.size(); i++) {
      Integer order = element(wanted.get(i), found.get(i), environment);
      if (order == null) {
        isUnknown = true;
      } else if (order != 0) {
        return order;
      }
    }
    return isUnknown ? null : (Integer) 0;
  }

  private static @Nullable Integer element(Typed left, Typed right, Environment environment) {
    if (LogicalOperators.isRow(left)) {
      return order(left, right, environment);
    }
    Invocation pair =
        new Invocation(new Typed.Call("EQUAL", List.of(left, right), SqlType.BOOLEAN), environment);
    SqlType type = left.type();
    boolean isDocument = type.is(TypeName.JSON) || right.type().is(TypeName.JSON);
    if (pair.isNull(0) || pair.isNull(1)) {
      return null;
    }
    if (type.name().isTemporal() || isDocument || type.is(TypeName.NULL)) {
      return LogicalOperators.order(left, right, environment);
    }
    if (type.is(TypeName.DECIMAL)) {
      return pair.decimal(0).compareTo(pair.decimal(1));
    }
    if (type.name().isApproximate()) {
      return Comparer.compareReal(pair.real(0), pair.real(1));
    }
    if (type.name().isNumeric() || type.is(TypeName.BIT)) {
      return Comparer.compareInt(pair.integer(0), pair.integer(1));
    }
    return ofTexts(pair);
  }

  private static @Nullable Integer ofTexts(Invocation pair) {
    if (Comparer.isString(pair.value(0)) && Comparer.isString(pair.value(1))) {
      return LogicalOperators.order(pair, 0, 1);
    }
    return Comparer.compareText(pair.text(0), pair.text(1), pair.type(0).collation());
  }
}
