package io.edgesql.dialect.ddl;

import io.edgesql.dialect.eval.ValueText;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The words of {@link CanonicalText}: operators, literals, target types, functions' names. */
final class CanonicalTypes {
  private static final String HEX = "0123456789ABCDEF";

  private CanonicalTypes() {}

  static String operator(Expr.BinaryOperator operator) {
    return switch (operator) {
      case ADD -> "+";
      case SUBTRACT -> "-";
      case MULTIPLY -> "*";
      case DIVIDE -> "/";
      case INTEGER_DIVIDE -> "DIV";
      case MODULO -> "%";
      case BIT_OR -> "|";
      case BIT_AND -> "&";
      case BIT_XOR -> "^";
      case SHIFT_LEFT -> "<<";
      case SHIFT_RIGHT -> ">>";
      case EQUAL -> "=";
      case NULL_SAFE_EQUAL -> "<=>";
      case NOT_EQUAL -> "<>";
      case LESS -> "<";
      case LESS_OR_EQUAL -> "<=";
      case GREATER -> ">";
      case GREATER_OR_EQUAL -> ">=";
      case XOR -> "xor";
    };
  }

  /** A string literal: MySQL writes escapes for what a line of text cannot hold. */
  static String string(String text) {
    return "'"
        + text.replace("\\", "\\\\")
            .replace("'", "\\'")
            .replace("\0", "\\0")
            .replace("\n", "\\n")
            .replace("\r", "\\r")
            .replace("\u001a", "\\Z")
        + "'";
  }

  /** A literal that is no string, no truth value and not NULL. */
  static String value(Value value) {
    if (value instanceof Value.Bytes bytes) {
      StringBuilder out = new StringBuilder("0x");
      for (byte b : bytes.bytes()) {
        out.append(HEX.charAt((b >> 4) & 15)).append(HEX.charAt(b & 15));
      }
      return bytes.bytes().length == 0 ? "x''" : out.toString();
    }
    if (value instanceof Value.Date) {
      return "DATE" + string(ValueText.text(value, SqlType.DATE));
    }
    if (value instanceof Value.DateTime time) {
      return "TIMESTAMP" + string(temporal(value, TypeName.DATETIME, time.micros()));
    }
    if (value instanceof Value.Time time) {
      return "TIME" + string(temporal(value, TypeName.TIME, (int) (time.micros() % 1_000_000)));
    }
    return ValueText.text(value, SqlType.DOUBLE);
  }

  private static String temporal(Value value, TypeName name, int micros) {
    return ValueText.text(value, SqlType.temporal(name, micros == 0 ? 0 : 6));
  }

  /** The target of CAST. */
  static String cast(SqlType type) {
    String length = type.length() >= 0 ? "(" + type.length() + ")" : "";
    return switch (type.name()) {
      case BIGINT -> type.unsigned() ? "unsigned" : "signed";
      case DECIMAL -> "decimal(" + type.precision() + "," + type.scale() + ")";
      case CHAR, VARCHAR -> "char" + length + " charset " + type.collation().charset();
      case BINARY, VARBINARY -> "char" + length + " charset binary";
      case TIME, DATETIME ->
          type.name().name().toLowerCase(Locale.ROOT)
              + (type.scale() > 0 ? "(" + type.scale() + ")" : "");
      default -> type.name().name().toLowerCase(Locale.ROOT);
    };
  }

  /** A call under the name that MySQL shows it with; some are shown as another function. */
  static String renamed(
      String name, List<Expr> arguments, String list, Function<Expr, String> print) {
    String shown =
        switch (name) {
          case "SUBSTRING" -> "substr";
          case "CEIL" -> "ceiling";
          case "POWER" -> "pow";
          case "SHA1" -> "sha";
          case "CURRENT_DATE" -> "curdate";
          case "CURRENT_TIME" -> "curtime";
          default -> name.toLowerCase(Locale.ROOT);
        };
    return switch (name) {
      case "ISNULL" -> "(" + list + " is null)";
      case "DATE" -> "cast(" + list + " as date)";
      case "BIN" -> "conv(" + list + ",10,2)";
      case "OCT" -> "conv(" + list + ",10,8)";
      case "INSTR" ->
          arguments.size() == 2
              ? "locate("
                  + print.apply(arguments.get(1))
                  + ","
                  + print.apply(arguments.get(0))
                  + ")"
              : shown + "(" + list + ")";
      default -> shown + "(" + list + ")";
    };
  }
}
