package io.edgesql.backend.cache;

import io.edgesql.backend.ShardChanges.Change;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * How old copies of one shard's tables and rows may be at most. Read from any thread without a
 * lock; raised by the feeds of the shard's links, under one.
 *
 * <p>Whatever one feed tells holds for all. A table is told without a gap as long as one feed after
 * the other has begun to tell it before the last one ended: see {@link Feed#forget}.
 */
final class ShardFloors {
  private final int maxRows;
  private final Map<String, TableFloor> tables = new ConcurrentHashMap<>();
  private final List<Feed> feeds = new CopyOnWriteArrayList<>();

  /** Of the shard's data, as it said last; 0: it did not say. */
  private volatile long epoch;

  /** The floors of one table. */
  private static final class TableFloor {
    /** The newest change of any row. */
    volatile long any;

    /** The newest change that may have touched every row. */
    volatile long every;

    /** Changes up to this one may have been told by nobody. */
    volatile long gap;

    final Map<String, Long> rows = new ConcurrentHashMap<>();

    void raise(long ver) {
      any = Math.max(any, ver);
      every = Math.max(every, ver);
      // Another link may have told of newer changes of single rows.
      rows.values().removeIf(own -> own <= every);
    }
  }

  /**
   * Floors of a shard of which nothing is known.
   *
   * @param maxRows floors of single rows that are kept for each table; beyond, they become one
   */
  ShardFloors(int maxRows) {
    this.maxRows = maxRows;
  }

  /** What one more link tells. */
  Feed open() {
    Feed feed = new Feed();
    feeds.add(feed);
    return feed;
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
      if (copy.ver() < floor.gap && !copy.livesByAge()) {
        return false;
      }
      if (row == null ? copy.ver() < floor.any : isBelow(copy.ver(), row, floor)) {
        return false;
      }
    }
    return true;
  }

  /** The newest change known of what a copy would depend on; 0: none. */
  long floor(Dependencies needs) {
    String row = needs.row();
    long newest = 0;
    for (String table : needs.tables()) {
      TableFloor floor = tables.get(table);
      if (floor == null) {
        continue;
      }
      Long own = row == null ? Long.valueOf(floor.any) : floor.rows.get(row);
      newest = Math.max(newest, Math.max(floor.every, own == null ? 0 : own));
    }
    return newest;
  }

  /** Whether every change after a version is told, and will be, for all that a copy depends on. */
  boolean isTold(Dependencies needs, long ver) {
    for (String table : needs.tables()) {
      TableFloor floor = tables.get(table);
      if (floor == null || ver < floor.gap || leastToldAfter(table) == Long.MAX_VALUE) {
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
    for (Feed feed : feeds) {
      if (feed.covers(copy, ver)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a copy of this incarnation of the shard's data can be compared with the floors. */
  boolean isOfEpoch(long other) {
    return epoch == 0 || epoch == other;
  }

  private boolean isAnyActiveBut(Feed asking) {
    for (Feed feed : feeds) {
      if (feed != asking && feed.reached >= 0) {
        return true;
      }
    }
    return false;
  }

  private long newest() {
    long newest = 0;
    for (Feed feed : feeds) {
      newest = Math.max(newest, feed.newest);
    }
    return newest;
  }

  private TableFloor floorOf(String table) {
    TableFloor known = tables.get(table);
    return known != null ? known : tables.computeIfAbsent(table, name -> new TableFloor());
  }

  /** What one link tells. Its own numbers are written on its event loop alone. */
  final class Feed {
    /** All changes of its tables up to this version have been told; -1 while it does not watch. */
    private volatile long reached = -1;

    private volatile long newest;

    /** By table: changes with greater versions are told. */
    private final Map<String, Long> toldAfter = new ConcurrentHashMap<>();

    private Feed() {}

    /**
     * Changes of these tables, and of no others, are told from a version on.
     *
     * @return whether the versions go on from those that were seen before; else nothing that was
     *     kept can be compared with them any more
     */
    boolean watching(long ver, long dataEpoch, List<String> watched) {
      synchronized (ShardFloors.this) {
        boolean goesOn = goesOn(ver, dataEpoch);
        if (!goesOn) {
          tables.clear();
          feeds.forEach(Feed::clear);
        }
        epoch = dataEpoch;
        for (String table : toldAfter.keySet()) {
          if (!watched.contains(table)) {
            forget(table);
          }
        }
        for (String table : watched) {
          TableFloor floor = floorOf(table);
          if (toldAfter.containsKey(table)) {
            continue;
          }
          if (leastToldAfter(table) == Long.MAX_VALUE) {
            // What was read before may have changed without a word.
            floor.gap = Math.max(floor.gap, ver);
          }
          toldAfter.put(table, ver);
        }
        reached(ver);
        return goesOn;
      }
    }

    /** A smaller version alone tells nothing while other links run ahead of this one. */
    private boolean goesOn(long ver, long dataEpoch) {
      if (epoch != 0 && dataEpoch != 0 && epoch != dataEpoch) {
        return false;
      }
      return isAnyActiveBut(this) || ver >= newest();
    }

    private void clear() {
      toldAfter.clear();
      reached = -1;
      newest = 0;
    }

    void changed(long ver, List<Change> changes) {
      synchronized (ShardFloors.this) {
        for (Change change : changes) {
          raise(floorOf(change.table()), ver, change.keys());
        }
      }
      reached(ver);
    }

    private void raise(TableFloor floor, long ver, @Nullable List<String> keys) {
      if (keys == null) {
        floor.raise(ver);
        return;
      }
      floor.any = Math.max(floor.any, ver);
      for (String key : keys) {
        floor.rows.merge(key, ver, Math::max);
      }
      if (floor.rows.size() > maxRows) {
        floor.raise(floor.any);
      }
    }

    void reached(long ver) {
      if (ver > newest) {
        newest = ver;
      }
      if (ver > reached) {
        reached = ver;
      }
    }

    void lost() {
      synchronized (ShardFloors.this) {
        Set.copyOf(toldAfter.keySet()).forEach(this::forget);
        reached = -1;
      }
    }

    /**
     * A table is not told any more. Another link that tells it may have begun so late that changes
     * in between were told by neither.
     */
    private void forget(String table) {
      toldAfter.remove(table);
      long next = leastToldAfter(table);
      if (next != Long.MAX_VALUE && next > reached) {
        TableFloor floor = floorOf(table);
        floor.gap = Math.max(floor.gap, next);
      }
    }

    private boolean covers(Copy copy, long ver) {
      if (reached < ver) {
        return false;
      }
      List<String> needed = copy.dependencies().tables();
      for (int i = 0; i < needed.size(); i++) {
        Long after = toldAfter.get(needed.get(i));
        if (after == null || copy.ver() < after) {
          return false;
        }
      }
      return true;
    }
  }

  private long leastToldAfter(String table) {
    long least = Long.MAX_VALUE;
    for (Feed feed : feeds) {
      Long after = feed.toldAfter.get(table);
      if (after != null) {
        least = Math.min(least, after);
      }
    }
    return least;
  }
}
