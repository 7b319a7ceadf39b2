package io.edgesql.dialect.lex;

/**
 * An optimizer hint comment, by its place in the statement's text.
 *
 * @param start offset behind {@code /*+}
 * @param end offset of the closing asterisk
 * @param isInFront whether it stands before the statement, where MySQL sees a plain comment
 */
public record Hint(int start, int end, boolean isInFront) {
  /** What it says, without blanks around it. */
  public String text(String sql) {
    return sql.substring(start, end).strip();
  }
}
