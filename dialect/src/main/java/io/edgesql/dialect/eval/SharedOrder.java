package io.edgesql.dialect.eval;

import io.edgesql.dialect.bind.Comparison;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.eval.json.JsonComparison;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.TypeName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The order of operands of BETWEEN and IN, where the other operands count, too. */
final class SharedOrder {
  private SharedOrder() {}

  /** In BETWEEN all are compared as one kind; documents are strings. */
  static @Nullable Integer of(Invocation call, int left, int right) {
    if (OperandDomain.areDates(call)) {
      return asDates(call, left, right);
    }
    return switch (OperandDomain.of(call, 0)) {
      case REAL -> Comparer.compareReal(call.real(left), call.real(right));
      case INTEGER -> Comparer.compareInt(call.integer(left), call.integer(right));
      case DECIMAL -> call.decimal(left).compareTo(call.decimal(right));
      case STRING ->
          OperandDomain.has(call, TypeName.JSON)
              ? (Integer)
                  Comparer.compareText(call.text(left), call.text(right), Collation.UTF8MB4_BIN)
              : ofStrings(call, left, right);
    };
  }

  private static @Nullable Integer ofStrings(Invocation call, int left, int right) {
    List<Typed> all = call.call().arguments();
    boolean isBesideLiterals =
        DateOperands.isConstant(call.argument(1)) && DateOperands.isConstant(call.argument(2));
    if (isBesideLiterals
        && call.type(0).is(TypeName.TIME)
        && call.argument(0) instanceof Typed.ShardValue) {
      // A text that is no time is midnight.
      return Long.compare(time(call, left), time(call, right));
    }
    if (!all.stream().allMatch(e -> Comparison.isString(e.type()))) {
      return LogicalOperators.order(call, left, right);
    }
    return Comparer.compareStrings(
        call.value(left),
        call.type(left),
        call.value(right),
        call.type(right),
        Comparison.collation(all, "between"));
  }

  private static long time(Invocation call, int index) {
    Long micros = call.time(index);
    return micros == null ? 0 : micros;
  }

  /** The order of the first operand of IN and another one: documents and dates bring all along. */
  static @Nullable Integer inList(Invocation call, int index) {
    if (OperandDomain.has(call, TypeName.JSON)) {
      return JsonComparison.compare(
          JsonFunctions.toJson(call.value(0), call.type(0)),
          JsonFunctions.toJson(call.value(index), call.type(index)));
    }
    if (OperandDomain.areDates(call)) {
      return asDates(call, 0, index);
    }
    return LogicalOperators.order(call, 0, index);
  }

  private static int asDates(Invocation call, int left, int right) {
    return Comparer.compareDates(
        call.hidden(left),
        call.type(left),
        call.hidden(right),
        call.type(right),
        call.environment());
  }
}
