package io.edgesql.dialect.eval.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Iterator;
import java.util.Map;

/** MySQL's order of JSON values: first by kind (precedence), then by value. */
public final class JsonComparison {
  private JsonComparison() {}

  /** Negative, zero or positive; objects that differ have some stable order. */
  public static int compare(Json a, Json b) {
    int rankA = rank(a);
    int rankB = rank(b);
    if (rankA != rankB) {
      return Integer.compare(rankA, rankB);
    }
    if (a instanceof Json.Items x && b instanceof Json.Items y) {
      return compareItems(x, y);
    }
    if (a instanceof Json.Members x && b instanceof Json.Members y) {
      return compareMembers(x, y);
    }
    if (a instanceof Json.Flag x && b instanceof Json.Flag y) {
      return Boolean.compare(x.value(), y.value());
    }
    if (isNumber(a)) {
      return number(a).compareTo(number(b));
    }
    return compareText(text(a), text(b));
  }

  public static boolean isNumber(Json value) {
    return value instanceof Json.Whole || value instanceof Json.Exact || value instanceof Json.Real;
  }

  /** A number's exact value. */
  public static BigDecimal number(Json value) {
    if (value instanceof Json.Whole whole) {
      BigInteger bits = BigInteger.valueOf(whole.bits());
      return new BigDecimal(
          whole.unsigned() && whole.bits() < 0 ? bits.add(BigInteger.ONE.shiftLeft(64)) : bits);
    }
    if (value instanceof Json.Exact exact) {
      return exact.number();
    }
    return value instanceof Json.Real real
        ? new BigDecimal(Double.toString(real.number()))
        : BigDecimal.ZERO;
  }

  private static int compareItems(Json.Items a, Json.Items b) {
    int common = Math.min(a.list().size(), b.list().size());
    for (int i = 0; i < common; i++) {
      int order = compare(a.list().get(i), b.list().get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.list().size(), b.list().size());
  }

  private static int compareMembers(Json.Members a, Json.Members b) {
    if (a.map().size() != b.map().size()) {
      return Integer.compare(a.map().size(), b.map().size());
    }
    Iterator<Map.Entry<String, Json>> left = a.map().entrySet().iterator();
    for (Map.Entry<String, Json> right : b.map().entrySet()) {
      Map.Entry<String, Json> member = left.next();
      int order = Json.KEY_ORDER.compare(member.getKey(), right.getKey());
      order = order != 0 ? order : compare(member.getValue(), right.getValue());
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static int rank(Json value) {
    if (value instanceof Json.Nothing) {
      return 0;
    }
    if (isNumber(value)) {
      return 1;
    }
    if (value instanceof Json.Text) {
      return 2;
    }
    if (value instanceof Json.Members) {
      return 3;
    }
    if (value instanceof Json.Items) {
      return 4;
    }
    if (value instanceof Json.Flag) {
      return 5;
    }
    if (!(value instanceof Json.Opaque opaque)) {
      return 10;
    }
    return switch (opaque.type()) {
      case "DATE" -> 6;
      case "TIME" -> 7;
      case "DATETIME" -> 8;
      case "OPAQUE" -> 9;
      case "BIT" -> 10;
      default -> 11;
    };
  }

  private static String text(Json value) {
    if (value instanceof Json.Text text) {
      return text.text();
    }
    return value instanceof Json.Opaque opaque ? opaque.text() : "";
  }

  private static int compareText(String a, String b) {
    return java.util.Arrays.compareUnsigned(
        a.getBytes(java.nio.charset.StandardCharsets.UTF_8),
        b.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}
