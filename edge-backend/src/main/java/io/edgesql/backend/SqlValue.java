package io.edgesql.backend;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The Java types of SQLite's values on the wire.
 *
 * <p>Bound ({@link Step#params}): {@code null}, {@link String}, {@link Double} (finite; arrives as
 * REAL), {@code byte[]}. An integer goes as text and is cast by the SQL, because the runtime makes
 * every number a REAL.
 *
 * <p>Read ({@link Rows}): {@code null}, {@link Long} (a JSON integer; a REAL without a fraction
 * looks the same), {@link Double} (a JSON number with fraction or exponent, or an integer beyond 64
 * bits, which only a REAL can be), {@link String}, {@code byte[]}.
 */
public final class SqlValue {

  private SqlValue() {}

  /** Throws {@link IllegalArgumentException} unless every value may be bound. */
  static void requireBindable(List<@Nullable Object> values) {
    for (int index = 0; index < values.size(); index++) {
      Object value = values.get(index);
      if (!isBindable(value)) {
        throw new IllegalArgumentException(
            "Parameter " + index + " cannot be bound: " + value + " (" + typeName(value) + ")");
      }
    }
  }

  private static boolean isBindable(@Nullable Object value) {
    return value == null
        || value instanceof String
        || value instanceof byte[]
        || (value instanceof Double number && Double.isFinite(number));
  }

  private static String typeName(@Nullable Object value) {
    return value == null ? "null" : value.getClass().getSimpleName();
  }
}
