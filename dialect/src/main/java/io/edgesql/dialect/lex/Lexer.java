package io.edgesql.dialect.lex;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.lex.Scanner.Raw;
import io.edgesql.dialect.lex.Token.Kind;
import io.edgesql.dialect.plan.Session.SqlMode;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.Collations;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Text to tokens, literals and fingerprint: one pass over the text.
 *
 * <p>What MySQL's grammar joins to one literal is joined here: adjacent strings, introducers, and
 * DATE, TIME and TIMESTAMP with a string.
 */
public final class Lexer {
  /** What {d '…'}, {t '…'} and {ts '…'} are called without braces. */
  private static final Map<String, String> ESCAPES =
      Map.of("D", "DATE", "T", "TIME", "TS", "TIMESTAMP");

  private final String sql;
  private final SqlMode mode;
  private final Scanner scanner;
  private final Fingerprint fingerprint;
  private final List<Token> tokens = new ArrayList<>();
  private final List<Literals.Token> literals = new ArrayList<>();
  private int parameters;

  private Lexer(String sql, SqlMode mode) {
    this.sql = sql;
    this.mode = mode;
    this.scanner = new Scanner(sql, mode);
    this.fingerprint = new Fingerprint(sql);
  }

  /**
   * Lexes one statement with the default limits.
   *
   * @throws SqlException 1064 for a literal or comment that does not end
   */
  public static Lexed lex(String sql, SqlMode mode) {
    return lex(sql, mode, Limits.DEFAULT);
  }

  /**
   * Lexes one statement.
   *
   * @throws SqlException 1153 if the text is longer than the limit, 1064 for a literal or comment
   *     that does not end
   */
  public static Lexed lex(String sql, SqlMode mode, Limits limits) {
    if (sql.length() > limits.statementChars()) {
      throw SqlException.of(ErrorCode.ER_NET_PACKET_TOO_LARGE);
    }
    return new Lexer(sql, mode).run();
  }

  /**
   * Cuts a text into its statements at semicolons, without them; empty statements are left out.
   * Bodies of triggers, procedures, functions and events stay whole. Behind a literal that does not
   * end everything is one statement, so that statements before it still run.
   */
  public static List<String> split(String sql, SqlMode mode) {
    return StatementSplitter.split(sql, mode);
  }

  private Lexed run() {
    scanner.next();
    while (scanner.kind != Raw.END) {
      token();
    }
    tokens.add(new Token(Kind.END, sql.length(), sql.length(), "", "", -1));
    List<Hint> hints = List.copyOf(scanner.hints());
    return new Lexed(
        sql,
        fingerprint.finish(hints),
        new Literals(literals),
        parameters,
        hints,
        List.copyOf(tokens));
  }

  /** Adds the current token and moves behind it. */
  private void token() {
    int start = scanner.start;
    int end = scanner.end;
    String text = scanner.text;
    switch (scanner.kind) {
      case WORD -> word(start, end, text);
      case QUOTED -> named(Kind.QUOTED, start, end, text);
      case VARIABLE -> named(Kind.VARIABLE, start, end, text);
      case SYMBOL -> {
        tokens.add(new Token(Kind.SYMBOL, start, end, text, text, -1));
        fingerprint.symbol(start, end, text);
        scanner.next();
      }
      case PARAMETER -> {
        tokens.add(new Token(Kind.PARAMETER, start, end, text, "", parameters++));
        fingerprint.verbatim(start, end);
        scanner.next();
      }
      case STRING -> string(start, Collation.CONNECTION, null);
      case NATIONAL_STRING -> string(start, national(), null);
      case INTEGER -> number(Kind.INTEGER, start, end, NumberLiterals.integer(text));
      case DECIMAL -> number(Kind.LITERAL, start, end, NumberLiterals.decimal(text));
      case REAL -> number(Kind.LITERAL, start, end, NumberLiterals.real(text));
      case HEX ->
          number(Kind.LITERAL, start, end, NumberLiterals.hex(text, sql.substring(start, end)));
      case BITS ->
          number(Kind.LITERAL, start, end, NumberLiterals.bits(text, sql.substring(start, end)));
      case END -> throw new IllegalStateException("no token");
    }
  }

  private void named(Kind kind, int start, int end, String text) {
    requireText(text);
    tokens.add(new Token(kind, start, end, text, "", -1));
    fingerprint.verbatim(start, end);
    scanner.next();
  }

  private void number(Kind kind, int start, int end, Literals.Token literal) {
    add(kind, start, end, literal.text(), literal);
    scanner.next();
  }

  private void add(Kind kind, int start, int end, String name, Literals.Token literal) {
    tokens.add(new Token(kind, start, end, name, "", literals.size()));
    literals.add(literal);
    fingerprint.literal(start, end, literal.type());
  }

  private void word(int start, int end, String text) {
    requireText(text);
    String word = upper(text);
    boolean afterPoint = !tokens.isEmpty() && tokens.get(tokens.size() - 1).word().equals(".");
    scanner.next();
    if (!afterPoint) {
      if (scanner.kind == Raw.STRING
          && (word.equals("DATE") || word.equals("TIME") || word.equals("TIMESTAMP"))) {
        temporal(start, word);
        return;
      }
      String escape = scanner.kind == Raw.STRING && isAfterBrace() ? ESCAPES.get(word) : null;
      if (escape != null) {
        temporal(start, escape);
        return;
      }
      Collation introduced = introducer(text);
      if (introduced != null) {
        introduced(start, introduced);
        return;
      }
    }
    tokens.add(new Token(Kind.WORD, start, end, text, word, -1));
    fingerprint.word(start, end, word);
  }

  private boolean isAfterBrace() {
    return !tokens.isEmpty() && tokens.get(tokens.size() - 1).word().equals("{");
  }

  private static String upper(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c >= 'a' && c <= 'z') || c >= 0x80) {
        return text.toUpperCase(Locale.ROOT);
      }
    }
    return text;
  }

  private void temporal(int start, String keyword) {
    int end = scanner.end;
    String source = sql.substring(start, end);
    Literals.Token literal = TemporalLiterals.read(keyword, scanner.text, source, mode);
    add(Kind.LITERAL, start, end, source, literal);
    scanner.next();
  }

  /** The default collation of {@code _charset} when a literal follows; otherwise null. */
  private @Nullable Collation introducer(String word) {
    boolean literalFollows =
        scanner.kind == Raw.STRING || scanner.kind == Raw.HEX || scanner.kind == Raw.BITS;
    return literalFollows && word.length() > 1 && word.charAt(0) == '_'
        ? Collations.defaultOf(word.substring(1))
        : null;
  }

  private static Collation national() {
    Collation collation = Collations.defaultOf("utf8mb3");
    return collation == null ? Collation.UTF8MB4_0900_AI_CI : collation;
  }

  private void introduced(int start, Collation collation) {
    if (scanner.kind == Raw.STRING) {
      string(start, collation, collation.charset());
      return;
    }
    int end = scanner.end;
    String source = sql.substring(start, end);
    Literals.Token literal =
        scanner.kind == Raw.HEX
            ? NumberLiterals.hex(scanner.text, source)
            : NumberLiterals.bits(scanner.text, source);
    byte[] bytes = ((Value.Bytes) literal.value()).bytes();
    add(
        collation.isBinary() ? Kind.LITERAL : Kind.STRING,
        start,
        end,
        source,
        text(bytes, collation, source));
    scanner.next();
  }

  /** The current string and all that follow it, as one literal. */
  private void string(int start, Collation collation, @Nullable String introducer) {
    String first = scanner.text;
    int end = scanner.end;
    StringBuilder joined = null;
    scanner.next();
    while (scanner.kind == Raw.STRING) {
      joined = joined == null ? new StringBuilder(first) : joined;
      joined.append(scanner.text);
      end = scanner.end;
      scanner.next();
    }
    String whole = joined == null ? first : joined.toString();
    String source = sql.substring(start, end);
    if (introducer == null && StrayBytes.isIn(whole)) {
      add(Kind.LITERAL, start, end, first, strayBytes(whole, source));
    } else if (introducer == null || introducer.startsWith("utf8mb")) {
      requireText(whole);
      add(Kind.STRING, start, end, first, literal(whole, collation, source));
    } else {
      byte[] bytes = StrayBytes.encode(whole);
      Kind kind = collation.isBinary() ? Kind.LITERAL : Kind.STRING;
      add(kind, start, end, first, text(bytes, collation, source));
    }
  }

  /** What is no text stays bytes; MySQL takes it with a warning. */
  private static Literals.Token strayBytes(String text, String source) {
    byte[] bytes = StrayBytes.encode(text);
    SqlType type = SqlType.varbinary(bytes.length);
    return new Literals.Token(new Value.Bytes(bytes), type, source, StrayBytes.shown(text));
  }

  private static void requireText(String text) {
    if (StrayBytes.isIn(text)) {
      throw SqlException.of(
          ErrorCode.ER_INVALID_CHARACTER_STRING, "utf8mb4", StrayBytes.shown(text));
    }
  }

  private static Literals.Token text(byte[] bytes, Collation collation, String source) {
    if (collation.isBinary()) {
      return new Literals.Token(new Value.Bytes(bytes), SqlType.varbinary(bytes.length), source);
    }
    return literal(CharsetText.decode(bytes, collation.charset()), collation, source);
  }

  private static Literals.Token literal(String text, Collation collation, String source) {
    SqlType type = SqlType.varchar(text.codePointCount(0, text.length()), collation);
    return new Literals.Token(new Value.Text(text), type, source);
  }
}
