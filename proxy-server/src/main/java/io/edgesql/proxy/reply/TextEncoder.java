package io.edgesql.proxy.reply;

import io.edgesql.dialect.types.SqlType;
import io.edgesql.protocol.type.Collation;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Characters to the bytes of a column's character set on the wire. */
final class TextEncoder {
  private TextEncoder() {}

  /**
   * The character set in which a column's text is sent; null: UTF-8 as it is.
   *
   * @param results character_set_results; null: the column's own
   */
  static @Nullable Charset charsetOf(SqlType type, @Nullable Collation results) {
    if (!ColumnMetadata.isText(type)) {
      return null;
    }
    String name =
        results == null || results.characterSet().equals("binary")
            ? type.collation().charset()
            : results.characterSet();
    if (name.equals("utf8mb4") || name.equals("utf8mb3")) {
      return null;
    }
    Charset charset =
        Collation.defaultOf(name).flatMap(Collation::javaCharset).orElse(StandardCharsets.UTF_8);
    return charset.equals(StandardCharsets.UTF_8) ? null : charset;
  }

  /** What the character set lacks becomes '?', as in MySQL. */
  static byte[] encode(String text, Charset charset) {
    return text.getBytes(charset);
  }
}
