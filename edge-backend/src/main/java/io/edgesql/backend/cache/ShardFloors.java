package io.edgesql.backend.cache;

import io.edgesql.backend.ShardChanges.Change;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How old copies of one shard's tables and rows may be at most. Read from any thread; raised on the
 * event loop of the shard's link.
 */
final class ShardFloors {
  private final int maxRows;
  private final Map<String, TableFloor> tables = new ConcurrentHashMap<>();

  /** All changes of watched tables up to this version have been told; -1 while nobody listens. */
  private volatile long reached = -1;

  private volatile long newest;

  /** The floors of one table. */
  private static final class TableFloor {
    /** The newest change of any row. */
    volatile long any;

    /** The newest change that may have touched every row. */
    volatile long every;

    /** Changes with greater versions are told; {@link Long#MAX_VALUE} while they are not. */
    volatile long toldAfter = Long.MAX_VALUE;

    final Map<String, Long> rows = new ConcurrentHashMap<>();
  }

  /**
   * Floors of a shard of which nothing is known.
   *
   * @param maxRows floors of single rows that are kept for each table; beyond, they become one
   */
  ShardFloors(int maxRows) {
    this.maxRows = maxRows;
  }

  /** Whether no change after the copy's version is known. */
  boolean admits(Copy copy) {
    Dependencies needs = copy.dependencies();
    String row = needs.row();
    for (int i = 0; i < needs.tables().size(); i++) {
      TableFloor floor = tables.get(needs.tables().get(i));
      if (floor == null) {
        continue;
      }
      if (row == null ? copy.ver() < floor.any : isBelow(copy.ver(), row, floor)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBelow(long ver, String row, TableFloor floor) {
    if (ver < floor.every) {
      return true;
    }
    Long own = floor.rows.get(row);
    // Floors of rows may just have become the table's.
    return own == null ? ver < floor.every : ver < own;
  }

  /** Whether an admitted copy shows all changes up to a version, though it is older itself. */
  boolean covers(Copy copy, long ver) {
    if (reached < ver) {
      return false;
    }
    for (String table : copy.dependencies().tables()) {
      TableFloor floor = tables.get(table);
      if (floor == null || copy.ver() < floor.toldAfter) {
        return false;
      }
    }
    return true;
  }

  /**
   * Changes of these tables are told from a version on.
   *
   * @return whether the versions go on from those that were seen before; else nothing that was kept
   *     can be compared with them any more
   */
  boolean watching(long ver, List<String> watched) {
    boolean goesOn = ver >= newest;
    if (!goesOn) {
      tables.clear();
      newest = 0;
    }
    tables.forEach(
        (name, floor) -> {
          if (!watched.contains(name)) {
            floor.toldAfter = Long.MAX_VALUE;
          }
        });
    for (String table : watched) {
      TableFloor floor = tables.computeIfAbsent(table, name -> new TableFloor());
      if (floor.toldAfter == Long.MAX_VALUE) {
        // What was read before may have changed without a word.
        floor.any = Math.max(floor.any, ver);
        floor.every = Math.max(floor.every, ver);
        floor.toldAfter = ver;
      }
    }
    reached(ver);
    return goesOn;
  }

  void changed(long ver, List<Change> changes) {
    for (Change change : changes) {
      TableFloor floor = tables.computeIfAbsent(change.table(), name -> new TableFloor());
      raise(floor, ver, change.keys());
    }
    reached(ver);
  }

  private void raise(TableFloor floor, long ver, @Nullable List<String> keys) {
    floor.any = Math.max(floor.any, ver);
    if (keys == null) {
      floor.every = Math.max(floor.every, ver);
      floor.rows.clear();
      return;
    }
    for (String key : keys) {
      floor.rows.merge(key, ver, Math::max);
    }
    if (floor.rows.size() > maxRows) {
      // The table's floor first: no row may be without one in between.
      floor.every = Math.max(floor.every, floor.any);
      floor.rows.clear();
    }
  }

  void reached(long ver) {
    newest = Math.max(newest, ver);
    reached = Math.max(reached, ver);
  }

  void lost() {
    reached = -1;
    tables.values().forEach(floor -> floor.toldAfter = Long.MAX_VALUE);
  }
}
