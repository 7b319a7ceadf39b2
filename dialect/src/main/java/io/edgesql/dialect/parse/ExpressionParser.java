package io.edgesql.dialect.parse;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.lex.Token;
import io.edgesql.dialect.lex.Token.Kind;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.Expr.BinaryOperator;
import io.edgesql.dialect.tree.Expr.Truth;
import io.edgesql.dialect.tree.Expr.UnaryOperator;
import io.edgesql.dialect.tree.Query;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Operators with MySQL's precedence, from the loosest:
 *
 * <pre>{@code
 * OR ||                     expr
 * XOR
 * AND &&
 * NOT
 * IS TRUE …                 once, at the end
 * IS NULL = <=> < … ANY     bool_pri, to the left
 * IN LIKE REGEXP BETWEEN …  predicate, once
 * |   &   << >>   + -       bit_expr, to the left
 * * / DIV % MOD   ^
 * || under PIPES_AS_CONCAT  simple_expr
 * - + ~ ! BINARY            prefixes
 * COLLATE
 * }</pre>
 *
 * The names on the right are those of MySQL's grammar (sql_yacc.yy).
 */
final class ExpressionParser {
  private static final int LOWEST = 0;
  private static final int POWER = 6;

  private final Tokens tokens;
  private final Grammar grammar;
  private final PrimaryParser primaries;

  ExpressionParser(Tokens tokens, Grammar grammar) {
    this.tokens = tokens;
    this.grammar = grammar;
    this.primaries = new PrimaryParser(tokens, grammar);
  }

  Expr expression() {
    tokens.enter();
    List<Expr> operands = new ArrayList<>(1);
    do {
      addFlat(operands, exclusive(), false);
    } while (tokens.accept("OR")
        || (!tokens.mode().pipesAsConcat() && acceptOld("||", "|| as a synonym for OR", "OR")));
    tokens.leave();
    return joined(operands, false);
  }

  List<Expr> expressions() {
    List<Expr> list = new ArrayList<>();
    do {
      list.add(expression());
    } while (tokens.accept(","));
    return list;
  }

  private Expr exclusive() {
    Expr left = conjunction();
    for (int chain = 0; tokens.accept("XOR"); chain++) {
      bound(chain);
      left = new Expr.Binary(BinaryOperator.XOR, left, conjunction());
    }
    return left;
  }

  private Expr conjunction() {
    List<Expr> operands = new ArrayList<>(1);
    do {
      addFlat(operands, negation(), true);
    } while (tokens.accept("AND") || acceptOld("&&", "&&", "AND"));
    return joined(operands, true);
  }

  private boolean acceptOld(String symbol, String name, String successor) {
    if (!tokens.accept(symbol)) {
      return false;
    }
    tokens.deprecations().use(name, successor + " instead");
    return true;
  }

  private static void addFlat(List<Expr> operands, Expr operand, boolean isAnd) {
    if (operand instanceof Expr.Logical logical && logical.isAnd() == isAnd) {
      operands.addAll(logical.operands());
    } else {
      operands.add(operand);
    }
  }

  private static Expr joined(List<Expr> operands, boolean isAnd) {
    return operands.size() == 1 ? operands.get(0) : new Expr.Logical(isAnd, List.copyOf(operands));
  }

  private Expr negation() {
    if (tokens.at("NOT") && !tokens.mode().highNotPrecedence()) {
      tokens.take();
      tokens.enter();
      Expr operand = negation();
      tokens.leave();
      return new Expr.Unary(UnaryOperator.NOT, operand);
    }
    Expr left = comparison();
    if (!tokens.accept("IS")) {
      return left;
    }
    boolean negated = tokens.accept("NOT");
    Truth truth = Truth.valueOf(tokens.expectAny("TRUE", "FALSE", "UNKNOWN"));
    return new Expr.Is(left, truth, negated);
  }

  /** Comparisons and IS [NOT] NULL, to the left; other ISs are left to {@link #negation}. */
  private Expr comparison() {
    Expr left = predicate();
    for (int chain = 0; ; chain++) {
      bound(chain);
      BinaryOperator operator = comparisonOperator();
      if (operator != null) {
        tokens.take();
        left = compared(operator, left);
      } else if (tokens.at("IS", "NULL")) {
        tokens.accept("IS", "NULL");
        left = new Expr.Is(left, Truth.NULL, false);
      } else if (tokens.at("IS", "NOT") && tokens.peek(2).word().equals("NULL")) {
        tokens.accept("IS", "NOT");
        tokens.expect("NULL");
        left = new Expr.Is(left, Truth.NULL, true);
      } else {
        return left;
      }
    }
  }

  private @Nullable BinaryOperator comparisonOperator() {
    return switch (tokens.peek().word()) {
      case "=" -> BinaryOperator.EQUAL;
      case "<=>" -> BinaryOperator.NULL_SAFE_EQUAL;
      case "<>", "!=" -> BinaryOperator.NOT_EQUAL;
      case "<" -> BinaryOperator.LESS;
      case "<=" -> BinaryOperator.LESS_OR_EQUAL;
      case ">" -> BinaryOperator.GREATER;
      case ">=" -> BinaryOperator.GREATER_OR_EQUAL;
      default -> null;
    };
  }

  private Expr compared(BinaryOperator operator, Expr left) {
    if (tokens.atAny("ALL", "ANY", "SOME") && tokens.peek(1).word().equals("(")) {
      boolean all = tokens.take().word().equals("ALL");
      return new Expr.Quantified(operator, left, all, subquery());
    }
    return new Expr.Binary(operator, left, predicate());
  }

  /** A query in parentheses. */
  Query subquery() {
    tokens.expect("(");
    Query query = grammar.queries.query();
    tokens.expect(")");
    if (!query.into().isEmpty()) {
      throw SqlException.of(ErrorCode.ER_MISPLACED_INTO);
    }
    return query;
  }

  private Expr predicate() {
    Expr value = bits(LOWEST);
    if (tokens.accept("SOUNDS", "LIKE")) {
      return new Expr.Binary(BinaryOperator.EQUAL, soundex(value), soundex(bits(LOWEST)));
    }
    if (tokens.accept("MEMBER")) {
      tokens.accept("OF");
      tokens.expect("(");
      Expr array = simple();
      tokens.expect(")");
      return CallParser.call("MEMBER_OF", value, array);
    }
    boolean negated =
        tokens.at("NOT")
            && switch (tokens.peek(1).word()) {
              case "IN", "LIKE", "BETWEEN", "REGEXP", "RLIKE" -> tokens.accept("NOT");
              default -> false;
            };
    return switch (tokens.peek().word()) {
      case "IN" -> in(value, negated);
      case "LIKE" -> like(value, negated);
      case "BETWEEN" -> between(value, negated);
      case "REGEXP", "RLIKE" -> {
        tokens.take();
        yield new Expr.Regexp(value, bits(LOWEST), negated);
      }
      default -> value;
    };
  }

  private static Expr soundex(Expr value) {
    return CallParser.call("SOUNDEX", value);
  }

  private Expr in(Expr value, boolean negated) {
    tokens.expect("IN");
    if (!tokens.at("(")) {
      throw tokens.error();
    }
    if (primaries.isSubquery(tokens.index())) {
      return new Expr.InQuery(value, subquery(), negated);
    }
    tokens.expect("(");
    List<Expr> list = expressions();
    tokens.expect(")");
    return new Expr.In(value, List.copyOf(list), negated);
  }

  private Expr like(Expr value, boolean negated) {
    tokens.expect("LIKE");
    Expr pattern = simple();
    Expr escape = tokens.accept("ESCAPE") ? simple() : null;
    return new Expr.Like(value, pattern, escape, negated);
  }

  private Expr between(Expr value, boolean negated) {
    tokens.expect("BETWEEN");
    tokens.enter();
    Expr low = bits(LOWEST);
    tokens.expect("AND");
    Expr high = predicate();
    tokens.leave();
    return new Expr.Between(value, low, high, negated);
  }

  /** bit_expr by precedence climbing: operators of at least the level {@code minimum}. */
  Expr bits(int minimum) {
    Expr left = concatenation();
    for (int chain = 0; ; chain++) {
      int level = level(tokens.peek());
      if (level <= minimum) {
        return left;
      }
      bound(chain);
      Token operator = tokens.take();
      boolean isSum = operator.word().equals("+") || operator.word().equals("-");
      if (isSum && tokens.at("INTERVAL") && !primaries.isIntervalFunction()) {
        String name = operator.word().equals("+") ? "DATE_ADD" : "DATE_SUB";
        left = CallParser.call(name, left, primaries.interval());
      } else {
        left = new Expr.Binary(operation(operator.word()), left, bits(level));
      }
    }
  }

  /** How tightly an operator of bit_expr binds; 0 if it is none. */
  private static int level(Token token) {
    return switch (token.word()) {
      case "|" -> 1;
      case "&" -> 2;
      case "<<", ">>" -> 3;
      case "+", "-" -> 4;
      case "*", "/", "%", "DIV", "MOD" -> 5;
      case "^" -> POWER;
      default -> 0;
    };
  }

  private static BinaryOperator operation(String word) {
    return switch (word) {
      case "|" -> BinaryOperator.BIT_OR;
      case "&" -> BinaryOperator.BIT_AND;
      case "<<" -> BinaryOperator.SHIFT_LEFT;
      case ">>" -> BinaryOperator.SHIFT_RIGHT;
      case "+" -> BinaryOperator.ADD;
      case "-" -> BinaryOperator.SUBTRACT;
      case "*" -> BinaryOperator.MULTIPLY;
      case "/" -> BinaryOperator.DIVIDE;
      case "DIV" -> BinaryOperator.INTEGER_DIVIDE;
      case "%", "MOD" -> BinaryOperator.MODULO;
      default -> BinaryOperator.BIT_XOR;
    };
  }

  private Expr concatenation() {
    Expr first = prefixed();
    if (!tokens.mode().pipesAsConcat() || !tokens.at("||")) {
      return first;
    }
    List<Expr> operands = new ArrayList<>();
    operands.add(first);
    while (tokens.accept("||")) {
      operands.add(prefixed());
    }
    return new Expr.Call(null, "CONCAT", List.copyOf(operands));
  }

  /** As many expressions with commas between. */
  List<Expr> exactly(int count) {
    List<Expr> list = new ArrayList<>();
    list.add(expression());
    while (list.size() < count) {
      tokens.expect(",");
      list.add(expression());
    }
    return list;
  }

  /** MySQL's simple_expr. */
  Expr simple() {
    return concatenation();
  }

  private Expr prefixed() {
    if (tokens.accept("+")) {
      // MySQL's grammar forgets a plus: what is left is a name or a literal like any other.
      return nestedPrefixed();
    }
    UnaryOperator operator =
        switch (tokens.peek().word()) {
          case "-" -> UnaryOperator.MINUS;
          case "~" -> UnaryOperator.BIT_NOT;
          case "!" -> UnaryOperator.NOT;
          case "NOT" -> tokens.mode().highNotPrecedence() ? UnaryOperator.NOT : null;
          default -> null;
        };
    if (operator != null) {
      if (tokens.take().word().equals("!")) {
        tokens.deprecations().use("!", "NOT instead");
      }
      return new Expr.Unary(operator, nestedPrefixed());
    }
    if (tokens.at("BINARY") && tokens.peek().kind() == Kind.WORD) {
      tokens.take();
      tokens.deprecations().use("BINARY expr", "CAST instead");
      return new Expr.Cast(nestedPrefixed(), TypeParser.BINARY_CAST);
    }
    Expr operand = primaries.primary();
    for (int chain = 0; tokens.accept("COLLATE"); chain++) {
      bound(chain);
      operand = new Expr.Collate(operand, grammar.charsets.collationName());
    }
    return operand;
  }

  // What other parsers need of the primaries.

  boolean isSubquery() {
    return primaries.isSubquery(tokens.index());
  }

  /** Whether {@code INTERVAL amount unit} is here, not a call of INTERVAL(). */
  boolean isInterval() {
    return tokens.at("INTERVAL") && !primaries.isIntervalFunction();
  }

  Expr.Interval interval() {
    return primaries.interval();
  }

  String unit() {
    return primaries.unit();
  }

  Expr.ColumnName columnName() {
    return primaries.columnName();
  }

  private Expr nestedPrefixed() {
    tokens.enter();
    Expr operand = prefixed();
    tokens.leave();
    return operand;
  }

  private void bound(int chain) {
    if (chain > tokens.limits().chain()) {
      throw tokens.tooDeep();
    }
  }
}
