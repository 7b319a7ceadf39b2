package io.edgesql.dialect.translate;

import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.eval.StoredFunctions;
import io.edgesql.dialect.plan.Program;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Questions about typed trees, and small trees that rules build. */
public final class Shapes {
  /** Functions that give another value each time they are called. */
  private static final Set<String> VOLATILE =
      Set.of(
          "RAND",
          "UUID",
          "UUID_SHORT",
          "RANDOM_BYTES",
          "SLEEP",
          "SYSDATE",
          StoredFunctions.CHANGING);

  private Shapes() {}

  /** The operands of a node, without those of subqueries. */
  public static List<Typed> children(Typed e) {
    if (e instanceof Typed.Call call) {
      return call.arguments();
    }
    if (e instanceof Typed.AssignVariable assign) {
      return List.of(assign.value());
    }
    if (e instanceof Typed.Interval interval) {
      Typed amount = interval.amount();
      return amount == null ? List.of() : List.of(amount);
    }
    if (e instanceof Typed.Aggregate aggregate) {
      List<Typed> all = new ArrayList<>(aggregate.arguments());
      for (BoundQuery.Order order : aggregate.orderBy()) {
        all.add(order.expr());
      }
      addWindow(all, aggregate.over());
      return all;
    }
    if (e instanceof Typed.WindowCall window) {
      List<Typed> all = new ArrayList<>(window.arguments());
      addWindow(all, window.over());
      return all;
    }
    if (e instanceof Typed.InQuery in) {
      return List.of(in.left());
    }
    if (e instanceof Typed.Quantified quantified) {
      return List.of(quantified.left());
    }
    if (e instanceof Typed.Match match) {
      List<Typed> all = new ArrayList<>(match.columns());
      all.add(match.against());
      return all;
    }
    return List.of();
  }

  private static void addWindow(
      List<Typed> all, Typed.@org.jspecify.annotations.Nullable Window w) {
    if (w != null) {
      all.addAll(w.partitionBy());
      for (BoundQuery.Order order : w.orderBy()) {
        all.add(order.expr());
      }
    }
  }

  /** Whether a node of the tree (subqueries count as one node) has the property. */
  public static boolean contains(Typed e, Predicate<Typed> property) {
    if (property.test(e)) {
      return true;
    }
    for (Typed child : children(e)) {
      if (contains(child, property)) {
        return true;
      }
    }
    return false;
  }

  /** No columns, aggregates, subqueries: Java computes it before the statement runs. */
  public static boolean isColumnFree(Typed e) {
    return !contains(e, Shapes::needsShard);
  }

  /** Whether the node itself can only be had from SQLite. */
  public static boolean needsShard(Typed e) {
    return e instanceof Typed.ColumnReference
        || e instanceof Typed.Aggregate
        || e instanceof Typed.WindowCall
        || e instanceof Typed.Subquery
        || e instanceof Typed.Exists
        || e instanceof Typed.InQuery
        || e instanceof Typed.Quantified
        || e instanceof Typed.Match
        || e instanceof Typed.Inserted;
  }

  public static boolean hasAggregate(Typed e) {
    return contains(e, n -> n instanceof Typed.WindowCall || (n instanceof Typed.Aggregate));
  }

  /** Whether the tree holds a function that gives another value each time. */
  public static boolean isVolatile(Typed e) {
    return contains(
        e,
        n ->
            n instanceof Typed.AssignVariable
                || (n instanceof Typed.Call call && VOLATILE.contains(call.name())));
  }

  /** Whether the tree changes what others see: variables, and what stored functions write. */
  public static boolean hasEffects(Typed e) {
    return contains(
        e,
        n ->
            n instanceof Typed.AssignVariable
                || (n instanceof Typed.Call call && call.name().equals(StoredFunctions.CHANGING)));
  }

  /** RAND() and UUID(), which give each row a value of its own. */
  static boolean isPerRow(Typed e) {
    return contains(
        e,
        n ->
            n instanceof Typed.Call call
                && call.arguments().isEmpty()
                && (call.name().equals("RAND") || call.name().equals("UUID")));
  }

  /** Whether two equal bindings may share one placeholder. */
  static boolean isRepeatable(Program.Binding binding) {
    if (binding instanceof Program.Scalar scalar) {
      return !isVolatile(scalar.expr());
    }
    if (binding instanceof Program.Stored stored) {
      return !isVolatile(stored.expr());
    }
    if (binding instanceof Program.ScalarList list) {
      return list.exprs().stream().noneMatch(Shapes::isVolatile);
    }
    return true;
  }

  public static Typed integer(long value) {
    return new Typed.Constant(new Value.Int(value, false), SqlType.BIGINT);
  }

  public static Typed text(String text, Collation collation) {
    return new Typed.Constant(
        new Value.Text(text), SqlType.varchar(Math.max(1, text.length()), collation));
  }

  public static Typed call(String name, SqlType type, Typed... arguments) {
    return new Typed.Call(name, List.of(arguments), type);
  }

  /** CAST(e AS type), or e itself where it has that type already. */
  public static Typed cast(Typed e, SqlType type) {
    return e.type().equals(type) ? e : call("CAST", type, e);
  }

  public static boolean isNullConstant(Typed e) {
    return e instanceof Typed.Constant constant && constant.value().isNull();
  }

  /** Strings as MySQL's comparison rules see them: character, binary, ENUM and SET. */
  static boolean isString(SqlType type) {
    TypeName name = type.name();
    return name.isCharacter() || name.isBinary() || name == TypeName.ENUM || name == TypeName.SET;
  }
}
