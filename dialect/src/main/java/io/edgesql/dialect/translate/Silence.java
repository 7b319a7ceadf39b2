package io.edgesql.dialect.translate;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.Value;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;

/**
 * Which calls over columns MySQL computes without a warning. Where rows are changed in strict mode
 * a warning is an error, and SQLite tells of none: {@code dialect.eval} computes the others.
 */
final class Silence {
  /**
   * What a divisor of zero, a date beyond the calendar or a negative number makes MySQL warn of.
   */
  private static final Set<String> WARNING =
      Set.of(
          "ADDDATE",
          "DATE_ADD",
          "DATE_SUB",
          "LN",
          "LOG10",
          "LOG2",
          "SEC_TO_TIME",
          "SUBDATE",
          "TIMESTAMPADD");

  private static final Set<String> DIVIDING = Set.of("DIVIDE", "INTEGER_DIVIDE", "MOD", "MODULO");

  private static final Set<String> TRUTHS =
      Set.of("AND", "OR", "XOR", "NOT", "IS_TRUE", "IS_NOT_TRUE", "IS_FALSE", "IS_NOT_FALSE");

  private Silence() {}

  static boolean holds(Lowering l, Typed.Call call) {
    List<Typed> arguments = call.arguments();
    if (DIVIDING.contains(call.name())) {
      return isNotZero(l, arguments.get(1));
    }
    if (TRUTHS.contains(call.name())) {
      return arguments.stream().noneMatch(e -> isText(l, e));
    }
    return switch (call.name()) {
      case "CAST" -> cast(l, arguments.get(0), call.type());
      case "EQUAL",
          "NULL_SAFE_EQUAL",
          "NOT_EQUAL",
          "LESS",
          "LESS_OR_EQUAL",
          "GREATER",
          "GREATER_OR_EQUAL",
          "BETWEEN",
          "IN" ->
          arguments.stream().noneMatch(e -> isText(l, e))
              || arguments.stream().allMatch(e -> isString(e.type()));
      case "CASE" -> conditions(l, arguments);
      case "IF" -> !isText(l, arguments.get(0));
      default -> !WARNING.contains(call.name());
    };
  }

  private static boolean conditions(Lowering l, List<Typed> arguments) {
    for (int i = 0; i + 1 < arguments.size(); i += 2) {
      if (isText(l, arguments.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** A text becomes a number or a date, or a value is cut to a length. */
  private static boolean cast(Lowering l, Typed from, SqlType to) {
    if (l.isConstant(from)) {
      return true;
    }
    if (isText(l, from)) {
      return isString(to) && to.length() >= from.type().length();
    }
    return switch (Exactness.letter(to)) {
      case 'd', 'x' -> Exactness.letter(from.type()) == 'i' && to.precision() - to.scale() >= 10;
      case 's', 'b' -> to.length() >= 40;
      default -> true;
    };
  }

  private static boolean isText(Lowering l, Typed e) {
    return !l.isConstant(e) && isString(e.type());
  }

  private static boolean isString(SqlType type) {
    return "seb".indexOf(Exactness.letter(type)) >= 0;
  }

  /** A literal that is looked at; what else there is may be zero. */
  private static boolean isNotZero(Lowering l, Typed divisor) {
    Value value =
        divisor instanceof Typed.Constant constant
            ? constant.value()
            : divisor instanceof Typed.Lifted lifted
                ? l.literals().pin(lifted.ordinal())
                : Value.Null.NULL;
    if (value instanceof Value.Int number) {
      return number.bits() != 0;
    }
    return value instanceof Value.Decimal exact && exact.number().compareTo(BigDecimal.ZERO) != 0;
  }
}
