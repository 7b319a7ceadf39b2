package io.edgesql.dialect.translate;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.Representation.Kind;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code + - * / DIV %} and the bit operators.
 *
 * <p>Integers and DECIMALs (scaled integers) are exact; what does not fit 64 bits turns into a
 * REAL, which the reply reports as out of range (1690).
 *
 * <pre>{@code
 * a + 1.5       a DECIMAL(5,2)   a + CAST(?1 AS INTEGER)                bound as 150
 * a * b         scales 2 and 1   a * b                                  scale 3
 * a / b         integers         rounded quotient of a*10000 and b      scale 4
 * a DIV b                        a / b
 * a ^ b                          (a | b) - (a & b)
 * }</pre>
 */
final class ArithmeticRules {
  /** MySQL shifts unsigned numbers, SQLite signed ones. */
  private static final String SHIFT_RIGHT =
      "CASE WHEN {1}=0 THEN {0} WHEN {1} BETWEEN 1 AND 63 THEN"
          + " {0}>>{1}&9223372036854775807>>({1}-1) ELSE 0*{0}*{1} END";

  static final Map<String, Lowering.Rule> RULES =
      Map.ofEntries(
          Map.entry("ADD", (l, c) -> additive(l, c, "+")),
          Map.entry("SUBTRACT", (l, c) -> additive(l, c, "-")),
          Map.entry("MULTIPLY", ArithmeticRules::multiply),
          Map.entry("DIVIDE", ArithmeticRules::divide),
          Map.entry("INTEGER_DIVIDE", ArithmeticRules::integerDivide),
          Map.entry("MODULO", ArithmeticRules::modulo),
          Map.entry("MOD", ArithmeticRules::modulo),
          Map.entry("MINUS", ArithmeticRules::minus),
          Map.entry("PLUS", (l, c) -> l.lower(c.arguments().get(0))),
          Map.entry("BIT_AND", (l, c) -> bits(l, c, "{0}&{1}")),
          Map.entry("BIT_OR", (l, c) -> bits(l, c, "{0}|{1}")),
          Map.entry("BIT_XOR", (l, c) -> bits(l, c, "({0}|{1})-({0}&{1})")),
          Map.entry("SHIFT_LEFT", (l, c) -> bits(l, c, "{0}<<{1}")),
          Map.entry("SHIFT_RIGHT", (l, c) -> bits(l, c, SHIFT_RIGHT)),
          Map.entry(
              "BIT_NOT",
              (l, c) -> Lowered.integer(Sql.f("~{0}", l.integer(c.arguments().get(0))), c.type())),
          Map.entry("BIT_COUNT", ArithmeticRules::bitCount));

  private ArithmeticRules() {}

  private static Lowered bits(Lowering l, Typed.Call c, String formula) {
    if (c.type().name().isBinary()) {
      throw Conversions.unsupported("bit operations on binary strings");
    }
    Sql a = signed(l, c.arguments().get(0));
    Sql b = signed(l, c.arguments().get(1));
    Sql bits = Let.of(a, x -> Let.of(b, y -> Sql.f(formula, x, y)));
    Sql refused = l.guard("bits beyond 63 inside the shard");
    return Lowered.integer(
        Let.of(bits, v -> Sql.f("CASE WHEN {0}<0 THEN {1} ELSE {0} END", v, refused)), c.type());
  }

  /** A constant of 64 bits goes as the signed number with the same bits. */
  private static Sql signed(Lowering l, Typed e) {
    return l.isConstant(e) && e.type().unsigned()
        ? l.integer(Shapes.call("CAST", SqlType.BIGINT, e))
        : l.integer(e);
  }

  private static Lowered bitCount(Lowering l, Typed.Call c) {
    Sql x = l.integer(c.arguments().get(0));
    return Lowered.integer(
        Let.of(
            x,
            v ->
                Sql.f(
                    "CASE WHEN {0} IS NOT NULL THEN (WITH RECURSIVE b(i,n) AS (SELECT 0,0 UNION ALL"
                        + " SELECT i+1,n+({0}>>i&1) FROM b WHERE i<64) SELECT max(n) FROM b) END",
                    v)),
        c.type());
  }

  /** The result of integer arithmetic; negative is out of range for an unsigned type. */
  private static Lowered exact(Lowering l, Sql sql, Typed.Call c) {
    SqlType type = c.type();
    boolean large = false;
    for (Typed operand : c.arguments()) {
      large |= Exactness.letter(operand.type()) != 'i';
    }
    Sql bounded = large ? l.within64Bits(sql) : sql;
    if (type.unsigned()) {
      Sql refused = l.guard("negative results of unsigned arithmetic inside the shard");
      return Lowered.integer(
          Let.of(bounded, v -> Sql.f("CASE WHEN {0}<0 THEN {1} ELSE {0} END", v, refused)), type);
    }
    return Lowered.integer(bounded, type);
  }

  private static Lowered scaled(Lowering l, Sql sql, int scale, SqlType type) {
    Sql bounded = type.precision() <= Conversions.MAX_POWER ? sql : l.within64Bits(sql);
    return new Lowered(bounded, new Representation(Kind.SCALED, scale), type);
  }

  private static Lowered additive(Lowering l, Typed.Call c, String operator) {
    SqlType type = c.type();
    if (type.name().isApproximate()) {
      Sql result =
          Sql.f(
              "{0}" + operator + "{1}", l.real(c.arguments().get(0)), l.real(c.arguments().get(1)));
      return Lowered.real(l.finite(result), type);
    }
    boolean decimal = type.is(TypeName.DECIMAL);
    List<Sql> terms = new ArrayList<>();
    if (operator.equals("+") && !type.unsigned()) {
      flatten(l, c, type, terms);
    } else {
      for (Typed operand : c.arguments()) {
        terms.add(decimal ? l.scaled(operand, type.scale()) : l.integer(operand));
      }
    }
    Sql sum =
        operator.equals("+")
            ? new Sql.Chain("+", terms)
            : Sql.f("{0} - {1}", terms.get(0), terms.get(1));
    return decimal ? scaled(l, sum, type.scale(), type) : exact(l, sum, c);
  }

  /** a + b + c as one chain, so that long sums stay shallow. */
  private static void flatten(Lowering l, Typed e, SqlType type, List<Sql> terms) {
    if (e instanceof Typed.Call call
        && call.name().equals("ADD")
        && call.type().is(type.name())
        && !call.type().unsigned()
        && !l.isConstant(e)) {
      for (Typed operand : call.arguments()) {
        flatten(l, operand, type, terms);
      }
    } else {
      terms.add(type.is(TypeName.DECIMAL) ? l.scaled(e, type.scale()) : l.integer(e));
    }
  }

  private static Lowered multiply(Lowering l, Typed.Call c) {
    Typed a = c.arguments().get(0);
    Typed b = c.arguments().get(1);
    SqlType type = c.type();
    if (type.name().isApproximate()) {
      return Lowered.real(l.finite(Sql.f("{0} * {1}", l.real(a), l.real(b))), type);
    }
    if (!type.is(TypeName.DECIMAL)) {
      return exact(l, Sql.f("{0} * {1}", l.integer(a), l.integer(b)), c);
    }
    int left = ComparisonRules.scale(a.type());
    int right = ComparisonRules.scale(b.type());
    Sql product = Sql.f("{0} * {1}", l.scaled(a, left), l.scaled(b, right));
    Sql whole = l.within64Bits(product);
    return scaled(l, Conversions.rescale(whole, left + right, type.scale()), type.scale(), type);
  }

  private static Lowered divide(Lowering l, Typed.Call c) {
    Typed a = c.arguments().get(0);
    Typed b = c.arguments().get(1);
    SqlType type = c.type();
    if (!type.is(TypeName.DECIMAL)) {
      return Lowered.real(Sql.f("{0} / {1}", l.real(a), l.real(b)), type);
    }
    int right = ComparisonRules.scale(b.type());
    Sql numerator = l.scaled(a, type.scale() + right);
    return scaled(l, quotient(numerator, l.scaled(b, right)), type.scale(), type);
  }

  /** a / b of integers, halves away from zero; NULL when b is 0. */
  static Sql quotient(Sql a, Sql b) {
    return Let.of(
        a,
        n ->
            Let.of(
                b,
                d ->
                    Sql.f(
                        "{0} / {1} + (2 * abs({0} % {1}) >= abs({1})) * sign({0}) * sign({1})",
                        n, d)));
  }

  private static Lowered integerDivide(Lowering l, Typed.Call c) {
    Typed a = c.arguments().get(0);
    Typed b = c.arguments().get(1);
    if (!isExact(a) || !isExact(b)) {
      return Lowered.integer(Sql.f("CAST({0} / {1} AS INTEGER)", l.real(a), l.real(b)), c.type());
    }
    int scale = Math.max(ComparisonRules.scale(a.type()), ComparisonRules.scale(b.type()));
    return exact(l, Sql.f("{0} / {1}", l.scaled(a, scale), l.scaled(b, scale)), c);
  }

  private static boolean isExact(Typed e) {
    return Domain.isExact(e.type()) || e.type().name().isTemporal();
  }

  private static Lowered modulo(Lowering l, Typed.Call c) {
    Typed a = c.arguments().get(0);
    Typed b = c.arguments().get(1);
    SqlType type = c.type();
    if (type.name().isApproximate()) {
      return Lowered.real(
          Sql.f("CASE WHEN {1}<>0 THEN mod({0},{1}) END", l.real(a), l.real(b)), type);
    }
    int scale = type.is(TypeName.DECIMAL) ? type.scale() : 0;
    Sql rest = Sql.f("{0} % {1}", l.scaled(a, scale), l.scaled(b, scale));
    return type.is(TypeName.DECIMAL) ? scaled(l, rest, scale, type) : Lowered.integer(rest, type);
  }

  private static Lowered minus(Lowering l, Typed.Call c) {
    Typed x = c.arguments().get(0);
    SqlType type = c.type();
    if (type.name().isApproximate()) {
      return Lowered.real(Sql.f("-{0}", l.real(x)), type);
    }
    if (type.is(TypeName.DECIMAL)) {
      return scaled(l, Sql.f("-{0}", l.scaled(x, type.scale())), type.scale(), type);
    }
    return Lowered.integer(Sql.f("-{0}", l.integer(x)), type);
  }
}
