package io.edgesql.dialect.ddl;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.types.Representation;
import org.jspecify.annotations.Nullable;

/**
 * The current time inside a trigger, which is fixed for a statement in SQLite as it is in MySQL.
 *
 * <p>Differs: it is UTC whatever the session's time zone, and has milliseconds.
 */
final class TriggerTime {
  private TriggerTime() {}

  /** NOW, CURDATE and CURTIME and their like; null for other expressions. */
  static @Nullable String of(Typed expr, Representation representation) {
    if (!(expr instanceof Typed.Call call) || call.arguments().size() > 1) {
      return null;
    }
    boolean isDate =
        switch (call.name()) {
          case "CURDATE", "CURRENT_DATE", "UTC_DATE" -> true;
          default -> false;
        };
    boolean isTime =
        switch (call.name()) {
          case "NOW", "CURRENT_TIMESTAMP", "LOCALTIME", "LOCALTIMESTAMP", "UTC_TIMESTAMP" -> true;
          default -> false;
        };
    if (!isDate && !isTime) {
      return null;
    }
    return switch (representation.kind()) {
      case DATE -> "strftime('%Y-%m-%d', 'now')";
      case DATETIME, TIMESTAMP ->
          isDate
              ? "(strftime('%Y-%m-%d', 'now') || ' 00:00:00" + zeros(representation.scale()) + "')"
              : padded(expr.type().scale(), representation.scale());
      default -> null;
    };
  }

  /** With a column's own digits. */
  static String now(int digits) {
    return padded(digits, digits);
  }

  private static String padded(int digits, int scale) {
    if (digits == 0 || scale == 0) {
      String seconds = "strftime('%Y-%m-%d %H:%M:%S', 'now')";
      return scale == 0 ? seconds : "(" + seconds + " || '" + zeros(scale) + "')";
    }
    String text = "strftime('%Y-%m-%d %H:%M:%f', 'now') || '000'";
    return "substr(" + text + ", 1, " + (20 + scale) + ")";
  }

  private static String zeros(int scale) {
    return scale == 0 ? "" : "." + "0".repeat(scale);
  }
}
