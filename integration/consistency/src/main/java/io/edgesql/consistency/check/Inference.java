package io.edgesql.consistency.check;

import io.edgesql.consistency.history.Operation;
import io.edgesql.consistency.history.Outcome;
import io.edgesql.consistency.history.Transaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a history's reads tell of the versions: who wrote them, in which order, and which of the
 * transactions with an unknown outcome have been committed.
 */
final class Inference {
  private final Model model;
  private final List<Transaction> transactions;
  private final VersionOrder order = new VersionOrder();
  private final Map<String, Map<Long, Integer>> writers = new HashMap<>();
  private final Map<String, Set<Long>> observed = new HashMap<>();
  private final List<Anomaly> anomalies = new ArrayList<>();
  private final boolean[] isCommitted;

  private Inference(Model model, List<Transaction> transactions) {
    this.model = model;
    this.transactions = transactions;
    this.isCommitted = new boolean[transactions.size()];
  }

  static Inference of(Model model, List<Transaction> transactions) {
    Inference inference = new Inference(model, transactions);
    inference.findWriters();
    inference.findVersions();
    inference.findCommitted();
    inference.findLostWrites();
    return inference;
  }

  VersionOrder order() {
    return order;
  }

  /** What could be seen to be wrong without looking at dependencies. */
  List<Anomaly> anomalies() {
    return anomalies;
  }

  /** Whether the transaction at the index took effect, as far as anybody can tell. */
  boolean isCommitted(int index) {
    return isCommitted[index];
  }

  /** Index of the transaction that wrote a version; null for the initial one and for garbage. */
  @Nullable Integer writer(String key, long version) {
    Map<Long, Integer> ofKey = writers.get(key);
    return ofKey == null ? null : ofKey.get(version);
  }

  /** The last version of a key that a transaction made itself. */
  long lastWritten(int index, String key) {
    long last = VersionOrder.INITIAL;
    for (Operation operation : transactions.get(index).operations()) {
      if (!operation.isRead() && operation.key().equals(key)) {
        last = operation.value();
      }
    }
    return last;
  }

  private void findWriters() {
    for (int index = 0; index < transactions.size(); index++) {
      for (Operation operation : transactions.get(index).operations()) {
        if (!operation.isRead()) {
          writers
              .computeIfAbsent(operation.key(), any -> new HashMap<>())
              .put(operation.value(), index);
        }
      }
    }
  }

  private void findVersions() {
    for (int index = 0; index < transactions.size(); index++) {
      if (transactions.get(index).isOk()) {
        findVersionsIn(index);
      }
    }
  }

  private void findVersionsIn(int index) {
    Map<String, Long> own = new HashMap<>();
    for (Operation operation : transactions.get(index).operations()) {
      String key = operation.key();
      if (!operation.isRead()) {
        own.put(key, operation.value());
        continue;
      }
      List<Long> chain = model.chain(operation);
      Long mine = own.get(key);
      if (mine != null && model.version(operation) != mine) {
        found(
            AnomalyKind.INTERNAL,
            "T%d wrote %d to %s and then read %s".formatted(index, mine, key, operation.words()),
            index);
      }
      if (new HashSet<>(chain).size() < chain.size()) {
        found(AnomalyKind.DUPLICATE, "T%d: %s".formatted(index, operation.words()), index);
        continue;
      }
      observed.computeIfAbsent(key, any -> new HashSet<>()).addAll(chain);
      link(index, operation, chain);
      judge(index, operation);
    }
  }

  private void link(int index, Operation read, List<Long> chain) {
    long before = VersionOrder.INITIAL;
    for (int at = 0; at < chain.size(); at++) {
      long version = chain.get(at);
      boolean isLinked = at > 0 || model.startsAtInitial(read);
      if (isLinked && !order.follow(read.key(), before, version)) {
        found(
            AnomalyKind.INCOMPATIBLE_ORDER,
            "T%d: %s, but others saw %s after %d and %s before %d"
                .formatted(
                    index,
                    read.words(),
                    order.next(read.key(), before),
                    before,
                    order.previous(read.key(), version),
                    version),
            index);
        return;
      }
      before = version;
    }
  }

  /** Whether a read saw what nobody wrote, what was undone, or what was not finished. */
  private void judge(int index, Operation read) {
    for (long version : model.chain(read)) {
      Integer writer = writer(read.key(), version);
      if (writer == null) {
        found(
            AnomalyKind.GARBAGE,
            "T%d: %s, but nobody wrote %d".formatted(index, read.words(), version),
            index);
      } else if (transactions.get(writer).outcome() == Outcome.FAIL) {
        found(
            AnomalyKind.G1A,
            "T%d: %s, but T%d, which wrote %d, failed"
                .formatted(index, read.words(), writer, version),
            index,
            writer);
      }
    }
    long version = model.version(read);
    Integer writer = writer(read.key(), version);
    if (writer != null && writer != index && version != lastWritten(writer, read.key())) {
      found(
          AnomalyKind.G1B,
          "T%d: %s, but T%d, which wrote %d, wrote %d to it later"
              .formatted(index, read.words(), writer, version, lastWritten(writer, read.key())),
          index,
          writer);
    }
  }

  private void findCommitted() {
    for (int index = 0; index < isCommitted.length; index++) {
      Transaction transaction = transactions.get(index);
      isCommitted[index] =
          transaction.isOk()
              || (transaction.outcome() == Outcome.UNKNOWN
                  && transaction.operations().stream().anyMatch(this::wasObserved));
    }
  }

  private boolean wasObserved(Operation operation) {
    return !operation.isRead()
        && observed.getOrDefault(operation.key(), Set.of()).contains(operation.value());
  }

  /** Elements of lists that nobody saw though somebody looked after they were acknowledged. */
  private void findLostWrites() {
    if (model != Model.LIST) {
      return;
    }
    Map<String, Long> lastLook = new HashMap<>();
    for (Transaction transaction : transactions) {
      if (transaction.isOk()) {
        for (Operation operation : transaction.operations()) {
          if (operation.isRead()) {
            lastLook.merge(operation.key(), transaction.invokedNanos(), Math::max);
          }
        }
      }
    }
    for (int index = 0; index < isCommitted.length; index++) {
      Transaction transaction = transactions.get(index);
      if (!isCommitted[index]) {
        continue;
      }
      for (Operation operation : transaction.operations()) {
        long looked = lastLook.getOrDefault(operation.key(), Long.MIN_VALUE);
        // Of an unknown transaction one write was seen, so all of them must be there.
        if (!operation.isRead()
            && !wasObserved(operation)
            && looked > transaction.completedNanos()) {
          found(
              AnomalyKind.LOST_WRITE,
              "T%d: %s, but later reads do not find it".formatted(index, operation.words()),
              index);
        }
      }
    }
  }

  private void found(AnomalyKind kind, String words, int... involved) {
    anomalies.add(new Anomaly(kind, words + "\n" + Words.of(transactions, involved)));
  }
}
