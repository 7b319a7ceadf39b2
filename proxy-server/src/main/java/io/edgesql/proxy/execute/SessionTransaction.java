package io.edgesql.proxy.execute;

import io.edgesql.backend.Auto;
import io.edgesql.backend.Backend;
import io.edgesql.backend.BackendException;
import io.edgesql.backend.ShardReply;
import io.edgesql.backend.ShardRequest;
import io.edgesql.backend.ShardRequest.End;
import io.edgesql.backend.ShardRequest.Flags;
import io.edgesql.backend.ShardRequest.Lock;
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
 * One session's transactions, by redo: what an open transaction has written is kept here as bound
 * steps. A further statement runs as "replay the log, run the statement, undo everything", COMMIT
 * as "replay, check that every step changes as many rows as the client was told, keep". So nothing
 * stays open in the shard but locks.
 *
 * <p>All methods are called on the session's thread, and all stages complete on it.
 */
public final class SessionTransaction {
  /** MySQL's ER_TRANS_CACHE_FULL, which the wire's catalogue does not need otherwise. */
  private static final int ER_TRANS_CACHE_FULL = 1197;

  private final Backend backend;
  private final SessionState state;
  private final Executor loop;
  private final String sessionName;
  private final long maxLogBytes;
  private long nextSeq = 1;
  private long nextTransaction = 1;
  private @Nullable Open open;
  private TransactionTraits next = TransactionTraits.INHERITED;
  private final Map<String, Long> written = new HashMap<>();
  private long lastVer;

  /** An open transaction. */
  private static final class Open {
    final long number;
    final String id;
    final TransactionTraits traits;
    final boolean isExplicit;
    final boolean isReadOnly;
    final List<Step> log = new ArrayList<>();
    final Map<String, Table> written = new HashMap<>();
    final List<Mark> savepoints = new ArrayList<>();
    long logBytes;
    @Nullable String shard;
    @Nullable String boot;
    boolean holdsLocks;
    boolean foreignKeys = true;
    boolean uniqueChecks = true;

    Open(long number, String id, TransactionTraits traits, boolean isExplicit, boolean isReadOnly) {
      this.number = number;
      this.id = id;
      this.traits = traits;
      this.isExplicit = isExplicit;
      this.isReadOnly = isReadOnly;
    }
  }

  /** A savepoint: where to cut the log. */
  private record Mark(String name, int logSize, long logBytes) {}

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
   */
  public SessionTransaction(
      Backend backend, SessionState state, Executor loop, String sessionName, long maxLogBytes) {
    this.backend = backend;
    this.state = state;
    this.loop = loop;
    this.sessionName = sessionName;
    this.maxLogBytes = maxLogBytes;
  }

  public boolean isOpen() {
    return open != null;
  }

  public boolean isReadOnly() {
    return open != null && open.isReadOnly;
  }

  public boolean hasWritten() {
    return open != null && !open.log.isEmpty();
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

  /** START TRANSACTION; none may be open. */
  public void begin(TransactionTraits traits) {
    start(traits.or(next), true);
  }

  private void start(TransactionTraits traits, boolean isExplicit) {
    long number = nextTransaction++;
    open = new Open(number, sessionName + "-" + number, traits, isExplicit, isReadOnly(traits));
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
    if (tx != null && tx.holdsLocks && tx.shard != null) {
      backend.keep(tx.shard, List.of(tx.id));
    }
  }

  public boolean holdsLocks() {
    return open != null && open.holdsLocks;
  }

  /** Runs one statement: on its own, or inside the open transaction. Gives its steps' results. */
  public CompletionStage<List<StepResult>> run(Work work) {
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
    requireShard(tx, work.shard);
    return work.isWrite() ? write(tx, work) : read(tx, work);
  }

  /** Runs a write of its own, outside of any transaction; none may be open. */
  CompletionStage<List<StepResult>> runAlone(Work work) {
    return send(work.shard, autocommit(work)).thenApply(ShardReply::results);
  }

  /** Runs steps in place of a statement's own, after what the transaction wrote; undoes it all. */
  CompletionStage<List<StepResult>> probe(Work work, List<Step> steps) {
    Open tx = open;
    List<Step> log = tx == null ? List.of() : tx.log;
    List<Step> all = new ArrayList<>(log);
    steps.forEach(step -> all.add(shifted(step, log.size())));
    ShardRequest request = ShardRequest.rollback(work.snapshot.version(), all).withFlags(flags());
    return send(work.shard, request)
        .thenApply(reply -> reply.results().subList(log.size(), reply.results().size()));
  }

  /** Ends the transaction; its changes stay. Without a transaction it does nothing. */
  public CompletionStage<Void> commit(CatalogSnapshot snapshot) {
    Open tx = open;
    if (tx == null) {
      return CompletableFuture.completedStage(null);
    }
    if (tx.log.isEmpty() || tx.shard == null) {
      rollback();
      return CompletableFuture.completedStage(null);
    }
    checkTables(tx, snapshot);
    ShardRequest request =
        new ShardRequest(
            snapshot.version(),
            List.copyOf(tx.log),
            End.COMMIT,
            new WriteId(sessionName, nextSeq++),
            new ShardRequest.Transaction(tx.id, tx.boot),
            List.of(),
            Duration.ZERO,
            true,
            new Flags(tx.foreignKeys, tx.uniqueChecks),
            Duration.ZERO);
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
              boolean isLost = cause.step() != null || isLostRace(cause);
              throw isLost && !cause.isAmbiguous()
                  ? Failures.of(MySqlError.ER_LOCK_DEADLOCK)
                  : new CompletionException(cause);
            });
  }

  /** Ends the transaction; nothing of it stays. Locks are freed without waiting for it. */
  public void rollback() {
    Open tx = open;
    open = null;
    if (tx != null && tx.holdsLocks && tx.shard != null) {
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
    tx.savepoints.add(new Mark(name, tx.log.size(), tx.logBytes));
  }

  public void rollbackTo(String name) {
    Open tx = open;
    int at = indexOf(tx, name);
    if (tx == null || at < 0) {
      throw Failures.of(MySqlError.ER_SP_DOES_NOT_EXIST, "SAVEPOINT", name);
    }
    Mark mark = tx.savepoints.get(at);
    tx.savepoints.subList(at + 1, tx.savepoints.size()).clear();
    tx.log.subList(mark.logSize, tx.log.size()).clear();
    tx.logBytes = mark.logBytes;
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
    return work.locks.isEmpty() ? request : request.withLocks(work.locks, work.lockWait);
  }

  private CompletionStage<List<StepResult>> read(Open tx, Work work) {
    boolean seesOwnWrites = work.tables.stream().anyMatch(tx.written::containsKey);
    if (!seesOwnWrites && work.locks.isEmpty()) {
      return send(work.shard, ShardRequest.read(work.snapshot.version(), work.steps))
          .thenApply(ShardReply::results);
    }
    return replayed(tx, work, seesOwnWrites ? tx.log : List.of());
  }

  private CompletionStage<List<StepResult>> write(Open tx, Work work) {
    long bytes = 0;
    for (Step step : work.steps) {
      bytes += weight(step);
    }
    if (tx.logBytes + bytes > maxLogBytes) {
      throw new SqlException(
          ER_TRANS_CACHE_FULL,
          "HY000",
          "Multi-statement transaction required more than "
              + maxLogBytes
              + " bytes of redo log (transactions.log-bytes); increase this setting and try again");
    }
    tx.foreignKeys &= state.variables().isOn("foreign_key_checks");
    tx.uniqueChecks &= state.variables().isOn("unique_checks");
    long added = bytes;
    return replayed(tx, work, tx.log)
        .thenApply(
            results -> {
              append(tx, work, results);
              tx.logBytes += added;
              return results;
            });
  }

  /** Replays a log, runs the statement, undoes everything; gives the statement's own results. */
  private CompletionStage<List<StepResult>> replayed(Open tx, Work work, List<Step> log) {
    checkTables(tx, work.snapshot);
    int offset = log.size();
    List<Step> steps = new ArrayList<>(offset + work.steps.size());
    steps.addAll(log);
    for (Step step : work.steps) {
      steps.add(shifted(step, offset));
    }
    ShardRequest request =
        ShardRequest.rollback(work.snapshot.version(), steps)
            .withTransaction(new ShardRequest.Transaction(tx.id, tx.boot))
            .withFlags(new Flags(tx.foreignKeys, tx.uniqueChecks));
    if (!work.locks.isEmpty()) {
      request = request.withLocks(work.locks, work.lockWait);
    }
    boolean locks = !work.locks.isEmpty();
    return send(work.shard, request)
        .handle(
            (reply, failure) -> {
              if (failure != null) {
                throw fail(tx, cause(failure), offset);
              }
              if (locks) {
                tx.holdsLocks = true;
                tx.boot = tx.boot == null ? reply.boot() : tx.boot;
              }
              return reply.results().subList(offset, reply.results().size());
            });
  }

  /**
   * What a failure means for the transaction: a lost race ends it, anything else undoes a
   * statement.
   */
  private RuntimeException fail(Open tx, BackendException cause, int offset) {
    Integer step = cause.step();
    boolean isReplay = step != null && step < offset;
    if (isLostRace(cause) || (isReplay && cause.code() != BackendException.Code.SCHEMA_STALE)) {
      if (open == tx) {
        rollback();
      }
      return Failures.of(MySqlError.ER_LOCK_DEADLOCK);
    }
    if (step == null || offset == 0) {
      return new CompletionException(cause);
    }
    return new CompletionException(
        new BackendException(
            cause.code(),
            cause.message(),
            step - offset,
            cause.row(),
            cause.isRetryable(),
            cause.schemaVersion(),
            cause.isAmbiguous(),
            cause));
  }

  private static boolean isLostRace(BackendException cause) {
    return switch (cause.code()) {
      case CONFLICT, LOCKS_LOST, DEADLOCK -> true;
      default -> false;
    };
  }

  /**
   * Adds a statement's steps to the log, as they must be repeated: keys fixed, changes expected.
   */
  private static void append(Open tx, Work work, List<StepResult> results) {
    int offset = tx.log.size();
    for (int i = 0; i < work.steps.size(); i++) {
      Step step = work.steps.get(i);
      StepResult result = results.get(i);
      boolean isChecked = work.writes.get(i) && !result.skipped();
      Step fixed = fixKeys(step, result);
      tx.log.add(
          shifted(
              new Step(
                  fixed.sql(),
                  fixed.params(),
                  false,
                  isChecked ? (Long) result.changes() : null,
                  fixed.when(),
                  fixed.auto(),
                  null),
              offset));
    }
    for (String table : work.tables) {
      Table definition = work.snapshot.physicalTable(table);
      if (definition != null) {
        tx.written.put(table, definition);
      }
    }
  }

  private static Step fixKeys(Step step, StepResult result) {
    Auto auto = step.auto();
    if (auto == null) {
      return step;
    }
    List<@Nullable Object> params = new ArrayList<>(step.params());
    Integer param = auto.param();
    List<String> ids = result.ids();
    if (param != null && ids != null) {
      params.set(param, jsonArray(ids));
    } else if (param != null && result.firstId() != null) {
      params.set(param, result.firstId());
    }
    String maxSql = auto.maxSql();
    return new Step(
        step.sql(),
        params,
        step.rows(),
        step.expect(),
        step.when(),
        maxSql == null ? null : Auto.max(auto.table(), maxSql),
        step.rowsParam());
  }

  /** Decimal digits need no escapes. */
  private static String jsonArray(List<String> ids) {
    StringBuilder out = new StringBuilder(ids.size() * 8).append('[');
    for (String id : ids) {
      out.append(out.length() > 1 ? "," : "").append('"').append(id).append('"');
    }
    return out.append(']').toString();
  }

  private static Step shifted(Step step, int offset) {
    Step.When when = step.when();
    return when == null || offset == 0 ? step : step.withWhen(when.step() + offset, when.changes());
  }

  /** The log's steps fit another schema version only if their tables are the same in it. */
  private void checkTables(Open tx, CatalogSnapshot snapshot) {
    for (Map.Entry<String, Table> entry : tx.written.entrySet()) {
      if (!entry.getValue().equals(snapshot.physicalTable(entry.getKey()))) {
        rollback();
        throw Failures.of(MySqlError.ER_TABLE_DEF_CHANGED);
      }
    }
  }

  private void requireShard(Open tx, String shard) {
    if (tx.shard == null) {
      tx.shard = shard;
    } else if (!tx.shard.equals(shard)) {
      throw Failures.of(
          MySqlError.ER_NOT_SUPPORTED_YET,
          "a transaction over two shards (" + tx.shard + " and " + shard + ")");
    }
  }

  private Flags flags() {
    return new Flags(
        state.variables().isOn("foreign_key_checks"), state.variables().isOn("unique_checks"));
  }

  private CompletionStage<ShardReply> send(String shard, ShardRequest request) {
    CompletableFuture<ShardReply> here = new CompletableFuture<>();
    backend
        .run(shard, request)
        .whenComplete(
            (reply, failure) ->
                loop.execute(
                    () -> {
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

  private static long weight(Step step) {
    long bytes = 64 + 2L * step.sql().length();
    for (Object param : step.params()) {
      bytes +=
          param instanceof String text
              ? 40 + 2L * text.length()
              : param instanceof byte[] blob ? 24L + blob.length : 24;
    }
    return bytes;
  }
}
