package io.edgesql.consistency.check;

import io.edgesql.consistency.check.Dependency.Kind;
import io.edgesql.consistency.history.Transaction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Adya's circles of dependencies: for each kind at most one of each component, a short one. */
final class Cycles {
  /** Edges of a component to start from, for the kinds whose search is long. */
  private static final int MAX_STARTS = 300;

  private final List<Transaction> transactions;
  private final List<Dependency> dependencies;
  private final Digraph<Dependency> graph;
  private final List<Anomaly> found = new ArrayList<>();

  private Cycles(List<Transaction> transactions, List<Dependency> dependencies) {
    this.transactions = transactions;
    this.dependencies = dependencies;
    this.graph = new Digraph<>(transactions.size(), Dependency::from, Dependency::to);
    dependencies.forEach(graph::add);
  }

  static List<Anomaly> of(List<Transaction> transactions, List<Dependency> dependencies) {
    Cycles cycles = new Cycles(transactions, dependencies);
    Predicate<Dependency> writes = edge -> edge.kind() == Kind.WW;
    Predicate<Dependency> information = edge -> edge.kind() != Kind.RW;
    cycles.close(AnomalyKind.G0, Kind.WW, writes, writes);
    cycles.close(AnomalyKind.G1C, Kind.WR, information, information);
    cycles.close(AnomalyKind.G_SINGLE, Kind.RW, any -> true, information);
    cycles.closeWithMore(AnomalyKind.G_NONADJACENT, true);
    cycles.closeWithMore(AnomalyKind.G2_ITEM, false);
    return cycles.found;
  }

  /** Circles of one edge of the first kind and a way back over edges of others. */
  private void close(
      AnomalyKind kind, Kind first, Predicate<Dependency> component, Predicate<Dependency> back) {
    int[] components = graph.components(component);
    Set<Integer> done = new HashSet<>();
    for (Dependency edge : dependencies) {
      int number = components[edge.from()];
      if (edge.kind() == first && number == components[edge.to()] && !done.contains(number)) {
        List<Dependency> way =
            graph.shortest(
                edge.to(), edge.from(), each -> back.test(each) && components[each.to()] == number);
        if (way != null) {
          done.add(number);
          report(kind, edge, way);
        }
      }
    }
  }

  /** Circles with more than one RW: none right after another, or at least two that are. */
  private void closeWithMore(AnomalyKind kind, boolean isNonAdjacent) {
    int[] components = graph.components(any -> true);
    Set<Integer> done = new HashSet<>();
    Map<Integer, Integer> starts = new HashMap<>();
    for (Dependency edge : dependencies) {
      int number = components[edge.from()];
      if (edge.kind() == Kind.RW
          && number == components[edge.to()]
          && !done.contains(number)
          && starts.merge(number, 1, Integer::sum) <= MAX_STARTS) {
        List<Dependency> way = backWithRw(edge, isNonAdjacent, components);
        if (way != null) {
          done.add(number);
          report(kind, edge, way);
        }
      }
    }
  }

  /** A place of the search: a node, whether an RW led there, and what has been passed. */
  private record Place(int node, boolean isAfterRw, boolean hasRw, boolean hasAdjacent) {}

  private record Step(Place place, @Nullable Step before, Dependency edge) {
    List<Dependency> way() {
      List<Dependency> way = new ArrayList<>();
      for (Step step = this; step != null; step = step.before) {
        way.add(step.edge);
      }
      Collections.reverse(way);
      return way;
    }
  }

  private @Nullable List<Dependency> backWithRw(
      Dependency first, boolean isNonAdjacent, int[] components) {
    Set<Place> seen = new HashSet<>();
    Deque<Step> queue = new ArrayDeque<>();
    expand(new Place(first.to(), true, false, false), null, queue, seen, components);
    while (!queue.isEmpty()) {
      Step step = queue.remove();
      Place place = step.place();
      if (place.node() == first.from() && place.hasRw()) {
        // The circle closes: the first edge follows the last.
        boolean isAdjacent = place.hasAdjacent() || place.isAfterRw();
        List<Dependency> way = step.way();
        if (isAdjacent != isNonAdjacent && isSimple(way)) {
          return way;
        }
      }
      if (!(isNonAdjacent && place.hasAdjacent())) {
        expand(place, step, queue, seen, components);
      }
    }
    return null;
  }

  /** A circle that passes a node twice is two circles, of other kinds. */
  private static boolean isSimple(List<Dependency> way) {
    return way.stream().map(Dependency::from).distinct().count() == way.size()
        && way.stream().noneMatch(edge -> edge.from() == way.get(way.size() - 1).to());
  }

  private void expand(
      Place place, @Nullable Step step, Deque<Step> queue, Set<Place> seen, int[] components) {
    for (Dependency edge : graph.outOf(place.node())) {
      if (components[edge.to()] != components[place.node()]) {
        continue;
      }
      boolean isRw = edge.kind() == Kind.RW;
      Place there =
          new Place(
              edge.to(),
              isRw,
              place.hasRw() || isRw,
              place.hasAdjacent() || (isRw && place.isAfterRw()));
      if (seen.add(there)) {
        queue.add(new Step(there, step, edge));
      }
    }
  }

  private void report(AnomalyKind kind, Dependency first, List<Dependency> back) {
    List<Dependency> cycle = new ArrayList<>(List.of(first));
    cycle.addAll(back);
    String edges =
        cycle.stream()
            .map(edge -> "  " + edge.kind() + ": " + edge.words())
            .collect(Collectors.joining("\n"));
    int[] involved = cycle.stream().mapToInt(Dependency::from).toArray();
    found.add(
        new Anomaly(
            kind,
            "a circle of "
                + cycle.size()
                + "\n"
                + edges
                + "\n"
                + Words.of(transactions, involved)));
  }
}
