package io.edgesql.proxy.execute;

import io.edgesql.backend.Backend;
import io.edgesql.backend.BackendException;
import io.edgesql.backend.ShardReply;
import io.edgesql.backend.ShardRequest;
import io.edgesql.backend.ShardRequest.Flags;
import io.edgesql.backend.ShardRequest.Lock;
import io.edgesql.backend.ShardRequest.LockMode;
import io.edgesql.backend.ShardRequest.WriteId;
import io.edgesql.backend.Step;
import io.edgesql.backend.StepResult;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.types.Value;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.proxy.state.Failures;
import io.edgesql.proxy.state.SessionState;
import io.edgesql.proxy.state.VariableDefinition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
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
  /** Characters of a statement that an error shows. */
  private static final int SHOWN_STATEMENT_CHARS = 200;

  private final Backend backend;
  private final SessionState state;
  private final Executor loop;
  private final String sessionName;
  private final Duration maxIdle;
  private long nextSeq = 1;
  private long nextTransaction = 1;
  private @Nullable Open open;
  private TransactionTraits next = TransactionTraits.INHERITED;
  private final Map<String, Long> written = new HashMap<>();
  private long lastVer;
  private @Nullable Sent sent;

  /** The request whose answer the session waits for. */
  private record Sent(String shard, ShardRequest request) {}

  /** An open transaction. */
  private static final class Open {
    final long number;
    final String id;
    final TransactionTraits traits;
    final boolean isExplicit;
    final boolean isReadOnly;
    final Map<String, Table> written = new HashMap<>();
    final List<Mark> savepoints = new ArrayList<>();
    final Isolation isolation;

    /** Number of the last statement that stands. */
    long at;

    /** The last number that was given to a statement. */
    long lastNumber;

    /** The shard was told of it. */
    boolean isKnown;

    @Nullable String shard;
    @Nullable String boot;
    long idleSinceNanos = System.nanoTime();

    Open(
        long number,
        String id,
        TransactionTraits traits,
        Isolation isolation,
        boolean isExplicit,
        boolean isReadOnly) {
      this.number = number;
      this.id = id;
      this.traits = traits;
      this.isolation = isolation;
      this.isExplicit = isExplicit;
      this.isReadOnly = isReadOnly;
    }

    ShardRequest.Transaction mark(long statement, boolean readsSnapshot) {
      return new ShardRequest.Transaction(id, boot, at, statement, readsSnapshot);
    }
  }

  /** A savepoint: the last statement before it. */
  private record Mark(String name, long at) {}

  /** MySQL's levels; READ UNCOMMITTED is served as READ COMMITTED. */
  private enum Isolation {
    READ_COMMITTED,
    REPEATABLE_READ,
    SERIALIZABLE;

    static Isolation of(String text) {
      return switch (text) {
        case "SERIALIZABLE" -> SERIALIZABLE;
        case "READ-COMMITTED", "READ-UNCOMMITTED" -> READ_COMMITTED;
        default -> REPEATABLE_READ;
      };
    }
  }

  /**
   * What one statement does in a shard.
   *
   * @param writes for each step whether it changes data
   * @param tables names inside SQLite of the tables that are read or written
   */
  public record Work(
      String shard,
      CatalogSnapshot snapshot,
      List<Step> steps,
      List<Boolean> writes,
      List<String> tables,
      List<Lock> locks,
      Duration lockWait) {
    boolean isWrite() {
      return writes.contains(true);
    }
  }

  /**
   * @param sessionName unique for this session over all proxies and restarts
   * @param loop the session's thread
   * @param maxIdle how long a transaction may be idle before it is rolled back; zero: for ever
   */
  public SessionTransaction(
      Backend backend, SessionState state, Executor loop, String sessionName, Duration maxIdle) {
    this.backend = backend;
    this.state = state;
    this.loop = loop;
    this.sessionName = sessionName;
    this.maxIdle = maxIdle;
  }

  public boolean isOpen() {
    return open != null;
  }

  public boolean isReadOnly() {
    return open != null && open.isReadOnly;
  }

  public boolean hasWritten() {
    return open != null && open.at > 0;
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
    return open == null ? next : open.traits;
  }

  /**
   * START TRANSACTION; none may be open.
   *
   * @param shard where WITH CONSISTENT SNAPSHOT takes its snapshot: the current database's
   */
  public CompletionStage<Void> begin(TransactionTraits traits, String shard) {
    start(traits.or(next), true);
    Open tx = open;
    boolean takesSnapshot =
        tx != null && traits.snapshot() && tx.isolation == Isolation.REPEATABLE_READ;
    if (tx == null || !takesSnapshot) {
      return CompletableFuture.completedStage(null);
    }
    tx.shard = shard;
    return inside(tx, shard, ShardRequest.rollback(0, List.of()), 0, true)
        .thenApply(results -> null);
  }

  private void start(TransactionTraits traits, boolean isExplicit) {
    long number = nextTransaction++;
    String asked = traits.isolation();
    Isolation isolation =
        Isolation.of(asked == null ? state.variables().text("transaction_isolation") : asked);
    String id = sessionName + "-" + number;
    open = new Open(number, id, traits, isolation, isExplicit, isReadOnly(traits));
    next = TransactionTraits.INHERITED;
  }

  private boolean isReadOnly(TransactionTraits traits) {
    Boolean asked = traits.readOnly();
    return asked == null ? state.variables().isOn("transaction_read_only") : asked;
  }

  /** SET TRANSACTION without a scope: what the next transaction alone is like. */
  public void nextIs(String variable, Value value) {
    next =
        variable.equals("transaction_read_only")
            ? next.withReadOnly(value instanceof Value.Int number && number.bits() == 1)
            : next.withIsolation(VariableDefinition.textOf(value));
  }

  /** With autocommit off, the first statement that touches a table starts a transaction. */
  private void beginIfDue() {
    if (open == null && !state.variables().autocommit()) {
      start(next, false);
    }
  }

  /** Keeps the leases of the locks that are held, if any. */
  public void keepLocks() {
    Open tx = open;
    if (tx == null || !tx.isKnown || tx.shard == null) {
      return;
    }
    if (isIdleTooLong(tx)) {
      // Its locks would stand in others' way: they fall now, the client is told when it comes back.
      release(tx);
    } else {
      backend.keep(tx.shard, List.of(tx.id));
    }
  }

  public boolean holdsLocks() {
    return open != null && open.isKnown;
  }

  private boolean isIdleTooLong(Open tx) {
    return !maxIdle.isZero()
        && sent == null
        && System.nanoTime() - tx.idleSinceNanos > maxIdle.toNanos();
  }

  /** Ends the transaction if it was idle for longer than the setting allows. */
  private void endIfIdle() {
    Open tx = open;
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
    Sent waiting = sent;
    if (waiting != null) {
      backend.interrupt(waiting.shard, waiting.request);
    }
  }

  /** Runs one statement: on its own, or inside the open transaction. Gives its steps' results. */
  public CompletionStage<List<StepResult>> run(Work work) {
    endIfIdle();
    beginIfDue();
    Open tx = open;
    if (work.isWrite() && tx != null && tx.isReadOnly) {
      throw Failures.of(MySqlError.ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION);
    }
    if (tx == null) {
      boolean isReadOnly = work.isWrite() && isReadOnly(next);
      next = TransactionTraits.INHERITED;
      if (isReadOnly) {
        throw Failures.of(MySqlError.ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION);
      }
      return send(work.shard, autocommit(work)).thenApply(ShardReply::results);
    }
    if (work.tables.isEmpty() && !work.isWrite()) {
      return send(work.shard, ShardRequest.read(work.snapshot.version(), work.steps))
          .thenApply(ShardReply::results);
    }
    requireShard(tx, work);
    return work.isWrite() ? write(tx, work) : read(tx, work);
  }

  /** Runs a write of its own, outside of any transaction; none may be open. */
  CompletionStage<List<StepResult>> runAlone(Work work) {
    return send(work.shard, autocommit(work)).thenApply(ShardReply::results);
  }

  /** Runs steps in place of a statement's own, after what the transaction wrote; undoes it all. */
  CompletionStage<List<StepResult>> probe(Work work, List<Step> steps) {
    Open tx = open;
    ShardRequest request = ShardRequest.rollback(work.snapshot.version(), steps).withFlags(flags());
    return tx == null
        ? send(work.shard, request).thenApply(ShardReply::results)
        : inside(tx, work.shard, request, 0, false);
  }

  /** Ends the transaction; its changes stay. Without a transaction it does nothing. */
  public CompletionStage<Void> commit(CatalogSnapshot snapshot) {
    Open tx = open;
    if (tx == null) {
      return CompletableFuture.completedStage(null);
    }
    endIfIdle();
    if (tx.at == 0 || tx.shard == null) {
      rollback();
      return CompletableFuture.completedStage(null);
    }
    checkTables(tx, snapshot);
    ShardRequest request =
        ShardRequest.write(snapshot.version(), List.of(), new WriteId(sessionName, nextSeq++))
            .withTransaction(tx.mark(0, false))
            .releasing();
    return send(tx.shard, request)
        .handle(
            (reply, failure) -> {
              if (failure == null) {
                open = null;
                return null;
              }
              BackendException cause = cause(failure);
              if (cause.code() == BackendException.Code.SCHEMA_STALE) {
                throw new CompletionException(cause);
              }
              open = null;
              boolean isLost = isConstraint(cause) || isLostRace(cause);
              throw isLost && !cause.isAmbiguous()
                  ? Failures.of(MySqlError.ER_LOCK_DEADLOCK)
                  : new CompletionException(cause);
            });
  }

  /** Ends the transaction; nothing of it stays. Locks are freed without waiting for it. */
  public void rollback() {
    Open tx = open;
    open = null;
    if (tx != null) {
      release(tx);
    }
  }

  /** The shard forgets the transaction. */
  private void release(Open tx) {
    if (tx.isKnown && tx.shard != null) {
      tx.isKnown = false;
      ShardRequest release =
          ShardRequest.rollback(0, List.of())
              .withTransaction(new ShardRequest.Transaction(tx.id, tx.boot))
              .releasing();
      // A lease that cannot be given back ends by itself.
      backend.run(tx.shard, release).exceptionally(failure -> null);
    }
  }

  public void savepoint(String name) {
    beginIfDue();
    Open tx = open;
    if (tx == null) {
      return;
    }
    tx.savepoints.removeIf(mark -> mark.name.equalsIgnoreCase(name));
    tx.savepoints.add(new Mark(name, tx.at));
  }

  public void rollbackTo(String name) {
    Open tx = open;
    int at = indexOf(tx, name);
    if (tx == null || at < 0) {
      throw Failures.of(MySqlError.ER_SP_DOES_NOT_EXIST, "SAVEPOINT", name);
    }
    Mark mark = tx.savepoints.get(at);
    tx.savepoints.subList(at + 1, tx.savepoints.size()).clear();
    tx.at = mark.at;
  }

  public void releaseSavepoint(String name) {
    Open tx = open;
    int at = indexOf(tx, name);
    if (tx == null || at < 0) {
      throw Failures.of(MySqlError.ER_SP_DOES_NOT_EXIST, "SAVEPOINT", name);
    }
    tx.savepoints.subList(at, tx.savepoints.size()).clear();
  }

  private static int indexOf(@Nullable Open tx, String name) {
    if (tx == null) {
      return -1;
    }
    for (int at = tx.savepoints.size() - 1; at >= 0; at--) {
      if (tx.savepoints.get(at).name.equalsIgnoreCase(name)) {
        return at;
      }
    }
    return -1;
  }

  private ShardRequest autocommit(Work work) {
    long version = work.snapshot.version();
    ShardRequest request =
        work.isWrite()
            ? ShardRequest.write(version, work.steps, new WriteId(sessionName, nextSeq++))
            : ShardRequest.read(version, work.steps);
    request = request.withFlags(flags());
    // A write may have to wait though it names no locks: for rows that somebody else has changed.
    return request.withLocks(work.locks, work.lockWait);
  }

  private CompletionStage<List<StepResult>> read(Open tx, Work work) {
    checkTables(tx, work.snapshot);
    List<Lock> locks = work.locks;
    if (locks.isEmpty() && tx.isolation == Isolation.SERIALIZABLE) {
      locks = new ArrayList<>();
      for (String table : work.tables) {
        locks.add(new Lock(table, null, LockMode.S));
      }
    }
    boolean readsSnapshot = locks.isEmpty() && tx.isolation == Isolation.REPEATABLE_READ;
    boolean seesOwnWrites = tx.at > 0 && work.tables.stream().anyMatch(tx.written::containsKey);
    if (locks.isEmpty() && !readsSnapshot && !seesOwnWrites) {
      return send(work.shard, ShardRequest.read(work.snapshot.version(), work.steps))
          .thenApply(ShardReply::results);
    }
    ShardRequest request =
        ShardRequest.rollback(work.snapshot.version(), work.steps).withLocks(locks, work.lockWait);
    return inside(tx, work.shard, request, 0, readsSnapshot);
  }

  private CompletionStage<List<StepResult>> write(Open tx, Work work) {
    checkTables(tx, work.snapshot);
    long number = ++tx.lastNumber;
    ShardRequest request =
        ShardRequest.rollback(work.snapshot.version(), work.steps)
            .withFlags(flags())
            .withLocks(work.locks, work.lockWait);
    return inside(tx, work.shard, request, number, false)
        .thenApply(
            results -> {
              tx.at = number;
              for (String table : work.tables) {
                Table definition = work.snapshot.physicalTable(table);
                if (definition != null) {
                  tx.written.put(table, definition);
                }
              }
              return results;
            });
  }

  /**
   * Runs a request inside the transaction.
   *
   * @param number of the statement if what it changes is to stay, else 0
   */
  private CompletionStage<List<StepResult>> inside(
      Open tx, String shard, ShardRequest request, long number, boolean readsSnapshot) {
    tx.isKnown = true;
    return send(shard, request.withTransaction(tx.mark(number, readsSnapshot)))
        .handle(
            (reply, failure) -> {
              tx.idleSinceNanos = System.nanoTime();
              if (failure != null) {
                throw fail(tx, cause(failure));
              }
              tx.boot = tx.boot == null ? reply.boot() : tx.boot;
              return reply.results();
            });
  }

  /**
   * What a failure means for the transaction: a lost race ends it, anything else leaves no more
   * than the statement undone.
   */
  private RuntimeException fail(Open tx, BackendException cause) {
    if (!isLostRace(cause)) {
      return new CompletionException(cause);
    }
    if (open == tx) {
      rollback();
    }
    return cause.code() == BackendException.Code.SNAPSHOT_TOO_OLD
        ? new CompletionException(cause)
        : Failures.of(MySqlError.ER_LOCK_DEADLOCK);
  }

  private static boolean isLostRace(BackendException cause) {
    return switch (cause.code()) {
      case CONFLICT, LOCKS_LOST, DEADLOCK, SNAPSHOT_TOO_OLD -> true;
      default -> false;
    };
  }

  /** Locks should have kept what was written free of collisions: some were lost. */
  private static boolean isConstraint(BackendException cause) {
    return switch (cause.code()) {
      case CONSTRAINT_UNIQUE, CONSTRAINT_PRIMARYKEY, CONSTRAINT_NOTNULL, CONSTRAINT_CHECK -> true;
      default -> false;
    };
  }

  /** What was written fits another schema version only if its tables are the same in it. */
  private void checkTables(Open tx, CatalogSnapshot snapshot) {
    for (Map.Entry<String, Table> entry : tx.written.entrySet()) {
      if (!entry.getValue().equals(snapshot.physicalTable(entry.getKey()))) {
        rollback();
        throw Failures.of(MySqlError.ER_TABLE_DEF_CHANGED);
      }
    }
  }

  /** Differs: MySQL has one shard. A transaction stays on the first that it touches. */
  private static void requireShard(Open tx, Work work) {
    if (tx.shard == null) {
      tx.shard = work.shard;
    } else if (!tx.shard.equals(work.shard)) {
      String statement = work.steps.isEmpty() ? "" : work.steps.get(0).sql();
      int shown = Math.min(statement.length(), SHOWN_STATEMENT_CHARS);
      throw Failures.of(
          MySqlError.ER_NOT_SUPPORTED_YET,
          "a transaction over two shards: it began on shard '"
              + tx.shard
              + "' and the statement is for shard '"
              + work.shard
              + "' ("
              + statement.substring(0, shown)
              + ")");
    }
  }

  private Flags flags() {
    return new Flags(
        state.variables().isOn("foreign_key_checks"), state.variables().isOn("unique_checks"));
  }

  @SuppressWarnings("ReferenceEquality") // This very request, not one that says the same.
  private CompletionStage<ShardReply> send(String shard, ShardRequest request) {
    CompletableFuture<ShardReply> here = new CompletableFuture<>();
    Sent now = new Sent(shard, request);
    sent = now;
    backend
        .run(shard, request)
        .whenComplete(
            (reply, failure) ->
                loop.execute(
                    () -> {
                      if (sent == now) {
                        sent = null;
                      }
                      if (failure == null) {
                        note(shard, request, reply);
                        here.complete(reply);
                      } else {
                        here.completeExceptionally(failure);
                      }
                    }));
    return here;
  }

  private void note(String shard, ShardRequest request, ShardReply reply) {
    lastVer = reply.ver();
    if (request.write() != null) {
      written.merge(shard, reply.ver(), Math::max);
    }
  }

  /** The shard's version at the session's last write there; 0: it has written nothing. */
  public long writtenVer(String shard) {
    if (written.isEmpty()) {
      return 0;
    }
    Long ver = written.get(shard);
    return ver == null ? 0 : ver;
  }

  /** The version that the last reply of a shard told. */
  public long lastVer() {
    return lastVer;
  }

  /** The backend's own failure behind a stage's. */
  static BackendException cause(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof BackendException known) {
      return known;
    }
    if (cause instanceof SqlException sql) {
      throw sql;
    }
    throw new CompletionException(cause);
  }
}
