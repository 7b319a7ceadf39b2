package io.edgesql.protocol.error;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of printf that MySQL's messages use: {@code %s %d %i %u %ld %lu %lld %llu %c %f %x %%}
 * with width, and with a precision that cuts strings at so many bytes of UTF-8. A specifier without
 * an argument is left as it stands: an error being reported must not become another one.
 */
final class ErrorFormat {
  /** Length of MySQL's message buffer without its NUL, in bytes of UTF-8. */
  private static final int MAX_MESSAGE_BYTES = 511;

  private static final Pattern SPECIFIER =
      Pattern.compile("%([-0]*)(\\d*)(?:\\.(\\d+|\\*))?(?:ll|l|z)?([sdiucfx%])");

  private ErrorFormat() {}

  static String format(String format, Object... arguments) {
    StringBuilder message = new StringBuilder(format.length() + 64);
    Matcher specifier = SPECIFIER.matcher(format);
    int copied = 0;
    int next = 0;
    while (specifier.find()) {
      message.append(format, copied, specifier.start());
      copied = specifier.end();
      if (specifier.group(4).equals("%")) {
        message.append('%');
        continue;
      }
      message.append(
          next < arguments.length ? one(specifier, arguments[next++]) : specifier.group());
    }
    message.append(format, copied, format.length());
    return cut(message.toString(), MAX_MESSAGE_BYTES);
  }

  private static String one(Matcher specifier, Object argument) {
    String precision = specifier.group(3);
    return switch (specifier.group(4)) {
      case "s" -> {
        String text = String.valueOf(argument);
        // "%.*s" takes a length and a pointer in C; here the string knows its length.
        yield precision == null || precision.equals("*")
            ? text
            : cut(text, Integer.parseInt(precision));
      }
      case "f" ->
          argument instanceof Number number
              ? String.format(Locale.ROOT, "%f", number.doubleValue())
              : String.valueOf(argument);
      case "x" ->
          argument instanceof Number number
              ? pad(Long.toHexString(number.longValue()), specifier.group(2))
              : String.valueOf(argument);
      default -> String.valueOf(argument);
    };
  }

  private static String pad(String digits, String width) {
    int missing = width.isEmpty() ? 0 : Integer.parseInt(width) - digits.length();
    return missing > 0 ? "0".repeat(missing) + digits : digits;
  }

  /** Cuts at a character's border so that at most so many bytes of UTF-8 remain. */
  private static String cut(String text, int maxBytes) {
    if (text.length() * 3L <= maxBytes) {
      return text;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= maxBytes) {
      return text;
    }
    int end = maxBytes;
    while (end > 0 && (bytes[end] & 0xc0) == 0x80) {
      end--;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }
}
