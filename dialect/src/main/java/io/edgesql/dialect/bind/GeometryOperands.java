package io.edgesql.dialect.bind;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.tree.Expr.BinaryOperator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Where MySQL does not take geometries for numbers: error 1210. */
final class GeometryOperands {
  private static final Set<String> FUNCTIONS =
      Set.of(
          "ABS",
          "CEIL",
          "CEILING",
          "FLOOR",
          "ROUND",
          "TRUNCATE",
          "MOD",
          "POW",
          "POWER",
          "SQRT",
          "EXP",
          "LN",
          "LOG",
          "LOG2",
          "LOG10",
          "SIN",
          "COS",
          "TAN",
          "COT",
          "ASIN",
          "ACOS",
          "ATAN",
          "ATAN2",
          "RADIANS",
          "DEGREES",
          "SIGN",
          "MINUS");

  private static final Set<String> AGGREGATES =
      Set.of(
          "SUM",
          "AVG",
          "MIN",
          "MAX",
          "STDDEV",
          "STDDEV_SAMP",
          "VARIANCE",
          "VAR_SAMP",
          "BIT_AND",
          "BIT_OR",
          "BIT_XOR");

  private GeometryOperands() {}

  static void refuse(String function, List<Typed> arguments) {
    if (FUNCTIONS.contains(function) || AGGREGATES.contains(function)) {
      String shown = function.equals("MINUS") ? "-" : function.toLowerCase(Locale.ROOT);
      refuseAs(shown, arguments);
    }
  }

  static void refuse(BinaryOperator operator, Typed left, Typed right) {
    String shown =
        switch (operator) {
          case ADD -> "+";
          case SUBTRACT -> "-";
          case MULTIPLY -> "*";
          case DIVIDE -> "/";
          case INTEGER_DIVIDE -> "DIV";
          case MODULO -> "%";
          default -> "";
        };
    if (!shown.isEmpty()) {
      refuseAs(shown, List.of(left, right));
    }
  }

  private static void refuseAs(String shown, List<Typed> arguments) {
    if (arguments.stream().anyMatch(argument -> argument.type().name().isGeometry())) {
      throw SqlException.of(ErrorCode.ER_WRONG_ARGUMENTS, shown);
    }
  }
}
