package io.edgesql.dialect.eval;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.types.Value;

/** Evaluates bound expressions that use no columns, as MySQL does. */
public final class Evaluator {
  private Evaluator() {}

  /**
   * The expression's value.
   *
   * @throws SqlException what MySQL gives, or 1235 for what {@link #canEvaluate} denies
   */
  public static Value evaluate(Typed expr, Environment environment) {
    UnreadComparisons.check(expr, environment);
    return value(expr, environment);
  }

  /** The same of an operand of what {@link #evaluate} was asked for. */
  static Value value(Typed expr, Environment environment) {
    if (expr instanceof Typed.Constant constant) {
      return constant.value();
    }
    if (expr instanceof Typed.Lifted lifted) {
      return environment.literal(lifted.ordinal());
    }
    if (expr instanceof Typed.Parameter parameter) {
      Value given = environment.parameter(parameter.index());
      return parameter.isRaw()
          ? given
          : ParameterReader.converted(given, parameter.type(), environment);
    }
    if (expr instanceof Typed.Local local) {
      return environment.parameter(local.slot());
    }
    if (expr instanceof Typed.ShardValue cell) {
      return environment.shardValue(cell.index());
    }
    if (expr instanceof Typed.Call call) {
      return call(call, environment);
    }
    if (expr instanceof Typed.UserVariable variable) {
      return environment.userVariable(variable.name());
    }
    if (expr instanceof Typed.SystemVariable variable) {
      return environment.systemVariable(variable.global(), variable.name());
    }
    if (expr instanceof Typed.AssignVariable assignment) {
      Value value = value(assignment.value(), environment);
      environment.setUserVariable(assignment.name(), value);
      return value;
    }
    throw SqlException.of(ErrorCode.ER_NOT_SUPPORTED_YET, "this expression without a table");
  }

  /**
   * Whether there are no columns, aggregates or subqueries in it, and only functions known here.
   */
  public static boolean canEvaluate(Typed expr) {
    if (expr instanceof Typed.AssignVariable assignment) {
      return canEvaluate(assignment.value());
    }
    if (expr instanceof Typed.Interval interval) {
      return interval.amount() == null || canEvaluate(interval.amount());
    }
    if (expr instanceof Typed.Call call) {
      boolean isKnown = Functions.find(call.name()) != null || LogicalOperators.isRow(call);
      if (!isKnown || StoredFunctions.mustWait(call)) {
        return false;
      }
      for (Typed argument : call.arguments()) {
        if (!canEvaluate(argument)) {
          return false;
        }
      }
      return true;
    }
    return expr instanceof Typed.Constant
        || expr instanceof Typed.Lifted
        || expr instanceof Typed.Parameter
        || expr instanceof Typed.Local
        || expr instanceof Typed.ShardValue
        || expr instanceof Typed.UserVariable
        || expr instanceof Typed.SystemVariable;
  }

  private static Value call(Typed.Call call, Environment environment) {
    Functions.Entry entry = Functions.find(call.name());
    if (entry == null) {
      throw SqlException.of(ErrorCode.ER_NOT_SUPPORTED_YET, call.name());
    }
    Invocation invocation = new Invocation(call, environment);
    NullOperands.readNumbers(invocation);
    if (entry.isEager()) {
      invocation.evaluateAll();
    }
    if (entry.nullIfAnyNull() && invocation.hasNull()) {
      NullOperands.read(invocation);
      return Value.Null.NULL;
    }
    return entry.function().apply(invocation);
  }
}
