package io.edgesql.dialect.parse;

import io.edgesql.dialect.lex.Token;
import io.edgesql.dialect.lex.Token.Kind;

/** What MySQL calls a select item. */
final class ItemNames {
  private ItemNames() {}

  /**
   * A literal's own name: parentheses and a plus around it are not part of it, and of strings side
   * by side the first one counts.
   *
   * @param from the item's first token
   */
  static String ofLiteral(Tokens tokens, int from) {
    int at = from;
    while (isAround(tokens.token(at))) {
      at++;
    }
    Token literal = tokens.token(at);
    if (literal.kind() == Kind.STRING) {
      return shown(literal.text());
    }
    boolean isNumber =
        literal.kind() == Kind.INTEGER || (literal.kind() == Kind.LITERAL && isNumber(literal));
    return isNumber || literal.word().equals("NULL")
        ? tokens.source(at, at + 1)
        : tokens.source(from);
  }

  private static boolean isAround(Token token) {
    return token.word().equals("(") || token.word().equals("+");
  }

  /** A decimal or double, not bits, bytes or a date. */
  private static boolean isNumber(Token literal) {
    String text = literal.text();
    char first = text.isEmpty() ? ' ' : text.charAt(0);
    boolean isBytes = text.startsWith("0x") || text.startsWith("0b");
    return !isBytes && (first == '.' || (first >= '0' && first <= '9'));
  }

  /** Without what cannot be seen in front, and what a NUL ends. */
  static String shown(String name) {
    int from = 0;
    while (from < name.length() && name.charAt(from) > 0 && name.charAt(from) <= ' ') {
      from++;
    }
    int nul = name.indexOf('\0', from);
    return name.substring(from, nul < 0 ? name.length() : nul);
  }
}
