package io.edgesql.dialect.translate;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.Representation.Kind;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Numeric functions.
 *
 * <pre>{@code
 * ROUND(price, 1)   DECIMAL(5,2)   quotient by 10, halves away from zero
 * FLOOR(price)      DECIMAL(5,2)   price/100 - (price%100 < 0)
 * POWER(x, 2)                      pow(x, 2.0)
 * }</pre>
 */
final class NumericRules {
  static final Map<String, Lowering.Rule> RULES = new HashMap<>();

  static {
    RULES.put("RAND", NumericRules::random);
    RULES.put("GROUPING", NumericRules::grouping);
    RULES.put("ABS", (l, c) -> same(l, c, "abs({0})"));
    RULES.put("SIGN", (l, c) -> Lowered.integer(sign(l, c), c.type()));
    RULES.put("CEILING", (l, c) -> whole(l, c, "{0}/{1}+({0}%{1}>0)", "ceil({0})"));
    RULES.put("CEIL", (l, c) -> whole(l, c, "{0}/{1}+({0}%{1}>0)", "ceil({0})"));
    RULES.put("FLOOR", (l, c) -> whole(l, c, "{0}/{1}-({0}%{1}<0)", "floor({0})"));
    RULES.put("ROUND", (l, c) -> digits(l, c, true));
    RULES.put("TRUNCATE", (l, c) -> digits(l, c, false));
    for (String name :
        List.of("SQRT", "EXP", "SIN", "COS", "TAN", "ASIN", "ACOS", "DEGREES", "RADIANS")) {
      String lower = name.toLowerCase(java.util.Locale.ROOT) + "({0})";
      RULES.put(name, (l, c) -> real(l, c, lower));
    }
    RULES.put("LN", (l, c) -> real(l, c, "CASE WHEN {0}>0 THEN ln({0}) END"));
    RULES.put("LOG2", (l, c) -> real(l, c, "CASE WHEN {0}>0 THEN log2({0}) END"));
    RULES.put("LOG10", (l, c) -> real(l, c, "CASE WHEN {0}>0 THEN log({0}) END"));
    RULES.put("COT", (l, c) -> real(l, c, "1/tan({0})"));
    RULES.put("POWER", (l, c) -> real(l, c, "pow({0},{1})"));
    RULES.put("POW", (l, c) -> real(l, c, "pow({0},{1})"));
    RULES.put(
        "LOG",
        (l, c) ->
            real(
                l,
                c,
                c.arguments().size() == 1
                    ? "CASE WHEN {0}>0 THEN ln({0}) END"
                    : "CASE WHEN {0}>0 AND {1}>0 THEN ln({1})/ln({0}) END"));
    RULES.put("ATAN", (l, c) -> real(l, c, arcTangent(c)));
    RULES.put("ATAN2", (l, c) -> real(l, c, arcTangent(c)));
    RULES.put("GREATEST", (l, c) -> extreme(l, c, "max"));
    RULES.put("LEAST", (l, c) -> extreme(l, c, "min"));
  }

  private NumericRules() {}

  /**
   * One bit for each argument, the last one the lowest. A single one is known by WITH ROLLUP alone.
   */
  private static Lowered grouping(Lowering l, Typed.Call c) {
    if (c.arguments().size() == 1) {
      throw c.arguments().get(0) instanceof Typed.ColumnReference
          ? SqlException.of(ErrorCode.ER_INVALID_GROUP_FUNC_USE)
          : Conversions.unsupported("GROUPING() of an expression");
    }
    Sql bits = Terms.ZERO;
    for (Typed argument : c.arguments()) {
      Typed one = new Typed.Call("GROUPING", List.of(argument), SqlType.BOOLEAN);
      bits = Sql.f("({0} * 2 + {1})", bits, l.lower(one).sql());
    }
    return Lowered.integer(bits, c.type());
  }

  /** Uniform in [0, 1): 53 random bits. */
  private static Lowered random(Lowering l, Typed.Call c) {
    if (!c.arguments().isEmpty()) {
      throw Conversions.unsupported("RAND with a seed that is a column");
    }
    return Lowered.real(Sql.f("(random()&9007199254740991)/9007199254740992.0"), c.type());
  }

  private static String arcTangent(Typed.Call c) {
    return c.arguments().size() == 1 ? "atan({0})" : "atan2({0},{1})";
  }

  private static Lowered real(Lowering l, Typed.Call c, String formula) {
    List<Sql> arguments = new ArrayList<>();
    for (Typed argument : c.arguments()) {
      arguments.add(l.real(argument));
    }
    return Lowered.real(new Sql.Formula(formula, arguments), c.type());
  }

  /** A function whose result has its argument's type. */
  private static Lowered same(Lowering l, Typed.Call c, String formula) {
    Lowered x = l.lowerAs(c.arguments().get(0), number(c.type()), c.type());
    return new Lowered(Sql.f(formula, x.sql()), x.representation(), c.type());
  }

  private static Representation number(SqlType type) {
    if (type.name().isApproximate()) {
      return Representation.of(Kind.REAL);
    }
    return type.is(TypeName.DECIMAL)
        ? new Representation(Kind.SCALED, type.scale())
        : Representation.of(Kind.INTEGER);
  }

  private static Sql sign(Lowering l, Typed.Call c) {
    Typed x = c.arguments().get(0);
    SqlType type = x.type();
    Sql value = Domain.isExact(type) ? l.lowerAs(x, number(type), type).sql() : l.real(x);
    return new Sql.Cast(Sql.call("sign", value), "INTEGER");
  }

  /** CEILING and FLOOR. */
  private static Lowered whole(Lowering l, Typed.Call c, String exact, String approximate) {
    Typed x = c.arguments().get(0);
    if (c.type().name().isApproximate()) {
      return Lowered.real(Sql.f(approximate, l.real(x)), c.type());
    }
    int scale = ComparisonRules.scale(x.type());
    Sql value = l.scaled(x, scale);
    Sql whole =
        scale == 0
            ? value
            : Let.of(value, v -> Sql.f(exact, v, Sql.number(Conversions.power(scale))));
    return new Lowered(whole, number(c.type()), c.type());
  }

  /** ROUND and TRUNCATE; the number of digits must be known while planning. */
  private static Lowered digits(Lowering l, Typed.Call c, boolean round) {
    Typed x = c.arguments().get(0);
    Long wanted =
        c.arguments().size() == 1 ? Long.valueOf(0) : l.pinnedInteger(c.arguments().get(1));
    if (wanted == null) {
      throw Conversions.unsupported(c.name() + " to a number of digits that is no literal");
    }
    int digits = (int) Math.max(-30, Math.min(30, wanted));
    if (c.type().name().isApproximate()) {
      return Lowered.real(approximate(l.real(x), digits, round), c.type());
    }
    int scale = ComparisonRules.scale(x.type());
    int target = c.type().is(TypeName.DECIMAL) ? c.type().scale() : 0;
    Sql value = l.scaled(x, scale);
    int cut = scale - digits;
    if (cut > Conversions.MAX_POWER) {
      value = Sql.f("{0}*0", value);
    } else if (cut > 0) {
      long unit = Conversions.power(cut);
      value =
          round
              ? Conversions.roundedQuotient(value, unit)
              : Sql.f("{0}/{1}", value, Sql.number(unit));
      value = Conversions.rescale(value, Math.min(digits, target), target);
    } else {
      value = Conversions.rescale(value, scale, target);
    }
    return new Lowered(value, number(c.type()), c.type());
  }

  /** MySQL rounds doubles half to even after multiplying by the power of ten. */
  private static Sql approximate(Sql x, int digits, boolean round) {
    Sql power = new Sql.Word(realPower(Math.abs(digits)));
    Sql shifted = digits == 0 ? x : Sql.f(digits > 0 ? "{0}*{1}" : "{0}/{1}", x, power);
    Sql whole =
        round
            ? Let.of(
                shifted,
                v ->
                    Sql.f(
                        "CASE WHEN abs({0}-CAST({0} AS INTEGER))=0.5 THEN 2.0*round({0}/2) ELSE"
                            + " round({0}) END",
                        v))
            : Sql.f("trunc({0})", shifted);
    return digits == 0 ? whole : Sql.f(digits > 0 ? "{0}/{1}" : "{0}*{1}", whole, power);
  }

  private static String realPower(int exponent) {
    return "1" + "0".repeat(exponent) + ".0";
  }

  private static Lowered extreme(Lowering l, Typed.Call c, String function) {
    SqlType type = c.type();
    Representation target = Conversions.computed(type);
    List<Sql> values = new ArrayList<>();
    for (Typed argument : c.arguments()) {
      Sql value =
          target.kind() != Kind.TEXT
              ? l.lowerAs(argument, target, type).sql()
              : KeySql.isNeeded(type)
                  ? KeySql.asciiOnly(l, l.text(argument), function)
                  : l.text(argument);
      values.add(
          values.isEmpty() && target.kind() == Kind.TEXT
              ? Collations.compared(value, type.collation())
              : value);
    }
    return new Lowered(new Sql.Function(function, values), target, type);
  }
}
