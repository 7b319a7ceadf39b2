package io.edgesql.dialect.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.plan.Session.SqlMode;
import io.edgesql.dialect.tree.Expr;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random integer expressions with MySQL 8.0.31's values: a tree of a wrong shape has another value.
 * E1064 says that MySQL refuses the text.
 */
final class PrecedenceTest {
  @Test
  void treesHaveTheValuesThatMySqlComputes() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (String line : lines()) {
      int tab = line.indexOf('\t');
      String expression = line.substring(0, tab);
      String expected = line.substring(tab + 1);
      String actual = value(expression);
      if (!actual.equals(expected)) {
        wrong.add(expression + " -> " + actual + ", MySQL says " + expected);
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void fullParenthesesChangeNothing() throws IOException {
    for (String line : lines()) {
      String expression = line.substring(0, line.indexOf('\t'));
      if (line.endsWith("\tE1064")) {
        continue;
      }
      Expr tree = Parser.parseExpression(expression, SqlMode.DEFAULT);
      Expr again = Parser.parseExpression(parenthesised(tree), SqlMode.DEFAULT);
      assertThat(TreePrinter.print(again)).as(expression).isEqualTo(TreePrinter.print(tree));
    }
  }

  private static List<String> lines() throws IOException {
    try (InputStream in = PrecedenceTest.class.getResourceAsStream("/parse/precedence.tsv")) {
      byte[] bytes = Objects.requireNonNull(in).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    }
  }

  private static String value(String expression) {
    try {
      Result value = evaluate(Parser.parseExpression(expression, SqlMode.DEFAULT));
      return value == null ? "NULL" : value.number().toString();
    } catch (SqlException refused) {
      return "E" + refused.code();
    }
  }

  private record Result(BigInteger number, boolean unsigned) {}

  private static final BigInteger TWO_64 = BigInteger.ONE.shiftLeft(64);

  private static Result truth(boolean value) {
    return new Result(value ? BigInteger.ONE : BigInteger.ZERO, false);
  }

  private static Result bits(BigInteger value) {
    return new Result(value.mod(TWO_64), true);
  }

  private static boolean isTrue(Result value) {
    return value.number().signum() != 0;
  }

  private static @Nullable Result evaluate(Expr expr) {
    if (expr instanceof Expr.Literal literal) {
      return literal.value() instanceof io.edgesql.dialect.types.Value.Int number
          ? new Result(BigInteger.valueOf(number.bits()), false)
          : null;
    }
    if (expr instanceof Expr.Logical logical) {
      return logical(logical);
    }
    if (expr instanceof Expr.Is is) {
      Result value = evaluate(is.operand());
      boolean holds =
          switch (is.truth()) {
            case NULL, UNKNOWN -> value == null;
            case TRUE -> value != null && isTrue(value);
            case FALSE -> value != null && !isTrue(value);
          };
      return truth(holds != is.negated());
    }
    if (expr instanceof Expr.Unary unary) {
      return unary(unary);
    }
    if (expr instanceof Expr.Binary binary) {
      return binary(binary.operator(), evaluate(binary.left()), evaluate(binary.right()));
    }
    if (expr instanceof Expr.Like like) {
      Result value =
          binary(Expr.BinaryOperator.EQUAL, evaluate(like.value()), evaluate(like.pattern()));
      return value == null ? null : truth(isTrue(value) != like.negated());
    }
    if (expr instanceof Expr.In in) {
      return in(in);
    }
    if (expr instanceof Expr.Between between) {
      Result value = evaluate(between.value());
      Result low = binary(Expr.BinaryOperator.GREATER_OR_EQUAL, value, evaluate(between.low()));
      Result high = binary(Expr.BinaryOperator.LESS_OR_EQUAL, value, evaluate(between.high()));
      boolean isFalse = (low != null && !isTrue(low)) || (high != null && !isTrue(high));
      if (!isFalse && (low == null || high == null)) {
        return null;
      }
      return truth(isFalse == between.negated());
    }
    throw new IllegalArgumentException(String.valueOf(expr));
  }

  private static @Nullable Result logical(Expr.Logical logical) {
    boolean unknown = false;
    for (Expr operand : logical.operands()) {
      Result value = evaluate(operand);
      if (value != null && isTrue(value) != logical.isAnd()) {
        return truth(!logical.isAnd());
      }
      unknown |= value == null;
    }
    return unknown ? null : truth(logical.isAnd());
  }

  private static @Nullable Result in(Expr.In in) {
    Result value = evaluate(in.value());
    boolean unknown = value == null;
    for (Expr item : in.list()) {
      Result equal = binary(Expr.BinaryOperator.EQUAL, value, evaluate(item));
      if (equal != null && isTrue(equal)) {
        return truth(!in.negated());
      }
      unknown |= equal == null;
    }
    return unknown ? null : truth(in.negated());
  }

  private static @Nullable Result unary(Expr.Unary unary) {
    Result operand = evaluate(unary.operand());
    if (operand == null) {
      return null;
    }
    return switch (unary.operator()) {
      case MINUS -> new Result(operand.number().negate(), false);
      case BIT_NOT -> bits(operand.number().not());
      case NOT -> truth(!isTrue(operand));
    };
  }

  private static @Nullable Result binary(
      Expr.BinaryOperator operator, @Nullable Result left, @Nullable Result right) {
    if (operator == Expr.BinaryOperator.NULL_SAFE_EQUAL && (left == null || right == null)) {
      return truth(left == null && right == null);
    }
    if (left == null || right == null) {
      return null;
    }
    BigInteger a = left.number();
    BigInteger b = right.number();
    boolean unsigned = left.unsigned() || right.unsigned();
    return switch (operator) {
      case ADD -> new Result(a.add(b), unsigned);
      case SUBTRACT -> new Result(a.subtract(b), unsigned);
      case MULTIPLY -> new Result(a.multiply(b), unsigned);
      case INTEGER_DIVIDE -> b.signum() == 0 ? null : new Result(a.divide(b), unsigned);
      case MODULO -> b.signum() == 0 ? null : new Result(a.remainder(b), left.unsigned());
      case BIT_OR -> bits(a.mod(TWO_64).or(b.mod(TWO_64)));
      case BIT_AND -> bits(a.mod(TWO_64).and(b.mod(TWO_64)));
      case BIT_XOR -> bits(a.mod(TWO_64).xor(b.mod(TWO_64)));
      case SHIFT_LEFT -> bits(shift(a, b, true));
      case SHIFT_RIGHT -> bits(shift(a, b, false));
      case EQUAL, NULL_SAFE_EQUAL -> truth(a.equals(b));
      case NOT_EQUAL -> truth(!a.equals(b));
      case LESS -> truth(a.compareTo(b) < 0);
      case LESS_OR_EQUAL -> truth(a.compareTo(b) <= 0);
      case GREATER -> truth(a.compareTo(b) > 0);
      case GREATER_OR_EQUAL -> truth(a.compareTo(b) >= 0);
      case XOR -> truth((a.signum() != 0) != (b.signum() != 0));
      case DIVIDE -> throw new IllegalArgumentException("not an integer operator");
    };
  }

  private static BigInteger shift(BigInteger value, BigInteger distance, boolean left) {
    BigInteger bits = distance.mod(TWO_64);
    if (bits.bitLength() > 6) {
      return BigInteger.ZERO;
    }
    BigInteger from = value.mod(TWO_64);
    return left ? from.shiftLeft(bits.intValue()) : from.shiftRight(bits.intValue());
  }

  /** The tree as text with parentheses around every operand. */
  private static String parenthesised(Expr expr) {
    if (expr instanceof Expr.Literal literal) {
      return TreePrinter.print(literal);
    }
    if (expr instanceof Expr.Logical logical) {
      List<String> operands = logical.operands().stream().map(PrecedenceTest::wrapped).toList();
      return String.join(logical.isAnd() ? " AND " : " OR ", operands);
    }
    if (expr instanceof Expr.Is is) {
      return wrapped(is.operand()) + " IS " + (is.negated() ? "NOT " : "") + is.truth();
    }
    if (expr instanceof Expr.Unary unary) {
      return symbol(unary.operator().name()) + wrapped(unary.operand());
    }
    if (expr instanceof Expr.Binary binary) {
      String symbol = symbol(binary.operator().name());
      return wrapped(binary.left()) + symbol + wrapped(binary.right());
    }
    if (expr instanceof Expr.Like like) {
      return wrapped(like.value()) + not(like.negated()) + " LIKE " + wrapped(like.pattern());
    }
    if (expr instanceof Expr.In in) {
      List<String> items = in.list().stream().map(PrecedenceTest::wrapped).toList();
      return wrapped(in.value()) + not(in.negated()) + " IN (" + String.join(",", items) + ")";
    }
    Expr.Between between = (Expr.Between) expr;
    return wrapped(between.value())
        + not(between.negated())
        + " BETWEEN "
        + wrapped(between.low())
        + " AND "
        + wrapped(between.high());
  }

  private static String wrapped(Expr expr) {
    return "(" + parenthesised(expr) + ")";
  }

  private static String not(boolean negated) {
    return negated ? " NOT" : "";
  }

  private static String symbol(String operator) {
    return switch (operator) {
      case "MINUS", "SUBTRACT" -> "-";
      case "PLUS", "ADD" -> "+";
      case "BIT_NOT" -> "~";
      case "NOT" -> "NOT ";
      case "MULTIPLY" -> "*";
      case "INTEGER_DIVIDE" -> " DIV ";
      case "MODULO" -> "%";
      case "BIT_OR" -> "|";
      case "BIT_AND" -> "&";
      case "BIT_XOR" -> "^";
      case "SHIFT_LEFT" -> "<<";
      case "SHIFT_RIGHT" -> ">>";
      case "EQUAL" -> "=";
      case "NULL_SAFE_EQUAL" -> "<=>";
      case "NOT_EQUAL" -> "<>";
      case "LESS" -> "<";
      case "LESS_OR_EQUAL" -> "<=";
      case "GREATER" -> ">";
      case "GREATER_OR_EQUAL" -> ">=";
      case "XOR" -> " XOR ";
      default -> throw new IllegalArgumentException(operator);
    };
  }
}
