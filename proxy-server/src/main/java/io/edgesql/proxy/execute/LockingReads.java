package io.edgesql.proxy.execute;

import io.edgesql.backend.Rows;
import io.edgesql.backend.ShardRequest;
import io.edgesql.backend.ShardRequest.Lock;
import io.edgesql.backend.Step;
import io.edgesql.backend.StepResult;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.plan.Plan;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * SELECT … FOR UPDATE in the open transaction of a session: what it finds is known from then on,
 * and with it a transaction may begin in its turn of a row's queue. Session's thread only.
 */
final class LockingReads {
  private final RowTurns turns;
  private final ShardChannel shards;
  private final Predicate<OpenTransaction> isOpen;

  /**
   * Reads of a session.
   *
   * @param isOpen whether a transaction is the session's open one
   */
  LockingReads(RowTurns turns, ShardChannel shards, Predicate<OpenTransaction> isOpen) {
    this.turns = turns;
    this.shards = shards;
    this.isOpen = isOpen;
  }

  /**
   * Runs a read that locks what it finds.
   *
   * @param inShard asks the shard
   */
  CompletionStage<List<StepResult>> run(
      OpenTransaction tx,
      Plan.Rows plan,
      ShardWork work,
      Function<ShardWork, CompletionStage<List<StepResult>>> inShard) {
    Lock row = turns.wanted(plan, work, tx);
    if (row == null) {
      return learning(tx, plan, work, inShard.apply(work));
    }
    tx.use(work.shard(), work.firstSql());
    long sinceNanos = System.nanoTime();
    return turns
        .turn(work.shard(), row, tx.id, work.lockWait())
        .thenCompose(
            turn -> {
              if (!isOpen.test(tx)) {
                // Its locks may have been handed to it.
                shards.sendAndForget(work.shard(), tx.lastRequest());
                throw new CompletionException(TransactionFailures.cancelled());
              }
              Table table = work.snapshot().physicalTable(row.table());
              KnownRow known = plan.byKeyAlone() ? turn.row() : null;
              List<@Nullable Object> cells = known == null ? null : known.answer(plan, table);
              if (cells != null) {
                return CompletableFuture.completedStage(assumed(tx, plan, work, cells));
              }
              Duration left = work.lockWait().minusNanos(System.nanoTime() - sinceNanos);
              if (left.toMillis() <= 0) {
                throw new CompletionException(TransactionFailures.lockTimeout());
              }
              ShardWork now = work.waiting(left);
              return learning(tx, plan, now, inShard.apply(now));
            })
        .whenComplete(
            (results, failure) -> {
              if (failure != null) {
                pass();
              }
            });
  }

  private static CompletionStage<List<StepResult>> learning(
      OpenTransaction tx,
      Plan.Rows plan,
      ShardWork work,
      CompletionStage<List<StepResult>> running) {
    return running.whenComplete(
        (results, failure) -> {
          if (failure == null && results.size() == 1 && results.get(0).rows().size() == 1) {
            tx.knownRows().learn(plan, work, results.get(0).rows().get(0));
          }
        });
  }

  /**
   * Answers a locking read with the row that the transaction before has left, though that one's
   * COMMIT is still on its way. The shard checks it: if the row is another one, the statement is
   * not the transaction's, so that it cannot commit anything.
   */
  private List<StepResult> assumed(
      OpenTransaction tx, Plan.Rows plan, ShardWork work, List<@Nullable Object> cells) {
    Step step = work.steps().get(0).withAssumed(cells);
    long number = tx.nextStatement();
    ShardRequest request =
        ShardRequest.rollback(work.snapshot().version(), List.of(step))
            .withLocks(work.locks(), work.lockWait())
            .withRows(work.only())
            .withTransaction(tx.mark(number, false));
    tx.told(true);
    Runnable distrust = turns.distrust();
    shards.sendAhead(
        work.shard(),
        request,
        failure -> {
          tx.aheadFailed(failure);
          distrust.run();
        });
    tx.assumes(number, work.tables(), work.snapshot());
    @Nullable Object[] sent = cells.toArray();
    tx.knownRows().learn(plan, work, sent);
    List<@Nullable Object[]> rows = List.<@Nullable Object[]>of(sent);
    return List.of(new StepResult(List.of(), Rows.of(rows), 0, null, null, 0, 0, false));
  }

  /** Ends a wait for a turn, if there is one. */
  void interrupt() {
    turns.interrupt();
  }

  /** Who has to be told that it is its turn when the transaction has ended. */
  RowTurns.@Nullable Successor next() {
    return turns.next();
  }

  /** The transaction has ended: it is the turn of the next one that wants its row. */
  void pass() {
    RowTurns.Successor next = turns.next();
    if (next != null) {
      next.go(null);
    }
  }
}
