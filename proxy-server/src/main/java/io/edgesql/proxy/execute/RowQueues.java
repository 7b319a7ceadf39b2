package io.edgesql.proxy.execute;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Transactions of this proxy that want the same row for themselves, in the order of their arrival.
 * Only the first one asks the shard for it; each of the others does when the one before it ends,
 * and can then be told what that one has made of the row.
 *
 * <p>The shard's locks alone decide who may change a row: the order here only keeps those from the
 * shard who would wait there. When a queue stands for long, all in it ask the shard after all,
 * which finds deadlocks and tells who waits for whom. Thread-safe.
 */
public final class RowQueues {
  private final ConcurrentHashMap<Row, Queue> queues = new ConcurrentHashMap<>();
  private final int maxAssumed;

  /**
   * No queues yet.
   *
   * @param maxAssumed how many transactions in a row may be told the row before the shard has said
   *     so; 0: none
   */
  public RowQueues(int maxAssumed) {
    this.maxAssumed = maxAssumed;
  }

  /** A row of a shard. */
  record Row(String shard, String table, String key) {}

  /**
   * What a transaction is told when its turn has come.
   *
   * @param row the row as its predecessor has left it; null: the shard has to be asked
   */
  record Turn(@Nullable KnownRow row) {
    static final Turn PLAIN = new Turn(null);
  }

  /** A transaction's place in the queue of a row. */
  static final class Place {
    private final Queue queue;
    private final String transaction;
    private final Consumer<Turn> go;

    private Place(Queue queue, String transaction, Consumer<Turn> go) {
      this.queue = queue;
      this.transaction = transaction;
      this.go = go;
    }

    String transaction() {
      return transaction;
    }

    /** It is this transaction's turn. */
    void go(Turn turn) {
      go.accept(turn);
    }
  }

  /** Who gets a row next, and whether it may be told the row. */
  record Heir(Place place, boolean mayAssume) {}

  private static final class Queue {
    private final Row row;
    private final Deque<Place> waiting = new ArrayDeque<>();
    private @Nullable Place holder;
    private int assumed;
    private long movedNanos = System.nanoTime();
    private boolean isClosed;

    Queue(Row row) {
      this.row = row;
    }
  }

  /**
   * Takes a place: the row's at once if nobody has it, else at the end of its queue.
   *
   * @param go called once if it had to wait and was not withdrawn, by any thread
   */
  Place enter(Row row, String transaction, Consumer<Turn> go) {
    for (; ; ) {
      Queue queue = queues.computeIfAbsent(row, Queue::new);
      synchronized (queue) {
        if (!queue.isClosed) {
          Place place = new Place(queue, transaction, go);
          if (queue.holder == null) {
            queue.holder = place;
          } else {
            queue.waiting.add(place);
          }
          return place;
        }
      }
    }
  }

  /** Whether a place is the row's, so that its transaction need not wait here. */
  boolean isFirst(Place place) {
    synchronized (place.queue) {
      return place.queue.holder == place || place.queue.isClosed;
    }
  }

  /**
   * The holder's transaction ends: the next place is the row's. Its {@link Place#go} has to be
   * called when the shard was told of the end.
   *
   * @return null if nobody waits
   */
  @Nullable Heir next(Place place) {
    Queue queue = place.queue;
    synchronized (queue) {
      if (queue.isClosed || queue.holder != place) {
        return null;
      }
      Place next = queue.waiting.poll();
      queue.holder = next;
      queue.movedNanos = System.nanoTime();
      if (next == null) {
        close(queue);
        return null;
      }
      boolean mayAssume = queue.assumed < maxAssumed;
      queue.assumed = mayAssume ? queue.assumed + 1 : 0;
      return new Heir(next, mayAssume);
    }
  }

  /** Leaves the queue; false if the turn has come, or is about to. */
  boolean withdraw(Place place) {
    synchronized (place.queue) {
      return place.queue.waiting.remove(place);
    }
  }

  /** What the transaction of a place was told of the row was wrong: the next one asks the shard. */
  void distrust(Place place) {
    synchronized (place.queue) {
      place.queue.assumed = maxAssumed;
    }
  }

  /** For how long the row has been the same transaction's. */
  Duration standing(Place place) {
    synchronized (place.queue) {
      return Duration.ofNanos(System.nanoTime() - place.queue.movedNanos);
    }
  }

  /** The queue has stood for too long: all in it ask the shard, in their order. */
  void dissolve(Place place) {
    Queue queue = place.queue;
    List<Place> all;
    synchronized (queue) {
      if (!queue.waiting.contains(place)) {
        return;
      }
      all = new ArrayList<>(queue.waiting);
      queue.waiting.clear();
      close(queue);
    }
    all.forEach(each -> each.go(Turn.PLAIN));
  }

  private void close(Queue queue) {
    queue.isClosed = true;
    queues.remove(queue.row, queue);
  }
}
