package io.edgesql.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.consistency.client.Address;
import io.edgesql.consistency.cluster.Cluster;
import io.edgesql.consistency.fault.Fault;
import io.edgesql.consistency.fault.Schedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A write is done once, or not at all, and the client is told which; where nobody can know, the
 * error says so (SQLSTATE 08…). The server is broken while writes are on their way.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExactlyOnceIT {
  private static final Path ROOT =
      Path.of(System.getProperty("edgesql.root", "../..")).toAbsolutePath().normalize();
  private static final int WRITERS = 4;

  /** Writes of all writers before the server is broken, and again before it is looked at. */
  private static final int WRITES = 40;

  private static final int DEADLINE_SECONDS = 120;

  private final Cluster cluster;

  ExactlyOnceIT() throws IOException, InterruptedException {
    Path results = Files.createDirectories(Path.of("target/exactly-once"));
    cluster =
        Cluster.start(ROOT, Files.createTempDirectory(results.toAbsolutePath(), "cluster-"), 0);
  }

  @AfterAll
  void stop() throws IOException {
    cluster.close();
  }

  /** What the writers were told of each write, by its name. */
  private static final class Told {
    final Set<String> done = java.util.concurrent.ConcurrentHashMap.newKeySet();
    final Set<String> refused = java.util.concurrent.ConcurrentHashMap.newKeySet();
    final Set<String> unknown = java.util.concurrent.ConcurrentHashMap.newKeySet();
    final ConcurrentLinkedQueue<String> errors = new ConcurrentLinkedQueue<>();
    final AtomicInteger writes = new AtomicInteger();
    final AtomicBoolean isOver = new AtomicBoolean();
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "CUT_EDGE_REPLIES",
        "CUT_EDGE_MID_FRAME",
        "CUT_EDGE",
        "KILL_PROXY",
        "KILL_RUNTIME",
        "EVICT"
      })
  void everyWriteIsDoneOnceOrRefusedWhileTheServerIsBroken(Fault fault) throws Exception {
    String database = "once_" + fault.name().toLowerCase(java.util.Locale.ROOT);
    try (Connection connection = connect("");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + database);
      statement.execute(
          "CREATE TABLE "
              + database
              + ".line (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(40))");
      statement.execute("CREATE TABLE " + database + ".total (writer INT PRIMARY KEY, n INT)");
      for (int writer = 0; writer < WRITERS; writer++) {
        statement.execute("INSERT INTO " + database + ".total VALUES (" + writer + ", 0)");
      }
    }
    Told told = new Told();
    List<Thread> writers = new ArrayList<>();
    for (int writer = 0; writer < WRITERS; writer++) {
      int number = writer;
      Thread thread = new Thread(() -> write(database, number, told), "writer-" + number);
      thread.start();
      writers.add(thread);
    }
    awaitWrites(told, WRITES);
    cluster.inject(new Schedule.Entry(0, fault, 0, 1));
    awaitWrites(told, told.writes.get() + WRITES);
    told.isOver.set(true);
    for (Thread thread : writers) {
      thread.join(TimeUnit.SECONDS.toMillis(DEADLINE_SECONDS));
      assertThat(thread.isAlive()).as(thread.getName() + " is still waiting").isFalse();
    }
    cluster.heal();
    check(database, told);
  }

  private static void awaitWrites(Told told, int count) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (told.writes.get() < count) {
      assertThat(System.nanoTime() - end).as("no writes any more: " + told.errors).isNegative();
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  /** A line and the count of the writer's lines, together: in one statement each, and as one. */
  private void write(String database, int writer, Told told) {
    for (int number = 0; !told.isOver.get(); ) {
      try (Connection connection = connect(database);
          Statement statement = connection.createStatement()) {
        while (!told.isOver.get()) {
          String name = writer + "-" + number++;
          if (number % 2 == 0) {
            transaction(connection, statement, writer, "tx-" + name, told);
          } else {
            alone(statement, "one-" + name, told);
          }
          told.writes.incrementAndGet();
        }
      } catch (SQLException away) {
        // The connection was lost, and what was on its way has been noted; or there is none yet.
        told.errors.add(String.valueOf(away));
      }
    }
  }

  private static void alone(Statement statement, String name, Told told) throws SQLException {
    try {
      statement.execute("INSERT INTO line (name) VALUES ('" + name + "')");
      told.done.add(name);
    } catch (SQLException e) {
      (isUnknown(e) ? told.unknown : told.refused).add(name);
      throw e;
    }
  }

  private static void transaction(
      Connection connection, Statement statement, int writer, String name, Told told)
      throws SQLException {
    boolean commits = false;
    try {
      connection.setAutoCommit(false);
      statement.execute("INSERT INTO line (name) VALUES ('" + name + "')");
      statement.execute("UPDATE total SET n = n + 1 WHERE writer = " + writer);
      commits = true;
      connection.commit();
      told.done.add(name);
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      (commits && isUnknown(e) ? told.unknown : told.refused).add(name);
      throw e;
    }
  }

  private static boolean isUnknown(SQLException e) {
    return e.getSQLState() != null && e.getSQLState().startsWith("08");
  }

  private void check(String database, Told told) throws SQLException {
    try (Connection connection = connect(database)) {
      List<String> lines = column(connection, "SELECT name FROM line ORDER BY id");
      assertThat(lines).doesNotHaveDuplicates().containsAll(told.done);
      assertThat(lines.stream().filter(told.refused::contains)).isEmpty();
      Set<String> known = new HashSet<>(told.done);
      known.addAll(told.unknown);
      assertThat(known).containsAll(lines);
      for (int writer = 0; writer < WRITERS; writer++) {
        String head = "tx-" + writer + "-";
        long whole = lines.stream().filter(line -> line.startsWith(head)).count();
        String count = "SELECT n FROM total WHERE writer = " + writer;
        assertThat(column(connection, count)).containsExactly(String.valueOf(whole));
      }
    }
  }

  @Test
  void aTransactionWhoseLocksWereLostEndsWith1213() throws Exception {
    try (Connection connection = connect("");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE once_lost");
      statement.execute("CREATE TABLE once_lost.t (id INT PRIMARY KEY, n INT)");
      statement.execute("INSERT INTO once_lost.t VALUES (1, 1)");
      // As long as the statement may wait for locks: an answer that never comes must be told apart.
      connection.setNetworkTimeout(Runnable::run, 90_000);
      connection.setAutoCommit(false);
      statement.execute("UPDATE once_lost.t SET n = 2 WHERE id = 1");
      cluster.inject(new Schedule.Entry(0, Fault.EVICT, 0, 1));
      assertThat(codeOf(statement, "UPDATE once_lost.t SET n = 3 WHERE id = 1")).isEqualTo(1213);
      connection.setAutoCommit(true);
      assertThat(column(connection, "SELECT n FROM once_lost.t")).containsExactly("1");
    }
  }

  private static int codeOf(Statement statement, String sql) {
    try {
      statement.execute(sql);
      return 0;
    } catch (SQLException e) {
      return e.getErrorCode();
    }
  }

  private Connection connect(String database) throws SQLException {
    return cluster.direct().connect(Address.Driver.MYSQL, database);
  }

  private static List<String> column(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    }
  }
}
