package io.edgesql.consistency.check;

import io.edgesql.consistency.history.Action;
import io.edgesql.consistency.history.Operation;
import io.edgesql.consistency.history.Outcome;
import io.edgesql.consistency.history.Transaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks sets that only grow and are read whole, by reads that see everything that was acknowledged
 * before they were asked. Sets are told apart by their keys.
 */
public final class SetChecker {
  private SetChecker() {}

  public static List<Anomaly> check(List<Transaction> history) {
    Map<String, Map<Long, Integer>> writers = new HashMap<>();
    for (int index = 0; index < history.size(); index++) {
      for (Operation operation : history.get(index).operations()) {
        if (operation.action() == Action.ADD) {
          writers
              .computeIfAbsent(operation.key(), any -> new HashMap<>())
              .put(operation.value(), index);
        }
      }
    }
    List<Anomaly> found = new ArrayList<>();
    for (int index = 0; index < history.size(); index++) {
      if (history.get(index).isOk()) {
        for (Operation operation : history.get(index).operations()) {
          if (operation.isRead()) {
            Map<Long, Integer> ofKey = writers.getOrDefault(operation.key(), Map.of());
            checkRead(history, index, operation, ofKey, found);
          }
        }
      }
    }
    return found;
  }

  private static void checkRead(
      List<Transaction> history,
      int index,
      Operation read,
      Map<Long, Integer> writers,
      List<Anomaly> found) {
    Set<Long> seen = new HashSet<>();
    Set<Integer> seenWriters = new HashSet<>();
    for (long value : read.seen()) {
      Integer writer = writers.get(value);
      if (!seen.add(value)) {
        found.add(anomaly(AnomalyKind.DUPLICATE, value, "is there twice", history, index));
      } else if (writer == null) {
        found.add(anomaly(AnomalyKind.GARBAGE, value, "was never added", history, index));
      } else {
        seenWriters.add(writer);
        if (history.get(writer).outcome() == Outcome.FAIL) {
          found.add(anomaly(AnomalyKind.G1A, value, "was added in vain", history, index, writer));
        }
      }
    }
    for (Map.Entry<Long, Integer> added : writers.entrySet()) {
      Transaction writer = history.get(added.getValue());
      boolean isAcknowledged = writer.isOk() && writer.completedNanos() < read.invokedNanos();
      boolean isHalf = seenWriters.contains(added.getValue()) && writer.outcome() != Outcome.FAIL;
      if (!seen.contains(added.getKey())
          && added.getValue() != index
          && (isAcknowledged || isHalf)) {
        found.add(
            anomaly(
                AnomalyKind.LOST_WRITE,
                added.getKey(),
                isHalf ? "is missing, others of its transaction are not" : "is missing",
                history,
                index,
                added.getValue()));
      }
    }
  }

  private static Anomaly anomaly(
      AnomalyKind kind, long value, String what, List<Transaction> history, int... involved) {
    return new Anomaly(kind, value + " " + what + "\n" + Words.of(history, involved));
  }
}
