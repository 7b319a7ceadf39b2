package io.edgesql.dialect.bind;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.Expr.BinaryOperator;
import io.edgesql.dialect.tree.Query;
import io.edgesql.dialect.types.SqlType;
import java.util.List;

/** Binds subqueries inside expressions. */
final class SubqueryBinder {
  private final Binder binder;
  private final ExpressionBinder expressions;

  SubqueryBinder(Binder binder, ExpressionBinder expressions) {
    this.binder = binder;
    this.expressions = expressions;
  }

  Typed bind(Expr e, Scope scope) {
    if (e instanceof Expr.Subquery subquery) {
      BoundQuery query = query(subquery.query(), scope);
      return new Typed.Subquery(query, query.outputs().get(0).type());
    }
    if (e instanceof Expr.Exists exists) {
      return new Typed.Exists(query(exists.query(), scope), SqlType.BOOLEAN);
    }
    if (e instanceof Expr.InQuery in) {
      refuseLimit(in.query());
      Typed result = in(expressions.bind(in.value(), scope), query(in.query(), scope), "IN");
      return in.negated() ? new Typed.Call("NOT", List.of(result), SqlType.BOOLEAN) : result;
    }
    if (e instanceof Expr.Quantified quantified) {
      return quantified(quantified, scope);
    }
    throw SqlException.of(
        ErrorCode.ER_NOT_SUPPORTED_YET, e.getClass().getSimpleName() + " in this place");
  }

  private BoundQuery query(Query query, Scope scope) {
    return binder.queries().bind(query, scope, scope.surroundings(), false);
  }

  private Typed in(Typed left, BoundQuery query, String operation) {
    Typed typed = checked(left, query, operation);
    return new Typed.InQuery(typed, query, SqlType.BOOLEAN);
  }

  private static void refuseLimit(Query query) {
    if (query.limit() != null) {
      throw SqlException.of(ErrorCode.ER_NOT_SUPPORTED_YET, "LIMIT & IN/ALL/ANY/SOME subquery");
    }
    if (query.body() instanceof Query.SetOperation operation) {
      refuseLimit(operation.left());
      refuseLimit(operation.right());
    }
  }

  /** {@code = ANY} is IN and {@code <> ALL} is NOT IN; the others stay. */
  private Typed quantified(Expr.Quantified e, Scope scope) {
    refuseLimit(e.query());
    Typed left = expressions.bind(e.left(), scope);
    BoundQuery query = query(e.query(), scope);
    if (e.operator() == BinaryOperator.EQUAL && !e.all()) {
      return in(left, query, "=");
    }
    if (e.operator() == BinaryOperator.NOT_EQUAL && e.all()) {
      return new Typed.Call("NOT", List.of(in(left, query, "<>")), SqlType.BOOLEAN);
    }
    Typed typed = checked(left, query, "=");
    return new Typed.Quantified(e.operator(), typed, e.all(), query, SqlType.BOOLEAN);
  }

  /** Checks the number of columns and the collations; a parameter is a string. */
  private Typed checked(Typed left, BoundQuery query, String operation) {
    int degree = ExpressionBinder.degree(left);
    if (query.outputs().size() != degree) {
      throw SqlException.of(ErrorCode.ER_OPERAND_COLUMNS, degree);
    }
    if (degree > 1) {
      return binder.parameters().closed(left);
    }
    BoundQuery.Output output = query.outputs().get(0);
    Typed typed = binder.parameters().closed(left);
    Comparison.of(
        typed,
        new Typed.ColumnReference(-1, 0, output.name(), output.type(), output.nullable()),
        operation);
    return typed;
  }
}
