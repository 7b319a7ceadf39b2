package io.edgesql.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesql.backend.LocalToken.Right;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Transactions that begin with SELECT … FOR UPDATE of the same row, and what becomes of their
 * order.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RowQueuesIT {
  private static final String LOCKED = "SELECT n, v FROM t WHERE id = 1 FOR UPDATE";
  private static final int HELD_MS = 1500;

  /** Long enough for a statement to have reached its queue on a busy machine. */
  private static final int ARRIVED_MS = 400;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final FaultyEdge edge;
  private final FaultyEdge.Proxy proxy;
  private final FaultyEdge.Proxy patient;

  RowQueuesIT(@TempDir Path folder) throws IOException, InterruptedException {
    edge = FaultyEdge.start(folder);
    proxy = edge.proxy("acme", List.of(Right.ADMIN), "");
    patient = edge.proxy("acme", List.of(Right.ADMIN), "transactions: {row-queue-ms: 60000}");
  }

  @AfterAll
  void stop() throws Exception {
    threads.shutdownNow();
    edge.close();
  }

  @BeforeEach
  void fill() throws SQLException {
    try (Connection connection = proxy.server().connect("", "")) {
      run(connection, "DROP DATABASE IF EXISTS it_queues");
      run(connection, "CREATE DATABASE it_queues");
    }
    try (Connection connection = connect()) {
      run(connection, "CREATE TABLE t (id INT PRIMARY KEY, n BIGINT, v VARCHAR(20), m INT)");
      run(connection, "INSERT INTO t VALUES (1, 0, 'a', 0), (2, 0, 'b', 0)");
    }
  }

  private Connection connect() throws SQLException {
    return proxy.server().connect("it_queues", "useServerPrepStmts=true");
  }

  private Connection connectPatient() throws SQLException {
    return patient.server().connect("it_queues", "");
  }

  private static int run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.execute(sql) ? -1 : statement.getUpdateCount();
    }
  }

  private static long read(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getLong(1);
    }
  }

  /** Begins a transaction in each, and has the first of them lock the row. */
  private static void begin(Connection first, Connection... others) throws SQLException {
    run(first, "BEGIN");
    read(first, LOCKED);
    for (Connection other : others) {
      run(other, "BEGIN");
    }
  }

  private Future<Long> reading(Connection connection) throws Exception {
    Future<Long> found = threads.submit(() -> read(connection, LOCKED));
    Thread.sleep(ARRIVED_MS);
    return found;
  }

  /** Adds one as a program does, in one of several ways. */
  private static int addOne(Connection connection, int way) throws SQLException {
    run(connection, "BEGIN");
    long n = read(connection, LOCKED);
    switch (way % 6) {
      case 0 -> run(connection, "UPDATE t SET n = " + (n + 1) + " WHERE id = 1");
      case 1 -> run(connection, "UPDATE t SET n = n + 1, v = 'x' WHERE id = 1");
      // Not by the key alone: the shard is asked.
      case 2 -> run(connection, "UPDATE t SET n = n + 1 WHERE id = 1 AND n = " + n);
      case 3 -> {
        run(connection, "UPDATE t SET n = n + 100 WHERE id = 1");
        run(connection, "ROLLBACK");
        return 0;
      }
      case 4 -> {
        run(connection, "COMMIT");
        return 0;
      }
      default -> {
        run(connection, "UPDATE t SET m = m + 1 WHERE id = 2");
        run(connection, "UPDATE t SET n = " + (n + 2) + " WHERE id = 1");
        run(connection, "UPDATE t SET n = n - 1 WHERE id = 1");
      }
    }
    run(connection, "COMMIT");
    return 1;
  }

  @Test
  void noneIsLostAndNoneFailsWhateverTheClientsDo() throws Exception {
    int clients = 12;
    int rounds = 25;
    List<Future<Integer>> added = new ArrayList<>();
    for (int client = 0; client < clients; client++) {
      int first = client;
      added.add(
          threads.submit(
              () -> {
                int count = 0;
                // Half of them over another proxy, which the first must let in between.
                try (Connection connection = first % 2 == 0 ? connect() : connectPatient()) {
                  for (int round = 0; round < rounds; round++) {
                    count += addOne(connection, first + round);
                  }
                }
                return count;
              }));
    }
    int sum = 0;
    for (Future<Integer> each : added) {
      sum += each.get(120, TimeUnit.SECONDS);
    }
    try (Connection connection = connect()) {
      assertThat(read(connection, "SELECT n FROM t WHERE id = 1")).isEqualTo(sum);
    }
  }

  @Test
  void theNextIsAnsweredWhileTheCommitBeforeIsOnItsWay() throws Exception {
    try (Connection first = connectPatient();
        Connection second = connectPatient()) {
      begin(first, second);
      Future<Long> next = reading(second);
      run(first, "UPDATE t SET n = 7 WHERE id = 1");
      patient.relay().hold(HELD_MS);
      long start = System.nanoTime();
      Future<Integer> committed = threads.submit(() -> run(first, "COMMIT"));
      assertThat(next.get(30, TimeUnit.SECONDS)).isEqualTo(7);
      assertThat(System.nanoTime() - start).isLessThan(HELD_MS * 1_000_000L);
      assertThat(committed.isDone()).isFalse();
      run(second, "UPDATE t SET n = n + 1 WHERE id = 1");
      run(second, "COMMIT");
      assertThat(committed.get(30, TimeUnit.SECONDS)).isZero();
      assertThat(read(first, "SELECT n FROM t WHERE id = 1")).isEqualTo(8);
    }
  }

  @Test
  void whatWasToldAndNeverCommittedCommitsNothing() throws Exception {
    try (Connection first = connectPatient();
        Connection second = connectPatient();
        Connection other = connect()) {
      begin(first, second);
      run(second, "SAVEPOINT s");
      Future<Long> next = reading(second);
      run(first, "UPDATE t SET n = 7 WHERE id = 1");
      // The proxy's links are cut before the shard has heard of the COMMIT.
      patient.relay().hold(HELD_MS);
      Future<Integer> committed = threads.submit(() -> run(first, "COMMIT"));
      assertThat(next.get(30, TimeUnit.SECONDS)).isEqualTo(7);
      patient.relay().cutAll();
      assertThatThrownBy(() -> committed.get(60, TimeUnit.SECONDS))
          .hasCauseInstanceOf(SQLException.class);
      run(second, "ROLLBACK TO s");
      assertThatThrownBy(
              () -> {
                run(second, "UPDATE t SET m = 7 WHERE id = 2");
                run(second, "COMMIT");
              })
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(1213));
      assertThat(read(other, "SELECT n + m FROM t WHERE id = 1")).isZero();
      assertThat(read(other, "SELECT m FROM t WHERE id = 2")).isZero();
    }
  }

  @Test
  void killQueryEndsAWaitAndTheNextGoesOn() throws Exception {
    try (Connection first = connectPatient();
        Connection killed = connectPatient();
        Connection last = connectPatient()) {
      long id = read(killed, "SELECT CONNECTION_ID()");
      begin(first, killed, last);
      Future<Long> gone = reading(killed);
      Future<Long> next = reading(last);
      try (Connection other = connectPatient()) {
        run(other, "KILL QUERY " + id);
      }
      assertThatThrownBy(() -> gone.get(30, TimeUnit.SECONDS)).hasMessageContaining("interrupted");
      run(killed, "COMMIT");
      run(first, "UPDATE t SET n = 3 WHERE id = 1");
      run(first, "COMMIT");
      assertThat(next.get(30, TimeUnit.SECONDS)).isEqualTo(3);
      run(last, "ROLLBACK");
    }
  }

  @Test
  void aClientThatLeavesLetsTheNextGoOn() throws Exception {
    try (Connection first = connectPatient();
        Connection leaving = connectPatient();
        Connection last = connectPatient()) {
      begin(first, leaving, last);
      Future<Long> gone = reading(leaving);
      Future<Long> next = reading(last);
      leaving.abort(Runnable::run);
      assertThatThrownBy(() -> gone.get(30, TimeUnit.SECONDS)).isNotNull();
      first.abort(Runnable::run);
      assertThat(next.get(30, TimeUnit.SECONDS)).isZero();
      run(last, "ROLLBACK");
    }
  }

  @Test
  void aWaitEndsAfterTheLockWaitTimeoutAndTheTransactionStands() throws Exception {
    try (Connection first = connectPatient();
        Connection second = connectPatient()) {
      begin(first);
      run(second, "SET innodb_lock_wait_timeout = 1");
      run(second, "BEGIN");
      assertThatThrownBy(() -> read(second, LOCKED))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(1205));
      assertThat(run(second, "UPDATE t SET m = 1 WHERE id = 2")).isEqualTo(1);
      run(second, "COMMIT");
      run(first, "ROLLBACK");
      run(second, "BEGIN");
      assertThat(read(second, LOCKED)).isZero();
      run(second, "ROLLBACK");
    }
  }

  @Test
  void aQueueThatStandsIsSeenInTheShard() throws Exception {
    try (Connection first = connect();
        Connection second = connect();
        Connection other = connect()) {
      begin(first, second);
      Future<Long> next = reading(second);
      long waiting = 0;
      for (int i = 0; i < 100 && waiting == 0; i++) {
        Thread.sleep(50);
        try (Statement statement = other.createStatement();
            ResultSet rows = statement.executeQuery("SHOW EDGE LOCKS")) {
          while (rows.next()) {
            waiting += "WAITING".equals(rows.getString("State")) ? 1 : 0;
          }
        }
      }
      assertThat(waiting).isPositive();
      run(first, "COMMIT");
      assertThat(next.get(30, TimeUnit.SECONDS)).isZero();
      run(second, "ROLLBACK");
    }
  }
}
