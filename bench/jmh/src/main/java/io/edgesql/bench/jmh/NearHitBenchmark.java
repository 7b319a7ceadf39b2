package io.edgesql.bench.jmh;

import io.edgesql.backend.Rows;
import io.edgesql.backend.ShardChanges.Change;
import io.edgesql.backend.ShardChanges.Feed;
import io.edgesql.backend.StepResult;
import io.edgesql.backend.cache.Copy;
import io.edgesql.backend.cache.Dependencies;
import io.edgesql.backend.cache.NearCache;
import io.edgesql.backend.cache.ReadKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A hit in the near-cache: the key is made, the copy found and judged by the changes known. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class NearHitBenchmark {
  private static final String SQL = "SELECT name FROM product_4 WHERE id = CAST(?1 AS INTEGER)";
  private static final int COPIES = 1000;

  private final NearCache cache = new NearCache(64 << 20, 1 << 20, 10_000, 1000);
  private final String[] ids = new String[COPIES];
  private int next;

  public NearHitBenchmark() {
    // Two links, as a proxy with two event loops has them.
    Feed feed = cache.feed("main");
    cache.feed("main").watching(1, 0, List.of("product_4"));
    feed.watching(1, 0, List.of("product_4"));
    for (int id = 0; id < COPIES; id++) {
      ids[id] = Integer.toString(id);
      feed.changed(2 + id, List.of(new Change("product_4", List.of("[" + id + "]"))), 0);
      List<@Nullable Object[]> rows = new ArrayList<>();
      rows.add(new Object[] {"a value of a usual length"});
      Copy copy =
          new Copy(
              new StepResult(List.of("name"), Rows.of(rows), 0, null, null, 1, 0, false),
              new Dependencies(List.of("product_4"), "[" + id + "]"),
              2 + COPIES,
              System.nanoTime(),
              Copy.Source.SHARD,
              false);
      cache.fill(
          key(ids[id]), TimeUnit.HOURS.toNanos(1), () -> CompletableFuture.completedStage(copy));
    }
  }

  private static ReadKey key(String id) {
    return new ReadKey("main", 1, SQL, List.of(id));
  }

  @Benchmark
  public Copy hit() {
    next = (next + 1) % COPIES;
    ReadKey key = key(ids[next]);
    Copy copy = cache.find(key);
    if (copy == null || !cache.isCurrent(key, copy) || copy.ageNanos(System.nanoTime()) < 0) {
      throw new IllegalStateException("Not a hit");
    }
    return copy;
  }

  /** For a session that has written: the copy is older, and all changes since were told. */
  @Benchmark
  public Copy hitAfterAWrite() {
    Copy copy = hit();
    if (!cache.shows(key(ids[next]), copy, 1 + COPIES)) {
      throw new IllegalStateException("Not a hit");
    }
    return copy;
  }
}
