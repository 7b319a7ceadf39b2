package io.edgesql.dialect.eval;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.types.Value;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Expressions as MySQL quotes them in error 1690: {@code (9223372036854775807 + 1)}. */
final class ExpressionText {
  private static final Map<String, String> INFIX =
      Map.ofEntries(
          Map.entry("ADD", "+"),
          Map.entry("SUBTRACT", "-"),
          Map.entry("MULTIPLY", "*"),
          Map.entry("DIVIDE", "/"),
          Map.entry("INTEGER_DIVIDE", "DIV"),
          Map.entry("MODULO", "%"),
          Map.entry("BIT_OR", "|"),
          Map.entry("BIT_AND", "&"),
          Map.entry("BIT_XOR", "^"),
          Map.entry("SHIFT_LEFT", "<<"),
          Map.entry("SHIFT_RIGHT", ">>"),
          Map.entry("EQUAL", "="),
          Map.entry("NULL_SAFE_EQUAL", "<=>"),
          Map.entry("NOT_EQUAL", "<>"),
          Map.entry("LESS", "<"),
          Map.entry("LESS_OR_EQUAL", "<="),
          Map.entry("GREATER", ">"),
          Map.entry("GREATER_OR_EQUAL", ">="),
          Map.entry("AND", "and"),
          Map.entry("OR", "or"),
          Map.entry("XOR", "xor"));

  private final Environment environment;
  private final StringBuilder out = new StringBuilder();

  private ExpressionText(Environment environment) {
    this.environment = environment;
  }

  static String of(Typed expr, Environment environment) {
    ExpressionText text = new ExpressionText(environment);
    text.append(expr);
    return text.out.toString();
  }

  private void append(Typed expr) {
    if (expr instanceof Typed.Call call) {
      append(call);
    } else if (expr instanceof Typed.Constant constant) {
      append(constant.value(), expr);
    } else if (expr instanceof Typed.Lifted lifted) {
      append(environment.literal(lifted.ordinal()), expr);
    } else if (expr instanceof Typed.Parameter parameter) {
      append(environment.parameter(parameter.index()), expr);
    } else if (expr instanceof Typed.Local local) {
      append(environment.parameter(local.slot()), expr);
    } else if (expr instanceof Typed.ShardValue cell) {
      append(environment.shardValue(cell.index()), expr);
    } else if (expr instanceof Typed.UserVariable variable) {
      out.append("(@`").append(variable.name()).append("`)");
    } else if (expr instanceof Typed.SystemVariable variable) {
      out.append("@@").append(variable.name());
    } else {
      out.append("?");
    }
  }

  private void append(Typed.Call call) {
    List<Typed> arguments = call.arguments();
    String infix = INFIX.get(call.name());
    if (infix != null && arguments.size() >= 2) {
      out.append('(');
      for (int i = 0; i < arguments.size(); i++) {
        out.append(i > 0 ? " " + infix + " " : "");
        append(arguments.get(i));
      }
      out.append(')');
    } else if (call.name().equals("MINUS") && arguments.size() == 1) {
      out.append("-(");
      append(arguments.get(0));
      out.append(')');
    } else if (call.name().equals("CAST")) {
      out.append("cast(");
      append(arguments.get(0));
      out.append(" as ").append(call.type().unsigned() ? "unsigned" : "signed").append(')');
    } else {
      out.append(name(call)).append('(');
      for (int i = 0; i < arguments.size(); i++) {
        out.append(i > 0 ? "," : "");
        append(arguments.get(i));
      }
      out.append(')');
    }
  }

  /** Some functions call themselves by another name than the canonical one. */
  private static String name(Typed.Call call) {
    return switch (call.name()) {
      case "POWER" -> "pow";
      case "CEIL" -> "ceiling";
      default -> call.name().toLowerCase(Locale.ROOT);
    };
  }

  private void append(Value value, Typed expr) {
    if (value.isNull()) {
      out.append("NULL");
    } else if (Comparer.isNumber(value)) {
      out.append(ValueText.text(value, expr.type()));
    } else {
      out.append('\'').append(ValueText.text(value, expr.type())).append('\'');
    }
  }
}
