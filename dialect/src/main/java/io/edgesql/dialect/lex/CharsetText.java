package io.edgesql.dialect.lex;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Bytes that an introducer says are text of a character set. */
final class CharsetText {
  private CharsetText() {}

  /**
   * Decodes.
   *
   * @throws SqlException 1300 for bytes that are no text, 1235 for a character set that is not
   *     known here
   */
  static String decode(byte[] bytes, String charset) {
    return switch (charset) {
      case "utf8mb4", "utf8mb3" -> utf8(bytes, charset);
      case "ascii", "latin1" -> new String(bytes, StandardCharsets.ISO_8859_1);
      case "ucs2", "utf16" -> wide(bytes, StandardCharsets.UTF_16BE);
      case "utf16le" -> wide(bytes, StandardCharsets.UTF_16LE);
      default -> throw SqlException.of(ErrorCode.ER_NOT_SUPPORTED_YET, "introducer _" + charset);
    };
  }

  private static String utf8(byte[] bytes, String charset) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    int replaced = text.indexOf('\uFFFD');
    if (replaced >= 0 && !java.util.Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)) {
      StringBuilder shown = new StringBuilder();
      for (int i = 0; i < Math.min(6, bytes.length); i++) {
        shown.append(Character.toUpperCase(Character.forDigit(bytes[i] >> 4 & 15, 16)));
        shown.append(Character.toUpperCase(Character.forDigit(bytes[i] & 15, 16)));
      }
      throw SqlException.of(ErrorCode.ER_INVALID_CHARACTER_STRING, charset, shown);
    }
    return text;
  }

  private static String wide(byte[] bytes, Charset charset) {
    if (bytes.length % 2 == 0) {
      return new String(bytes, charset);
    }
    byte[] padded = new byte[bytes.length + 1];
    System.arraycopy(bytes, 0, padded, 1, bytes.length);
    return new String(padded, charset);
  }
}
