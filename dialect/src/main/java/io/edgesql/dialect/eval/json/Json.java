package io.edgesql.dialect.eval.json;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A JSON value. Nobody may change a container that was handed over. */
public sealed interface Json {
  /** MySQL's order of keys: shorter (in UTF-8 bytes) first, then by bytes. */
  Comparator<String> KEY_ORDER =
      (a, b) -> {
        byte[] left = a.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        byte[] right = b.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return left.length != right.length
            ? Integer.compare(left.length, right.length)
            : java.util.Arrays.compareUnsigned(left, right);
      };

  /** An object; its members are in {@link #KEY_ORDER}. */
  record Members(SortedMap<String, Json> map) implements Json {
    public static Members empty() {
      return new Members(new TreeMap<>(KEY_ORDER));
    }

    /** A shallow copy that may be changed. */
    public Members copy() {
      SortedMap<String, Json> copied = new TreeMap<>(KEY_ORDER);
      copied.putAll(map);
      return new Members(copied);
    }
  }

  record Items(List<Json> list) implements Json {}

  record Text(String text) implements Json {}

  record Whole(long bits, boolean unsigned) implements Json {}

  record Exact(BigDecimal number) implements Json {}

  record Real(double number) implements Json {}

  record Flag(boolean value) implements Json {}

  /**
   * A scalar that JSON lacks, printed as a string.
   *
   * @param type what JSON_TYPE says: DATE, TIME, DATETIME, BLOB, BIT, OPAQUE
   */
  record Opaque(String text, String type) implements Json {
    /** Whether it is a time, or a date with or without one. */
    public boolean isTemporal(boolean isTime) {
      return isTime ? type.equals("TIME") : type.equals("DATE") || type.equals("DATETIME");
    }
  }

  /** The literal null. */
  enum Nothing implements Json {
    NULL
  }

  default boolean isScalar() {
    return !(this instanceof Members) && !(this instanceof Items);
  }
}
