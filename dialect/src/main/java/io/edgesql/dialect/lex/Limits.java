package io.edgesql.dialect.lex;

/**
 * Bounds of what is read.
 *
 * @param statementChars longest statement, in UTF-16 units
 * @param nesting levels of parentheses, subqueries, CASEs and prefix operators
 * @param chain operators of one left-leaning chain such as {@code a + b + c}, and set operations of
 *     one UNION (AND, OR and {@code ||} are free of it)
 */
public record Limits(int statementChars, int nesting, int chain) {
  public static final Limits DEFAULT = new Limits(64 * 1024 * 1024, 200, 1000);
}
