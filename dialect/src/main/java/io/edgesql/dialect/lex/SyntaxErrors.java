package io.edgesql.dialect.lex;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;

/** MySQL's words for a statement that cannot be read: the rest of the text and the line. */
public final class SyntaxErrors {
  private static final int SHOWN_CHARS = 80;

  private SyntaxErrors() {}

  /** Error 1064 at the token that starts at {@code offset}. */
  public static SqlException near(String text, int offset) {
    return SqlException.of(ErrorCode.ER_PARSE_ERROR, rest(text, offset), line(text, offset));
  }

  /** Error 1064 as MySQL's parser gives it when its stack is full. */
  public static SqlException tooDeep(String text, int offset) {
    return new SqlException(
        ErrorCode.ER_PARSE_ERROR.code(),
        ErrorCode.ER_PARSE_ERROR.sqlState(),
        "memory exhausted near '" + rest(text, offset) + "' at line " + line(text, offset));
  }

  static String rest(String text, int offset) {
    int from = Math.min(offset, text.length());
    return text.substring(from, Math.min(text.length(), from + SHOWN_CHARS));
  }

  static int line(String text, int offset) {
    int line = 1;
    int end = Math.min(offset, text.length());
    for (int i = 0; i < end; i++) {
      if (text.charAt(i) == '\n') {
        line++;
      }
    }
    return line;
  }
}
