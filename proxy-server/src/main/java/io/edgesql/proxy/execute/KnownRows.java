package io.edgesql.proxy.execute;

import io.edgesql.backend.ShardRequest.Lock;
import io.edgesql.backend.ShardRequest.LockMode;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.plan.Plan;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows that an open transaction has locked for itself and read, as SELECT … FOR UPDATE by primary
 * key does: nobody else can change them before it ends, so that they are known as long as it does
 * not change them either, or says what it makes of them. Session's thread only.
 */
final class KnownRows {
  /** What is known of more rows is of no use: they are not asked for one by one. */
  private static final int MAX_ROWS = 64;

  private final Map<Lock, KnownRow> rows = new HashMap<>();

  /**
   * Keeps the row that a locking read has found, if it read one by its primary key.
   *
   * @param work what was run, with the plan's locks in it
   * @param sent the row's cells as the shard has sent them
   */
  void learn(Plan.Rows plan, ShardWork work, @Nullable Object[] sent) {
    Lock lock = work.locks().size() == 1 ? work.locks().get(0) : null;
    Table table = lock == null ? null : work.snapshot().physicalTable(lock.table());
    boolean isTold = plan.only() != null && plan.finish() == null && !plan.skipLocked();
    if (isTold
        && lock != null
        && table != null
        && lock.key() != null
        && lock.mode() == LockMode.X
        && rows.size() < MAX_ROWS) {
      rows.put(lock, KnownRow.read(plan, table, sent));
    }
  }

  /** What is known of a row; null: nothing. */
  @Nullable KnownRow row(Lock lock) {
    return rows.get(lock);
  }

  /** The row is changed. */
  void becomes(Lock lock, KnownRow row) {
    rows.put(lock, row);
  }

  /** Any row may be about to be changed. */
  void forgetAll() {
    rows.clear();
  }
}
