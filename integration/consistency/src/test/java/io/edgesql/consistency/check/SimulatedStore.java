package io.edgesql.consistency.check;

import io.edgesql.consistency.history.Operation;
import io.edgesql.consistency.history.Outcome;
import io.edgesql.consistency.history.Transaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Stores of lists that keep exactly what a level promises. Time is a counter; clients take turns,
 * one operation each, as the seed draws it.
 */
final class SimulatedStore {
  private static final int KEYS = 4;
  private static final int CLIENTS = 5;
  private static final int MAX_OPERATIONS = 4;

  private enum Kind {
    SERIAL,
    SNAPSHOTS,
    STATEMENTS
  }

  private final Kind kind;
  private final Random random;
  private final Map<String, List<Long>> committed = new HashMap<>();
  private final Map<String, Long> lastCommit = new HashMap<>();
  private final List<Transaction> history = new ArrayList<>();
  private long clock = 1;
  private long values;

  private SimulatedStore(Kind kind, long seed) {
    this.kind = kind;
    this.random = new Random(seed);
  }

  /** One transaction after the other. */
  static List<Transaction> serial(long seed, int count) {
    return new SimulatedStore(Kind.SERIAL, seed).run(count);
  }

  /** Snapshot isolation: the first committer wins. */
  static List<Transaction> snapshots(long seed, int count) {
    return new SimulatedStore(Kind.SNAPSHOTS, seed).run(count);
  }

  /** Each read sees what is committed; who has written a key keeps others from writing it. */
  static List<Transaction> statements(long seed, int count) {
    return new SimulatedStore(Kind.STATEMENTS, seed).run(count);
  }

  /** A transaction while it runs. */
  private static final class Open {
    final int process;
    final long begin;
    final int operations;
    Map<String, List<Long>> snapshot = new HashMap<>();
    long snapshotAt;
    final Map<String, List<Long>> added = new HashMap<>();
    final List<Operation> done = new ArrayList<>();

    Open(int process, long begin, int operations) {
      this.process = process;
      this.begin = begin;
      this.operations = operations;
    }
  }

  private List<Transaction> run(int count) {
    Map<Integer, Open> open = new HashMap<>();
    while (history.size() < count) {
      int process =
          kind == Kind.SERIAL && !open.isEmpty()
              ? open.keySet().iterator().next()
              : random.nextInt(CLIENTS);
      Open transaction =
          open.computeIfAbsent(
              process, any -> new Open(process, clock++, 1 + random.nextInt(MAX_OPERATIONS)));
      if (transaction.done.size() < transaction.operations) {
        operate(transaction, open);
      } else {
        open.remove(process);
        end(transaction);
      }
    }
    return history;
  }

  private void operate(Open transaction, Map<Integer, Open> open) {
    String key = "k" + random.nextInt(KEYS) + "-" + history.size() / 40;
    boolean isTaken =
        open.values().stream()
            .anyMatch(other -> other != transaction && other.added.containsKey(key));
    if (kind == Kind.SNAPSHOTS && transaction.done.isEmpty()) {
      // A snapshot is made by the first read; so all transactions begin with one.
      transaction.snapshot = new HashMap<>(committed);
      transaction.snapshotAt = clock;
    }
    boolean isFirst = kind == Kind.SNAPSHOTS && transaction.done.isEmpty();
    if (isFirst || random.nextBoolean() || (kind == Kind.STATEMENTS && isTaken)) {
      Map<String, List<Long>> source = kind == Kind.SNAPSHOTS ? transaction.snapshot : committed;
      List<Long> seen = new ArrayList<>(source.getOrDefault(key, List.of()));
      seen.addAll(transaction.added.getOrDefault(key, List.of()));
      transaction.done.add(Operation.read(key, seen, clock, clock + 1));
    } else {
      long value = ++values;
      transaction.added.computeIfAbsent(key, any -> new ArrayList<>()).add(value);
      transaction.done.add(Operation.append(key, value, clock, clock + 1));
    }
    clock += 2;
  }

  private void end(Open transaction) {
    long commit = clock++;
    Set<String> changed = new HashSet<>(transaction.added.keySet());
    boolean isLate =
        kind == Kind.SNAPSHOTS
            && changed.stream()
                .anyMatch(key -> lastCommit.getOrDefault(key, 0L) > transaction.snapshotAt);
    boolean isDone = !isLate && random.nextInt(10) > 0;
    if (isDone) {
      for (String key : changed) {
        List<Long> list = new ArrayList<>(committed.getOrDefault(key, List.of()));
        list.addAll(transaction.added.getOrDefault(key, List.of()));
        committed.put(key, List.copyOf(list));
        lastCommit.put(key, commit);
      }
    }
    history.add(
        new Transaction(
            transaction.process,
            transaction.begin,
            commit,
            clock++,
            isDone ? Outcome.OK : Outcome.FAIL,
            List.copyOf(transaction.done),
            ""));
  }
}
