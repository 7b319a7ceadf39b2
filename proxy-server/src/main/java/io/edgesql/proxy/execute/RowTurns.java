package io.edgesql.proxy.execute;

import io.edgesql.backend.BackendException;
import io.edgesql.backend.ShardRequest.Lock;
import io.edgesql.backend.ShardRequest.LockMode;
import io.edgesql.backend.ShardRequest.Next;
import io.edgesql.dialect.plan.Plan;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The place of a session's open transaction in the queue of a row. Session's thread only. */
final class RowTurns {
  private final RowQueues queues;
  private final ScheduledExecutorService loop;
  private final Duration patience;
  private @Nullable Taken taken;
  private @Nullable Waiting waiting;

  /** A place, and the lock that goes with it. */
  private record Taken(RowQueues.Place place, Lock lock) {}

  /** What ends a wait, whose bound is looked at from time to time. */
  private static final class Waiting {
    private final RowQueues.Place place;
    private final CompletableFuture<RowQueues.Turn> turn;
    private final long endNanos;
    private @Nullable ScheduledFuture<?> timer;

    Waiting(RowQueues.Place place, CompletableFuture<RowQueues.Turn> turn, Duration lockWait) {
      this.place = place;
      this.turn = turn;
      this.endNanos = System.nanoTime() + lockWait.toNanos();
    }
  }

  /**
   * No place yet.
   *
   * @param patience how long a queue may stand before the shard is asked; zero: no queues
   */
  RowTurns(RowQueues queues, ScheduledExecutorService loop, Duration patience) {
    this.queues = queues;
    this.loop = loop;
    this.patience = patience;
  }

  /**
   * The row that a read wants for itself if it may wait for it here, as the shard has nothing to
   * tell about what else the transaction does; otherwise null.
   */
  @Nullable Lock wanted(Plan.Rows plan, ShardWork work, OpenTransaction tx) {
    boolean isSimple =
        work.locks().size() == 1
            && work.steps().size() == 1
            && !work.isWrite()
            && !plan.noWait()
            && !plan.skipLocked();
    if (patience.isZero() || tx.isKnown() || taken != null || !isSimple) {
      return null;
    }
    Lock lock = work.locks().get(0);
    return lock.key() != null && lock.mode() == LockMode.X ? lock : null;
  }

  /**
   * Waits for the transaction's turn.
   *
   * @param lockWait the longest wait; the stage fails with {@code LOCK_TIMEOUT} then
   */
  CompletionStage<RowQueues.Turn> turn(
      String shard, Lock lock, String transaction, Duration lockWait) {
    CompletableFuture<RowQueues.Turn> turn = new CompletableFuture<>();
    String key = lock.key() == null ? "" : lock.key();
    RowQueues.Place place =
        queues.enter(
            new RowQueues.Row(shard, lock.table(), key),
            transaction,
            given -> loop.execute(() -> turn.complete(given)));
    taken = new Taken(place, lock);
    if (queues.isFirst(place)) {
      turn.complete(RowQueues.Turn.PLAIN);
      return turn;
    }
    Waiting now = new Waiting(place, turn, lockWait);
    waiting = now;
    look(now, patience);
    return turn.whenComplete(
        (given, failure) -> {
          waiting = null;
          if (now.timer != null) {
            now.timer.cancel(false);
          }
        });
  }

  /** Looks later whether the wait has lasted too long. */
  private void look(Waiting wait, Duration later) {
    long left = Math.min(wait.endNanos - System.nanoTime(), later.toNanos());
    wait.timer = loop.schedule(() -> hasLasted(wait), Math.max(left, 0), TimeUnit.NANOSECONDS);
  }

  private void hasLasted(Waiting wait) {
    if (wait.endNanos - System.nanoTime() <= 0) {
      end(wait, TransactionFailures.lockTimeout());
      return;
    }
    Duration standing = queues.standing(wait.place);
    if (standing.compareTo(patience) >= 0) {
      queues.dissolve(wait.place);
    } else {
      look(wait, patience.minus(standing));
    }
  }

  /** Ends the wait, if there is one, with an error. */
  void interrupt() {
    if (waiting != null) {
      end(waiting, TransactionFailures.cancelled());
    }
  }

  private void end(Waiting wait, BackendException why) {
    if (queues.withdraw(wait.place)) {
      taken = null;
      wait.turn.completeExceptionally(why);
    }
  }

  /** What is to be done if the row that the transaction was told turns out to be another one. */
  Runnable distrust() {
    RowQueues.Place place = taken == null ? null : taken.place;
    return place == null ? () -> {} : () -> queues.distrust(place);
  }

  /** Whose turn it is when the transaction has told the shard of its end. */
  @Nullable Successor next() {
    Taken mine = taken;
    taken = null;
    RowQueues.Heir heir = mine == null ? null : queues.next(mine.place);
    return mine == null || heir == null ? null : new Successor(heir, mine.lock);
  }

  /** The transaction after this one. */
  record Successor(RowQueues.Heir heir, Lock lock) {
    /** For the shard, so that nobody comes between the two; null: it decides by itself. */
    @Nullable Next named() {
      return heir.mayAssume() ? new Next(heir.place().transaction(), List.of(lock)) : null;
    }

    /**
     * Its turn has come.
     *
     * @param row the row as it is then; null: not known
     */
    void go(@Nullable KnownRow row) {
      heir.place().go(heir.mayAssume() ? new RowQueues.Turn(row) : RowQueues.Turn.PLAIN);
    }
  }
}
