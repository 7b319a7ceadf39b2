package io.edgesql.dialect.lex;

import io.edgesql.dialect.plan.Session.SqlMode;

/** Writes a text that one sql_mode reads for another one: with ANSI_QUOTES or without. */
public final class QuotedNames {
  private QuotedNames() {}

  /**
   * The text with other marks around its names. Strings between double quotes become strings
   * between single ones, so that they stay strings; all else stays as it is.
   *
   * @param written the mode that reads the text
   * @param mark a backtick or a double quote
   */
  public static String requote(String sql, SqlMode written, char mark) {
    StringBuilder out = new StringBuilder();
    Scanner scanner = new Scanner(sql, written);
    int copied = 0;
    for (scanner.next(); scanner.kind != Scanner.Raw.END; scanner.next()) {
      char first = sql.charAt(scanner.start);
      String token = null;
      if (scanner.kind == Scanner.Raw.QUOTED && first != mark) {
        token = between(mark, scanner.text);
      } else if (scanner.kind == Scanner.Raw.STRING && first == '"' && mark == '"') {
        token =
            between(
                '\'',
                written.noBackslashEscapes() ? scanner.text : scanner.text.replace("\\", "\\\\"));
      }
      if (token != null) {
        out.append(sql, copied, scanner.start).append(token);
        copied = scanner.end;
      }
    }
    return out.append(sql, copied, sql.length()).toString();
  }

  private static String between(char mark, String text) {
    String one = String.valueOf(mark);
    return one + text.replace(one, one + one) + one;
  }
}
