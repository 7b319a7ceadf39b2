package io.edgesql.dialect.types;

/**
 * A collation and its character set.
 *
 * @param id MySQL's number, as in information_schema.COLLATIONS
 * @param charset the character set's name ({@code utf8mb3} is never called {@code utf8} here)
 * @param maxBytes bytes that one character may take
 * @param padSpace PAD SPACE: trailing spaces do not count when comparing
 */
public record Collation(String name, int id, String charset, int maxBytes, boolean padSpace) {
  public static final Collation BINARY = new Collation("binary", 63, "binary", 1, false);
  public static final Collation UTF8MB4_0900_AI_CI =
      new Collation("utf8mb4_0900_ai_ci", 255, "utf8mb4", 4, false);

  /** Of a string literal that names no character set: binding puts collation_connection there. */
  public static final Collation CONNECTION = new Collation("", 0, "utf8mb4", 4, false);

  public static final Collation UTF8MB4_BIN = new Collation("utf8mb4_bin", 46, "utf8mb4", 4, true);

  public boolean isBinary() {
    return id == 63;
  }

  /**
   * Whether texts are compared by their code points: the {@code _bin} collations, of bytes aside.
   */
  public boolean isBin() {
    return name.endsWith("_bin");
  }

  /** Whether letters of different case are equal. */
  public boolean isCaseInsensitive() {
    return name.endsWith("_ci");
  }
}
