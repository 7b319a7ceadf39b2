package io.edgesql.backend.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.edgesql.backend.ShardChanges;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Copies near the client, bounded by bytes. Thread-safe; nothing here blocks. */
public final class NearCache implements ShardChanges {
  private final long maxCopyBytes;
  private final int maxRowFloors;
  private final long unfollowedNanos;
  private final Cache<ReadKey, Kept> copies;
  private final Map<String, ShardFloors> floors = new ConcurrentHashMap<>();
  private final Map<ReadKey, CompletableFuture<Copy>> flights = new ConcurrentHashMap<>();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder evicted = new LongAdder();
  private final LongAdder lateFills = new LongAdder();
  private final LongAdder tooLarge = new LongAdder();
  private volatile LongConsumer schemaListener = version -> {};

  /** A copy and how long it may be of use, from the moment it was put. */
  private record Kept(Copy copy, int weight, long lifeNanos) {}

  /**
   * An empty cache.
   *
   * @param maxBytes estimated memory of all copies
   * @param maxCopyBytes estimated memory of one; larger ones are not kept
   * @param maxRowFloors versions of single rows that are remembered for each table
   * @param unfollowedMs how long a copy is kept of which changes may have been missed; may be 0
   */
  public NearCache(long maxBytes, long maxCopyBytes, int maxRowFloors, long unfollowedMs) {
    this.unfollowedNanos = TimeUnit.MILLISECONDS.toNanos(unfollowedMs);
    this.maxCopyBytes = Math.min(maxCopyBytes, Integer.MAX_VALUE);
    this.maxRowFloors = maxRowFloors;
    this.copies =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher((ReadKey key, Kept kept) -> kept.weight)
            .expireAfter(new UntilUseless())
            .executor(Runnable::run)
            .evictionListener((key, kept, cause) -> evicted.increment())
            .removalListener((key, kept, cause) -> bytes.add(kept == null ? 0 : -kept.weight))
            .build();
  }

  /** Told the schema's version when a shard says that it changed. */
  public void onSchema(LongConsumer listener) {
    schemaListener = listener;
  }

  /**
   * The copy for a key, whatever its age; null if there is none that is not known to be outdated.
   */
  public @Nullable Copy find(ReadKey key) {
    Kept kept = copies.getIfPresent(key);
    return kept == null ? null : kept.copy;
  }

  /** Whether no change after the copy's version is known. */
  public boolean isCurrent(ReadKey key, Copy copy) {
    return of(key.shard()).admits(copy);
  }

  /**
   * Whether a current copy shows what a session wrote.
   *
   * @param ver the version that the session's last write got
   */
  public boolean shows(ReadKey key, Copy copy, long ver) {
    return copy.ver() >= ver || of(key.shard()).covers(copy, ver);
  }

  /** Whether all changes of the copy's tables from its version up to another have been told. */
  public boolean isTold(ReadKey key, Copy copy, long ver) {
    return of(key.shard()).covers(copy, ver);
  }

  /** The newest change known of what a copy would depend on; an older copy is of no use. */
  public long floor(String shard, Dependencies needs) {
    return of(shard).floor(needs);
  }

  /**
   * Whether every change after a version is told, and will be. What is not must not be kept for
   * long.
   */
  public boolean isFollowed(String shard, Dependencies needs, long ver) {
    return of(shard).isTold(needs, ver);
  }

  /** Whether versions of this incarnation of a shard's data can be compared with what is told. */
  public boolean isOfEpoch(String shard, long epoch) {
    return of(shard).isOfEpoch(epoch);
  }

  /** Forgets a copy, unless another has taken its place. */
  public void drop(ReadKey key, Copy copy) {
    copies.asMap().computeIfPresent(key, (k, kept) -> kept.copy == copy ? null : kept);
  }

  /** A read that several may wait for. */
  public record Fill(CompletionStage<Copy> copy, boolean isJoined) {}

  /**
   * Reads once, however many ask for the same at this moment, and keeps what was read.
   *
   * @param lifeNanos how long the copy may be of use; 0: it is not kept
   * @param read asks the shard; started by the first one only
   */
  public Fill fill(ReadKey key, long lifeNanos, Supplier<CompletionStage<Copy>> read) {
    CompletableFuture<Copy> own = new CompletableFuture<>();
    CompletableFuture<Copy> running = flights.putIfAbsent(key, own);
    if (running != null) {
      return new Fill(running, true);
    }
    CompletionStage<Copy> started;
    try {
      started = read.get();
    } catch (RuntimeException e) {
      started = CompletableFuture.failedStage(e);
    }
    started.whenComplete(
        (copy, failure) -> {
          if (copy != null) {
            keep(key, copy, lifeNanos);
          }
          flights.remove(key, own);
          if (failure == null) {
            own.complete(copy);
          } else {
            own.completeExceptionally(failure);
          }
        });
    return new Fill(own, false);
  }

  /** Whether somebody reads this at the moment. */
  public boolean isFilling(ReadKey key) {
    return flights.containsKey(key);
  }

  private void keep(ReadKey key, Copy copy, long lifeNanos) {
    if (!isCurrent(key, copy)) {
      lateFills.increment();
      return;
    }
    long weight = key.bytes() + copy.bytes();
    if (weight > maxCopyBytes) {
      tooLarge.increment();
      return;
    }
    long life = copy.livesByAge() ? Math.min(lifeNanos, unfollowedNanos) : lifeNanos;
    if (life <= 0) {
      return;
    }
    Kept kept = new Kept(copy, (int) weight, life);
    copies
        .asMap()
        .compute(
            key,
            (k, old) -> {
              if (old != null && old.copy.ver() > copy.ver()) {
                return old;
              }
              bytes.add(weight);
              return kept;
            });
  }

  @Override
  public Feed feed(String shard) {
    ShardFloors.Feed told = of(shard).open();
    return new Feed() {
      @Override
      public void watching(long ver, long epoch, List<String> tables) {
        if (!told.watching(ver, epoch, tables)) {
          // The shard's data is another one: it was restored, say.
          copies.asMap().keySet().removeIf(key -> key.shard().equals(shard));
        }
      }

      @Override
      public void changed(long ver, List<Change> changes, long schemaVersion) {
        told.changed(ver, changes);
        if (schemaVersion > 0) {
          schemaListener.accept(schemaVersion);
        }
      }

      @Override
      public void reached(long ver) {
        told.reached(ver);
      }

      @Override
      public void lost() {
        told.lost();
      }
    };
  }

  private ShardFloors of(String shard) {
    ShardFloors known = floors.get(shard);
    return known != null
        ? known
        : floors.computeIfAbsent(shard, name -> new ShardFloors(maxRowFloors));
  }

  public long size() {
    return copies.estimatedSize();
  }

  /** Estimated memory of the copies. */
  public long bytes() {
    return bytes.sum();
  }

  /** Copies that made room for others, or whose time was over. */
  public long evicted() {
    return evicted.sum();
  }

  /** Fills that were outdated when they arrived. */
  public long lateFills() {
    return lateFills.sum();
  }

  /** Fills that were too large to be kept. */
  public long tooLarge() {
    return tooLarge.sum();
  }

  /** A copy goes when it cannot be of use any more. */
  private static final class UntilUseless implements Expiry<ReadKey, Kept> {
    @Override
    public long expireAfterCreate(ReadKey key, Kept kept, long now) {
      return kept.lifeNanos;
    }

    @Override
    public long expireAfterUpdate(ReadKey key, Kept kept, long now, long left) {
      return kept.lifeNanos;
    }

    @Override
    public long expireAfterRead(ReadKey key, Kept kept, long now, long left) {
      return left;
    }
  }
}
