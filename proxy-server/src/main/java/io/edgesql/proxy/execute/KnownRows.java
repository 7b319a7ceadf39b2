package io.edgesql.proxy.execute;

import io.edgesql.backend.ShardRequest.Lock;
import io.edgesql.backend.ShardRequest.LockMode;
import io.edgesql.backend.StepResult;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.eval.Environment;
import io.edgesql.dialect.eval.SqliteCodec;
import io.edgesql.dialect.plan.Plan;
import io.edgesql.dialect.plan.Program;
import io.edgesql.dialect.types.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows that an open transaction has locked for itself and read, as SELECT … FOR UPDATE by primary
 * key does: nobody else can change them before it ends, so that they are known as long as it does
 * not change them either. Session's thread only.
 */
final class KnownRows {
  /** What is known of more rows is of no use: they are not asked for one by one. */
  private static final int MAX_ROWS = 64;

  private final Map<Lock, @Nullable Value[]> rows = new HashMap<>();

  /**
   * Keeps the row that a locking read has found, if it read one by its primary key.
   *
   * @param work what was run, with the plan's locks in it
   */
  void learn(Plan.Rows plan, ShardWork work, StepResult result, Environment environment) {
    Lock lock = work.locks().size() == 1 ? work.locks().get(0) : null;
    Table table = lock == null ? null : work.snapshot().physicalTable(lock.table());
    boolean isTold =
        plan.only() != null
            && plan.finish() == null
            && !plan.skipLocked()
            && result.rows().size() == 1;
    if (!isTold
        || lock == null
        || table == null
        || lock.key() == null
        || lock.mode() != LockMode.X
        || rows.size() >= MAX_ROWS) {
      return;
    }
    @Nullable Object[] sent = result.rows().get(0);
    @Nullable Value[] known = new Value[table.columns().size()];
    for (Program.ResultColumn column : plan.columns()) {
      if (column.origin() != null && column.cell() instanceof Program.ShardCell cell) {
        int place = place(table, column.origin().column());
        if (place >= 0) {
          known[place] =
              SqliteCodec.decode(
                  sent[cell.index()], cell.representation(), column.type(), environment);
        }
      }
    }
    rows.put(lock, known);
  }

  /**
   * The values of a row by the places of its table's columns; null for those, and for a row, of
   * which nothing is known.
   */
  @Nullable Value @Nullable [] row(Lock lock) {
    return rows.get(lock);
  }

  /** The row is about to be changed. */
  void forget(Lock lock) {
    rows.remove(lock);
  }

  /** Any row may be about to be changed. */
  void forgetAll() {
    rows.clear();
  }

  private static int place(Table table, String name) {
    List<Table.Column> columns = table.columns();
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equalsIgnoreCase(name)) {
        return i;
      }
    }
    return -1;
  }
}
