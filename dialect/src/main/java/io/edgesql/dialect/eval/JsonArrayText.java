package io.edgesql.dialect.eval;

import io.edgesql.dialect.eval.json.JsonWriter;
import io.edgesql.dialect.types.Representation;
import org.jspecify.annotations.Nullable;

/**
 * The JSON arrays that SQLite's json_each reads: encoded values, whole numbers as JSON integers,
 * BLOBs as upper-case hex.
 */
final class JsonArrayText {
  private static final String HEX = "0123456789ABCDEF";

  private JsonArrayText() {}

  /** Appends one encoded value. */
  static void append(StringBuilder out, @Nullable Object encoded, Representation.Kind kind) {
    if (encoded == null) {
      out.append("null");
    } else if (encoded instanceof Double real) {
      appendReal(out, real);
    } else if (encoded instanceof byte[] bytes) {
      out.append('"');
      for (byte b : bytes) {
        out.append(HEX.charAt(b >> 4 & 15)).append(HEX.charAt(b & 15));
      }
      out.append('"');
    } else {
      String text = encoded.toString();
      if (isInteger(kind) && !(kind == Representation.Kind.UNSIGNED64 && text.length() == 20)) {
        out.append(text);
      } else {
        JsonWriter.quote(out, text);
      }
    }
  }

  private static boolean isInteger(Representation.Kind kind) {
    return switch (kind) {
      case INTEGER, UNSIGNED64, SCALED, TIME -> true;
      case DECIMAL_TEXT, REAL, TEXT, BLOB, DATE, DATETIME, TIMESTAMP, JSON -> false;
    };
  }

  /** Always with a point or an exponent, so that SQLite reads a REAL. */
  private static void appendReal(StringBuilder out, double real) {
    if (Double.isNaN(real)) {
      out.append("null");
    } else if (Double.isInfinite(real)) {
      out.append(real > 0 ? "9e999" : "-9e999");
    } else {
      out.append(real);
    }
  }
}
