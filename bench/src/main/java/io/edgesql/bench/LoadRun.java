package io.edgesql.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.Histogram;

/**
 * Clients of one target, each with a connection and a thread of its own, in a closed loop: the next
 * statement is sent when the last one is answered.
 */
final class LoadRun {

  /** Latencies in nanoseconds up to a minute, to three digits. */
  static Histogram newHistogram() {
    return new Histogram(60_000_000_000L, 3);
  }

  private final Target target;
  private final Workload workload;
  private final int rows;

  LoadRun(Target target, Workload workload, int rows) {
    this.target = target;
    this.workload = workload;
    this.rows = rows;
  }

  /**
   * What a run measured.
   *
   * @param nanos the time from the start of the first client to the end of the last
   */
  record Measured(Histogram latencies, long nanos) {}

  /**
   * Runs the clients for a while; connecting does not count.
   *
   * @throws SQLException what the first failing client saw; no statement may fail
   */
  Measured run(int clients, Duration duration) throws SQLException, InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    try {
      CountDownLatch connected = new CountDownLatch(clients);
      List<Future<Measured>> futures = new ArrayList<>();
      for (int client = 0; client < clients; client++) {
        long seed = client;
        Callable<Measured> loop = () -> clientLoop(seed, connected, duration);
        futures.add(threads.submit(loop));
      }
      return merge(futures);
    } finally {
      threads.shutdownNow();
    }
  }

  private Measured clientLoop(long seed, CountDownLatch connected, Duration duration)
      throws SQLException, InterruptedException {
    Connection open;
    try {
      open = target.connect();
    } finally {
      connected.countDown();
    }
    try (Connection connection = open;
        PreparedStatement statement = workload.prepare(connection)) {
      connected.await();
      Histogram latencies = newHistogram();
      SplittableRandom random = new SplittableRandom(seed);
      long start = System.nanoTime();
      long end = start + duration.toNanos();
      long now = start;
      while (now < end) {
        statement.setInt(1, random.nextInt(rows) + 1);
        workload.runOnce(statement);
        long answered = System.nanoTime();
        latencies.recordValue(Math.min(answered - now, latencies.getHighestTrackableValue()));
        now = answered;
      }
      return new Measured(latencies, now - start);
    }
  }

  private static Measured merge(List<Future<Measured>> futures)
      throws SQLException, InterruptedException {
    Histogram latencies = newHistogram();
    long nanos = 0;
    for (Future<Measured> future : futures) {
      try {
        Measured client = future.get();
        latencies.add(client.latencies());
        nanos = Math.max(nanos, client.nanos());
      } catch (ExecutionException e) {
        if (e.getCause() instanceof SQLException failure) {
          throw failure;
        }
        throw new IllegalStateException(e.getCause());
      }
    }
    return new Measured(latencies, nanos);
  }
}
