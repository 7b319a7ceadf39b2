package io.edgesql.dialect.eval;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Character sets by MySQL's names: text to bytes and back. */
final class Charsets {
  private static final String HEX = "0123456789ABCDEF";

  private Charsets() {}

  /**
   * The bytes of a text; characters that the set lacks become '?'.
   *
   * @throws SqlException 1235 for characters beyond ASCII in a set that is not known here
   */
  static byte[] encode(String text, String charset) {
    return switch (charset) {
      case "latin1" -> Latin1.encode(text);
      case "ascii" -> text.getBytes(StandardCharsets.US_ASCII);
      case "ucs2", "utf16" -> text.getBytes(StandardCharsets.UTF_16BE);
      case "utf16le" -> text.getBytes(StandardCharsets.UTF_16LE);
      case "utf32" -> utf32(text);
      default -> asciiIn(text.getBytes(StandardCharsets.UTF_8), charset);
    };
  }

  /** Bytes that a column's bound counts; sets that are not known here are stored as UTF-8. */
  static int stored(String text, String charset) {
    return encode(text, isKnown(charset) ? charset : "utf8mb4").length;
  }

  /**
   * The text of bytes, or null where they are not well-formed.
   *
   * @throws SqlException as {@link #encode}
   */
  static @Nullable String decode(byte[] bytes, String charset) {
    return switch (charset) {
      case "latin1" -> Latin1.decode(bytes);
      case "ascii" -> strict(bytes, StandardCharsets.US_ASCII);
      case "binary" -> new String(bytes, StandardCharsets.ISO_8859_1);
      case "ucs2", "utf16" -> strict(bytes, StandardCharsets.UTF_16BE);
      case "utf16le" -> strict(bytes, StandardCharsets.UTF_16LE);
      case "utf32" -> fromUtf32(bytes);
      default -> strict(asciiIn(bytes, charset), StandardCharsets.UTF_8);
    };
  }

  private static byte[] asciiIn(byte[] bytes, String charset) {
    if (!isKnown(charset)) {
      for (byte b : bytes) {
        if (b < 0) {
          throw SqlException.of(
              ErrorCode.ER_NOT_SUPPORTED_YET, "bytes beyond ASCII in the character set " + charset);
        }
      }
    }
    return bytes;
  }

  private static boolean isKnown(String charset) {
    return switch (charset) {
      case "utf8mb4", "utf8mb3", "latin1", "ascii", "binary", "ucs2", "utf16", "utf16le", "utf32" ->
          true;
      default -> false;
    };
  }

  private static @Nullable String strict(byte[] bytes, Charset charset) {
    try {
      return charset
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes))
          .toString();
    } catch (CharacterCodingException malformed) {
      return null;
    }
  }

  private static byte[] utf32(String text) {
    int[] points = text.codePoints().toArray();
    byte[] out = new byte[points.length * 4];
    for (int i = 0; i < points.length; i++) {
      for (int b = 0; b < 4; b++) {
        out[i * 4 + b] = (byte) (points[i] >>> (24 - 8 * b));
      }
    }
    return out;
  }

  private static @Nullable String fromUtf32(byte[] bytes) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i + 3 < bytes.length; i += 4) {
      int point = 0;
      for (int b = 0; b < 4; b++) {
        point = point << 8 | (bytes[i + b] & 0xff);
      }
      if (!Character.isValidCodePoint(point)) {
        return null;
      }
      out.appendCodePoint(point);
    }
    return bytes.length % 4 == 0 ? out.toString() : null;
  }

  /** MySQL's latin1 is Windows-1252 with the five undefined codes kept as controls. */
  private static final class Latin1 {
    private static final String HIGH =
        "\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d"
            + "\u008f\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153"
            + "\u009d\u017e\u0178";

    static byte[] encode(String text) {
      int[] points = text.codePoints().toArray();
      byte[] out = new byte[points.length];
      for (int i = 0; i < points.length; i++) {
        int point = points[i];
        int high = point > 0xffff ? -1 : HIGH.indexOf((char) point);
        if (high >= 0) {
          out[i] = (byte) (0x80 + high);
        } else {
          out[i] = (byte) (point > 0xff || (point >= 0x80 && point < 0xa0) ? '?' : point);
        }
      }
      return out;
    }

    static String decode(byte[] bytes) {
      StringBuilder out = new StringBuilder(bytes.length);
      for (byte b : bytes) {
        int code = b & 0xff;
        out.append(code >= 0x80 && code < 0xa0 ? HIGH.charAt(code - 0x80) : (char) code);
      }
      return out.toString();
    }
  }

  /**
   * Bytes that stand beside characters, as UTF-8.
   *
   * @throws SqlException 3854: they are none
   */
  static String converted(byte[] bytes) {
    String text = decode(bytes, "utf8mb4");
    if (text != null) {
      return text;
    }
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < Math.min(6, bytes.length); i++) {
      int b = bytes[i] & 0xff;
      if (b >= 0x20 && b < 0x7f) {
        shown.append((char) b);
      } else {
        shown.append("\\x").append(HEX.charAt(b >> 4)).append(HEX.charAt(b & 15));
      }
    }
    throw new SqlException(
        3854,
        "HY000",
        "Cannot convert string '"
            + shown
            + (bytes.length > 6 ? "..." : "")
            + "' from binary to utf8mb4");
  }
}
