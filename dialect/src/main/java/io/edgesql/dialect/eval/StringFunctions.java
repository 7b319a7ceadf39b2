package io.edgesql.dialect.eval;

import io.edgesql.dialect.types.Value;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Functions that make strings. Positions and lengths count characters (bytes for binary). */
final class StringFunctions {
  /** Bytes of which a Java string can hold the digits. */
  private static final int LONGEST_HEX = Integer.MAX_VALUE / 2 - 8;

  private static final String HEX = "0123456789ABCDEF";

  private StringFunctions() {}

  static void register(Functions functions) {
    functions.strict("CONCAT", StringFunctions::concat);
    functions.lenient("CONCAT_WS", StringFunctions::concatWithSeparator);
    functions.strict("UPPER", call -> map(call, StringFunctions::upper));
    functions.strict("UCASE", call -> map(call, StringFunctions::upper));
    functions.strict("LOWER", call -> map(call, text -> text.toLowerCase(Locale.ROOT)));
    functions.strict("LCASE", call -> map(call, text -> text.toLowerCase(Locale.ROOT)));
    functions.strict("LEFT", StringFunctions::left);
    functions.strict("RIGHT", StringFunctions::right);
    functions.strict("SUBSTRING", StringFunctions::substring);
    functions.strict("SUBSTR", StringFunctions::substring);
    functions.strict("MID", StringFunctions::substring);
    functions.strict("SUBSTRING_INDEX", StringFunctions::substringIndex);
    functions.strict("TRIM", call -> trim(call, " ", true, true));
    functions.strict("LTRIM", call -> trim(call, " ", true, false));
    functions.strict("RTRIM", call -> trim(call, " ", false, true));
    functions.strict("TRIM_OF", call -> trim(call, call.text(1), true, true));
    functions.strict("LTRIM_OF", call -> trim(call, call.text(1), true, false));
    functions.strict("RTRIM_OF", call -> trim(call, call.text(1), false, true));
    functions.strict("LPAD", call -> pad(call, true));
    functions.strict("RPAD", call -> pad(call, false));
    functions.strict("REPEAT", StringFunctions::repeat);
    functions.strict("SPACE", StringFunctions::spaces);
    functions.strict("REPLACE", StringFunctions::replace);
    functions.strict("REVERSE", StringFunctions::reverse);
    functions.strict("INSERT", StringFunctions::insert);
    functions.lenient(
        "QUOTE", call -> bounded(call, call.isNull(0) ? "NULL" : quote(call.text(0))));
    functions.strict("HEX", StringFunctions::hex);
    functions.strict("UNHEX", StringFunctions::unhex);
    functions.lenient("CHAR", StringFunctions::character);
    functions.strict("SOUNDEX", call -> call.string(soundex(call.text(0))));
    functions.lenient("ELT", StringFunctions::elt);
    functions.lenient("MAKE_SET", StringFunctions::makeSet);
    functions.strict("EXPORT_SET", StringFunctions::exportSet);
    functions.strict("TO_BASE64", call -> bounded(call, Base64Text.encode(call.bytes(0))));
    functions.strict("FROM_BASE64", StringFunctions::fromBase64);
  }

  private static Value map(Invocation call, UnaryOperator<String> mapping) {
    // Case has no meaning for binary strings.
    return call.isBinary()
        ? new Value.Bytes(call.bytes(0))
        : call.string(mapping.apply(call.text(0)));
  }

  /** One character for one character, as MySQL does: no "SS" for a sharp s. */
  private static String upper(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints().forEach(point -> out.appendCodePoint(Character.toUpperCase(point)));
    return out.toString();
  }

  private static Value concat(Invocation call) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < call.count(); i++) {
      out.append(call.text(i));
    }
    return bounded(call, out.toString());
  }

  private static Value concatWithSeparator(Invocation call) {
    if (call.isNull(0)) {
      return Value.Null.NULL;
    }
    String separator = call.text(0);
    StringBuilder out = new StringBuilder();
    boolean first = true;
    for (int i = 1; i < call.count(); i++) {
      if (!call.isNull(i)) {
        out.append(first ? "" : separator).append(call.text(i));
        first = false;
      }
    }
    return bounded(call, out.toString());
  }

  private static Value left(Invocation call) {
    return call.string(prefix(call.text(0), call.whole(1)));
  }

  private static Value right(Invocation call) {
    String text = call.text(0);
    int points = text.codePointCount(0, text.length());
    long wanted = call.whole(1);
    return call.string(
        wanted <= 0
            ? ""
            : wanted >= points
                ? text
                : text.substring(text.offsetByCodePoints(0, points - (int) wanted)));
  }

  private static String prefix(String text, long wanted) {
    if (wanted <= 0) {
      return "";
    }
    int points = text.codePointCount(0, text.length());
    return wanted >= points ? text : text.substring(0, text.offsetByCodePoints(0, (int) wanted));
  }

  private static Value substring(Invocation call) {
    String text = call.text(0);
    int points = text.codePointCount(0, text.length());
    long position = call.whole(1);
    long length = call.count() > 2 ? call.whole(2) : Long.MAX_VALUE;
    long start = position < 0 ? points + position : position - 1;
    if (position == 0 || start < 0 || start >= points || length <= 0) {
      return call.string("");
    }
    int from = text.offsetByCodePoints(0, (int) start);
    long left = points - start;
    int to = length >= left ? text.length() : text.offsetByCodePoints(from, (int) length);
    return call.string(text.substring(from, to));
  }

  private static Value substringIndex(Invocation call) {
    String text = call.text(0);
    String delimiter = call.text(1);
    long count = call.whole(2);
    if (text.isEmpty() || delimiter.isEmpty() || count == 0) {
      return call.string("");
    }
    if (count > 0) {
      int at = -delimiter.length();
      while (count-- > 0) {
        at = text.indexOf(delimiter, at + delimiter.length());
        if (at < 0) {
          return call.string(text);
        }
      }
      return call.string(text.substring(0, at));
    }
    int end = text.length();
    while (count++ < 0) {
      int found =
          end < delimiter.length() ? -1 : text.lastIndexOf(delimiter, end - delimiter.length());
      if (found < 0) {
        return call.string(text);
      }
      end = found;
    }
    return call.string(text.substring(end + delimiter.length()));
  }

  private static Value trim(Invocation call, String removed, boolean leading, boolean trailing) {
    String text = call.text(0);
    if (removed.isEmpty()) {
      return call.string(text);
    }
    int from = 0;
    int to = text.length();
    while (leading && to - from >= removed.length() && text.startsWith(removed, from)) {
      from += removed.length();
    }
    while (trailing
        && to - from >= removed.length()
        && text.startsWith(removed, to - removed.length())) {
      to -= removed.length();
    }
    return call.string(text.substring(from, to));
  }

  private static Value pad(Invocation call, boolean atLeft) {
    String text = call.text(0);
    long wanted = call.whole(1);
    String filler = call.count() > 2 ? call.text(2) : " ";
    int points = text.codePointCount(0, text.length());
    if (wanted < 0) {
      return Value.Null.NULL;
    }
    if (wanted <= points) {
      return call.string(prefix(text, wanted));
    }
    if (filler.isEmpty()) {
      return call.string("");
    }
    if (tooLarge(call, wanted)) {
      return Value.Null.NULL;
    }
    int fillerPoints = filler.codePointCount(0, filler.length());
    long missing = wanted - points;
    String padding =
        filler.repeat((int) (missing / fillerPoints)) + prefix(filler, missing % fillerPoints);
    return call.string(atLeft ? padding + text : text + padding);
  }

  private static Value repeat(Invocation call) {
    long times = call.whole(1);
    String text = call.text(0);
    if (times <= 0 || text.isEmpty()) {
      return call.string("");
    }
    if (tooLarge(call, times > (1L << 40) ? times : times * text.length())) {
      return Value.Null.NULL;
    }
    return call.string(text.repeat((int) times));
  }

  private static Value spaces(Invocation call) {
    long count = call.whole(0);
    if (tooLarge(call, count)) {
      return Value.Null.NULL;
    }
    return call.string(" ".repeat((int) Math.max(0, count)));
  }

  /** Results beyond max_allowed_packet are NULL with a warning. */
  private static boolean tooLarge(Invocation call, long length) {
    long limit = maxAllowedPacket(call);
    if (length <= limit) {
      return false;
    }
    warnTooLarge(call, limit);
    return true;
  }

  private static Value bounded(Invocation call, String text) {
    return tooLarge(call, text.length()) ? Value.Null.NULL : call.string(text);
  }

  private static long maxAllowedPacket(Invocation call) {
    Value limit = call.environment().systemVariable(false, "max_allowed_packet");
    return limit instanceof Value.Int number ? number.bits() : 64L << 20;
  }

  private static void warnTooLarge(Invocation call, long limit) {
    call.environment()
        .warn(
            "Warning",
            1301,
            "Result of "
                + call.call().name().toLowerCase(Locale.ROOT)
                + "() was larger than max_allowed_packet ("
                + limit
                + ") - truncated");
  }

  private static Value replace(Invocation call) {
    String text = call.text(0);
    String from = call.text(1);
    return from.isEmpty() ? call.string(text) : bounded(call, text.replace(from, call.text(2)));
  }

  private static Value reverse(Invocation call) {
    return call.string(new StringBuilder(call.text(0)).reverse().toString());
  }

  private static Value insert(Invocation call) {
    String text = call.text(0);
    int points = text.codePointCount(0, text.length());
    long position = call.whole(1);
    long length = call.whole(2);
    if (position < 1 || position > points) {
      return call.string(text);
    }
    int from = text.offsetByCodePoints(0, (int) position - 1);
    long left = points - position + 1;
    int to =
        length < 0 || length >= left ? text.length() : text.offsetByCodePoints(from, (int) length);
    return bounded(call, text.substring(0, from) + call.text(3) + text.substring(to));
  }

  static String quote(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('\'');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\\', '\'' -> out.append('\\').append(c);
        case 0 -> out.append("\\0");
        case 26 -> out.append("\\Z");
        default -> out.append(c);
      }
    }
    return out.append('\'').toString();
  }

  private static Value hex(Invocation call) {
    Value value = call.value(0);
    if (Comparer.isNumber(value)) {
      return call.string(Long.toHexString(call.integer(0).bits()).toUpperCase(Locale.ROOT));
    }
    byte[] bytes = call.bytes(0);
    if (bytes.length > LONGEST_HEX) {
      warnTooLarge(call, maxAllowedPacket(call));
      return Value.Null.NULL;
    }
    return call.string(hex(bytes));
  }

  static String hex(byte[] bytes) {
    StringBuilder out = new StringBuilder(bytes.length * 2);
    for (byte b : bytes) {
      out.append(HEX.charAt(b >> 4 & 15)).append(HEX.charAt(b & 15));
    }
    return out.toString();
  }

  private static Value unhex(Invocation call) {
    byte[] bytes = parseHex(Coercion.string(call.value(0), call.type(0)));
    if (bytes == null) {
      call.environment()
          .warn(
              "Warning", 1411, "Incorrect string value: '" + call.text(0) + "' for function unhex");
      return Value.Null.NULL;
    }
    return new Value.Bytes(bytes);
  }

  static byte @Nullable [] parseHex(String text) {
    String digits = text.length() % 2 == 0 ? text : "0" + text;
    byte[] out = new byte[digits.length() / 2];
    for (int i = 0; i < out.length; i++) {
      int high = Character.digit(digits.charAt(2 * i), 16);
      int low = Character.digit(digits.charAt(2 * i + 1), 16);
      if (high < 0 || low < 0) {
        return null;
      }
      out[i] = (byte) (high << 4 | low);
    }
    return out;
  }

  /** Bytes of the numbers, high bytes first, leading zero bytes left out. */
  private static Value character(Invocation call) {
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
    for (int i = 0; i < call.count(); i++) {
      if (!call.isNull(i)) {
        int number = (int) call.integer(i).bits();
        boolean started = false;
        for (int shift = 24; shift >= 0; shift -= 8) {
          int b = number >>> shift & 0xff;
          started |= b != 0 || shift == 0;
          if (started) {
            out.write(b);
          }
        }
      }
    }
    if (call.isBinary()) {
      return new Value.Bytes(out.toByteArray());
    }
    String text = Charsets.decode(out.toByteArray(), call.type().collation().charset());
    return text == null ? Value.Null.NULL : new Value.Text(text);
  }

  private static String soundex(String text) {
    String codes = "01230120022455012623010202";
    StringBuilder out = new StringBuilder();
    char last = 0;
    for (char c : text.toUpperCase(Locale.ROOT).toCharArray()) {
      boolean letter = (c >= 'A' && c <= 'Z') || (c >= 0x80 && Character.isLetter(c));
      if (!letter) {
        continue;
      }
      char code = c < 0x80 ? codes.charAt(c - 'A') : '0';
      if (out.isEmpty()) {
        out.append(c);
        last = code;
      } else if (code != last) {
        // Vowels separate equal codes only in the first place; the server compares neighbours.
        if (code != '0') {
          out.append(code);
        }
        if (code != '0') {
          last = code;
        }
      }
    }
    while (!out.isEmpty() && out.length() < 4) {
      out.append('0');
    }
    return out.toString();
  }

  private static Value elt(Invocation call) {
    if (call.isNull(0)) {
      return Value.Null.NULL;
    }
    long index = call.whole(0);
    if (index < 1 || index >= call.count() || call.isNull((int) index)) {
      return Value.Null.NULL;
    }
    return call.string(call.text((int) index));
  }

  private static Value makeSet(Invocation call) {
    if (call.isNull(0)) {
      return Value.Null.NULL;
    }
    long bits = call.integer(0).bits();
    StringBuilder out = new StringBuilder();
    boolean first = true;
    for (int i = 1; i < call.count() && i <= 64; i++) {
      if ((bits >>> (i - 1) & 1) != 0 && !call.isNull(i)) {
        out.append(first ? "" : ",").append(call.text(i));
        first = false;
      }
    }
    return call.string(out.toString());
  }

  private static Value exportSet(Invocation call) {
    long bits = call.integer(0).bits();
    String separator = call.count() > 3 ? call.text(3) : ",";
    long longest = Math.max(call.text(1).length(), call.text(2).length());
    long count = call.count() > 4 ? call.whole(4) : 64;
    int wanted = (int) (count < 0 || count > 64 ? 64 : count);
    if (tooLarge(call, wanted * longest + Math.max(0, wanted - 1) * (long) separator.length())) {
      return Value.Null.NULL;
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < wanted; i++) {
      out.append(i > 0 ? separator : "");
      out.append((bits >>> i & 1) != 0 ? call.text(1) : call.text(2));
    }
    return call.string(out.toString());
  }

  private static Value fromBase64(Invocation call) {
    byte[] bytes = Base64Text.decode(Coercion.string(call.value(0), call.type(0)));
    return bytes == null ? Value.Null.NULL : new Value.Bytes(bytes);
  }
}
