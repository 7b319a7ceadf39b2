package io.edgesql.backend.link;

import io.edgesql.backend.ShardChanges;
import io.edgesql.backend.ShardChanges.Change;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tables whose changes one link is told, over all its reconnects. Confined to the link's event
 * loop.
 */
final class Watch {
  /** An edge that ends the socket so often for it does not know how to be watched. */
  private static final int MAX_REFUSALS = 2;

  private final String shard;
  private final int maxTables;
  private final ShardChanges listener;
  private final Set<String> wanted = new LinkedHashSet<>();

  /** Sent and not answered yet; the shard answers in order. */
  private final Deque<List<String>> asked = new ArrayDeque<>();

  private boolean isActive;

  /** Sockets that ended, one after the other, before they answered. */
  private int refusals;

  Watch(String shard, int maxTables, ShardChanges listener) {
    this.shard = shard;
    this.maxTables = maxTables;
    this.listener = listener;
  }

  /** Adds tables; gives the set to send, or null if they are all watched already. */
  @Nullable List<String> add(Collection<String> tables) {
    if (refusals >= MAX_REFUSALS || wanted.containsAll(tables)) {
      return null;
    }
    if (wanted.size() + tables.size() > maxTables) {
      // Whoever still reads the others asks again.
      wanted.clear();
    }
    wanted.addAll(tables);
    return tables();
  }

  List<String> tables() {
    return List.copyOf(wanted);
  }

  /** Whether there is something to send over a new socket. */
  boolean isWanted() {
    return !wanted.isEmpty() && refusals < MAX_REFUSALS;
  }

  /** A set is on its way over the present socket. */
  void sent(List<String> tables) {
    asked.add(tables);
  }

  void watching(long ver) {
    List<String> tables = asked.poll();
    isActive = true;
    refusals = 0;
    listener.watching(shard, ver, tables == null ? new ArrayList<>() : tables);
  }

  void changed(long ver, List<Change> changes, long schemaVersion) {
    listener.changed(shard, ver, changes, schemaVersion);
  }

  void reached(long ver) {
    if (isActive) {
      listener.reached(shard, ver);
    }
  }

  void lost() {
    refusals += asked.isEmpty() ? 0 : 1;
    asked.clear();
    if (isActive) {
      isActive = false;
      listener.lost(shard);
    }
  }
}
