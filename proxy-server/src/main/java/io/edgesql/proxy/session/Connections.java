package io.edgesql.proxy.session;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** All connections of this server, by id. Thread-safe. */
public final class Connections {
  private final LongSupplier maxConnections;
  private final AtomicLong nextId = new AtomicLong(8);
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger prepared = new AtomicInteger();
  private final Map<Long, Session> sessions = new ConcurrentSkipListMap<>();
  private final Map<String, Long> lockHolders = new ConcurrentHashMap<>();
  private final Map<String, AtomicLong> counters = new ConcurrentHashMap<>();
  private final long startedAtMillis = System.currentTimeMillis();

  /**
   * No connections yet.
   *
   * @param maxConnections how many there may be at the same time, now: SET GLOBAL changes it
   */
  public Connections(LongSupplier maxConnections) {
    this.maxConnections = maxConnections;
  }

  /** Counts a new connection in; false if there are too many. */
  public boolean admit() {
    count("Connections");
    if (open.incrementAndGet() > maxConnections.getAsLong()) {
      open.decrementAndGet();
      count("Connection_errors_max_connections");
      return false;
    }
    return true;
  }

  /** Counts an admitted connection out. */
  public void dismiss() {
    open.decrementAndGet();
  }

  /** Connection ids by GET_LOCK's lock, of this server's sessions. */
  Map<String, Long> lockHolders() {
    return lockHolders;
  }

  public int openCount() {
    return open.get();
  }

  public long newId() {
    return nextId.getAndIncrement() & 0xffffffffL;
  }

  void add(Session session) {
    sessions.put(session.id(), session);
  }

  void remove(Session session) {
    sessions.remove(session.id(), session);
  }

  public @Nullable Session find(long id) {
    return sessions.get(id);
  }

  /** Logged-in sessions by ascending id. */
  public Collection<Session> all() {
    return sessions.values();
  }

  /** Takes the right to one more prepared statement; false if there are too many already. */
  boolean takePrepared(int limit) {
    if (prepared.incrementAndGet() > limit) {
      prepared.decrementAndGet();
      return false;
    }
    return true;
  }

  void givePrepared(int count) {
    prepared.addAndGet(-count);
  }

  public int preparedCount() {
    return prepared.get();
  }

  /** Counts one up of SHOW GLOBAL STATUS. */
  public void count(String name) {
    counters.computeIfAbsent(name, ignored -> new AtomicLong()).incrementAndGet();
  }

  public long counted(String name) {
    AtomicLong counter = counters.get(name);
    return counter == null ? 0 : counter.get();
  }

  public long uptimeSeconds() {
    return (System.currentTimeMillis() - startedAtMillis) / 1000;
  }
}
