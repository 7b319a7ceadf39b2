package io.edgesql.consistency.check;

import io.edgesql.consistency.history.Operation;
import io.edgesql.consistency.history.Transaction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether there are points in time at which everything may have happened as the level promises.
 *
 * <p>A transaction has one point at which it commits. What its plain reads see is fixed at each
 * statement's own point (READ COMMITTED), at one point for all of them (REPEATABLE READ), or where
 * it commits (SERIALIZABLE). Locking reads, and reads of what it wrote itself, belong to its commit
 * at every level, because no other transaction gets in between. Dependencies put points in order,
 * and so does the clock: what had been answered before something else was asked lies before it. A
 * circle among the points is a contradiction. Read-your-writes and monotonic reads follow from the
 * clock.
 */
final class LevelOrder {
  /** Edges to look for a short circle from. */
  private static final int MAX_STARTS = 100;

  private final List<Transaction> transactions;
  private final Inference inference;
  private final IsolationLevel level;
  private final Map<Place, Integer> points = new HashMap<>();
  private final List<Point> named = new ArrayList<>();
  private final List<Link> links = new ArrayList<>();

  /** A point of a transaction: the index of a read, or one of the constants. */
  private record Place(int transaction, int operation) {
    static final int COMMIT = -1;
    static final int SNAPSHOT = -2;
  }

  /** When a point lies: after the one, before the other. */
  private record Point(int transaction, String what, long invokedNanos, long completedNanos) {}

  /** {@code words} is empty for the mere passing of time. */
  private record Link(int from, int to, String words) {}

  private LevelOrder(List<Transaction> transactions, Inference inference, IsolationLevel level) {
    this.transactions = transactions;
    this.inference = inference;
    this.level = level;
  }

  static List<Anomaly> check(
      List<Transaction> transactions,
      Inference inference,
      List<Dependency> dependencies,
      IsolationLevel level) {
    LevelOrder order = new LevelOrder(transactions, inference, level);
    for (int index = 0; index < transactions.size(); index++) {
      if (inference.isCommitted(index)) {
        order.addPoints(index);
      }
    }
    dependencies.forEach(order::addDependency);
    int nodes = order.addClock();
    return order.circles(nodes);
  }

  private void addPoints(int index) {
    Transaction transaction = transactions.get(index);
    List<Operation> operations = transaction.operations();
    int before = -1;
    if (transaction.isOk() && level != IsolationLevel.SERIALIZABLE) {
      Set<String> own = new HashSet<>();
      // A snapshot begins with the first plain read, though it be of a row of the transaction's
      // own.
      Operation first = null;
      for (int at = 0; at < operations.size(); at++) {
        Operation operation = operations.get(at);
        if (!operation.isRead()) {
          own.add(operation.key());
        } else if (!operation.isLocking()) {
          first = first == null ? operation : first;
          if (!own.contains(operation.key())) {
            boolean isRepeatable = level == IsolationLevel.REPEATABLE_READ;
            before = addRead(index, at, isRepeatable ? first : operation, before);
          }
        }
      }
    }
    // A serializable transaction has one point, somewhere between its begin and its end.
    long begin =
        level == IsolationLevel.SERIALIZABLE
            ? transaction.invokedNanos()
            : transaction.commitNanos();
    long end = transaction.isOk() ? transaction.completedNanos() : Long.MAX_VALUE;
    int commit = add(new Place(index, Place.COMMIT), new Point(index, "commit", begin, end));
    if (before >= 0) {
      links.add(new Link(before, commit, "T" + index + " reads and then commits"));
    }
  }

  /** Gives the point of a plain read; {@code before} is the one of the read before, or -1. */
  private int addRead(int index, int at, Operation read, int before) {
    boolean isRepeatable = level == IsolationLevel.REPEATABLE_READ;
    Place place = new Place(index, isRepeatable ? Place.SNAPSHOT : at);
    if (isRepeatable && before >= 0) {
      points.put(new Place(index, at), before);
      return before;
    }
    String what = isRepeatable ? "snapshot" : read.words();
    int point = add(place, new Point(index, what, read.invokedNanos(), read.completedNanos()));
    points.put(new Place(index, at), point);
    if (before >= 0) {
      links.add(new Link(before, point, "T" + index + " reads one after the other"));
    }
    return point;
  }

  private int add(Place place, Point point) {
    named.add(point);
    points.put(place, named.size() - 1);
    return named.size() - 1;
  }

  /** The point of an operation: its own if it is a read that has one, else the commit. */
  private int point(int index, int operation) {
    Integer own = points.get(new Place(index, operation));
    return own != null ? own : points.getOrDefault(new Place(index, Place.COMMIT), -1);
  }

  private void addDependency(Dependency edge) {
    boolean isRead = edge.operation() >= 0;
    int from =
        isRead && edge.kind() == Dependency.Kind.RW
            ? point(edge.from(), edge.operation())
            : point(edge.from(), Place.COMMIT);
    int to =
        isRead && edge.kind() == Dependency.Kind.WR
            ? point(edge.to(), edge.operation())
            : point(edge.to(), Place.COMMIT);
    if (from >= 0 && to >= 0 && from != to && inference.isCommitted(edge.to())) {
      links.add(new Link(from, to, edge.words()));
    }
  }

  /** A chain of nodes for all the times at which something had ended; gives all nodes' number. */
  private int addClock() {
    long[] ends =
        named.stream()
            .mapToLong(Point::completedNanos)
            .filter(end -> end != Long.MAX_VALUE)
            .sorted()
            .distinct()
            .toArray();
    int first = named.size();
    for (int tick = 1; tick < ends.length; tick++) {
      links.add(new Link(first + tick - 1, first + tick, ""));
    }
    for (int point = 0; point < first; point++) {
      int end = Arrays.binarySearch(ends, named.get(point).completedNanos());
      if (end >= 0) {
        links.add(new Link(point, first + end, ""));
      }
      int begin = Arrays.binarySearch(ends, named.get(point).invokedNanos());
      int last = begin >= 0 ? begin - 1 : -begin - 2;
      if (last >= 0) {
        links.add(new Link(first + last, point, ""));
      }
    }
    return first + ends.length;
  }

  private List<Anomaly> circles(int nodes) {
    Digraph<Link> graph = new Digraph<>(nodes, Link::from, Link::to);
    links.forEach(graph::add);
    int[] components = graph.components(any -> true);
    Map<Integer, List<Link>> best = new HashMap<>();
    Map<Integer, Integer> tries = new HashMap<>();
    for (Link link : links) {
      int number = components[link.from()];
      if (link.words().isEmpty()
          || number != components[link.to()]
          || tries.merge(number, 1, Integer::sum) > MAX_STARTS) {
        continue;
      }
      List<Link> way =
          graph.shortest(link.to(), link.from(), each -> components[each.to()] == number);
      if (way != null) {
        List<Link> circle = new ArrayList<>(List.of(link));
        circle.addAll(way);
        best.merge(number, circle, (one, other) -> weight(one) <= weight(other) ? one : other);
      }
    }
    return best.values().stream().map(this::report).collect(Collectors.toList());
  }

  private static long weight(List<Link> circle) {
    return circle.stream().filter(link -> !link.words().isEmpty()).count() * 1000 + circle.size();
  }

  private Anomaly report(List<Link> circle) {
    StringBuilder words = new StringBuilder("no order in time fits " + level + "\n");
    Point waiting = null;
    for (Link link : circle) {
      Point from = pointOf(link.from());
      Point to = pointOf(link.to());
      if (!link.words().isEmpty()) {
        words.append("  ").append(link.words()).append('\n');
      } else if (from != null) {
        waiting = from;
      } else if (to != null && waiting != null) {
        words
            .append("  T%d (%s) was answered".formatted(waiting.transaction(), waiting.what()))
            .append(" before T%d (%s) was asked%n".formatted(to.transaction(), to.what()));
      }
    }
    int[] involved =
        circle.stream()
            .map(link -> pointOf(link.from()))
            .filter(point -> point != null)
            .mapToInt(Point::transaction)
            .toArray();
    return new Anomaly(AnomalyKind.ORDER, words + Words.of(transactions, involved));
  }

  private @Nullable Point pointOf(int node) {
    return node < named.size() ? named.get(node) : null;
  }
}
