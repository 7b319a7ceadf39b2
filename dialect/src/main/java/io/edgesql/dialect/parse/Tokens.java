package io.edgesql.dialect.parse;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.lex.Keywords;
import io.edgesql.dialect.lex.Lexed;
import io.edgesql.dialect.lex.Limits;
import io.edgesql.dialect.lex.Literals;
import io.edgesql.dialect.lex.SyntaxErrors;
import io.edgesql.dialect.lex.Token;
import io.edgesql.dialect.lex.Token.Kind;
import io.edgesql.dialect.plan.Session.SqlMode;
import io.edgesql.dialect.routine.Instruction.Target;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.Locals;
import io.edgesql.dialect.tree.Locals.Local;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.tree.TableName;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.Value;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over one statement's tokens with the small productions that every family uses: words,
 * names, texts, numbers.
 *
 * <p>A literal that is taken as part of the structure (an alias, a length, a pattern of SHOW) is
 * pinned, so that a cached plan is not used for another one.
 */
final class Tokens {
  private final Lexed lexed;
  private final Token[] tokens;

  /** For each "(" the index of its ")"; -1 where there is none. */
  private final int[] partners;

  private final SqlMode mode;
  private final Limits limits;
  private int at;
  private int depth;

  /** Literals become constants: catalog texts and schema statements. */
  private boolean constants;

  /** Variables of the routine that a single statement stands in. */
  private final Locals locals;

  /** The names of the routine whose body is being parsed; null outside of bodies. */
  private @Nullable RoutineNames routine;

  private @Nullable Into into;
  private final Deprecations deprecations = new Deprecations();

  /** INTO of a routine's SELECT: from which token to which, and where values go. */
  record Into(int from, int to, List<Target> targets) {}

  Tokens(Lexed lexed, SqlMode mode, Limits limits, boolean constants) {
    this(lexed, mode, limits, constants, Locals.NONE);
  }

  Tokens(Lexed lexed, SqlMode mode, Limits limits, boolean constants, Locals locals) {
    this.locals = locals;
    this.lexed = lexed;
    this.tokens = lexed.tokens().toArray(new Token[0]);
    this.mode = mode;
    this.limits = limits;
    this.constants = constants;
    this.partners = partners(tokens);
  }

  private static int[] partners(Token[] tokens) {
    int[] partners = new int[tokens.length];
    int[] open = new int[tokens.length];
    int count = 0;
    for (int i = 0; i < tokens.length; i++) {
      partners[i] = -1;
      if (tokens[i].word().equals("(")) {
        open[count++] = i;
      } else if (tokens[i].word().equals(")") && count > 0) {
        partners[open[--count]] = i;
      }
    }
    return partners;
  }

  SqlMode mode() {
    return mode;
  }

  Limits limits() {
    return limits;
  }

  void makeConstants() {
    constants = true;
  }

  /** Rows of some partitions: all rows are in one, so which they are is not known. */
  void refusePartition() {
    if (at("PARTITION", "(")) {
      throw unsupported("PARTITION (...)");
    }
  }

  Deprecations deprecations() {
    return deprecations;
  }

  // Routines.

  boolean inRoutine() {
    return routine != null;
  }

  void enterRoutine(RoutineNames names) {
    routine = names;
  }

  /** The variable of this name that an expression sees here, or null. */
  @Nullable Local local(String name) {
    return routine == null ? locals.find(name) : routine.locals().find(name);
  }

  void noteInto(Into found) {
    if (into != null) {
      throw error(token(found.from()));
    }
    into = found;
  }

  /** INTO of the statement just read, or null. */
  @Nullable Into takeInto() {
    Into taken = into;
    into = null;
    return taken;
  }

  // Looking.

  Token peek() {
    return tokens[at];
  }

  Token peek(int distance) {
    return tokens[Math.min(at + distance, tokens.length - 1)];
  }

  int index() {
    return at;
  }

  Token token(int index) {
    return tokens[Math.min(index, tokens.length - 1)];
  }

  /** The index of the ")" of the "(" at {@code index}, or -1. */
  int partner(int index) {
    return partners[index];
  }

  /** Whether the current token is this keyword or symbol. */
  boolean at(String word) {
    return tokens[at].word().equals(word);
  }

  boolean at(String word, String next) {
    return tokens[at].word().equals(word) && peek(1).word().equals(next);
  }

  boolean atAny(String... words) {
    for (String word : words) {
      if (at(word)) {
        return true;
      }
    }
    return false;
  }

  boolean atEnd() {
    return tokens[at].kind() == Kind.END;
  }

  boolean atString() {
    return tokens[at].kind() == Kind.STRING;
  }

  /** Whether a name stands here: quoted, or a word that is not reserved. */
  boolean atName() {
    return isName(tokens[at]);
  }

  static boolean isName(Token token) {
    return token.kind() == Kind.QUOTED
        || (token.kind() == Kind.WORD && !Keywords.isReserved(token.word()));
  }

  // Taking.

  Token take() {
    Token token = tokens[at];
    if (at < tokens.length - 1) {
      at++;
    }
    return token;
  }

  boolean accept(String word) {
    if (!at(word)) {
      return false;
    }
    at++;
    return true;
  }

  boolean accept(String word, String next) {
    if (!at(word, next)) {
      return false;
    }
    at += 2;
    return true;
  }

  void expect(String word) {
    if (!accept(word)) {
      throw error();
    }
  }

  void expect(String word, String next) {
    expect(word);
    expect(next);
  }

  /** Takes a word, which is one of these, and gives it. */
  String expectAny(String... words) {
    String word = tokens[at].word();
    for (String candidate : words) {
      if (candidate.equals(word)) {
        at++;
        return candidate;
      }
    }
    throw error();
  }

  /** Any word, in upper case. */
  String word() {
    if (peek().kind() != Kind.WORD) {
      throw error();
    }
    return take().word();
  }

  String name() {
    if (!atName()) {
      throw error();
    }
    return take().text();
  }

  /** A name behind a point: reserved words are names there. */
  String nameAfterPoint() {
    Kind kind = peek().kind();
    if (kind != Kind.WORD && kind != Kind.QUOTED) {
      throw error();
    }
    return take().text();
  }

  /** An account's name; null is CURRENT_USER. */
  Statement.@Nullable AccountName account() {
    if (accept("CURRENT_USER")) {
      if (accept("(")) {
        expect(")");
      }
      return null;
    }
    String user = nameOrText();
    String host = "%";
    if (peek().kind() == Kind.VARIABLE) {
      host = take().text();
      if (host.isEmpty() && accept("%")) {
        host = "%";
      }
    }
    return new Statement.AccountName(user, host);
  }

  /** {@code t}, {@code db.t} or {@code .t}. */
  TableName tableName() {
    if (accept(".")) {
      return new TableName(null, nameAfterPoint());
    }
    String first = name();
    return accept(".") ? new TableName(first, nameAfterPoint()) : new TableName(null, first);
  }

  List<TableName> tableNames() {
    List<TableName> names = new ArrayList<>();
    do {
      names.add(tableName());
    } while (accept(","));
    return names;
  }

  List<String> namesInParentheses() {
    expect("(");
    List<String> names = new ArrayList<>();
    do {
      names.add(name());
    } while (accept(","));
    expect(")");
    return names;
  }

  /** A name or a string literal. */
  String nameOrText() {
    return atString() ? text() : name();
  }

  /** A string literal's value. */
  String text() {
    if (!atString()) {
      throw error();
    }
    return ((Value.Text) pinned(take())).text();
  }

  @Nullable String acceptText() {
    return atString() ? text() : null;
  }

  /** An integer that is part of the structure. */
  int number() {
    long number = longNumber();
    if (number > Integer.MAX_VALUE) {
      at--;
      throw error();
    }
    return (int) number;
  }

  long longNumber() {
    if (peek().kind() != Kind.INTEGER) {
      throw error();
    }
    Value value = pinned(peek());
    if (!(value instanceof Value.Int number) || number.bits() < 0) {
      throw error();
    }
    at++;
    return number.bits();
  }

  private Value pinned(Token token) {
    return lexed.literals().pin(token.ordinal());
  }

  /** The literal here as an expression. */
  Expr literal() {
    Token token = take();
    Literals.Token literal = lexed.literals().tokens().get(token.ordinal());
    if (constants) {
      pinned(token);
      return new Expr.Literal(literal.value(), literal.type(), -1);
    }
    return new Expr.Literal(literal.value(), literal.type(), token.ordinal());
  }

  /** Literals from one token to another decide names: pins them. */
  void pin(int fromIndex, int toIndex) {
    for (int i = fromIndex; i < toIndex; i++) {
      if (tokens[i].isLiteral()) {
        pinned(tokens[i]);
      }
    }
  }

  static Expr constant(String text) {
    SqlType type =
        SqlType.varchar(
            text.codePointCount(0, text.length()),
            io.edgesql.dialect.types.Collation.UTF8MB4_0900_AI_CI);
    return new Expr.Literal(new Value.Text(text), type, -1);
  }

  static Expr constant(long number) {
    return new Expr.Literal(
        new Value.Int(number, false),
        number <= Integer.MAX_VALUE && number >= Integer.MIN_VALUE ? SqlType.INT : SqlType.BIGINT,
        -1);
  }

  static Expr constant(BigDecimal number, SqlType type) {
    return new Expr.Literal(new Value.Decimal(number), type, -1);
  }

  // Source text.

  /** The source from the token at {@code fromIndex} up to the last token taken. */
  String source(int fromIndex) {
    if (at == fromIndex) {
      return "";
    }
    return lexed.text().substring(tokens[fromIndex].start(), tokens[at - 1].end());
  }

  /** The source from one token up to another one, which is not part of it. */
  String source(int fromIndex, int toIndex) {
    return fromIndex >= toIndex
        ? ""
        : lexed.text().substring(tokens[fromIndex].start(), tokens[toIndex - 1].end());
  }

  String statementText() {
    return lexed.text().strip();
  }

  // Errors and bounds.

  SqlException error() {
    return error(tokens[at]);
  }

  SqlException error(Token token) {
    return SyntaxErrors.near(lexed.text(), token.start());
  }

  static SqlException unsupported(String feature) {
    return SqlException.of(ErrorCode.ER_NOT_SUPPORTED_YET, feature);
  }

  /** One level deeper; every call is followed by {@link #leave}. */
  void enter() {
    if (++depth > limits.nesting()) {
      throw tooDeep();
    }
  }

  void leave() {
    depth--;
  }

  SqlException tooDeep() {
    return SyntaxErrors.tooDeep(lexed.text(), tokens[at].start());
  }
}
