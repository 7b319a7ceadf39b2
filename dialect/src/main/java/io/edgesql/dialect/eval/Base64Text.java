package io.edgesql.dialect.eval;

import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Base64 as TO_BASE64 prints it: lines of 76 characters. */
final class Base64Text {
  private static final int LINE = 76;

  private Base64Text() {}

  static String encode(byte[] bytes) {
    String plain = Base64.getEncoder().encodeToString(bytes);
    StringBuilder out = new StringBuilder(plain.length() + plain.length() / LINE + 1);
    for (int i = 0; i < plain.length(); i += LINE) {
      out.append(i > 0 ? "\n" : "").append(plain, i, Math.min(plain.length(), i + LINE));
    }
    return out.toString();
  }

  /** White space is skipped; null for what is no Base64. */
  static byte @Nullable [] decode(String text) {
    byte[] digits = new byte[text.length()];
    int count = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!NumberReader.isSpace(c)) {
        digits[count++] = (byte) (c < 128 ? c : 0);
      }
    }
    if (count % 4 != 0) {
      return null;
    }
    try {
      return Base64.getDecoder().decode(Arrays.copyOf(digits, count));
    } catch (IllegalArgumentException wrong) {
      return null;
    }
  }
}
