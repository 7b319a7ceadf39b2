package io.edgesql.dialect.lex;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * UTF-8 statement texts that hold bytes which are no UTF-8, as drivers write BLOBs into literals.
 * Such a byte becomes the lone surrogate U+DC00 + byte, which no well-formed text has, so that the
 * bytes can be had back.
 */
public final class StrayBytes {
  private static final char BASE = '\udc00';
  private static final char REPLACEMENT = '\ufffd';

  private StrayBytes() {}

  /** The text of bytes; lossless. */
  public static String decode(byte[] bytes) {
    // String's own decoder is fast, and replaces: only texts with a replacement are looked at.
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACEMENT) < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(bytes.length);
    int from = 0;
    for (int at = 0; at < bytes.length; ) {
      int length = sequence(bytes, at);
      if (length > 0) {
        at += length;
        continue;
      }
      out.append(new String(bytes, from, at - from, StandardCharsets.UTF_8));
      out.append((char) (BASE + (bytes[at] & 0xff)));
      from = ++at;
    }
    return out.append(new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8))
        .toString();
  }

  /** The bytes of a text, stray ones as they were. */
  static byte[] encode(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length() + 16);
    int from = 0;
    for (int at = indexIn(text, 0); at >= 0; at = indexIn(text, from)) {
      out.writeBytes(text.substring(from, at).getBytes(StandardCharsets.UTF_8));
      out.write(text.charAt(at) - BASE);
      from = at + 1;
    }
    out.writeBytes(text.substring(from).getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  /** Whether a text holds stray bytes. */
  public static boolean isIn(String text) {
    return indexIn(text, 0) >= 0;
  }

  /**
   * The first stray byte and those behind it, at most six, as MySQL shows them in error 1300:
   * {@code FF2762}.
   */
  static String shown(String text) {
    byte[] bytes = encode(text.substring(Math.max(0, indexIn(text, 0))));
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < Math.min(6, bytes.length); i++) {
      out.append(Character.toUpperCase(Character.forDigit(bytes[i] >> 4 & 15, 16)));
      out.append(Character.toUpperCase(Character.forDigit(bytes[i] & 15, 16)));
    }
    return out.toString();
  }

  private static int indexIn(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (Character.isLowSurrogate(text.charAt(i))) {
          return i;
        }
        i++;
      }
    }
    return -1;
  }

  /** How many bytes the well-formed character at a place has; 0: there is none. */
  private static int sequence(byte[] bytes, int at) {
    int first = bytes[at] & 0xff;
    if (first < 0x80) {
      return 1;
    }
    int length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    if (length == 0 || at + length > bytes.length) {
      return 0;
    }
    int second = bytes[at + 1] & 0xff;
    int low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    int high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (second < low || second > high) {
      return 0;
    }
    for (int i = 2; i < length; i++) {
      if ((bytes[at + i] & 0xc0) != 0x80) {
        return 0;
      }
    }
    return length;
  }
}
