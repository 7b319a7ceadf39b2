package io.edgesql.dialect.parse;

import io.edgesql.dialect.lex.Token;
import io.edgesql.dialect.lex.Token.Kind;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.Expr.ColumnName;
import io.edgesql.dialect.tree.Expr.VariableScope;
import io.edgesql.dialect.tree.Locals;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What operators stand between: literals, names, variables, calls, parentheses, CASE. */
final class PrimaryParser {
  private final Tokens tokens;
  private final Grammar grammar;

  PrimaryParser(Tokens tokens, Grammar grammar) {
    this.tokens = tokens;
    this.grammar = grammar;
  }

  Expr primary() {
    Token token = tokens.peek();
    return switch (token.kind()) {
      case STRING, INTEGER, LITERAL -> tokens.literal();
      case PARAMETER -> {
        if (tokens.inRoutine()) {
          throw tokens.error();
        }
        yield new Expr.Parameter(tokens.take().ordinal());
      }
      case VARIABLE -> variable();
      case QUOTED -> named();
      case SYMBOL -> symbol();
      case WORD -> word();
      case END -> throw tokens.error();
    };
  }

  private Expr variable() {
    String name = tokens.take().text();
    if (!tokens.accept(":=")) {
      return new Expr.UserVariable(name);
    }
    tokens.deprecations().assignment();
    return new Expr.AssignVariable(name, grammar.expressions.expression());
  }

  private Expr symbol() {
    return switch (tokens.peek().word()) {
      case "(" -> parenthesised();
      case "@@" -> systemVariable();
      case "{" -> escape();
      case "." -> {
        tokens.take();
        yield columnTail(null, tokens.nameAfterPoint());
      }
      default -> throw tokens.error();
    };
  }

  /** {@code {fn NOW()}}, and {@code {d '2024-01-01'}} and its like, which are literals by now. */
  private Expr escape() {
    tokens.expect("{");
    if (tokens.peek().kind() != Kind.LITERAL) {
      tokens.name();
    }
    Expr inner = grammar.expressions.expression();
    tokens.expect("}");
    return inner;
  }

  private Expr systemVariable() {
    tokens.expect("@@");
    VariableScope scope = VariableScope.DEFAULT;
    String name = tokens.nameAfterPoint();
    if (tokens.at(".")) {
      VariableScope named = scope(name);
      if (named != null) {
        scope = named;
        tokens.take();
        name = tokens.nameAfterPoint();
      }
    }
    if (tokens.accept(".")) {
      name = name + "." + tokens.nameAfterPoint();
    }
    return new Expr.SystemVariable(scope, name.toLowerCase(Locale.ROOT));
  }

  static @Nullable VariableScope scope(String word) {
    return switch (word.toUpperCase(Locale.ROOT)) {
      case "SESSION", "LOCAL" -> VariableScope.SESSION;
      case "GLOBAL" -> VariableScope.GLOBAL;
      case "PERSIST" -> VariableScope.PERSIST;
      case "PERSIST_ONLY" -> VariableScope.PERSIST_ONLY;
      default -> null;
    };
  }

  private Expr parenthesised() {
    if (isSubquery(tokens.index())) {
      return new Expr.Subquery(grammar.expressions.subquery());
    }
    tokens.expect("(");
    Expr first = grammar.expressions.expression();
    if (tokens.accept(")")) {
      return first;
    }
    return row(first);
  }

  private Expr row(Expr first) {
    List<Expr> values = new ArrayList<>();
    values.add(first);
    while (tokens.accept(",")) {
      values.add(grammar.expressions.expression());
    }
    tokens.expect(")");
    if (values.size() < 2) {
      throw tokens.error();
    }
    return new Expr.Row(List.copyOf(values));
  }

  /**
   * Whether the "(" at {@code index} holds a query. Behind further parentheses that do hold one,
   * what follows them decides: {@code ((SELECT 1) UNION …)} or {@code ((SELECT 1) + 1)}.
   */
  boolean isSubquery(int index) {
    int inner = index + 1;
    Token token = tokens.token(inner);
    switch (token.word()) {
      case "SELECT", "WITH" -> {
        return true;
      }
      case "VALUES" -> {
        return tokens.token(inner + 1).word().equals("ROW");
      }
      case "TABLE" -> {
        return true;
      }
      case "(" -> {}
      default -> {
        return false;
      }
    }
    int first = inner;
    while (tokens.token(first).word().equals("(")) {
      first++;
    }
    if (!isSubquery(first - 1)) {
      return false;
    }
    for (int i = inner; i < first - 1; i++) {
      if (!continuesQuery(tokens.partner(i))) {
        return false;
      }
    }
    return continuesQuery(tokens.partner(first - 1));
  }

  private boolean continuesQuery(int close) {
    if (close < 0) {
      return false;
    }
    return switch (tokens.token(close + 1).word()) {
      case ")", "UNION", "EXCEPT", "INTERSECT", "ORDER", "LIMIT", "INTO", "FOR", "LOCK" -> true;
      default -> false;
    };
  }

  private Expr word() {
    Token token = tokens.peek();
    boolean callFollows = tokens.peek(1).word().equals("(");
    switch (token.word()) {
      case "NULL" -> {
        tokens.take();
        return new Expr.Literal(Value.Null.NULL, SqlType.NULL, -1);
      }
      case "TRUE", "FALSE" -> {
        tokens.take();
        long bits = token.word().equals("TRUE") ? 1 : 0;
        return new Expr.Literal(new Value.Int(bits, false), SqlType.BOOLEAN, -1);
      }
      case "CASE" -> {
        return caseExpression();
      }
      case "EXISTS" -> {
        tokens.take();
        if (!isSubquery(tokens.index())) {
          throw tokens.error();
        }
        return new Expr.Exists(grammar.expressions.subquery());
      }
      case "ROW" -> {
        tokens.take();
        tokens.expect("(");
        return row(grammar.expressions.expression());
      }
      case "DEFAULT" -> {
        return defaultValue();
      }
      case "MATCH" -> {
        return match();
      }
      case "INTERVAL" -> {
        if (!isIntervalFunction()) {
          Expr amount = interval();
          tokens.expect("+");
          return CallParser.call("DATE_ADD", grammar.expressions.simple(), amount);
        }
      }
      default -> {}
    }
    if (callFollows && grammar.calls.isCall()) {
      return grammar.calls.call();
    }
    Expr bare = grammar.calls.withoutParentheses();
    return bare != null ? bare : named();
  }

  /** A column, or a call of a stored function with its database. */
  private Expr named() {
    boolean isQuoted = tokens.peek().kind() == Kind.QUOTED;
    String name = tokens.name();
    if (isQuoted && tokens.at("(")) {
      return grammar.calls.stored(null, name);
    }
    if (!tokens.accept(".")) {
      Locals.Local local = tokens.local(name);
      return arrows(
          local == null ? new ColumnName(null, null, name) : new Expr.LocalVariable(local));
    }
    String second = tokens.nameAfterPoint();
    if (tokens.at("(")) {
      return grammar.calls.stored(name, second);
    }
    return columnTail(name, second);
  }

  /** Behind {@code a.b}: perhaps {@code .c}. */
  private Expr columnTail(@Nullable String first, String second) {
    return tokens.accept(".")
        ? columnTail(first, second, tokens.nameAfterPoint())
        : columnTail(null, first, second);
  }

  private Expr columnTail(@Nullable String database, @Nullable String table, String column) {
    return arrows(new ColumnName(database, table, column));
  }

  private Expr arrows(Expr name) {
    if (tokens.accept("->")) {
      return CallParser.call("JSON_EXTRACT", name, path());
    }
    if (tokens.accept("->>")) {
      return CallParser.call("JSON_UNQUOTE", CallParser.call("JSON_EXTRACT", name, path()));
    }
    return name;
  }

  private Expr path() {
    if (!tokens.atString()) {
      throw tokens.error();
    }
    return tokens.literal();
  }

  /** A column's name, and nothing else. */
  ColumnName columnName() {
    tokens.accept(".");
    String first = tokens.name();
    if (!tokens.accept(".")) {
      return new ColumnName(null, null, first);
    }
    String second = tokens.nameAfterPoint();
    return tokens.accept(".")
        ? new ColumnName(first, second, tokens.nameAfterPoint())
        : new ColumnName(null, first, second);
  }

  private Expr defaultValue() {
    tokens.expect("DEFAULT", "(");
    ColumnName column = columnName();
    tokens.expect(")");
    return new Expr.Default(column);
  }

  private Expr caseExpression() {
    tokens.expect("CASE");
    Expr operand = tokens.at("WHEN") ? null : grammar.expressions.expression();
    List<Expr.When> whens = new ArrayList<>();
    do {
      tokens.expect("WHEN");
      Expr condition = grammar.expressions.expression();
      tokens.expect("THEN");
      whens.add(new Expr.When(condition, grammar.expressions.expression()));
    } while (tokens.at("WHEN"));
    Expr otherwise = tokens.accept("ELSE") ? grammar.expressions.expression() : null;
    tokens.expect("END");
    return new Expr.Case(operand, List.copyOf(whens), otherwise);
  }

  private Expr match() {
    tokens.expect("MATCH");
    boolean hasParentheses = tokens.accept("(");
    List<ColumnName> columns = new ArrayList<>();
    do {
      columns.add(columnName());
    } while (tokens.accept(","));
    if (hasParentheses) {
      tokens.expect(")");
    }
    tokens.expect("AGAINST", "(");
    Expr against = grammar.expressions.bits(0);
    Expr.MatchMode mode = Expr.MatchMode.NATURAL;
    if (tokens.accept("IN", "BOOLEAN")) {
      tokens.expect("MODE");
      mode = Expr.MatchMode.BOOLEAN;
    } else if (tokens.accept("IN", "NATURAL")) {
      tokens.expect("LANGUAGE", "MODE");
    }
    if (mode == Expr.MatchMode.NATURAL && tokens.accept("WITH", "QUERY")) {
      tokens.expect("EXPANSION");
      mode = Expr.MatchMode.EXPANSION;
    }
    tokens.expect(")");
    return new Expr.Match(List.copyOf(columns), against, mode);
  }

  /** {@code INTERVAL(n, a, b)}: a comma stands between the parentheses. */
  boolean isIntervalFunction() {
    int open = tokens.index() + 1;
    int close = tokens.token(open).word().equals("(") ? tokens.partner(open) : -1;
    if (close < 0) {
      return false;
    }
    int i = open + 1;
    while (i < close) {
      Token token = tokens.token(i);
      if (token.word().equals(",")) {
        return true;
      }
      int inner = token.word().equals("(") ? tokens.partner(i) : -1;
      i = inner > 0 ? inner + 1 : i + 1;
    }
    return false;
  }

  /** {@code INTERVAL amount unit}. */
  Expr.Interval interval() {
    tokens.expect("INTERVAL");
    Expr amount = grammar.expressions.expression();
    return new Expr.Interval(amount, unit());
  }

  String unit() {
    String unit = tokens.peek().word();
    return switch (unit) {
      case "MICROSECOND",
          "SECOND",
          "MINUTE",
          "HOUR",
          "DAY",
          "WEEK",
          "MONTH",
          "QUARTER",
          "YEAR",
          "SECOND_MICROSECOND",
          "MINUTE_MICROSECOND",
          "MINUTE_SECOND",
          "HOUR_MICROSECOND",
          "HOUR_SECOND",
          "HOUR_MINUTE",
          "DAY_MICROSECOND",
          "DAY_SECOND",
          "DAY_MINUTE",
          "DAY_HOUR",
          "YEAR_MONTH" -> {
        tokens.take();
        yield unit;
      }
      case "SQL_TSI_SECOND",
          "SQL_TSI_MINUTE",
          "SQL_TSI_HOUR",
          "SQL_TSI_DAY",
          "SQL_TSI_WEEK",
          "SQL_TSI_MONTH",
          "SQL_TSI_QUARTER",
          "SQL_TSI_YEAR" -> {
        tokens.take();
        yield unit.substring("SQL_TSI_".length());
      }
      default -> throw tokens.error();
    };
  }
}
