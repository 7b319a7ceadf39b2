package io.edgesql.dialect.eval;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.types.SqlType;
import java.util.Set;

/**
 * Whether a document has true and false for an expression, or 1 and 0: what only hands a truth
 * value on is a number there, although it has the same type.
 */
final class TruthType {
  private static final Set<String> NUMBERS =
      Set.of(
          "ABS",
          "ANY_VALUE",
          "BENCHMARK",
          "CASE",
          "COALESCE",
          "GET_LOCK",
          "GREATEST",
          "GROUPING",
          "IF",
          "IFNULL",
          "IS_FREE_LOCK",
          "LEAST",
          "MINUS",
          "NULLIF",
          "RELEASE_LOCK");

  private static final Set<String> TRUTHS =
      Set.of("JSON_CONTAINS", "JSON_CONTAINS_PATH", "JSON_VALID", "STRCMP");

  private TruthType() {}

  /** The expression's type; {@link SqlType#BOOLEAN} for what is true or false in a document. */
  static SqlType of(Typed e) {
    if (!(e instanceof Typed.Call call)) {
      return e.type();
    }
    return TRUTHS.contains(call.name())
        ? SqlType.BOOLEAN
        : NUMBERS.contains(call.name()) ? number(e.type()) : e.type();
  }

  /** The same of a value that stood in a column meanwhile: columns know no truth values. */
  static SqlType ofKept(Typed e) {
    return DateOperands.isConstant(e) ? of(e) : number(of(e));
  }

  private static SqlType number(SqlType type) {
    return type.equals(SqlType.BOOLEAN) ? SqlType.BIGINT : type;
  }
}
