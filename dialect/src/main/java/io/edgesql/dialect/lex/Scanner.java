package io.edgesql.dialect.lex;

import io.edgesql.dialect.plan.Session.SqlMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a text into raw tokens. Version comments are opened, other comments are skipped, hints are
 * put aside. Manual: lexical structure, comments.
 *
 * <p>Call {@link #next} and then read the token's parts. The fields are the current token's.
 */
final class Scanner {
  /** What a raw token is; the lexer joins them to literals. */
  enum Raw {
    WORD,
    QUOTED,
    STRING,
    NATIONAL_STRING,
    INTEGER,
    DECIMAL,
    REAL,
    HEX,
    BITS,
    PARAMETER,
    VARIABLE,
    SYMBOL,
    END
  }

  /** The version this server says it is: comments for later versions are skipped. */
  static final int SERVER_VERSION = 80400;

  private static final String[] SYMBOLS = {
    "->>", "<=>", ":=", "<=", ">=", "<>", "!=", "<<", ">>", "->", "||", "&&", "@@"
  };

  private final String sql;
  private final SqlMode mode;
  private final List<Hint> hints = new ArrayList<>();
  private int at;
  private boolean inVersionComment;

  Raw kind = Raw.END;
  int start;
  int end;

  /** Unquoted and unescaped; for HEX and BITS the digits alone. */
  String text = "";

  Scanner(String sql, SqlMode mode) {
    this.sql = sql;
    this.mode = mode;
  }

  List<Hint> hints() {
    return hints;
  }

  /** Moves to the next token; at the end {@code kind} is END and stays so. */
  void next() {
    boolean afterName = (kind == Raw.WORD || kind == Raw.QUOTED) && at == end;
    boolean afterPoint = kind == Raw.SYMBOL && at == end && text.equals(".") && pointFollowsName;
    skipBlanks();
    start = at;
    pointFollowsName = false;
    if (at >= sql.length()) {
      set(Raw.END, at, "");
      return;
    }
    char c = sql.charAt(at);
    if (afterPoint && isNameChar(c)) {
      word();
    } else if (c == '.' && afterName) {
      set(Raw.SYMBOL, at + 1, ".");
      pointFollowsName = true;
    } else if (isDigit(at) || (c == '.' && isDigit(at + 1))) {
      number();
    } else if (c == '\'' || (c == '"' && !mode.ansiQuotes())) {
      int close = string(at);
      set(Raw.STRING, close, text);
    } else if (c == '`' || c == '"') {
      set(Raw.QUOTED, quoted(at), text);
    } else if ((c == 'x' || c == 'X') && peek(1) == '\'') {
      prefixed(Raw.HEX);
    } else if ((c == 'b' || c == 'B') && peek(1) == '\'') {
      prefixed(Raw.BITS);
    } else if ((c == 'n' || c == 'N') && peek(1) == '\'') {
      int close = string(at + 1);
      set(Raw.NATIONAL_STRING, close, text);
    } else if (c == '@' && peek(1) != '@') {
      variable();
    } else if (c == '?') {
      set(Raw.PARAMETER, at + 1, "?");
    } else if (isNameChar(c)) {
      word();
    } else {
      symbol();
    }
  }

  private boolean pointFollowsName;

  private void set(Raw newKind, int newEnd, String newText) {
    kind = newKind;
    end = newEnd;
    at = newEnd;
    text = newText;
  }

  private char peek(int distance) {
    int i = at + distance;
    return i < sql.length() ? sql.charAt(i) : '\0';
  }

  private boolean isDigit(int i) {
    return i < sql.length() && sql.charAt(i) >= '0' && sql.charAt(i) <= '9';
  }

  static boolean isNameChar(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '$'
        || c >= 0x80;
  }

  private void word() {
    int i = at;
    while (i < sql.length() && isNameChar(sql.charAt(i))) {
      i++;
    }
    set(Raw.WORD, i, sql.substring(at, i));
  }

  private void symbol() {
    for (String symbol : SYMBOLS) {
      if (sql.startsWith(symbol, at)) {
        set(Raw.SYMBOL, at + symbol.length(), symbol);
        return;
      }
    }
    set(Raw.SYMBOL, at + 1, sql.substring(at, at + 1));
  }

  /** {@code @name}, {@code @'any'}, {@code @"any"}, {@code @`any`}; the name may be empty. */
  private void variable() {
    char c = peek(1);
    if (c == '\'' || c == '"') {
      int close = string(at + 1);
      set(Raw.VARIABLE, close, text);
    } else if (c == '`') {
      int close = quoted(at + 1);
      set(Raw.VARIABLE, close, text);
    } else {
      int i = at + 1;
      while (i < sql.length() && (isNameChar(sql.charAt(i)) || sql.charAt(i) == '.')) {
        i++;
      }
      set(Raw.VARIABLE, i, sql.substring(at + 1, i));
    }
  }

  /** Digits may begin a name ({@code 1abc}); 0x1F and 0b01 are literals only if nothing follows. */
  private void number() {
    if (sql.charAt(at) == '0'
        && ((peek(1) == 'x' && digits(Raw.HEX)) || (peek(1) == 'b' && digits(Raw.BITS)))) {
      return;
    }
    int i = skipDigits(at);
    boolean point = i < sql.length() && sql.charAt(i) == '.';
    if (point) {
      i = skipDigits(i + 1);
    }
    int exponent = exponentEnd(i);
    if (exponent > 0) {
      set(Raw.REAL, exponent, sql.substring(at, exponent));
    } else if (point) {
      set(Raw.DECIMAL, i, sql.substring(at, i));
    } else if (i < sql.length() && isNameChar(sql.charAt(i))) {
      word();
    } else {
      set(Raw.INTEGER, i, sql.substring(at, i));
    }
  }

  private int skipDigits(int from) {
    int i = from;
    while (isDigit(i)) {
      i++;
    }
    return i;
  }

  /** The end of an exponent that begins at {@code i}, or -1. */
  private int exponentEnd(int i) {
    if (i >= sql.length() || (sql.charAt(i) != 'e' && sql.charAt(i) != 'E')) {
      return -1;
    }
    int digits = i + 1;
    if (digits < sql.length() && (sql.charAt(digits) == '+' || sql.charAt(digits) == '-')) {
      digits++;
    }
    return isDigit(digits) ? skipDigits(digits) : -1;
  }

  private boolean digits(Raw literal) {
    int i = at + 2;
    while (i < sql.length() && isLiteralDigit(literal, sql.charAt(i))) {
      i++;
    }
    if (i == at + 2 || (i < sql.length() && isNameChar(sql.charAt(i)))) {
      return false;
    }
    set(literal, i, sql.substring(at + 2, i));
    return true;
  }

  /** x'1F' and b'01'. */
  private void prefixed(Raw literal) {
    int i = at + 2;
    while (i < sql.length() && isLiteralDigit(literal, sql.charAt(i))) {
      i++;
    }
    boolean closed = i < sql.length() && sql.charAt(i) == '\'';
    if (!closed || (literal == Raw.HEX && (i - at) % 2 != 0)) {
      throw SyntaxErrors.near(sql, at);
    }
    set(literal, i + 1, sql.substring(at + 2, i));
  }

  private static boolean isLiteralDigit(Raw literal, char c) {
    return literal == Raw.BITS ? c == '0' || c == '1' : Character.digit(c, 16) >= 0 && c < 0x80;
  }

  /** Reads `name`; gives the offset behind the closing quote. */
  private int quoted(int open) {
    char quote = sql.charAt(open);
    StringBuilder doubled = null;
    int from = open + 1;
    while (true) {
      int close = sql.indexOf(quote, from);
      if (close < 0) {
        throw SyntaxErrors.near(sql, open);
      }
      boolean isDoubled = close + 1 < sql.length() && sql.charAt(close + 1) == quote;
      if (!isDoubled) {
        text =
            doubled == null
                ? sql.substring(open + 1, close)
                : doubled.append(sql, from, close).toString();
        return close + 1;
      }
      doubled = doubled == null ? new StringBuilder() : doubled;
      doubled.append(sql, from, close + 1);
      from = close + 2;
    }
  }

  /** Reads a string into {@code text}; gives the offset behind the closing quote. */
  private int string(int open) {
    char quote = sql.charAt(open);
    int from = open + 1;
    StringBuilder changed = null;
    for (int i = from; i < sql.length(); i++) {
      char c = sql.charAt(i);
      if (c == quote) {
        boolean isDoubled = i + 1 < sql.length() && sql.charAt(i + 1) == quote;
        if (!isDoubled) {
          text = changed == null ? sql.substring(from, i) : changed.append(sql, from, i).toString();
          return i + 1;
        }
        changed = changed == null ? new StringBuilder() : changed;
        changed.append(sql, from, i + 1);
        i++;
        from = i + 1;
      } else if (c == '\\' && !mode.noBackslashEscapes() && i + 1 < sql.length()) {
        changed = changed == null ? new StringBuilder() : changed;
        changed.append(sql, from, i);
        i++;
        unescape(sql.charAt(i), changed);
        from = i + 1;
      }
    }
    throw SyntaxErrors.near(sql, open);
  }

  private static void unescape(char c, StringBuilder out) {
    switch (c) {
      case '0' -> out.append('\0');
      case 'b' -> out.append('\b');
      case 'n' -> out.append('\n');
      case 'r' -> out.append('\r');
      case 't' -> out.append('\t');
      case 'Z' -> out.append('\032');
      case '%', '_' -> out.append('\\').append(c);
      default -> out.append(c);
    }
  }

  private void skipBlanks() {
    while (at < sql.length()) {
      char c = sql.charAt(at);
      if (c <= ' ' || c == 0x7f) {
        at++;
      } else if (c == '#' || (c == '-' && isDashComment())) {
        int newline = sql.indexOf('\n', at);
        at = newline < 0 ? sql.length() : newline + 1;
      } else if (c == '/' && peek(1) == '*') {
        comment();
      } else if (c == '*' && peek(1) == '/' && inVersionComment) {
        inVersionComment = false;
        at += 2;
      } else {
        return;
      }
    }
    if (inVersionComment) {
      inVersionComment = false;
      throw SyntaxErrors.near(sql, sql.length());
    }
  }

  /** {@code --} begins a comment only before a blank, a control character or the end. */
  private boolean isDashComment() {
    return peek(1) == '-' && (at + 2 >= sql.length() || sql.charAt(at + 2) <= ' ');
  }

  private void comment() {
    if (peek(2) == '!') {
      int digits = at + 3;
      int stop = digits;
      while (stop - digits < 6 && isDigit(stop)) {
        stop++;
      }
      int length = stop - digits;
      if (length < 5) {
        stop = digits;
      }
      int version = length < 5 ? 0 : Integer.parseInt(sql.substring(digits, stop));
      if (version <= SERVER_VERSION) {
        inVersionComment = true;
        at = stop;
        return;
      }
    }
    boolean isHint = peek(2) == '+' && takesHints();
    int from = at;
    int close = commentEnd(at + 2);
    if (close < 0) {
      throw SyntaxErrors.near(sql, from);
    }
    if (isHint) {
      hints.add(new Hint(from + 3, Math.max(from + 3, close - 2), startsStatement()));
    }
    at = close;
  }

  /** Elsewhere MySQL takes a hint for a comment, except that ours may stand in front. */
  private boolean takesHints() {
    if (startsStatement()) {
      return true;
    }
    return kind == Raw.WORD
        && switch (text.toUpperCase(java.util.Locale.ROOT)) {
          case "SELECT", "INSERT", "REPLACE", "UPDATE", "DELETE" -> true;
          default -> false;
        };
  }

  private boolean startsStatement() {
    return kind == Raw.END;
  }

  /** The offset behind the comment's end, or -1; a skipped version comment may hold comments. */
  private int commentEnd(int from) {
    boolean nests = from < sql.length() && sql.charAt(from) == '!';
    int i = from;
    while (true) {
      int close = sql.indexOf("*/", i);
      if (close < 0) {
        return -1;
      }
      int inner = nests ? sql.indexOf("/*", i) : -1;
      if (inner < 0 || inner > close) {
        return close + 2;
      }
      int innerClose = sql.indexOf("*/", inner + 2);
      if (innerClose < 0) {
        return -1;
      }
      i = innerClose + 2;
    }
  }
}
