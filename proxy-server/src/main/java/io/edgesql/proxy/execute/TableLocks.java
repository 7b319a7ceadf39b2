package io.edgesql.proxy.execute;

import io.edgesql.backend.ShardRequest;
import io.edgesql.backend.ShardRequest.Lock;
import io.edgesql.backend.ShardRequest.Transaction;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.proxy.state.Failures;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What LOCK TABLES holds: a transaction of its own in the shard, under whose locks the session's
 * statements run. Session's thread only.
 */
public final class TableLocks {
  private final ShardChannel shards;
  private final String sessionName;
  private long nextLock = 1;
  private @Nullable Held held;

  /**
   * @param writable whether the session may change a table, by its database and name
   */
  private record Held(String shard, String transaction, Map<String, Boolean> writable) {}

  TableLocks(ShardChannel shards, String sessionName) {
    this.shards = shards;
    this.sessionName = sessionName;
  }

  public boolean isHeld() {
    return held != null;
  }

  /**
   * Waits for the locks, after it has given back those that are held.
   *
   * @param tables what may be used from now on, and whether it may be changed
   */
  public CompletionStage<Void> lock(
      String shard, Map<Table, Boolean> tables, List<Lock> locks, Duration wait) {
    unlock();
    String transaction = sessionName + "-tables-" + nextLock++;
    Map<String, Boolean> writable = new HashMap<>();
    tables.forEach((table, isWritable) -> writable.put(name(table), isWritable));
    ShardRequest request =
        ShardRequest.rollback(0, List.of())
            .withTransaction(new Transaction(transaction, null))
            .withLocks(locks, wait);
    return shards
        .send(shard, request)
        .handle(
            (reply, failure) -> {
              if (failure == null) {
                held = new Held(shard, transaction, writable);
                return null;
              }
              // Some of the locks may have been granted on the way.
              release(shard, transaction);
              throw new CompletionException(TransactionFailures.cause(failure));
            });
  }

  /** Gives back what is held, without waiting for it. */
  public void unlock() {
    Held locks = held;
    held = null;
    if (locks != null) {
      release(locks.shard, locks.transaction);
    }
  }

  private void release(String shard, String transaction) {
    shards.sendAndForget(
        shard,
        ShardRequest.rollback(0, List.of())
            .withTransaction(new Transaction(transaction, null))
            .releasing());
  }

  void keep() {
    Held locks = held;
    if (locks != null) {
      shards.keep(locks.shard, locks.transaction);
    }
  }

  /** The request as it runs under these locks. */
  ShardRequest apply(String shard, ShardRequest request) {
    Held locks = held;
    return locks == null || !locks.shard.equals(shard) ? request : request.under(locks.transaction);
  }

  /**
   * Refuses what was not locked.
   *
   * @param tables physical names of what a statement uses
   * @param changed of what it changes
   */
  public void check(List<String> tables, List<String> changed, CatalogSnapshot snapshot) {
    Held locks = held;
    if (locks == null) {
      return;
    }
    for (String physical : tables) {
      Table table = snapshot.physicalTable(physical);
      Boolean isWritable = table == null ? null : locks.writable.get(name(table));
      if (table != null && isWritable == null && !table.isTemporary()) {
        throw Failures.of(MySqlError.ER_TABLE_NOT_LOCKED, table.name());
      }
      if (table != null && Boolean.FALSE.equals(isWritable) && changed.contains(physical)) {
        throw Failures.of(MySqlError.ER_TABLE_NOT_LOCKED_FOR_WRITE, table.name());
      }
    }
  }

  private static String name(Table table) {
    return table.database() + "." + table.name();
  }
}
