package io.edgesql.backend.link;

import io.edgesql.backend.ShardChanges.Change;
import io.edgesql.backend.ShardChanges.Feed;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tables whose changes one link is told, over all its reconnects. Confined to the link's event
 * loop, except {@link #isWanted(Collection)}.
 */
final class Watch {
  /** An edge that ends the socket so often for it does not know how to be watched. */
  private static final int MAX_REFUSALS = 2;

  private static final int QUOTES_AND_COMMA = 3;

  /** The shard keeps so much with the socket, beside the token's grant. */
  private static final int MAX_NAME_CHARS = 12_000;

  private final int maxTables;
  private final Feed listener;
  private final Set<String> wanted = new LinkedHashSet<>();

  /** Sent and not answered yet; the shard answers in order. */
  private final Deque<List<String>> asked = new ArrayDeque<>();

  /** What is wanted, for other threads. */
  private volatile Set<String> published = Set.of();

  private boolean isActive;

  /** Sockets that ended, one after the other, before they answered. */
  private int refusals;

  Watch(int maxTables, Feed listener) {
    this.maxTables = maxTables;
    this.listener = listener;
  }

  /** Adds tables; gives the set to send, or null if they are all watched already. */
  @Nullable List<String> add(Collection<String> tables) {
    if (refusals >= MAX_REFUSALS || wanted.containsAll(tables)) {
      return null;
    }
    wanted.addAll(tables);
    if (isTooMuch()) {
      // Whoever still reads the others asks again.
      wanted.clear();
      wanted.addAll(tables);
    }
    List<String> all = tables();
    published = Set.copyOf(all);
    return all;
  }

  /** Whether all these tables are wanted already. Any thread. */
  boolean isWanted(Collection<String> tables) {
    return published.containsAll(tables);
  }

  private boolean isTooMuch() {
    int chars = 0;
    for (String table : wanted) {
      chars += table.length() + QUOTES_AND_COMMA;
    }
    return wanted.size() > maxTables || chars > MAX_NAME_CHARS;
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

  void watching(long ver, long epoch) {
    List<String> tables = asked.poll();
    isActive = true;
    refusals = 0;
    listener.watching(ver, epoch, tables == null ? List.of() : tables);
  }

  void changed(long ver, List<Change> changes, long schemaVersion) {
    listener.changed(ver, changes, schemaVersion);
  }

  void reached(long ver) {
    if (isActive) {
      listener.reached(ver);
    }
  }

  void lost() {
    refusals += asked.isEmpty() ? 0 : 1;
    asked.clear();
    if (isActive) {
      isActive = false;
      listener.lost();
    }
  }
}
