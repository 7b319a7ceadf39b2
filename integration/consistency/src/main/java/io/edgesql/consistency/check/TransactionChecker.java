package io.edgesql.consistency.check;

import io.edgesql.consistency.history.Transaction;
import java.util.ArrayList;
import java.util.List;

/** Checks histories of lists and of registers. */
public final class TransactionChecker {
  private TransactionChecker() {}

  /**
   * Everything that is to be seen, whether the level allows it or not.
   *
   * @param level decides about {@link AnomalyKind#ORDER} alone
   */
  public static List<Anomaly> check(
      Model model, List<Transaction> transactions, IsolationLevel level) {
    Inference inference = Inference.of(model, transactions);
    List<Anomaly> all = new ArrayList<>(inference.anomalies());
    for (int index : Dependencies.lostUpdates(transactions, inference, model)) {
      all.add(
          new Anomaly(
              AnomalyKind.LOST_UPDATE,
              "T" + index + " overwrote what it had not read\n" + Words.of(transactions, index)));
    }
    List<Dependency> dependencies = Dependencies.of(transactions, inference, model);
    all.addAll(Cycles.of(transactions, dependencies));
    all.addAll(LevelOrder.check(transactions, inference, dependencies, level));
    return all;
  }
}
