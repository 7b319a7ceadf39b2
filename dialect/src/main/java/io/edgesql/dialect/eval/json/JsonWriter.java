package io.edgesql.dialect.eval.json;

import java.util.Map;
import java.util.function.DoubleFunction;

/** Writes JSON in MySQL's normal form: {@code {"a": 1, "b": [1, 2]}}. */
public final class JsonWriter {
  private static final String HEX = "0123456789abcdef";

  private final StringBuilder out = new StringBuilder();
  private final DoubleFunction<String> reals;
  private final boolean pretty;

  private JsonWriter(DoubleFunction<String> reals, boolean pretty) {
    this.reals = reals;
    this.pretty = pretty;
  }

  /**
   * The normal form.
   *
   * @param reals how a double is printed
   */
  public static String write(Json value, DoubleFunction<String> reals) {
    JsonWriter writer = new JsonWriter(reals, false);
    writer.value(value, 0);
    return writer.out.toString();
  }

  /** JSON_PRETTY: two spaces a level. */
  public static String writePretty(Json value, DoubleFunction<String> reals) {
    JsonWriter writer = new JsonWriter(reals, true);
    writer.value(value, 0);
    return writer.out.toString();
  }

  /** A string in quotation marks, escaped as MySQL does. */
  public static String quote(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2);
    quote(out, text);
    return out.toString();
  }

  /** Appends a string in quotation marks. */
  public static void quote(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int named = "\"\\\b\f\n\r\t".indexOf(c);
      if (named >= 0) {
        out.append('\\').append("\"\\bfnrt".charAt(named));
      } else if (c < ' ') {
        out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  private void value(Json value, int depth) {
    if (value instanceof Json.Members members) {
      object(members.map(), depth);
    } else if (value instanceof Json.Items items) {
      array(items, depth);
    } else if (value instanceof Json.Text text) {
      quote(out, text.text());
    } else if (value instanceof Json.Whole whole) {
      out.append(
          whole.unsigned() ? Long.toUnsignedString(whole.bits()) : Long.toString(whole.bits()));
    } else if (value instanceof Json.Exact exact) {
      out.append(exact.number().toPlainString());
    } else if (value instanceof Json.Real real) {
      real(real.number());
    } else if (value instanceof Json.Flag flag) {
      out.append(flag.value());
    } else if (value instanceof Json.Opaque opaque) {
      quote(out, opaque.text());
    } else {
      out.append("null");
    }
  }

  /** A whole number keeps a point, so that it stays a double when it is read again. */
  private void real(double number) {
    String text = reals.apply(number);
    out.append(text);
    if (text.indexOf('.') < 0 && text.indexOf('e') < 0) {
      out.append(".0");
    }
  }

  private void object(Map<String, Json> members, int depth) {
    out.append('{');
    boolean first = true;
    for (Map.Entry<String, Json> member : members.entrySet()) {
      separate(first, depth + 1);
      first = false;
      quote(out, member.getKey());
      out.append(": ");
      value(member.getValue(), depth + 1);
    }
    close(members.isEmpty(), depth, '}');
  }

  private void array(Json.Items items, int depth) {
    out.append('[');
    boolean first = true;
    for (Json item : items.list()) {
      separate(first, depth + 1);
      first = false;
      value(item, depth + 1);
    }
    close(items.list().isEmpty(), depth, ']');
  }

  private void separate(boolean first, int depth) {
    if (pretty) {
      out.append(first ? "\n" : ",\n").append("  ".repeat(depth));
    } else if (!first) {
      out.append(", ");
    }
  }

  private void close(boolean isEmpty, int depth, char bracket) {
    if (pretty && !isEmpty) {
      out.append('\n').append("  ".repeat(depth));
    }
    out.append(bracket);
  }
}
