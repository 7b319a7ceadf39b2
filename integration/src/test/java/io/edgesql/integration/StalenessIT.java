package io.edgesql.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.backend.LocalToken.Right;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Writers and readers through two proxies of one shard, with faults: no bounded answer is older
 * than its bound, no session misses its own write, and nothing stays stale.
 *
 * <p>{@code -Dedgesql.staleness.seconds=120} makes it long.
 */
class StalenessIT {
  private static final int SECONDS = Integer.getInteger("edgesql.staleness.seconds", 8);
  private static final int WRITERS = 16;
  private static final int READERS = 64;
  private static final int SETTLE_SECONDS = 40;

  /** Evictions often enough end the runtime itself. */
  private static final int EVICT_ONE_IN = 4;

  private static final String TENANT = "staleness";

  /** Copies live long, so that one that is stuck shows. */
  private static final String SETTINGS =
      """
      edge:
        deadline-ms: 4000
      cache:
        ttl-ms: 600000
        audit-rate: 0.02
        kv:
          reads: %s
      """;

  private final StalenessRun run = new StalenessRun(WRITERS, READERS);

  @Test
  void boundsHoldSessionsReadTheirWritesAndNothingStaysStale(@TempDir Path folder)
      throws Exception {
    try (FaultyEdge edge = FaultyEdge.start(folder)) {
      // One asks KV for whatever is not near, the other hears of changes from the shard alone.
      List<FaultyEdge.Proxy> proxies =
          List.of(
              edge.proxy(TENANT, List.of(Right.ADMIN), SETTINGS.formatted("always")),
              edge.proxy(TENANT, List.of(Right.ADMIN), SETTINGS.formatted("never")));
      makeTable(proxies.get(0).server());
      ExecutorService threads = Executors.newCachedThreadPool();
      try {
        List<Future<?>> work = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
          work.add(threads.submit(run.writer(proxies.get(writer % 2).server(), writer)));
        }
        for (int reader = 0; reader < READERS; reader++) {
          work.add(threads.submit(run.reader(proxies.get(reader / 2 % 2).server(), reader)));
        }
        run.begin(Duration.ofSeconds(SECONDS));
        work.add(threads.submit(disturb(edge, proxies)));
        for (Future<?> one : work) {
          one.get(SECONDS + 120L, TimeUnit.SECONDS);
        }
      } finally {
        threads.shutdownNow();
      }
      edge.disturb("fail-floors?count=0");
      edge.disturb("delay-consumer?ms=0");
      proxies.forEach(proxy -> proxy.relay().heal());
      System.out.println("staleness " + SECONDS + " s: " + run.counts());
      assertThat(run.violations()).isEmpty();
      assertThat(run.writes()).isGreaterThan(WRITERS);
      awaitDrained(edge);
      for (FaultyEdge.Proxy proxy : proxies) {
        assertSettled(proxy.server());
      }
      report(proxies);
    }
  }

  private static void makeTable(EdgeSql server) throws SQLException {
    try (Connection connection = server.connect("", "");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE app");
      statement.execute("CREATE TABLE app.t (id INT PRIMARY KEY, v INT NOT NULL)");
      for (int id = 0; id < WRITERS; id++) {
        statement.execute("INSERT INTO app.t VALUES (" + id + ", 0)");
      }
    }
  }

  private Callable<Void> disturb(FaultyEdge edge, List<FaultyEdge.Proxy> proxies) {
    Random random = new Random(5);
    return () -> {
      edge.disturb("delay-consumer?ms=200");
      while (!run.isOver()) {
        TimeUnit.MILLISECONDS.sleep(150 + random.nextInt(250));
        try {
          disturbOnce(edge, proxies, random);
          run.count("faults", 1);
        } catch (IOException e) {
          // The edge is about to be started again.
          run.count("faults that could not be made", 1);
        }
      }
      run.count("restarts of the edge", edge.restarts());
      return null;
    };
  }

  private void disturbOnce(FaultyEdge edge, List<FaultyEdge.Proxy> proxies, Random random)
      throws IOException, InterruptedException {
    switch (random.nextInt(8)) {
      case 0 -> edge.disturb("fail-floors?count=2");
      case 1 -> run.count("redelivered", Integer.parseInt(edge.disturb("redeliver")));
      case 2, 3 -> run.count("late fills", Integer.parseInt(edge.disturb("late-fills")));
      case 4 -> {
        if (random.nextInt(EVICT_ONE_IN) == 0) {
          edge.disturb("evict/" + TENANT + "/" + FaultyEdge.PROJECT + "/main");
        }
      }
      case 5 -> proxies.get(0).relay().cutAll();
      case 6 -> proxies.get(1).relay().cutAll();
      default -> proxies.get(random.nextInt(2)).relay().slow(300, 40);
    }
  }

  private static void awaitDrained(FaultyEdge edge) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SETTLE_SECONDS);
    while (!edge.isDrained(TENANT)) {
      assertThat(System.nanoTime()).as("the queue drains").isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  /** Every copy shows what the shard holds: at once, but for links that are still to come back. */
  private void assertSettled(EdgeSql server) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SETTLE_SECONDS);
    try (Connection connection = server.connect("app", "");
        Statement statement = connection.createStatement()) {
      for (int id = 0; id < WRITERS; id++) {
        int truth = value(statement, "strong", id);
        assertThat(truth).isGreaterThanOrEqualTo(run.known(id));
        while (value(statement, "cached", id) != truth) {
          assertThat(System.nanoTime()).as("row " + id + " is not stale").isLessThan(deadline);
          TimeUnit.MILLISECONDS.sleep(50);
        }
      }
    }
  }

  private static int value(Statement statement, String mode, int id) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery("SELECT /*+ " + mode + " */ v FROM t WHERE id = " + id)) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private void report(List<FaultyEdge.Proxy> proxies) throws SQLException {
    StringBuilder out = new StringBuilder();
    for (FaultyEdge.Proxy proxy : proxies) {
      Map<String, String> status = new TreeMap<>();
      try (Connection connection = proxy.server().connect("", "");
          Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("SHOW EDGE STATUS")) {
        while (rows.next()) {
          status.put(rows.getString(1), rows.getString(2));
        }
      }
      out.append("  ").append(status).append('\n');
      assertThat(status.entrySet())
          .filteredOn(entry -> entry.getKey().startsWith("audits_violation"))
          .allMatch(entry -> entry.getValue().equals("0"));
      assertThat(Long.parseLong(status.getOrDefault("reads_hit", "0"))).isPositive();
    }
    System.out.print(out);
  }
}
