package io.edgesql.proxy.execute;

import io.edgesql.backend.ShardRequest.Lock;
import io.edgesql.backend.ShardRequest.LockMode;
import io.edgesql.backend.Step;
import io.edgesql.dialect.catalog.Table;
import java.time.Duration;
import java.util.List;

/**
 * What one statement does in a shard.
 *
 * @param writes for each step whether it changes data
 * @param tables names inside SQLite of the tables that are read or written
 * @param locks to take before the steps run
 * @param only the one row that the steps can read, as a lock on it would name it; empty: there may
 *     be others
 * @param lockWait how long to wait for locks; zero: not at all
 */
public record ShardWork(
    String shard,
    CatalogSnapshot snapshot,
    List<Step> steps,
    List<Boolean> writes,
    List<String> tables,
    List<Lock> locks,
    List<Lock> only,
    Duration lockWait) {

  /** Work that takes no locks before it runs. */
  public static ShardWork unlocked(
      String shard,
      CatalogSnapshot snapshot,
      List<Step> steps,
      List<Boolean> writes,
      List<String> tables) {
    return new ShardWork(
        shard, snapshot, steps, writes, tables, List.of(), List.of(), Duration.ZERO);
  }

  /** What SERIALIZABLE locks to read: the one row that is named, else the tables. */
  List<Lock> sharedLocks() {
    return only.isEmpty()
        ? tables.stream().map(table -> new Lock(table, null, LockMode.S)).toList()
        : only;
  }

  /** The same with other steps. */
  ShardWork with(List<Step> others, List<Boolean> othersWrite) {
    return new ShardWork(shard, snapshot, others, othersWrite, tables, locks, only, lockWait);
  }

  /** The same with less patience. */
  ShardWork waiting(Duration wait) {
    return new ShardWork(shard, snapshot, steps, writes, tables, locks, only, wait);
  }

  boolean isWrite() {
    return writes.contains(true);
  }

  /** Whether it touches temporary tables alone, which a READ ONLY transaction may change. */
  boolean isTemporary() {
    return !tables.isEmpty() && tables.stream().allMatch(t -> t.startsWith(Table.TEMPORARY));
  }

  /** What an error shows of it. */
  String firstSql() {
    return steps.isEmpty() ? "" : steps.get(0).sql();
  }
}
