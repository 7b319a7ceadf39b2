package io.edgesql.bench.load;

import io.edgesql.bench.load.Workload.Client;
import io.edgesql.bench.load.Workload.WrongAnswer;
import io.edgesql.bench.server.Target;
import java.sql.Connection;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients of one target, each with a connection and a thread of its own.
 *
 * <p>Without a rate the loop is closed: the next operation starts when the last one was answered.
 * With a rate it is open: operations have their times, whatever became of the ones before, and a
 * latency counts from that time on. So a pause of the server is seen by every operation that it
 * delayed, not by one alone (coordinated omission).
 *
 * @param rate operations a second over all clients; 0 for a closed loop
 */
public record LoadRun(Target target, Workload workload, Data data, int clients, double rate) {
  /** A client that sees nothing but errors gives up after so many in a row. */
  private static final int MAX_ERRORS_IN_A_ROW = 100;

  /**
   * Runs the clients for a while; connecting does not count.
   *
   * @throws SQLException if a client cannot connect or prepare its statements
   */
  public Tally run(Duration duration) throws SQLException, InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    try {
      CountDownLatch ready = new CountDownLatch(clients);
      CountDownLatch go = new CountDownLatch(1);
      List<Future<Tally>> futures = new ArrayList<>();
      for (int client = 0; client < clients; client++) {
        int number = client;
        Callable<Tally> loop = () -> connectAndRun(number, ready, go, duration);
        futures.add(threads.submit(loop));
      }
      ready.await();
      long start = System.nanoTime();
      go.countDown();
      Tally all = merge(futures);
      all.took(System.nanoTime() - start);
      return all;
    } finally {
      threads.shutdownNow();
      threads.awaitTermination(1, TimeUnit.MINUTES);
    }
  }

  private Tally connectAndRun(
      int number, CountDownLatch ready, CountDownLatch go, Duration duration)
      throws SQLException, InterruptedException {
    boolean isReady = false;
    try (Connection connection = target.connect()) {
      SplittableRandom random = new SplittableRandom(number);
      Client client = workload.open(connection, target.engine(), data, random);
      ready.countDown();
      isReady = true;
      go.await();
      Tally tally = new Tally();
      loop(client, number, tally, duration.toNanos());
      return tally;
    } finally {
      if (!isReady) {
        ready.countDown();
      }
    }
  }

  private void loop(Client client, int number, Tally tally, long runNanos) {
    long interval = rate == 0 ? 0 : (long) (clients / rate * 1e9);
    long now = System.nanoTime();
    long end = now + runNanos;
    // Clients of an open loop do not start all at once.
    long intended = now + interval * number / clients;
    int errorsInARow = 0;
    while (errorsInARow < MAX_ERRORS_IN_A_ROW) {
      if (interval > 0) {
        waitUntil(intended);
      } else {
        intended = now;
      }
      if (intended - end >= 0) {
        return;
      }
      boolean isAnswered = runOnce(client, intended, tally);
      errorsInARow = isAnswered ? 0 : errorsInARow + 1;
      now = System.nanoTime();
      intended += interval;
      if (interval > 0 && now - end >= 0) {
        overdue(intended, end, interval, now, tally);
        return;
      }
    }
  }

  /** What an open loop could not even start counts with the time that it has waited so far. */
  private static void overdue(long intended, long end, long interval, long now, Tally tally) {
    for (long next = intended; next - end < 0; next += interval) {
      tally.overdue(now - next);
    }
  }

  private static boolean runOnce(Client client, long intended, Tally tally) {
    try {
      int effect = client.runOnce();
      tally.answered(System.nanoTime() - intended, effect);
      return true;
    } catch (WrongAnswer e) {
      tally.wrong(String.valueOf(e.getMessage()));
      return true;
    } catch (SQLException e) {
      tally.failed(e.getErrorCode() + " " + e.getSQLState());
      return false;
    }
  }

  private static void waitUntil(long nanoTime) {
    for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private static Tally merge(List<Future<Tally>> futures)
      throws SQLException, InterruptedException {
    Tally all = new Tally();
    for (Future<Tally> future : futures) {
      try {
        all.add(future.get());
      } catch (ExecutionException e) {
        if (e.getCause() instanceof SQLException failure) {
          throw failure;
        }
        throw new IllegalStateException(e.getCause());
      }
    }
    return all;
  }
}
