package io.edgesql.dialect.plan;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.eval.Evaluator;
import io.edgesql.dialect.translate.Lowered;
import io.edgesql.dialect.translate.Lowering;
import io.edgesql.dialect.translate.Shapes;
import io.edgesql.dialect.translate.Sql;
import io.edgesql.dialect.translate.SqlQuery;
import io.edgesql.dialect.translate.Terms;
import io.edgesql.dialect.translate.VarianceRules;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.Representation.Kind;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The select list of a plain SELECT: which values the shard sends, and what Java makes of them.
 *
 * <p>Columns, aggregates and subqueries are sent; expressions over them are computed in Java, where
 * every function is exact. DISTINCT needs the finished values in SQLite.
 */
final class Cells {
  /** Columns that a SQLite result may have in a Durable Object. */
  static final int MAX_COLUMNS = 100;

  /** Digits of integers that a JavaScript number holds exactly. */
  private static final int EXACT_DIGITS = 15;

  private final Lowering lowering;
  private final BoundQuery.Select select;
  private final List<SqlQuery.Item> items = new ArrayList<>();
  private final Map<Sql, Integer> places = new HashMap<>();

  Cells(Lowering lowering, BoundQuery.Select select) {
    this.lowering = lowering;
    this.select = select;
  }

  /** What SQLite selects; never empty. */
  List<SqlQuery.Item> items() {
    if (items.isEmpty()) {
      items.add(new SqlQuery.Item(Terms.ONE, null));
    }
    checkCount(items.size());
    return items;
  }

  static void checkCount(int columns) {
    if (columns > MAX_COLUMNS) {
      throw SqlException.of(ErrorCode.ER_TOO_MANY_FIELDS);
    }
  }

  Program.Cell cell(Typed e) {
    boolean matches = Shapes.contains(e, n -> n instanceof Typed.Match);
    boolean leaf = isLeaf(e) && !VarianceRules.isVariance(e);
    // What has no columns makes no rows distinct.
    boolean isFixed = Shapes.isColumnFree(e) && !Shapes.isVolatile(e);
    if ((select.distinct() && !isFixed) || leaf || matches) {
      return sent(e);
    }
    if (isComputable(e)) {
      return new Program.ComputedCell(overShard(e));
    }
    return sent(e);
  }

  /** Whether SQLite must compute the node itself. */
  private boolean isLeaf(Typed e) {
    return Shapes.needsShard(e) || (select.groupBy().contains(e) && !Shapes.isColumnFree(e));
  }

  private boolean isComputable(Typed e) {
    return Evaluator.canEvaluate(
        replaced(
            e,
            this::isLeaf,
            leaf -> new Typed.ShardValue(0, Representation.of(Kind.INTEGER), leaf.type())));
  }

  Typed overShard(Typed e) {
    return replaced(
        e,
        this::isLeaf,
        leaf -> {
          if (leaf instanceof Typed.Aggregate aggregate && VarianceRules.isVariance(leaf)) {
            return VarianceRules.finished(
                aggregate, shardValue(VarianceRules.values(lowering, aggregate)));
          }
          Lowered value = lowering.lower(leaf);
          return new Typed.ShardValue(place(value), value.representation(), leaf.type());
        });
  }

  private Typed shardValue(Lowered value) {
    return new Typed.ShardValue(place(value), value.representation(), value.type());
  }

  /** The tree with other nodes in the place of those that {@code isLeaf} names. */
  static Typed replaced(Typed e, Predicate<Typed> isLeaf, UnaryOperator<Typed> leaf) {
    if (isLeaf.test(e)) {
      return leaf.apply(e);
    }
    if (e instanceof Typed.Call call) {
      List<Typed> arguments = new ArrayList<>();
      for (Typed argument : call.arguments()) {
        arguments.add(replaced(argument, isLeaf, leaf));
      }
      return new Typed.Call(call.name(), arguments, call.type());
    }
    if (e instanceof Typed.AssignVariable assign) {
      return new Typed.AssignVariable(
          assign.name(), replaced(assign.value(), isLeaf, leaf), assign.type());
    }
    if (e instanceof Typed.Interval interval && interval.amount() != null) {
      return new Typed.Interval(
          replaced(interval.amount(), isLeaf, leaf), interval.unit(), interval.type());
    }
    return e;
  }

  private Program.Cell sent(Typed e) {
    Lowered value = lowering.item(e);
    int place = place(value);
    if (value.kind() == Kind.JSON) {
      // What SQLite's functions wrote has no blanks; CAST brings it to MySQL's form.
      Typed text =
          new Typed.ShardValue(
              place, Representation.of(Kind.TEXT), SqlType.varchar(-1, SqlType.JSON.collation()));
      Typed normal = Shapes.call("CAST", SqlType.JSON, text);
      if (Evaluator.canEvaluate(normal)) {
        return new Program.ComputedCell(normal);
      }
    }
    return new Program.ShardCell(place, value.representation());
  }

  private int place(Lowered value) {
    Sql sent =
        sent(
            io.edgesql.dialect.translate.Outputs.carrying(value, select.distinct()),
            value.representation(),
            value.type());
    Integer known = places.get(sent);
    if (known != null) {
      return known;
    }
    items.add(new SqlQuery.Item(sent, null));
    places.put(sent, items.size() - 1);
    return items.size() - 1;
  }

  /** The value as it may leave: integers that JavaScript would round go as text. */
  static Sql sent(Sql sql, Representation representation, SqlType type) {
    boolean large =
        switch (representation.kind()) {
          case UNSIGNED64 -> true;
          case INTEGER ->
              type.is(TypeName.BIGINT)
                  || type.is(TypeName.BIT)
                  || type.is(TypeName.SET)
                  || (!type.name().isInteger()
                      && !type.is(TypeName.YEAR)
                      && !type.is(TypeName.ENUM));
          case SCALED -> type.precision() > EXACT_DIGITS || type.precision() == 0;
          default -> false;
        };
    return large ? new Sql.Cast(sql, "TEXT") : sql;
  }
}
