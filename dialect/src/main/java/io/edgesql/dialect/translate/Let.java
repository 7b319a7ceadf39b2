package io.edgesql.dialect.translate;

import java.util.List;
import java.util.function.UnaryOperator;

/** Formulas that name an operand more than once. */
final class Let {
  /** Text that may be repeated without harm. */
  private static final int CHEAP_SIZE = 12;

  /** Characters of a formula that count as one operand. */
  private static final int TERM_LENGTH = 16;

  private Let() {}

  /**
   * {@code body} over {@code value}; a large value is computed in a subquery of its own, so that
   * nested formulas grow with their sum and not their product. Aggregates and window functions
   * cannot move into a subquery and are repeated.
   */
  static Sql of(Sql value, UnaryOperator<Sql> body) {
    if (value.isSimple() || size(value, CHEAP_SIZE) < CHEAP_SIZE || hasAggregate(value)) {
      return body.apply(value);
    }
    SqlQuery inner =
        new SqlQuery.Select(
            false, List.of(new SqlQuery.Item(value, "v")), null, null, List.of(), null);
    Sql column = new Sql.Column(null, "v");
    return new Sql.Scalar(
        new SqlQuery.Select(
            false,
            List.of(new SqlQuery.Item(body.apply(column), null)),
            new SqlQuery.QueryFrom(inner, "l"),
            null,
            List.of(),
            null));
  }

  private static List<Sql> children(Sql sql) {
    if (sql instanceof Sql.Formula formula) {
      return formula.holes();
    } else if (sql instanceof Sql.Binary binary) {
      return List.of(binary.left(), binary.right());
    } else if (sql instanceof Sql.Chain chain) {
      return chain.operands();
    } else if (sql instanceof Sql.Function function) {
      return function.arguments();
    } else if (sql instanceof Sql.Cast cast) {
      return List.of(cast.operand());
    } else if (sql instanceof Sql.Collate collate) {
      return List.of(collate.operand());
    } else if (sql instanceof Sql.Not not) {
      return List.of(not.operand());
    } else if (sql instanceof Sql.InList in) {
      return in.items();
    } else if (sql instanceof Sql.Case cases) {
      java.util.ArrayList<Sql> all = new java.util.ArrayList<>(cases.conditions());
      all.addAll(cases.results());
      Sql otherwise = cases.otherwise();
      if (otherwise != null) {
        all.add(otherwise);
      }
      return all;
    }
    return List.of();
  }

  private static int size(Sql sql, int limit) {
    int size = sql instanceof Sql.Scalar ? limit : 1;
    if (sql instanceof Sql.Formula formula) {
      size += formula.text().length() / TERM_LENGTH;
    }
    for (Sql child : children(sql)) {
      if (size >= limit) {
        return size;
      }
      size += size(child, limit - size);
    }
    return size;
  }

  static boolean hasAggregate(Sql sql) {
    if (sql instanceof Sql.Aggregate) {
      return true;
    }
    for (Sql child : children(sql)) {
      if (hasAggregate(child)) {
        return true;
      }
    }
    return false;
  }
}
