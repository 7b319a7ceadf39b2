package io.edgesql.dialect.ddl;

import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.Expr.BinaryOperator;
import io.edgesql.dialect.tree.Expr.Unary;
import io.edgesql.dialect.tree.Expr.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** NOT pushed into the condition that it negates, where MySQL does so. */
final class Negations {
  private Negations() {}

  /** The opposite of a condition, or null where NOT stays in front of it. */
  static @Nullable Expr of(Expr condition) {
    if (condition instanceof Expr.Binary binary) {
      BinaryOperator opposite = opposite(binary.operator());
      return opposite == null ? null : new Expr.Binary(opposite, binary.left(), binary.right());
    }
    if (condition instanceof Expr.Logical logical) {
      return new Expr.Logical(
          !logical.isAnd(),
          logical.operands().stream()
              .map(operand -> (Expr) new Unary(UnaryOperator.NOT, operand))
              .toList());
    }
    if (condition instanceof Expr.Is is) {
      return new Expr.Is(is.operand(), is.truth(), !is.negated());
    }
    if (condition instanceof Expr.Between between) {
      return new Expr.Between(between.value(), between.low(), between.high(), !between.negated());
    }
    if (condition instanceof Expr.In in) {
      return new Expr.In(in.value(), in.list(), !in.negated());
    }
    return condition instanceof Unary not && not.operator() == UnaryOperator.NOT
        ? not.operand()
        : null;
  }

  private static @Nullable BinaryOperator opposite(BinaryOperator operator) {
    return switch (operator) {
      case EQUAL -> BinaryOperator.NOT_EQUAL;
      case NOT_EQUAL -> BinaryOperator.EQUAL;
      case LESS -> BinaryOperator.GREATER_OR_EQUAL;
      case LESS_OR_EQUAL -> BinaryOperator.GREATER;
      case GREATER -> BinaryOperator.LESS_OR_EQUAL;
      case GREATER_OR_EQUAL -> BinaryOperator.LESS;
      default -> null;
    };
  }
}
