package io.edgesql.dialect.eval.json;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads JSON as MySQL's RapidJSON does, with its messages. Duplicate keys: the last one wins. */
public final class JsonReader {
  /** Nesting that MySQL allows (error 3157 beyond). */
  public static final int MAX_DEPTH = 100;

  private static final BigInteger MAX_UNSIGNED =
      BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  /** Characters of the longest number that fits into 64 bits; JSON has no zeros in front. */
  private static final int MAX_WHOLE = 20;

  private static final BigInteger MIN_SIGNED = BigInteger.ONE.shiftLeft(63).negate();

  private final String text;
  private int at;

  private JsonReader(String text) {
    this.text = text;
  }

  /**
   * Reads one document.
   *
   * @throws JsonSyntaxException if it is none
   * @throws JsonTooDeepException if it is nested too deeply
   */
  public static Json read(String text) {
    JsonReader reader = new JsonReader(text);
    reader.skipSpace();
    if (reader.at == text.length()) {
      throw reader.fail("The document is empty.");
    }
    Json value = reader.value(1);
    reader.skipSpace();
    if (reader.at < text.length()) {
      throw reader.fail("The document root must not be followed by other values.");
    }
    return value;
  }

  private Json value(int depth) {
    if (at == text.length()) {
      throw fail("Invalid value.");
    }
    char c = text.charAt(at);
    return switch (c) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> new Json.Text(string());
      case 't' -> word("true", new Json.Flag(true));
      case 'f' -> word("false", new Json.Flag(false));
      case 'n' -> word("null", Json.Nothing.NULL);
      default -> number();
    };
  }

  private Json word(String word, Json meaning) {
    for (int i = 0; i < word.length(); i++) {
      if (at >= text.length() || text.charAt(at) != word.charAt(i)) {
        throw fail("Invalid value.");
      }
      at++;
    }
    return meaning;
  }

  private Json object(int depth) {
    checkDepth(depth);
    Json.Members members = Json.Members.empty();
    at++;
    skipSpace();
    if (peek() == '}') {
      at++;
      return members;
    }
    while (true) {
      if (peek() != '"') {
        throw fail("Missing a name for object member.");
      }
      String key = string();
      skipSpace();
      if (peek() != ':') {
        throw fail("Missing a colon after a name of object member.");
      }
      at++;
      skipSpace();
      members.map().put(key, value(depth + 1));
      skipSpace();
      char next = peek();
      if (next != ',' && next != '}') {
        throw fail("Missing a comma or '}' after an object member.");
      }
      at++;
      if (next == '}') {
        return members;
      }
      skipSpace();
    }
  }

  private Json array(int depth) {
    checkDepth(depth);
    List<Json> items = new ArrayList<>();
    at++;
    skipSpace();
    if (peek() == ']') {
      at++;
      return new Json.Items(items);
    }
    while (true) {
      items.add(value(depth + 1));
      skipSpace();
      char next = peek();
      if (next != ',' && next != ']') {
        throw fail("Missing a comma or ']' after an array element.");
      }
      at++;
      if (next == ']') {
        return new Json.Items(items);
      }
      skipSpace();
    }
  }

  private String string() {
    int plain = ++at;
    StringBuilder out = null;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '"') {
        String rest = text.substring(plain, at++);
        return out == null ? rest : out.append(rest).toString();
      }
      if (c < ' ') {
        throw fail("Invalid encoding in string.");
      }
      if (c == '\\') {
        out = out == null ? new StringBuilder() : out;
        out.append(text, plain, at);
        escape(out);
        plain = at;
      } else {
        at++;
      }
    }
    throw fail("Missing a closing quotation mark in string.");
  }

  private void escape(StringBuilder out) {
    int start = at++;
    char c = peek();
    int plain = "\"\\/bfnrt".indexOf(c);
    if (c != 0 && plain >= 0) {
      out.append("\"\\/\b\f\n\r\t".charAt(plain));
      at++;
    } else if (c == 'u') {
      at++;
      char unit = hex(start);
      out.append(unit);
      if (Character.isHighSurrogate(unit)) {
        if (!text.startsWith("\\u", at)) {
          at = start;
          throw fail("The surrogate pair in string is invalid.");
        }
        at += 2;
        char low = hex(start);
        if (!Character.isLowSurrogate(low)) {
          at = start;
          throw fail("The surrogate pair in string is invalid.");
        }
        out.append(low);
      } else if (Character.isLowSurrogate(unit)) {
        at = start;
        throw fail("The surrogate pair in string is invalid.");
      }
    } else {
      at = start;
      throw fail("Invalid escape character in string.");
    }
  }

  private char hex(int start) {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
      if (digit < 0) {
        at = start;
        throw fail("Incorrect hex digit after \\u escape in string.");
      }
      value = value * 16 + digit;
      at++;
    }
    return (char) value;
  }

  private Json number() {
    int start = at;
    if (peek() == '-') {
      at++;
    }
    int whole = at;
    skipDigits();
    if (at == whole) {
      throw fail("Invalid value.");
    }
    if (at - whole > 1 && text.charAt(whole) == '0') {
      at = whole + 1;
    }
    boolean real = false;
    if (peek() == '.') {
      real = true;
      int from = ++at;
      skipDigits();
      if (at == from) {
        throw fail("Miss fraction part in number.");
      }
    }
    if (peek() == 'e' || peek() == 'E') {
      real = true;
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      int from = at;
      skipDigits();
      if (at == from) {
        throw fail("Miss exponent in number.");
      }
    }
    String digits = text.substring(start, at);
    return real ? real(digits, start) : whole(digits, start);
  }

  private Json whole(String digits, int start) {
    if (digits.length() <= 18) {
      return new Json.Whole(Long.parseLong(digits), false);
    }
    if (digits.length() > MAX_WHOLE) {
      return real(digits, start);
    }
    BigInteger number = new BigInteger(digits);
    if (number.compareTo(MIN_SIGNED) < 0 || number.compareTo(MAX_UNSIGNED) > 0) {
      return real(digits, start);
    }
    return new Json.Whole(number.longValue(), number.bitLength() > 63);
  }

  private Json real(String digits, int start) {
    double number = QuickDouble.read(digits);
    if (Double.isInfinite(number)) {
      at = start;
      throw fail("Number too big to be stored in double.");
    }
    return new Json.Real(number);
  }

  private void skipDigits() {
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
  }

  private void skipSpace() {
    while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : 0;
  }

  private static void checkDepth(int depth) {
    if (depth > MAX_DEPTH) {
      throw new JsonTooDeepException();
    }
  }

  private JsonSyntaxException fail(String message) {
    int position = text.substring(0, at).getBytes(StandardCharsets.UTF_8).length;
    return new JsonSyntaxException(message, position);
  }
}
