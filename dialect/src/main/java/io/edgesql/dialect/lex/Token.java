package io.edgesql.dialect.lex;

/**
 * One token of a statement.
 *
 * @param start offset of its first character in the statement's text
 * @param end offset behind its last character
 * @param text a name or variable without its quotes, a string literal's first part (MySQL names a
 *     select item after it), otherwise the source text
 * @param word a WORD in upper case or the SYMBOL itself; "" for every other kind, so that a quoted
 *     name is never taken for a keyword
 * @param ordinal place among the statement's literals or {@code ?}s; otherwise -1
 */
public record Token(Kind kind, int start, int end, String text, String word, int ordinal) {
  /** What a token is. */
  public enum Kind {
    /** An unquoted name or a keyword. */
    WORD,
    /** A quoted name. */
    QUOTED,
    /** A character string: 'a', N'a', _utf8mb4'a', adjacent strings joined. */
    STRING,
    /** An integer without a sign. */
    INTEGER,
    /** Any other literal: decimal, double, hexadecimal, bits, DATE 'd', _binary'x'. */
    LITERAL,
    /** {@code ?}. */
    PARAMETER,
    /** {@code @name}; {@code text} is the name. */
    VARIABLE,
    SYMBOL,
    /** Behind the last token. */
    END
  }

  public boolean isLiteral() {
    return kind == Kind.STRING || kind == Kind.INTEGER || kind == Kind.LITERAL;
  }
}
