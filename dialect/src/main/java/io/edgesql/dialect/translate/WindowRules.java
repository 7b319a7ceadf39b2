package io.edgesql.dialect.translate;

import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.tree.Expr.BoundKind;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.Representation.Kind;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Window functions, and the windows that aggregates have as well. */
final class WindowRules {
  private WindowRules() {}

  static Lowered lower(Lowering l, Typed.WindowCall w) {
    List<Sql> arguments = new ArrayList<>();
    boolean ofValue =
        switch (w.name()) {
          case "LAG", "LEAD", "FIRST_VALUE", "LAST_VALUE", "NTH_VALUE" -> true;
          default -> false;
        };
    if (l.isExactOnly() && ofValue && !keepsItsType(w)) {
      throw Conversions.unsupported(w.name() + " of values of several types");
    }
    Representation result =
        w.type().name().isApproximate()
            ? Representation.of(Kind.REAL)
            : Representation.of(Kind.INTEGER);
    for (int i = 0; i < w.arguments().size(); i++) {
      Typed argument = w.arguments().get(i);
      if (ofValue && i != 1) {
        if (l.isExactOnly() && l.isConstant(argument) && isLong(argument.type())) {
          throw Conversions.unsupported(w.name() + " of such numbers inside the shard");
        }
        Lowered value = l.lower(argument);
        result = i == 0 ? value.representation() : result;
        arguments.add(
            i == 0
                ? value.sql()
                : Shapes.isNullConstant(argument)
                    ? Terms.NULL
                    : l.lowerAs(argument, result, w.type()).sql());
      } else {
        arguments.add(l.integer(argument));
      }
    }
    return new Lowered(
        new Sql.Aggregate(
            w.name().toLowerCase(Locale.ROOT), false, arguments, List.of(), over(l, w.over())),
        result,
        w.type());
  }

  private static boolean isLong(SqlType type) {
    return Exactness.letter(type) == 'u' || Exactness.letter(type) == 'x';
  }

  /** Whether the value, and what stands for a missing one, are of the result's type. */
  private static boolean keepsItsType(Typed.WindowCall w) {
    char wanted = Exactness.letter(w.type());
    for (int i = 0; i < w.arguments().size(); i += 2) {
      char letter = Exactness.letter(w.arguments().get(i).type());
      boolean isWider = wanted == 'l' && letter == 'i';
      if (letter != wanted && !isWider && letter != 'N') {
        return false;
      }
    }
    return w.arguments().size() < 3
        || w.arguments().get(0).type().scale() == w.arguments().get(2).type().scale();
  }

  static Sql.@Nullable Over over(Lowering l, Typed.@Nullable Window window) {
    if (window == null) {
      return null;
    }
    List<Sql> partition = new ArrayList<>();
    for (Typed e : window.partitionBy()) {
      partition.add(l.sortKey(e));
    }
    Typed.Frame frame = window.frame();
    List<Sql.Order> orders =
        frame != null && measuresTime(frame)
            ? moments(l, window.orderBy())
            : l.orders(window.orderBy());
    return new Sql.Over(
        partition, orders, frame == null ? null : frame(l, frame, window.orderBy()));
  }

  /** RANGE INTERVAL …: rows are as far apart as their times. */
  private static boolean measuresTime(Typed.Frame frame) {
    return frame.startOffset() instanceof Typed.Interval
        || frame.endOffset() instanceof Typed.Interval;
  }

  private static List<Sql.Order> moments(Lowering l, List<BoundQuery.Order> orders) {
    List<Sql.Order> out = new ArrayList<>();
    for (BoundQuery.Order order : orders) {
      Typed e = order.expr();
      Sql micros =
          e.type().is(TypeName.TIME)
              ? l.time(e, e.type().scale())
              : DifferenceRules.micros(l.datetime(e, 6));
      out.add(new Sql.Order(micros, order.descending()));
    }
    return out;
  }

  private static Sql frame(Lowering l, Typed.Frame frame, List<BoundQuery.Order> orders) {
    List<Sql> holes = new ArrayList<>();
    SqlType key = frame.rows() || orders.size() != 1 ? null : orders.get(0).expr().type();
    String start = bound(frame.start(), distance(l, key, frame.startOffset()), holes);
    BoundKind endKind = frame.end();
    String unit = frame.rows() ? "ROWS " : "RANGE ";
    if (endKind == null) {
      return new Sql.Formula(unit + start, holes);
    }
    String end = bound(endKind, distance(l, key, frame.endOffset()), holes);
    return new Sql.Formula(unit + "BETWEEN " + start + " AND " + end, holes);
  }

  private static Sql micros(Lowering l, Typed.Interval interval) {
    long unit = IntervalRules.unitMicros(interval.unit());
    Typed amount = interval.amount();
    if (unit <= 0 || amount == null) {
      throw Conversions.unsupported("RANGE with an INTERVAL in " + interval.unit());
    }
    return Sql.f("({0} * " + unit + ")", l.integer(amount));
  }

  /**
   * An offset in the units that the sorted column is stored in.
   *
   * @param key what RANGE measures; null: rows are counted
   */
  private static @Nullable Sql distance(Lowering l, @Nullable SqlType key, @Nullable Typed offset) {
    if (offset == null) {
      return null;
    }
    if (offset instanceof Typed.Interval interval) {
      return micros(l, interval);
    }
    SqlType type = offset.type();
    if (key == null || (key.name().isInteger() && !isFraction(type))) {
      return l.integer(offset);
    }
    if (key.name().isApproximate()) {
      return l.real(offset);
    }
    Representation stored = Representation.ofColumn(key);
    boolean fits = type.name().isInteger() || type.scale() <= key.scale();
    if (stored.kind() != Kind.SCALED || type.name().isApproximate() || !fits) {
      throw Conversions.unsupported("RANGE with such a distance inside the shard");
    }
    return l.scaled(offset, key.scale());
  }

  private static boolean isFraction(SqlType type) {
    return type.name().isApproximate() || (type.is(TypeName.DECIMAL) && type.scale() > 0);
  }

  private static String bound(BoundKind kind, @Nullable Sql offset, List<Sql> holes) {
    if (offset != null) {
      holes.add(offset);
      return "{"
          + (holes.size() - 1)
          + "} "
          + (kind == BoundKind.PRECEDING ? "PRECEDING" : "FOLLOWING");
    }
    return switch (kind) {
      case UNBOUNDED_PRECEDING -> "UNBOUNDED PRECEDING";
      case UNBOUNDED_FOLLOWING -> "UNBOUNDED FOLLOWING";
      default -> "CURRENT ROW";
    };
  }
}
