package io.edgesql.consistency.check;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A directed graph over nodes numbered from 0.
 *
 * @param <E> the edges
 */
final class Digraph<E> {
  private final List<List<E>> out = new ArrayList<>();
  private final ToIntFunction<E> from;
  private final ToIntFunction<E> to;

  Digraph(int nodes, ToIntFunction<E> from, ToIntFunction<E> to) {
    this.from = from;
    this.to = to;
    for (int node = 0; node < nodes; node++) {
      out.add(new ArrayList<>());
    }
  }

  void add(E edge) {
    out.get(from.applyAsInt(edge)).add(edge);
  }

  List<E> outOf(int node) {
    return out.get(node);
  }

  int size() {
    return out.size();
  }

  /** For each node the number of its strongly connected component, by Tarjan's algorithm. */
  int[] components(Predicate<E> filter) {
    return new Tarjan(filter).run();
  }

  /** The edges of a shortest way; null if there is none. A node is no way to itself. */
  @Nullable List<E> shortest(int start, int end, Predicate<E> filter) {
    @SuppressWarnings("unchecked")
    E[] by = (E[]) new Object[size()];
    boolean[] isSeen = new boolean[size()];
    Deque<Integer> queue = new ArrayDeque<>(List.of(start));
    while (!queue.isEmpty()) {
      for (E edge : out.get(queue.remove())) {
        int node = to.applyAsInt(edge);
        if (!filter.test(edge) || isSeen[node]) {
          continue;
        }
        isSeen[node] = true;
        by[node] = edge;
        if (node == end) {
          return back(by, start, end);
        }
        queue.add(node);
      }
    }
    return null;
  }

  private List<E> back(E[] by, int start, int end) {
    List<E> way = new ArrayList<>();
    int node = end;
    do {
      way.add(by[node]);
      node = from.applyAsInt(by[node]);
    } while (node != start);
    Collections.reverse(way);
    return way;
  }

  private final class Tarjan {
    private final Predicate<E> filter;
    private final int[] index = new int[size()];
    private final int[] low = new int[size()];
    private final int[] component = new int[size()];
    private final int[] position = new int[size()];
    private final Deque<Integer> stack = new ArrayDeque<>();
    private int visited;
    private int found;

    Tarjan(Predicate<E> filter) {
      this.filter = filter;
      Arrays.fill(component, -1);
    }

    int[] run() {
      for (int node = 0; node < size(); node++) {
        if (index[node] == 0) {
          visit(node);
        }
      }
      return component;
    }

    /** With a stack of its own: histories are longer than Java's. */
    private void visit(int root) {
      Deque<Integer> path = new ArrayDeque<>();
      enter(path, root);
      while (!path.isEmpty()) {
        int node = path.element();
        List<E> edges = out.get(node);
        if (position[node] < edges.size()) {
          E edge = edges.get(position[node]++);
          int other = to.applyAsInt(edge);
          if (!filter.test(edge)) {
            continue;
          }
          if (index[other] == 0) {
            enter(path, other);
          } else if (component[other] < 0) {
            low[node] = Math.min(low[node], index[other]);
          }
        } else {
          path.pop();
          leave(node);
          if (!path.isEmpty()) {
            low[path.element()] = Math.min(low[path.element()], low[node]);
          }
        }
      }
    }

    private void enter(Deque<Integer> path, int node) {
      visited++;
      index[node] = visited;
      low[node] = visited;
      stack.push(node);
      path.push(node);
    }

    private void leave(int node) {
      if (low[node] == index[node]) {
        int member;
        do {
          member = stack.pop();
          component[member] = found;
        } while (member != node);
        found++;
      }
    }
  }
}
