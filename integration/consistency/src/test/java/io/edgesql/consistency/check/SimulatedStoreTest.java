package io.edgesql.consistency.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.consistency.history.Operation;
import io.edgesql.consistency.history.Transaction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random histories of stores that keep a level's promise must pass; spoiled ones must not. */
class SimulatedStoreTest {
  private static final int TRANSACTIONS = 300;

  private static Set<AnomalyKind> forbidden(List<Transaction> history, IsolationLevel level) {
    return TransactionChecker.check(Model.LIST, history, level).stream()
        .map(Anomaly::kind)
        .filter(kind -> !level.allows(kind))
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(AnomalyKind.class)));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void aStoreThatRunsOneAfterTheOtherPassesAtEveryLevel(long seed) {
    List<Transaction> history = SimulatedStore.serial(seed, TRANSACTIONS);
    for (IsolationLevel level : IsolationLevel.values()) {
      assertThat(TransactionChecker.check(Model.LIST, history, level)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void aStoreOfSnapshotsPassesAtRepeatableReadAndHasWriteSkew(long seed) {
    List<Transaction> history = SimulatedStore.snapshots(seed, TRANSACTIONS);
    assertThat(forbidden(history, IsolationLevel.REPEATABLE_READ)).isEmpty();
    assertThat(forbidden(history, IsolationLevel.SERIALIZABLE)).contains(AnomalyKind.ORDER);
    // First committer wins, so it has none of what snapshot isolation forbids beyond InnoDB.
    assertThat(TransactionChecker.check(Model.LIST, history, IsolationLevel.REPEATABLE_READ))
        .extracting(Anomaly::kind)
        .containsOnly(AnomalyKind.G2_ITEM);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void aStoreThatReadsStatementByStatementPassesAtReadCommittedAlone(long seed) {
    List<Transaction> history = SimulatedStore.statements(seed, TRANSACTIONS);
    assertThat(forbidden(history, IsolationLevel.READ_COMMITTED)).isEmpty();
    assertThat(forbidden(history, IsolationLevel.REPEATABLE_READ)).contains(AnomalyKind.ORDER);
  }

  /** A change to one read of a history. */
  private interface Spoiler {
    List<Long> spoil(List<Long> seen);
  }

  private static List<Transaction> spoiled(long seed, List<Transaction> history, Spoiler spoiler) {
    List<Transaction> copy = new ArrayList<>(history);
    Random random = new Random(seed);
    while (true) {
      int index = random.nextInt(copy.size());
      Transaction transaction = copy.get(index);
      List<Operation> operations = new ArrayList<>(transaction.operations());
      for (int at = 0; at < operations.size(); at++) {
        Operation read = operations.get(at);
        if (read.isRead() && transaction.isOk() && read.seen().size() > 2) {
          operations.set(
              at,
              new Operation(
                  read.action(),
                  read.key(),
                  read.value(),
                  spoiler.spoil(read.seen()),
                  read.isLocking(),
                  read.invokedNanos(),
                  read.completedNanos()));
          copy.set(
              index,
              new Transaction(
                  transaction.process(),
                  transaction.invokedNanos(),
                  transaction.commitNanos(),
                  transaction.completedNanos(),
                  transaction.outcome(),
                  operations,
                  transaction.error()));
          return copy;
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void findsAStaleRead(long seed) {
    List<Transaction> history =
        spoiled(seed, SimulatedStore.serial(seed, TRANSACTIONS), seen -> seen.subList(0, 1));
    for (IsolationLevel level : IsolationLevel.values()) {
      assertThat(forbidden(history, level)).isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void findsALostElement(long seed) {
    List<Transaction> history =
        spoiled(
            seed,
            SimulatedStore.serial(seed, TRANSACTIONS),
            seen -> {
              List<Long> less = new ArrayList<>(seen);
              less.remove(less.size() / 2);
              return less;
            });
    assertThat(forbidden(history, IsolationLevel.READ_COMMITTED))
        .contains(AnomalyKind.INCOMPATIBLE_ORDER);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void findsAnElementThatWasAppendedTwice(long seed) {
    List<Transaction> history =
        spoiled(
            seed,
            SimulatedStore.serial(seed, TRANSACTIONS),
            seen -> {
              List<Long> more = new ArrayList<>(seen);
              more.add(seen.get(0));
              return more;
            });
    assertThat(forbidden(history, IsolationLevel.READ_COMMITTED)).contains(AnomalyKind.DUPLICATE);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void findsAnotherOrder(long seed) {
    List<Transaction> history =
        spoiled(
            seed,
            SimulatedStore.serial(seed, TRANSACTIONS),
            seen -> {
              List<Long> other = new ArrayList<>(seen);
              Collections.swap(other, 0, 1);
              return other;
            });
    assertThat(forbidden(history, IsolationLevel.READ_COMMITTED)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void findsAFailedTransactionThatTookEffect(long seed) {
    List<Transaction> history = new ArrayList<>(SimulatedStore.serial(seed, TRANSACTIONS));
    for (int index = 0; index < history.size() / 2; index++) {
      Transaction transaction = history.get(index);
      if (transaction.isOk() && transaction.operations().stream().anyMatch(op -> !op.isRead())) {
        history.set(
            index,
            new Transaction(
                transaction.process(),
                transaction.invokedNanos(),
                transaction.commitNanos(),
                transaction.completedNanos(),
                io.edgesql.consistency.history.Outcome.FAIL,
                transaction.operations(),
                ""));
        assertThat(forbidden(history, IsolationLevel.READ_COMMITTED)).contains(AnomalyKind.G1A);
        return;
      }
    }
  }
}
