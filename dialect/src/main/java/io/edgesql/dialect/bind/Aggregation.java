package io.edgesql.dialect.bind;

import java.util.ArrayList;
import java.util.List;

/** Walks through bound expressions. */
final class Aggregation {
  private Aggregation() {}

  /** Whether the expression has a grouping aggregate of its own query. */
  static boolean contains(Typed e) {
    if (e instanceof Typed.Aggregate aggregate && aggregate.over() == null) {
      return true;
    }
    for (Typed child : children(e)) {
      if (contains(child)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the expression looks through a window of its own query. */
  static boolean hasWindow(Typed e) {
    return e instanceof Typed.WindowCall
        || (e instanceof Typed.Aggregate aggregate && aggregate.over() != null)
        || children(e).stream().anyMatch(Aggregation::hasWindow);
  }

  /** The direct operands; queries inside are not entered. */
  static List<Typed> children(Typed e) {
    if (e instanceof Typed.Call call) {
      return call.arguments();
    }
    List<Typed> result = new ArrayList<>();
    if (e instanceof Typed.Aggregate aggregate) {
      result.addAll(aggregate.arguments());
      aggregate.orderBy().forEach(order -> result.add(order.expr()));
      addWindow(aggregate.over(), result);
    } else if (e instanceof Typed.WindowCall window) {
      result.addAll(window.arguments());
      addWindow(window.over(), result);
    } else if (e instanceof Typed.AssignVariable assign) {
      result.add(assign.value());
    } else if (e instanceof Typed.Interval interval) {
      if (interval.amount() != null) {
        result.add(interval.amount());
      }
    } else if (e instanceof Typed.InQuery in) {
      result.add(in.left());
    } else if (e instanceof Typed.Quantified quantified) {
      result.add(quantified.left());
    } else if (e instanceof Typed.Match match) {
      result.addAll(match.columns());
      result.add(match.against());
    }
    return result;
  }

  private static void addWindow(
      Typed.@org.jspecify.annotations.Nullable Window window, List<Typed> into) {
    if (window != null) {
      into.addAll(window.partitionBy());
      window.orderBy().forEach(order -> into.add(order.expr()));
    }
  }
}
