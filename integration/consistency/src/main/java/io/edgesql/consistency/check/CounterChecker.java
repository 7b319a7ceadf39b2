package io.edgesql.consistency.check;

import io.edgesql.consistency.history.Action;
import io.edgesql.consistency.history.Operation;
import io.edgesql.consistency.history.Outcome;
import io.edgesql.consistency.history.Transaction;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks numbers that grow by increments: each read must find at least what was acknowledged before
 * it was asked, and at most what could have been done before it was answered.
 */
public final class CounterChecker {
  private CounterChecker() {}

  public static List<Anomaly> check(List<Transaction> history) {
    List<Anomaly> found = new ArrayList<>();
    for (int index = 0; index < history.size(); index++) {
      Transaction transaction = history.get(index);
      for (Operation read : transaction.operations()) {
        if (transaction.isOk() && read.isRead()) {
          checkRead(history, index, read, found);
        }
      }
    }
    return found;
  }

  private static void checkRead(
      List<Transaction> history, int index, Operation read, List<Anomaly> found) {
    long least = 0;
    long most = 0;
    for (int other = 0; other < history.size(); other++) {
      Transaction transaction = history.get(other);
      if (other == index || transaction.outcome() == Outcome.FAIL) {
        continue;
      }
      long sum =
          transaction.operations().stream()
              .filter(each -> each.action() == Action.INCREMENT && each.key().equals(read.key()))
              .mapToLong(Operation::value)
              .sum();
      boolean isBefore = transaction.isOk() && transaction.completedNanos() < read.invokedNanos();
      least += isBefore ? sum : 0;
      most += transaction.commitNanos() < read.completedNanos() ? sum : 0;
    }
    long value = read.seen().isEmpty() ? -1 : read.seen().get(0);
    if (value < least || value > most) {
      found.add(
          new Anomaly(
              value < least ? AnomalyKind.LOST_WRITE : AnomalyKind.DUPLICATE,
              "%s is %d, but must be between %d and %d%n%s"
                  .formatted(read.key(), value, least, most, Words.of(history, index))));
    }
  }
}
