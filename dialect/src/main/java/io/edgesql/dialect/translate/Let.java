package io.edgesql.dialect.translate;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Formulas that name an operand more than once. */
final class Let {
  /** Text that may be repeated without harm. */
  private static final int CHEAP_SIZE = 12;

  /** Characters of a formula that count as one operand. */
  private static final int TERM_LENGTH = 16;

  private static final String NAME = "v";

  private static final String ALIAS = "l";

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
    // A formula inside the body may name a value of its own: this one is called otherwise then.
    String name = NAME;
    Sql over = body.apply(new Sql.Column(null, name));
    int nested = depth(over);
    if (nested > 0) {
      name = NAME + (nested + 1);
      over = body.apply(new Sql.Column(null, name));
    }
    SqlQuery inner = select(new SqlQuery.Item(value, name), null);
    return new Sql.Scalar(
        select(new SqlQuery.Item(over, null), new SqlQuery.QueryFrom(inner, ALIAS)));
  }

  /** The largest number of a name that the formulas inside have; 0 without any. */
  private static int depth(Sql sql) {
    int depth = 0;
    if (sql instanceof Sql.Scalar scalar) {
      Parts parts = parts(scalar);
      if (parts != null) {
        int own =
            parts.name().equals(NAME) ? 1 : Integer.parseInt(parts.name().substring(NAME.length()));
        depth = Math.max(own, Math.max(depth(parts.value()), depth(parts.body())));
      }
    }
    for (Sql child : children(sql)) {
      depth = Math.max(depth, depth(child));
    }
    return depth;
  }

  private static SqlQuery select(SqlQuery.Item item, SqlQuery.@Nullable From from) {
    return new SqlQuery.Select(false, List.of(item), from, null, List.of(), null);
  }

  /** What a subquery of {@link #of} was made of: a value, its name, and the formula over it. */
  record Parts(Sql value, String name, Sql body) {}

  /** The parts of a subquery that {@link #of} made; null for all others. */
  static @Nullable Parts parts(Sql.Scalar scalar) {
    if (scalar.query() instanceof SqlQuery.Select outer
        && outer.from() instanceof SqlQuery.QueryFrom from
        && from.alias().equals(ALIAS)
        && from.query() instanceof SqlQuery.Select inner
        && inner.from() == null
        && inner.items().size() == 1
        && inner.items().get(0).name() != null) {
      SqlQuery.Item item = inner.items().get(0);
      return new Parts(
          item.expr(), Objects.requireNonNull(item.name()), outer.items().get(0).expr());
    }
    return null;
  }

  static List<Sql> children(Sql sql) {
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
      List<Sql> all = new ArrayList<>(in.items());
      all.add(in.left());
      return all;
    } else if (sql instanceof Sql.Tuple tuple) {
      return tuple.items();
    } else if (sql instanceof Sql.Case cases) {
      List<Sql> all = new ArrayList<>(cases.conditions());
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
