package io.edgesql.proxy.execute;

import io.edgesql.backend.Backend;
import io.edgesql.backend.BackendException;
import io.edgesql.backend.RowFeed;
import io.edgesql.backend.ShardReply;
import io.edgesql.backend.ShardRequest;
import io.edgesql.backend.ShardRequest.Lock;
import io.edgesql.backend.Step;
import io.edgesql.backend.StepResult;
import io.edgesql.dialect.plan.Plan;
import io.edgesql.dialect.types.Value;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.proxy.config.ProxySettings;
import io.edgesql.proxy.state.Failures;
import io.edgesql.proxy.state.SessionState;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * One session's transactions. The shard keeps the rows that an open transaction has written, its
 * locks and its snapshot, all in memory; here stands which statements count, by their numbers. A
 * statement whose answer never came, or that was rolled back to before, is left out by naming the
 * last one that stands.
 *
 * <p>All methods are called on the session's thread, and all stages complete on it.
 */
public final class SessionTransaction {
  private final SessionState state;
  private final ShardChannel shards;
  private final TableLocks tableLocks;
  private final SingleRequests single;
  private final LockingReads lockingReads;
  private final TransactionStarts starts;
  private final Duration maxIdle;
  private @Nullable OpenTransaction open;

  /**
   * @param queues of all sessions of the proxy
   * @param loop the session's thread
   * @param sessionName unique for this session over all proxies and restarts
   */
  public SessionTransaction(
      Backend backend,
      SessionState state,
      RowQueues queues,
      ScheduledExecutorService loop,
      String sessionName,
      ProxySettings.Transactions settings) {
    this.state = state;
    this.shards = new ShardChannel(backend, loop, sessionName);
    this.tableLocks = new TableLocks(shards, sessionName);
    this.single = new SingleRequests(shards, tableLocks, state);
    RowTurns turns = new RowTurns(queues, loop, Duration.ofMillis(settings.rowQueueMs()));
    this.lockingReads = new LockingReads(turns, shards, tx -> tx.equals(open));
    this.starts = new TransactionStarts(state, sessionName);
    this.maxIdle = Duration.ofMillis(settings.idleMs());
  }

  /** LOCK TABLES. */
  public TableLocks tableLocks() {
    return tableLocks;
  }

  public boolean isOpen() {
    return open != null;
  }

  public boolean isReadOnly() {
    return open != null && open.isReadOnly;
  }

  public boolean hasWritten() {
    return open != null && open.hasWritten();
  }

  /** Whether START TRANSACTION began what is open, not a statement while autocommit is off. */
  public boolean isExplicit() {
    return open != null && open.isExplicit;
  }

  /** Counts the session's transactions: another number, another transaction; 0: none is open. */
  public long number() {
    return open == null ? 0 : open.number;
  }

  /** What was asked for the open transaction, or else so far for the next one. */
  public TransactionTraits traits() {
    return open == null ? starts.next() : open.traits;
  }

  /**
   * START TRANSACTION; none may be open.
   *
   * @param shard where WITH CONSISTENT SNAPSHOT takes its snapshot: the current database's
   */
  public CompletionStage<Void> begin(TransactionTraits traits, String shard) {
    OpenTransaction tx = starts.start(traits.or(starts.next()), true);
    open = tx;
    if (!traits.snapshot() || tx.isolation != Isolation.REPEATABLE_READ) {
      return CompletableFuture.completedStage(null);
    }
    tx.use(shard, "");
    return inside(tx, shard, ShardRequest.rollback(0, List.of()), 0, true)
        .thenApply(results -> null);
  }

  /** SET TRANSACTION without a scope: what the next transaction alone is like. */
  public void nextIs(String variable, Value value) {
    starts.nextIs(variable, value);
  }

  /** With autocommit off, the first statement that touches a table starts a transaction. */
  private void beginIfDue() {
    if (open == null && !state.variables().autocommit()) {
      open = starts.start(starts.next(), false);
    }
  }

  /** Keeps the leases of the locks that are held, if any. */
  public void keepLocks() {
    tableLocks.keep();
    OpenTransaction tx = open;
    String shard = tx == null ? null : tx.shard();
    if (tx == null || shard == null || !tx.isKnown()) {
      return;
    }
    if (isIdleTooLong(tx)) {
      // Its locks would stand in others' way: they fall now, the client is told when it comes back.
      release(tx);
    } else {
      shards.keep(shard, tx.id);
    }
  }

  public boolean holdsLocks() {
    return tableLocks.isHeld() || (open != null && open.isKnown());
  }

  private boolean isIdleTooLong(OpenTransaction tx) {
    return !maxIdle.isZero() && !shards.isWaiting() && tx.isIdleLongerThan(maxIdle);
  }

  /** Ends the transaction if it was idle for longer than the setting allows. */
  private void endIfIdle() {
    OpenTransaction tx = open;
    if (tx != null && isIdleTooLong(tx)) {
      rollback();
      throw FailureMapper.retry(
          "The transaction was idle for more than "
              + maxIdle.toMillis()
              + " ms (transactions.idle-ms) and was rolled back");
    }
  }

  /** KILL QUERY, or a client that has gone: a wait for locks ends. */
  public void interrupt() {
    lockingReads.interrupt();
    shards.interrupt();
  }

  /** Runs one statement: on its own, or inside the open transaction. Gives its steps' results. */
  public CompletionStage<List<StepResult>> run(ShardWork work) {
    return run(work, null);
  }

  /**
   * The same, with rows handed over as they arrive where nothing speaks against it.
   *
   * @param feed for the rows of the only step of a query; null: they are gathered
   */
  CompletionStage<List<StepResult>> run(ShardWork work, @Nullable RowFeed feed) {
    endIfIdle();
    beginIfDue();
    OpenTransaction tx = open;
    if (work.isWrite() && tx != null && tx.isReadOnly && !work.isTemporary()) {
      throw Failures.of(MySqlError.ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION);
    }
    if (tx == null) {
      if (starts.isReadOnlyOnce() && work.isWrite() && !work.isTemporary()) {
        throw Failures.of(MySqlError.ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION);
      }
      return single.run(work, feed);
    }
    if (work.tables().isEmpty() && !work.isWrite()) {
      return single.read(work, null);
    }
    tx.use(work.shard(), work.firstSql());
    return work.isWrite() ? write(tx, work) : read(tx, work, feed);
  }

  /** Runs a read that locks what it finds. */
  CompletionStage<List<StepResult>> runLocking(
      Plan.Rows plan, ShardWork work, @Nullable RowFeed feed) {
    endIfIdle();
    beginIfDue();
    OpenTransaction tx = open;
    return tx == null || tableLocks.isHeld()
        ? run(work, feed)
        : lockingReads.run(tx, plan, work, now -> run(now, feed));
  }

  /** Runs a write of its own, outside of any transaction; none may be open. */
  CompletionStage<List<StepResult>> runAlone(ShardWork work) {
    return single.run(work, null);
  }

  /** Reads beside the open transaction, which takes no notice. */
  public CompletionStage<List<StepResult>> runAside(ShardWork work) {
    return single.read(work, null);
  }

  /** Runs steps in place of a statement's own, after what the transaction wrote; undoes it all. */
  CompletionStage<List<StepResult>> probe(ShardWork work, List<Step> steps) {
    OpenTransaction tx = open;
    ShardRequest request =
        ShardRequest.rollback(work.snapshot().version(), steps).withFlags(single.flags());
    return tx == null
        ? single.send(work.shard(), request, null)
        : inside(tx, work.shard(), request, 0, false);
  }

  /** Ends the transaction; its changes stay. Without a transaction it does nothing. */
  public CompletionStage<Void> commit(CatalogSnapshot snapshot) {
    OpenTransaction tx = open;
    if (tx == null) {
      return CompletableFuture.completedStage(null);
    }
    endIfIdle();
    String shard = tx.shard();
    if (!tx.hasWritten() || shard == null) {
      return end();
    }
    checkTables(tx, snapshot);
    RowTurns.Successor next = lockingReads.next();
    ShardRequest request =
        ShardRequest.write(snapshot.version(), List.of(), shards.nextWrite())
            .withTransaction(tx.mark(0, false))
            .releasingTo(next == null ? null : next.named());
    sendAhead(tx, shard);
    CompletionStage<ShardReply> reply = shards.send(shard, request);
    if (next != null) {
      next.go(tx.knownRows().row(next.lock()));
    }
    return reply.handle(
        (done, failure) -> {
          if (failure == null) {
            open = null;
            return null;
          }
          BackendException cause = TransactionFailures.cause(failure);
          BackendException ahead = tx.aheadFailure();
          if (ahead != null && !cause.isAmbiguous()) {
            rollback();
            throw TransactionFailures.ofAhead(ahead);
          }
          if (cause.code() != BackendException.Code.SCHEMA_STALE) {
            open = null;
          }
          throw TransactionFailures.ofCommit(cause);
        });
  }

  /** An empty write: the shard remembers that the session lives. Nobody waits for it. */
  void keepSession(String shard) {
    if (!shards.isWaiting()) {
      shards.sendAndForget(shard, ShardRequest.write(0, List.of(), shards.nextWrite()));
    }
  }

  /** A temporary table is gone: nothing that was written to it has to be kept any more. */
  void forget(String table) {
    if (open != null) {
      open.forget(table);
    }
  }

  /** Ends the transaction; nothing of it stays. Locks are freed without waiting for it. */
  public void rollback() {
    OpenTransaction tx = open;
    open = null;
    lockingReads.interrupt();
    if (tx != null) {
      release(tx);
    }
    lockingReads.pass();
  }

  /**
   * The same, done when the locks are free, should it have any: the next statement of anybody else
   * does not meet them.
   */
  public CompletionStage<Void> end() {
    OpenTransaction tx = open;
    open = null;
    if (tx == null) {
      return CompletableFuture.completedStage(null);
    }
    String shard = tx.shard();
    if (shard == null || !tx.isKnown() || !tx.mayHoldLocks()) {
      release(tx);
      lockingReads.pass();
      return CompletableFuture.completedStage(null);
    }
    tx.forgotten();
    // A lease that cannot be given back ends by itself.
    CompletionStage<Void> freed =
        shards.send(shard, tx.lastRequest()).handle((reply, failure) -> null);
    lockingReads.pass();
    return freed;
  }

  /** The shard forgets the transaction. */
  private void release(OpenTransaction tx) {
    String shard = tx.shard();
    if (shard != null && tx.isKnown()) {
      tx.forgotten();
      shards.sendAndForget(shard, tx.lastRequest());
    }
  }

  /** With autocommit on and no transaction it does nothing. */
  public void savepoint(String name) {
    beginIfDue();
    if (open != null) {
      open.savepoint(name);
    }
  }

  public void rollbackTo(String name) {
    opened(name).rollbackTo(name);
  }

  public void releaseSavepoint(String name) {
    opened(name).releaseSavepoint(name);
  }

  private OpenTransaction opened(String savepoint) {
    OpenTransaction tx = open;
    if (tx == null) {
      throw OpenTransaction.noSavepoint(savepoint);
    }
    return tx;
  }

  private CompletionStage<List<StepResult>> read(
      OpenTransaction tx, ShardWork work, @Nullable RowFeed feed) {
    checkTables(tx, work.snapshot());
    List<Lock> locks = work.locks();
    if (locks.isEmpty() && tx.isolation == Isolation.SERIALIZABLE) {
      locks = work.sharedLocks();
    }
    boolean readsSnapshot = locks.isEmpty() && tx.isolation == Isolation.REPEATABLE_READ;
    if (locks.isEmpty() && !readsSnapshot && !tx.hasWrittenAny(work.tables())) {
      return single.read(work, feed);
    }
    ShardRequest request =
        ShardRequest.rollback(work.snapshot().version(), work.steps())
            .withLocks(locks, work.lockWait())
            .withRows(work.only());
    return inside(tx, work.shard(), request, 0, readsSnapshot);
  }

  private CompletionStage<List<StepResult>> write(OpenTransaction tx, ShardWork work) {
    checkTables(tx, work.snapshot());
    tx.knownRows().forgetAll();
    long number = tx.nextStatement();
    return inside(tx, work.shard(), single.change(work), number, false)
        .thenApply(
            results -> {
              tx.stands(number, work.tables(), work.snapshot());
              return results;
            });
  }

  /** What is known of a row that the open transaction has locked for itself; null: nothing. */
  @Nullable KnownRow knownRow(Lock lock) {
    return open == null || open.isReadOnly ? null : open.knownRows().row(lock);
  }

  /**
   * A change of a row that is known, which the shard is told of with the next request.
   *
   * @param after the row as it is then
   */
  void runAhead(ShardWork work, Lock row, KnownRow after) {
    endIfIdle();
    OpenTransaction tx = Objects.requireNonNull(open);
    tx.use(work.shard(), work.firstSql());
    checkTables(tx, work.snapshot());
    long number = tx.nextStatement();
    tx.goesAhead(number, single.change(work).withTransaction(tx.mark(number, false)));
    tx.stands(number, work.tables(), work.snapshot());
    tx.knownRows().becomes(row, after);
  }

  private void sendAhead(OpenTransaction tx, String shard) {
    for (ShardRequest request : tx.takeAhead()) {
      shards.sendAhead(shard, tableLocks.apply(shard, request), tx::aheadFailed);
    }
  }

  /**
   * Runs a request inside the transaction.
   *
   * @param number of the statement if what it changes is to stay, else 0
   */
  private CompletionStage<List<StepResult>> inside(
      OpenTransaction tx, String shard, ShardRequest request, long number, boolean readsSnapshot) {
    boolean wasKnown = tx.isKnown();
    // SKIP LOCKED names no locks: the shard takes those of the rows that it finds.
    boolean skips = request.steps().stream().anyMatch(step -> !step.skips().isEmpty());
    tx.told(number > 0 || skips || !request.locks().isEmpty());
    sendAhead(tx, shard);
    ShardRequest marked = request.withTransaction(tx.mark(number, readsSnapshot));
    return shards
        .send(shard, tableLocks.apply(shard, marked))
        .handle(
            (reply, failure) -> {
              if (failure != null) {
                tx.rests();
                BackendException cause = TransactionFailures.cause(failure);
                if (!wasKnown && cause.code() == BackendException.Code.SCHEMA_STALE) {
                  // It was not run: the shard has not heard of the transaction.
                  tx.forgotten();
                }
                throw fail(tx, cause);
              }
              tx.answered(reply.boot());
              return reply.results();
            });
  }

  /**
   * What a failure means for the transaction: a lost race ends it, anything else leaves no more
   * than the statement undone.
   */
  private RuntimeException fail(OpenTransaction tx, BackendException cause) {
    BackendException ahead = tx.aheadFailure();
    if (ahead == null && !TransactionFailures.isLostRace(cause)) {
      return new CompletionException(cause);
    }
    if (open == tx) {
      rollback();
    }
    if (cause.code() == BackendException.Code.LOCKS_LOST) {
      tableLocks.unlock();
    }
    if (ahead != null) {
      return TransactionFailures.ofAhead(ahead);
    }
    return cause.code() == BackendException.Code.SNAPSHOT_TOO_OLD
        ? new CompletionException(cause)
        : Failures.of(MySqlError.ER_LOCK_DEADLOCK);
  }

  /** What was written fits another schema version only if its tables are the same in it. */
  private void checkTables(OpenTransaction tx, CatalogSnapshot snapshot) {
    if (!tx.fits(snapshot)) {
      rollback();
      throw Failures.of(MySqlError.ER_TABLE_DEF_CHANGED);
    }
  }

  /** The shard's version at the session's last write there; 0: it has written nothing. */
  public long writtenVer(String shard) {
    return shards.writtenVer(shard);
  }

  /** The version that the last reply of a shard told. */
  public long lastVer() {
    return shards.lastVer();
  }
}
