package io.edgesql.dialect.translate;

/** The only two places where names and strings get their quotes. */
public final class Quote {
  private Quote() {}

  /** {@code name} in backticks. */
  public static String name(String name) {
    StringBuilder out = new StringBuilder(name.length() + 2).append('`');
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      out.append(c);
      if (c == '`') {
        out.append(c);
      }
    }
    return out.append('`').toString();
  }

  /** {@code text} as a SQLite string literal; NUL characters go through a BLOB literal. */
  public static String text(String text) {
    if (text.indexOf('\0') >= 0) {
      return "CAST(x'" + hex(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)) + "' AS TEXT)";
    }
    StringBuilder out = new StringBuilder(text.length() + 2).append('\'');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      out.append(c);
      if (c == '\'') {
        out.append(c);
      }
    }
    return out.append('\'').toString();
  }

  private static String hex(byte[] bytes) {
    StringBuilder out = new StringBuilder(bytes.length * 2);
    for (byte b : bytes) {
      out.append(Character.forDigit((b >> 4) & 15, 16)).append(Character.forDigit(b & 15, 16));
    }
    return out.toString();
  }
}
