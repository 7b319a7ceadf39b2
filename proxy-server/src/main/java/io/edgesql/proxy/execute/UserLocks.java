package io.edgesql.proxy.execute;

import io.edgesql.backend.Backend;
import io.edgesql.backend.BackendException;
import io.edgesql.backend.BackendException.Code;
import io.edgesql.backend.ShardRequest;
import io.edgesql.backend.ShardRequest.Lock;
import io.edgesql.backend.ShardRequest.LockMode;
import io.edgesql.backend.ShardRequest.Transaction;
import io.edgesql.dialect.ddl.SchemaPlanner;
import io.edgesql.dialect.types.Value;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.proxy.state.Failures;
import io.edgesql.proxy.state.UserLockCall;
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
 * One session's GET_LOCK locks: locks of the shard on a table that holds nothing else, so they hold
 * against the sessions of all proxies. Each is held by a transaction of its own, since a shard
 * frees a transaction's locks all at once.
 *
 * <p>Differs: two sessions that wait for each other's locks wait until one's time is over, where
 * MySQL gives 3058 at once.
 *
 * <p>Called on the session's thread; stages complete on it.
 */
public final class UserLocks {
  private static final String TABLE = "_edge_user_lock";

  /** 23 days: what the shard's timers can count. */
  private static final long MAX_WAIT_SECONDS = 2_000_000;

  private static final Value YES = new Value.Int(1, false);
  private static final Value NO = new Value.Int(0, false);

  private final Backend backend;
  private final Executor loop;
  private final String sessionName;
  private final long connectionId;
  private final Map<String, Long> holders;
  private final Map<String, Held> held = new HashMap<>();
  private long nextLock = 1;
  private @Nullable String wanted;

  /** A lock and how often it was taken. */
  private static final class Held {
    final String transaction;
    int count = 1;

    Held(String transaction) {
      this.transaction = transaction;
    }
  }

  /**
   * @param sessionName unique for this session over all proxies and restarts
   * @param holders connection ids by lock, of all sessions of this proxy; thread-safe
   */
  public UserLocks(
      Backend backend,
      Executor loop,
      String sessionName,
      long connectionId,
      Map<String, Long> holders) {
    this.backend = backend;
    this.loop = loop;
    this.sessionName = sessionName;
    this.connectionId = connectionId;
    this.holders = holders;
  }

  public boolean holdsAny() {
    return !held.isEmpty();
  }

  /** Renews the leases. */
  public void keep() {
    List<String> transactions = new ArrayList<>();
    held.values().forEach(lock -> transactions.add(lock.transaction));
    if (!transactions.isEmpty()) {
      backend.keep(SchemaPlanner.DEFAULT_SHARD, transactions);
    }
  }

  /** What the function gives. */
  public CompletionStage<Value> answer(UserLockCall call) {
    return switch (call.function()) {
      case GET -> get(call.name(), call.seconds());
      case RELEASE -> release(call.name());
      case RELEASE_ALL -> releaseAll();
      case IS_FREE ->
          held.containsKey(call.name())
              ? done(NO)
              : isFree(call.name()).thenApply(free -> free ? YES : NO);
      case IS_USED -> user(call.name());
    };
  }

  private CompletionStage<Value> get(String name, long seconds) {
    Held known = held.get(name);
    if (known != null) {
      known.count++;
      return done(YES);
    }
    String transaction = sessionName + "-user-" + nextLock++;
    long wait = seconds < 0 ? MAX_WAIT_SECONDS : Math.min(seconds, MAX_WAIT_SECONDS);
    wanted = transaction;
    return send(ShardRequest.rollback(0, List.of())
            .withTransaction(new Transaction(transaction, null))
            .withLocks(List.of(new Lock(TABLE, name, LockMode.X)), Duration.ofSeconds(wait)))
        .thenApply(
            failure -> {
              boolean isGivenUp = !transaction.equals(wanted);
              if (isGivenUp) {
                free(transaction);
                return NO;
              }
              wanted = null;
              return failure == null ? taken(name, transaction) : refused(failure);
            });
  }

  private Value taken(String name, String transaction) {
    held.put(name, new Held(transaction));
    holders.put(name, connectionId);
    return YES;
  }

  private static Value refused(BackendException failure) {
    if (failure.code() == Code.DEADLOCK) {
      throw Failures.of(MySqlError.ER_USER_LOCK_DEADLOCK);
    }
    if (failure.code() == Code.LOCK_TIMEOUT || failure.code() == Code.LOCK_NOWAIT) {
      return NO;
    }
    throw new CompletionException(failure);
  }

  /** Nobody waits for GET_LOCK any more: what it still gets is given back. */
  public void giveUp() {
    wanted = null;
  }

  /** 1 freed or held once less, 0 another's, NULL nobody's. */
  private CompletionStage<Value> release(String name) {
    Held lock = held.get(name);
    if (lock == null) {
      return isFree(name).thenApply(free -> free ? Value.Null.NULL : NO);
    }
    if (--lock.count > 0) {
      return done(YES);
    }
    forget(name);
    return free(lock.transaction).thenApply(freed -> YES);
  }

  private CompletionStage<Value> releaseAll() {
    long count = 0;
    List<CompletableFuture<?>> freed = new ArrayList<>();
    for (Map.Entry<String, Held> entry : Map.copyOf(held).entrySet()) {
      count += entry.getValue().count;
      forget(entry.getKey());
      freed.add(free(entry.getValue().transaction).toCompletableFuture());
    }
    Value all = new Value.Int(count, true);
    return CompletableFuture.allOf(freed.toArray(CompletableFuture[]::new)).thenApply(done -> all);
  }

  /** The session ends or starts anew: frees all, without waiting for it. */
  public void close() {
    giveUp();
    releaseAll();
  }

  /** Differs: 0 for a session of another proxy, whose id nothing here knows. */
  private CompletionStage<Value> user(String name) {
    if (held.containsKey(name)) {
      return done(new Value.Int(connectionId, true));
    }
    return isFree(name)
        .thenApply(
            free -> free ? Value.Null.NULL : new Value.Int(holders.getOrDefault(name, 0L), true));
  }

  private void forget(String name) {
    held.remove(name);
    holders.remove(name, connectionId);
  }

  private CompletionStage<Boolean> isFree(String name) {
    return send(ShardRequest.rollback(0, List.of())
            .withLocks(List.of(new Lock(TABLE, name, LockMode.S)), Duration.ZERO))
        .thenApply(
            failure -> {
              if (failure != null) {
                refused(failure);
              }
              return failure == null;
            });
  }

  /** A lease that cannot be given back ends by itself. */
  private CompletionStage<@Nullable BackendException> free(String transaction) {
    return send(
        ShardRequest.rollback(0, List.of())
            .withTransaction(new Transaction(transaction, null))
            .releasing());
  }

  /** The failure, or null: these requests have no results. */
  private CompletionStage<@Nullable BackendException> send(ShardRequest request) {
    CompletableFuture<@Nullable BackendException> here = new CompletableFuture<>();
    backend
        .run(SchemaPlanner.DEFAULT_SHARD, request)
        .whenComplete(
            (reply, failure) ->
                loop.execute(
                    () ->
                        here.complete(
                            failure == null ? null : TransactionFailures.cause(failure))));
    return here;
  }

  private static CompletionStage<Value> done(Value value) {
    return CompletableFuture.completedStage(value);
  }
}
