package io.edgesql.differential;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns the plain literals of an expression into parameters. */
final class Parameters {
  private Parameters() {}

  /** The SQL with {@code ?} for numbers and quoted strings, whose values are added to the list. */
  static String lift(Node node, List<@Nullable Object> parameters) {
    if (node.children().isEmpty()) {
      String sql = node.sql();
      // A list's member may be what the grammar wants as a literal: a unit, a path, a length.
      if (node.kind().length() == 1 && isLiteral(sql)) {
        parameters.add(value(sql));
        return "?";
      }
      return sql;
    }
    StringBuilder out = new StringBuilder(node.pieces().get(0));
    for (int i = 0; i < node.children().size(); i++) {
      out.append(lift(node.children().get(i), parameters)).append(node.pieces().get(i + 1));
    }
    return out.toString();
  }

  private static boolean isLiteral(String sql) {
    return isQuoted(sql) || sql.matches("-?[0-9]+(\\.[0-9]+)?(e-?[0-9]+)?");
  }

  private static boolean isQuoted(String sql) {
    return sql.length() > 1
        && sql.startsWith("'")
        && sql.indexOf('\'', 1) == sql.length() - 1
        && sql.indexOf('\\') < 0;
  }

  private static Object value(String sql) {
    if (isQuoted(sql)) {
      return sql.substring(1, sql.length() - 1);
    }
    if (sql.indexOf('e') >= 0) {
      return Double.valueOf(sql);
    }
    BigDecimal number = new BigDecimal(sql);
    if (sql.indexOf('.') >= 0 || number.precision() > 18) {
      return number;
    }
    return number.longValueExact();
  }
}
