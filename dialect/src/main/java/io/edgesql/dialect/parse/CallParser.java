package io.edgesql.dialect.parse;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.lex.Keywords;
import io.edgesql.dialect.lex.Token;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.Expr.OrderItem;
import io.edgesql.dialect.tree.Expr.Window;
import io.edgesql.dialect.types.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Function calls in all their forms. */
final class CallParser {
  private final Tokens tokens;
  private final Grammar grammar;

  CallParser(Tokens tokens, Grammar grammar) {
    this.tokens = tokens;
    this.grammar = grammar;
  }

  static Expr.Call call(String name, Expr... arguments) {
    return new Expr.Call(null, name, List.of(arguments));
  }

  /** Whether the word here, with "(" behind it, is a call and not a syntax error. */
  boolean isCall() {
    String word = tokens.peek().word();
    return !Keywords.isReserved(word) || FunctionNames.isReservedCall(word);
  }

  /** CURRENT_TIMESTAMP and its like, that need no parentheses; null if none is here. */
  @Nullable Expr withoutParentheses() {
    return switch (tokens.peek().word()) {
      case "CURRENT_TIMESTAMP",
          "CURRENT_DATE",
          "CURRENT_TIME",
          "LOCALTIME",
          "LOCALTIMESTAMP",
          "UTC_DATE",
          "UTC_TIME",
          "UTC_TIMESTAMP",
          "CURRENT_USER" ->
          call(FunctionNames.canonical(tokens.take().word()));
      default -> null;
    };
  }

  /** A call of a function that is not native, at its "(". */
  Expr stored(@Nullable String database, String name) {
    return new Expr.Call(
        database, database == null ? name.toUpperCase(Locale.ROOT) : name, arguments());
  }

  Expr call() {
    Token token = tokens.take();
    String word = token.word();
    boolean adjacent = tokens.peek().start() == token.end();
    if (!adjacent && FunctionNames.mustBeAdjacent(word)) {
      arguments();
      throw SqlException.of(ErrorCode.ER_FUNC_INEXISTENT_NAME_COLLISION, token.text());
    }
    String name = FunctionNames.canonical(tokens.deprecations().word(word));
    if (FunctionNames.isAggregate(name)) {
      return aggregate(name);
    }
    if (FunctionNames.isWindow(name)) {
      return windowCall(name);
    }
    return switch (name) {
      case "CAST" -> cast();
      case "CONVERT" -> convert();
      case "CHAR" -> character();
      case "EXTRACT" -> extract();
      case "TRIM" -> trim();
      case "POSITION" -> position();
      case "SUBSTRING" -> substring();
      case "DATE_ADD", "DATE_SUB" -> dateArithmetic(word, name);
      case "TIMESTAMPADD" -> timestampAdd();
      case "TIMESTAMPDIFF" -> timestampDiff();
      case "GET_FORMAT" -> getFormat();
      case "JSON_VALUE" -> jsonValue();
      case "WEIGHT_STRING" -> weightString();
      case "VALUES" -> inserted();
      case "MOD" -> modulo();
      default -> new Expr.Call(null, name, arguments());
    };
  }

  private List<Expr> arguments() {
    tokens.expect("(");
    List<Expr> arguments =
        tokens.at(")") ? List.of() : List.copyOf(grammar.expressions.expressions());
    tokens.expect(")");
    return arguments;
  }

  private Expr expression() {
    return grammar.expressions.expression();
  }

  // Aggregates and windows.

  private Expr aggregate(String name) {
    tokens.expect("(");
    if (name.equals("COUNT") && tokens.accept("*", ")")) {
      return new Expr.Aggregate(name, false, List.of(), List.of(), null, over());
    }
    boolean distinct = tokens.accept("DISTINCT");
    if (!distinct) {
      tokens.accept("ALL");
    }
    boolean isList = name.equals("GROUP_CONCAT") || (name.equals("COUNT") && distinct);
    List<Expr> arguments =
        isList
            ? grammar.expressions.expressions()
            : grammar.expressions.exactly(name.equals("JSON_OBJECTAGG") ? 2 : 1);
    List<OrderItem> orderBy = List.of();
    String separator = null;
    if (name.equals("GROUP_CONCAT")) {
      orderBy = orderBy();
      separator = tokens.accept("SEPARATOR") ? tokens.text() : null;
    }
    tokens.expect(")");
    return new Expr.Aggregate(name, distinct, List.copyOf(arguments), orderBy, separator, over());
  }

  /** ORDER BY …; empty if there is none. */
  List<OrderItem> orderBy() {
    if (!tokens.accept("ORDER")) {
      return List.of();
    }
    tokens.expect("BY");
    List<OrderItem> items = new ArrayList<>();
    do {
      Expr expr = expression();
      boolean descending = tokens.accept("DESC");
      if (!descending) {
        tokens.accept("ASC");
      }
      items.add(new OrderItem(expr, descending));
    } while (tokens.accept(","));
    return List.copyOf(items);
  }

  private Expr windowCall(String name) {
    List<Expr> arguments = windowArguments(name);
    if (name.equals("NTH_VALUE") && tokens.accept("FROM")) {
      if (tokens.expectAny("FIRST", "LAST").equals("LAST")) {
        throw Tokens.unsupported("FROM LAST");
      }
    }
    if (tokens.at("IGNORE", "NULLS")) {
      throw Tokens.unsupported("IGNORE NULLS");
    }
    tokens.accept("RESPECT", "NULLS");
    Window over = over();
    if (over == null) {
      throw tokens.error();
    }
    return new Expr.WindowCall(name, arguments, over);
  }

  /** How far LAG and its like look is a whole number, a parameter or a variable. */
  private List<Expr> windowArguments(String name) {
    boolean counts =
        name.equals("LAG")
            || name.equals("LEAD")
            || name.equals("NTH_VALUE")
            || name.equals("NTILE");
    if (!counts) {
      return arguments();
    }
    tokens.expect("(");
    List<Expr> arguments = new ArrayList<>();
    if (!name.equals("NTILE")) {
      arguments.add(expression());
    }
    if (name.equals("NTILE") || tokens.accept(",")) {
      Token count = tokens.peek();
      if (tokens.at("-") || tokens.at("+") || count.kind() == Token.Kind.STRING) {
        throw tokens.error();
      }
      arguments.add(expression());
    }
    if (tokens.accept(",")) {
      arguments.add(expression());
    }
    tokens.expect(")");
    return List.copyOf(arguments);
  }

  private @Nullable Window over() {
    if (!tokens.accept("OVER")) {
      return null;
    }
    return tokens.at("(") ? window() : new Window(tokens.name(), List.of(), List.of(), null);
  }

  /** A window specification in parentheses. */
  Window window() {
    tokens.expect("(");
    tokens.enter();
    String base = tokens.atName() && !tokens.atAny("PARTITION") ? tokens.name() : null;
    List<Expr> partitionBy = List.of();
    if (tokens.accept("PARTITION", "BY")) {
      partitionBy = List.copyOf(grammar.expressions.expressions());
    }
    List<OrderItem> orderBy = orderBy();
    Expr.Frame frame = tokens.atAny("ROWS", "RANGE", "GROUPS") ? frame() : null;
    tokens.leave();
    tokens.expect(")");
    return new Window(base, partitionBy, orderBy, frame);
  }

  private Expr.Frame frame() {
    String unit = tokens.take().word();
    if (unit.equals("GROUPS")) {
      throw Tokens.unsupported("GROUPS");
    }
    boolean isBetween = tokens.accept("BETWEEN");
    Expr.Bound start = bound();
    if (isBetween) {
      tokens.expect("AND");
    } else if (start.kind().isFollowing()) {
      throw tokens.error(tokens.token(tokens.index() - 1));
    }
    Expr.Frame frame = new Expr.Frame(unit.equals("ROWS"), start, isBetween ? bound() : null);
    if (tokens.at("EXCLUDE")) {
      throw Tokens.unsupported("EXCLUDE");
    }
    return frame;
  }

  private Expr.Bound bound() {
    if (tokens.accept("CURRENT", "ROW")) {
      return new Expr.Bound(Expr.BoundKind.CURRENT_ROW, null);
    }
    if (tokens.accept("UNBOUNDED")) {
      boolean before = tokens.expectAny("PRECEDING", "FOLLOWING").equals("PRECEDING");
      return new Expr.Bound(
          before ? Expr.BoundKind.UNBOUNDED_PRECEDING : Expr.BoundKind.UNBOUNDED_FOLLOWING, null);
    }
    Expr offset =
        tokens.at("INTERVAL") ? grammar.expressions.interval() : grammar.expressions.simple();
    boolean before = tokens.expectAny("PRECEDING", "FOLLOWING").equals("PRECEDING");
    return new Expr.Bound(before ? Expr.BoundKind.PRECEDING : Expr.BoundKind.FOLLOWING, offset);
  }

  // Calls with words between their arguments.

  private Expr cast() {
    tokens.expect("(");
    Expr operand = expression();
    if (tokens.at("AT")) {
      throw Tokens.unsupported("CAST AT TIME ZONE");
    }
    tokens.expect("AS");
    SqlType type = grammar.types.castType();
    if (tokens.at("ARRAY")) {
      throw Tokens.unsupported("CAST AS ARRAY");
    }
    tokens.expect(")");
    return new Expr.Cast(operand, type);
  }

  private Expr convert() {
    tokens.expect("(");
    Expr operand = expression();
    Expr converted;
    if (tokens.accept("USING")) {
      converted = new Expr.ConvertUsing(operand, grammar.charsets.declaredCharset());
    } else {
      tokens.expect(",");
      converted = new Expr.Cast(operand, grammar.types.castType());
    }
    tokens.expect(")");
    return converted;
  }

  private Expr character() {
    tokens.expect("(");
    Expr call = new Expr.Call(null, "CHAR", List.copyOf(grammar.expressions.expressions()));
    if (tokens.accept("USING")) {
      call = new Expr.ConvertUsing(call, grammar.charsets.declaredCharset());
    }
    tokens.expect(")");
    return call;
  }

  /** MOD(a, b) is a % b. */
  private Expr modulo() {
    List<Expr> arguments = arguments();
    if (arguments.size() != 2) {
      throw tokens.error(tokens.token(tokens.index() - 1));
    }
    return new Expr.Binary(Expr.BinaryOperator.MODULO, arguments.get(0), arguments.get(1));
  }

  private Expr extract() {
    tokens.expect("(");
    Expr unit = new Expr.Unit(grammar.expressions.unit());
    tokens.expect("FROM");
    Expr date = expression();
    tokens.expect(")");
    return call("EXTRACT", unit, date);
  }

  private Expr trim() {
    tokens.expect("(");
    String side = tokens.atAny("LEADING", "TRAILING", "BOTH") ? tokens.take().word() : "";
    Expr first = !side.isEmpty() && tokens.at("FROM") ? null : expression();
    Expr source = null;
    if (first == null || !side.isEmpty() || tokens.at("FROM")) {
      tokens.expect("FROM");
      source = expression();
    }
    tokens.expect(")");
    if (source == null) {
      return call("TRIM", java.util.Objects.requireNonNull(first));
    }
    String name =
        switch (side) {
          case "LEADING" -> "LTRIM";
          case "TRAILING" -> "RTRIM";
          default -> "TRIM";
        };
    return first == null ? call(name, source) : call(name + "_OF", source, first);
  }

  private Expr position() {
    tokens.expect("(");
    Expr part = grammar.expressions.bits(0);
    tokens.expect("IN");
    Expr whole = expression();
    tokens.expect(")");
    return call("LOCATE", part, whole);
  }

  private Expr substring() {
    tokens.expect("(");
    List<Expr> arguments = new ArrayList<>();
    arguments.add(expression());
    boolean worded = tokens.accept("FROM");
    if (!worded) {
      tokens.expect(",");
    }
    arguments.add(expression());
    if (tokens.accept(worded ? "FOR" : ",")) {
      arguments.add(expression());
    }
    tokens.expect(")");
    return new Expr.Call(null, "SUBSTRING", List.copyOf(arguments));
  }

  /** DATE_ADD and DATE_SUB want an INTERVAL; ADDDATE and SUBDATE take a number of days as well. */
  private Expr dateArithmetic(String word, String name) {
    tokens.expect("(");
    Expr date = expression();
    tokens.expect(",");
    boolean daysAllowed = word.equals("ADDDATE") || word.equals("SUBDATE");
    Expr.Interval interval =
        daysAllowed && !grammar.expressions.isInterval()
            ? new Expr.Interval(expression(), "DAY")
            : grammar.expressions.interval();
    tokens.expect(")");
    return call(name, date, interval);
  }

  private Expr timestampAdd() {
    tokens.expect("(");
    String unit = grammar.expressions.unit();
    tokens.expect(",");
    Expr amount = expression();
    tokens.expect(",");
    Expr date = expression();
    tokens.expect(")");
    return call("DATE_ADD", date, new Expr.Interval(amount, unit));
  }

  private Expr timestampDiff() {
    tokens.expect("(");
    Expr unit = new Expr.Unit(grammar.expressions.unit());
    tokens.expect(",");
    Expr from = expression();
    tokens.expect(",");
    Expr to = expression();
    tokens.expect(")");
    return call("TIMESTAMPDIFF", unit, from, to);
  }

  private Expr getFormat() {
    tokens.expect("(");
    String kind = tokens.expectAny("DATE", "TIME", "DATETIME", "TIMESTAMP");
    tokens.expect(",");
    Expr standard = expression();
    tokens.expect(")");
    return call(
        "GET_FORMAT", Tokens.constant(kind.equals("TIMESTAMP") ? "DATETIME" : kind), standard);
  }

  private Expr jsonValue() {
    tokens.expect("(");
    Expr document = expression();
    tokens.expect(",");
    Expr path = expression();
    boolean isTyped = tokens.accept("RETURNING");
    SqlType type = isTyped ? grammar.types.castType() : null;
    Expr[] onEmpty = {Tokens.constant("NULL"), Tokens.constant("")};
    Expr[] onError = {Tokens.constant("NULL"), Tokens.constant("")};
    boolean hasClause = false;
    while (tokens.atAny("NULL", "ERROR", "DEFAULT")) {
      String kind = tokens.expectAny("NULL", "ERROR", "DEFAULT");
      Expr value = kind.equals("DEFAULT") ? expression() : Tokens.constant("");
      tokens.expect("ON");
      Expr[] clause = tokens.expectAny("EMPTY", "ERROR").equals("EMPTY") ? onEmpty : onError;
      clause[0] = Tokens.constant(kind);
      clause[1] = value;
      hasClause |= !kind.equals("NULL");
    }
    tokens.expect(")");
    if (type == null && !hasClause) {
      return call("JSON_VALUE", document, path);
    }
    Expr value = call("JSON_VALUE", document, path, onEmpty[0], onEmpty[1], onError[0], onError[1]);
    return new Expr.Cast(value, type == null ? TypeParser.JSON_VALUE : type);
  }

  private Expr weightString() {
    tokens.expect("(");
    Expr operand = expression();
    if (tokens.accept("AS")) {
      operand = new Expr.Cast(operand, grammar.types.castType());
    }
    tokens.expect(")");
    return call("WEIGHT_STRING", operand);
  }

  private Expr inserted() {
    tokens.expect("(");
    Expr.ColumnName column = grammar.expressions.columnName();
    tokens.expect(")");
    return new Expr.Inserted(column);
  }
}
