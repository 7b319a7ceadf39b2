package io.edgesql.dialect.bind;

import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.types.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Binds CASE. */
final class CaseBinder {
  private final Binder binder;
  private final Parameters parameters;
  private final ExpressionBinder expressions;

  CaseBinder(Binder binder, ExpressionBinder expressions) {
    this.binder = binder;
    this.parameters = binder.parameters();
    this.expressions = expressions;
  }

  Typed bind(Expr.Case search, Scope scope) {
    List<Typed> conditions = new ArrayList<>();
    List<Typed> results = new ArrayList<>();
    if (search.operand() != null) {
      conditions.add(expressions.bindOperand(search.operand(), scope));
    }
    for (Expr.When when : search.whens()) {
      conditions.add(expressions.bindOperand(when.condition(), scope));
      results.add(expressions.bindOperand(when.result(), scope));
    }
    if (search.otherwise() != null) {
      results.add(expressions.bindOperand(search.otherwise(), scope));
    }
    results = parameters.likeEachOther(results, null);
    if (search.operand() == null) {
      return searched(null, parameters.as(conditions, SqlType.BIGINT), results);
    }
    List<Typed> operands =
        parameters.likeEachOther(conditions, ParameterPlaces.string(binder.connection()));
    Typed operand = operands.get(0);
    List<Typed> compared = operands.subList(1, operands.size());
    compared.forEach(other -> ExpressionBinder.checkComparable(operand, other, "case"));
    if (!Determinism.isRepeatable(operand)) {
      return searched(operand, compared, results);
    }
    List<Typed> equal = new ArrayList<>();
    for (Typed other : compared) {
      equal.add(new Typed.Call("EQUAL", List.of(operand, other), SqlType.BOOLEAN));
    }
    return searched(null, equal, results);
  }

  /**
   * A CASE.
   *
   * @param operand what the conditions are compared with by CASE itself; null: nothing
   */
  private Typed searched(@Nullable Typed operand, List<Typed> conditions, List<Typed> results) {
    List<Typed> parts = new ArrayList<>();
    for (int i = 0; i < conditions.size(); i++) {
      parts.add(conditions.get(i));
      parts.add(results.get(i));
    }
    parts.addAll(results.subList(conditions.size(), results.size()));
    if (operand == null && Parameters.areOpen(results)) {
      return Parameters.open("CASE", parts);
    }
    results = parameters.closedAll(results);
    SqlType type = TypeMerge.of(results, binder.connection(), "case");
    if (operand == null) {
      return new Typed.Call("CASE", List.copyOf(parts), type);
    }
    parts.add(0, operand);
    return new Typed.Call("CASE_OF", parameters.closedAll(parts), type);
  }
}
