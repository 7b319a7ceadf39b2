package io.edgesql.dialect.translate;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.tree.Expr.BinaryOperator;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.Representation.Kind;
import io.edgesql.dialect.types.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * CASE, IF, IFNULL, NULLIF, COALESCE: all branches get the result type's representation.
 *
 * <pre>{@code
 * IF(a > 1, 'x', 2)     CASE WHEN a > 1 THEN ?1 ELSE ?2 END      2 bound as text
 * IFNULL(a, 0)          coalesce(a, 0)
 * NULLIF(a, b)          CASE WHEN a = b THEN NULL ELSE a END
 * }</pre>
 */
final class ConditionalRules {
  static final Map<String, Lowering.Rule> RULES =
      Map.of(
          "CASE", ConditionalRules::cases,
          "IF", ConditionalRules::cases,
          "IFNULL", ConditionalRules::coalesce,
          "COALESCE", ConditionalRules::coalesce,
          "NULLIF", ConditionalRules::nullIf,
          "ANY_VALUE", ConditionalRules::any);

  private ConditionalRules() {}

  /** A branch in the representation that all branches share. */
  static Sql branch(Lowering l, Typed e, SqlType type) {
    if (Shapes.isNullConstant(e)) {
      return Terms.NULL;
    }
    Representation target = Conversions.computed(type);
    return target.kind() == Kind.TEXT ? l.text(e) : l.lowerAs(e, target, type).sql();
  }

  /** Members of an ENUM or SET become texts, bits numbers. */
  private static Lowered any(Lowering l, Typed.Call c) {
    Lowered value = l.lower(c.arguments().get(0));
    return value.type().name() == c.type().name()
        ? value
        : Conversions.to(value, Conversions.computed(c.type()), c.type());
  }

  private static Lowered cases(Lowering l, Typed.Call c) {
    List<Typed> arguments = c.arguments();
    List<Sql> conditions = new ArrayList<>();
    List<Sql> results = new ArrayList<>();
    for (int i = 0; i + 1 < arguments.size(); i += 2) {
      conditions.add(l.condition(arguments.get(i)));
      results.add(branch(l, arguments.get(i + 1), c.type()));
    }
    @Nullable Sql otherwise =
        arguments.size() % 2 == 0 ? null : branch(l, arguments.get(arguments.size() - 1), c.type());
    return new Lowered(
        new Sql.Case(conditions, results, otherwise), Conversions.computed(c.type()), c.type());
  }

  private static Lowered coalesce(Lowering l, Typed.Call c) {
    if (c.arguments().size() == 1) {
      return any(l, c);
    }
    List<Sql> values = new ArrayList<>();
    for (Typed argument : c.arguments()) {
      values.add(branch(l, argument, c.type()));
    }
    return new Lowered(
        new Sql.Function("coalesce", values), Conversions.computed(c.type()), c.type());
  }

  private static Lowered nullIf(Lowering l, Typed.Call c) {
    Typed a = c.arguments().get(0);
    Sql equal = ComparisonRules.compare(l, BinaryOperator.EQUAL, a, c.arguments().get(1));
    Sql value = branch(l, a, c.type());
    return new Lowered(
        Sql.when(equal, Terms.NULL, value), Conversions.computed(c.type()), c.type());
  }
}
