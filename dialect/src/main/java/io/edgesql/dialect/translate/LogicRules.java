package io.edgesql.dialect.translate;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.types.Representation.Kind;
import io.edgesql.dialect.types.SqlType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * AND, OR, XOR, NOT, IS: MySQL's truth of any value.
 *
 * <pre>{@code
 * a AND 'x'       a <> 0 AND CAST(...) <> 0
 * a XOR b         (a <> 0) <> (b <> 0)
 * a IS TRUE       a IS TRUE
 * }</pre>
 */
final class LogicRules {
  /** From so many equalities of one column on they are lowered as IN. */
  private static final int JOINED_EQUALITIES = 20;

  /** Functions whose lowered form is 0, 1 or NULL. */
  private static final Set<String> PREDICATES =
      Set.of(
          "AND",
          "OR",
          "XOR",
          "NOT",
          "IS_NULL",
          "IS_NOT_NULL",
          "IS_TRUE",
          "IS_FALSE",
          "EQUAL",
          "NOT_EQUAL",
          "LESS",
          "LESS_OR_EQUAL",
          "GREATER",
          "GREATER_OR_EQUAL",
          "NULL_SAFE_EQUAL",
          "BETWEEN",
          "IN",
          "LIKE",
          "REGEXP");

  static final Map<String, Lowering.Rule> RULES =
      Map.ofEntries(
          Map.entry("AND", (l, c) -> Lowered.truth(Sql.and(truths(l, c.arguments())))),
          Map.entry("OR", (l, c) -> Lowered.truth(Sql.or(truths(l, joined(c.arguments()))))),
          Map.entry(
              "XOR",
              (l, c) ->
                  Lowered.truth(
                      Sql.f(
                          "(NOT {0})<>(NOT {1})",
                          truth(l, c.arguments().get(0)), truth(l, c.arguments().get(1))))),
          Map.entry("NOT", (l, c) -> Lowered.truth(not(l, c.arguments().get(0)))),
          Map.entry("IS_TRUE", (l, c) -> is(l, c, "{0} IS TRUE")),
          Map.entry("IS_NOT_TRUE", (l, c) -> is(l, c, "{0} IS NOT TRUE")),
          Map.entry("IS_FALSE", (l, c) -> is(l, c, "{0} IS FALSE")),
          Map.entry("IS_NOT_FALSE", (l, c) -> is(l, c, "{0} IS NOT FALSE")),
          Map.entry("IS_NULL", (l, c) -> isNull(l, c, "{0} IS NULL")),
          Map.entry("ISNULL", (l, c) -> isNull(l, c, "{0} IS NULL")),
          Map.entry("IS_NOT_NULL", (l, c) -> isNull(l, c, "{0} IS NOT NULL")));

  private LogicRules() {}

  private static Sql not(Lowering l, Typed e) {
    Sql truth = truth(l, e);
    // A row that an outer join made up matches nothing: its NULL is a false.
    return e instanceof Typed.Match ? Sql.f("{0} IS NOT TRUE", truth) : new Sql.Not(truth);
  }

  private static Lowered is(Lowering l, Typed.Call c, String formula) {
    return Lowered.truth(Sql.f(formula, truth(l, c.arguments().get(0))));
  }

  private static Lowered isNull(Lowering l, Typed.Call c, String formula) {
    return Lowered.truth(Sql.f(formula, l.lower(c.arguments().get(0)).sql()));
  }

  /** Many {@code x = a OR x = b …} are one {@code x IN (a, b, …)}, whose text stays short. */
  private static List<Typed> joined(List<Typed> operands) {
    Map<Typed, List<Typed>> values = new LinkedHashMap<>();
    for (Typed operand : operands) {
      if (isEquality(operand)) {
        List<Typed> sides = ((Typed.Call) operand).arguments();
        values.computeIfAbsent(sides.get(0), x -> new ArrayList<>()).add(sides.get(1));
      }
    }
    values.values().removeIf(items -> items.size() < JOINED_EQUALITIES);
    if (values.isEmpty()) {
      return operands;
    }
    List<Typed> out = new ArrayList<>();
    values.forEach(
        (x, items) -> {
          List<Typed> arguments = new ArrayList<>(List.of(x));
          arguments.addAll(items);
          out.add(new Typed.Call("IN", arguments, SqlType.BOOLEAN));
        });
    for (Typed operand : operands) {
      if (!isEquality(operand) || !values.containsKey(((Typed.Call) operand).arguments().get(0))) {
        out.add(operand);
      }
    }
    return out;
  }

  private static boolean isEquality(Typed e) {
    return e instanceof Typed.Call call
        && call.name().equals("EQUAL")
        && call.arguments().get(0) instanceof Typed.ColumnReference
        && Shapes.isColumnFree(call.arguments().get(1));
  }

  private static List<Sql> truths(Lowering l, List<Typed> operands) {
    List<Sql> out = new ArrayList<>();
    for (Typed operand : operands) {
      out.add(truth(l, operand));
    }
    return out;
  }

  /** A condition. */
  static Sql truth(Lowering l, Typed e) {
    if (e instanceof Typed.Call name && name.name().equals("DAYNAME")) {
      // The name of a weekday is its number where no text is wanted.
      return truth(l, new Typed.Call("WEEKDAY", name.arguments(), SqlType.BIGINT));
    }
    if (l.isConstant(e) && !e.type().name().isInteger()) {
      Typed test = Shapes.call("IS_TRUE", SqlType.BOOLEAN, e);
      Typed nullAware =
          Shapes.call(
              "IF",
              SqlType.BOOLEAN,
              Shapes.call("IS_NULL", SqlType.BOOLEAN, e),
              new Typed.Constant(io.edgesql.dialect.types.Value.Null.NULL, SqlType.NULL),
              test);
      return e instanceof Typed.Constant c && c.value().isNull()
          ? Terms.NULL
          : l.bound(nullAware, io.edgesql.dialect.types.Representation.of(Kind.INTEGER));
    }
    Typed.Match match = e instanceof Typed.Match plain ? plain : MatchRules.positive(l, e);
    if (match != null) {
      return MatchRules.condition(l, match);
    }
    Lowered value = l.lower(e);
    if (e instanceof Typed.Call call && PREDICATES.contains(call.name())) {
      return value.sql();
    }
    Sql x = value.sql();
    if (value.kind() == Kind.JSON && l.allowsSubqueries()) {
      throw Conversions.unsupported("JSON as a condition");
    }
    return switch (value.kind()) {
      case INTEGER, SCALED, REAL, TIME, UNSIGNED64 -> x;
      case TEXT, BLOB, JSON -> Sql.f("{0}<>0.0", new Sql.Cast(x, "REAL"));
      case DATE -> Sql.f("{0}<>'0000-00-00'", x);
      case DATETIME, TIMESTAMP -> Sql.f("trim({0},'0-: .')<>''", x);
      case DECIMAL_TEXT -> Sql.f("{0}<>'100'", x);
    };
  }
}
