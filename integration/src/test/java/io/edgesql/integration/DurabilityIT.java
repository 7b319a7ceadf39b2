package io.edgesql.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurabilityIT {
  private static final int WRITERS = 4;

  /** What the writers were told: every pair of rows is one transaction. */
  @Test
  void whatWasAcknowledgedSurvivesAKillInTheMiddleOfWrites(@TempDir Path folder) throws Exception {
    Path data = folder.resolve("data");
    Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    EdgeSql first = EdgeSql.start(data);
    ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
    try (Connection connection = first.connect("", "");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE keep");
      statement.execute(
          "CREATE TABLE keep.note (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(20))");
      statement.execute("CREATE TABLE keep.twin (name VARCHAR(20))");
      for (int writer = 0; writer < WRITERS; writer++) {
        int number = writer;
        writers.execute(() -> writeUntilCutOff(first, number, acknowledged));
      }
      await(() -> acknowledged.size() >= 400);
      first.killEverything();
    } finally {
      writers.shutdown();
      assertThat(writers.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }
    try (EdgeSql second = EdgeSql.start(data);
        Connection connection = second.connect("keep", "");
        Statement statement = connection.createStatement()) {
      List<String> notes = column(statement, "SELECT name FROM note ORDER BY name");
      assertThat(notes).containsAll(acknowledged).doesNotHaveDuplicates();
      assertThat(notes.size() - acknowledged.size()).isBetween(0, WRITERS);
      assertThat(column(statement, "SELECT name FROM twin ORDER BY name")).isEqualTo(notes);
      statement.execute("INSERT INTO note (name) VALUES ('after')");
    }
  }

  private static void writeUntilCutOff(EdgeSql server, int writer, Set<String> acknowledged) {
    try (Connection connection = server.connect("keep", "");
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (int n = 0; ; n++) {
        String name = writer + "-" + n;
        statement.execute("INSERT INTO note (name) VALUES ('" + name + "')");
        statement.execute("INSERT INTO twin VALUES ('" + name + "')");
        connection.commit();
        acknowledged.add(name);
      }
    } catch (SQLException cutOff) {
      // As it must be: the server is gone.
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    for (int tries = 0; tries < 1200 && !condition.getAsBoolean(); tries++) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  private static List<String> column(Statement statement, String sql) throws SQLException {
    List<String> values = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    }
    return values;
  }

  @Test
  void aSecondStartOnTheSameDataIsRefusedInOneSentence(@TempDir Path folder) throws Exception {
    Path data = folder.resolve("data");
    try (EdgeSql first = EdgeSql.start(data)) {
      assertThat(first.process().isAlive()).isTrue();
      Process second =
          new ProcessBuilder(
                  EdgeSql.ROOT.resolve("edgesql").toString(),
                  "up",
                  "--port",
                  String.valueOf(EdgeSql.freePort()),
                  "--data",
                  data.toString())
              .redirectErrorStream(true)
              .start();
      String output =
          new String(
              second.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      assertThat(second.waitFor()).as(output).isNotZero();
      assertThat(output.lines().count()).as(output).isEqualTo(1);
    }
  }

  @Test
  void aTakenPortIsRefusedInOneSentence(@TempDir Path folder) throws Exception {
    try (java.net.ServerSocket taken =
        new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      Process process =
          new ProcessBuilder(
                  EdgeSql.ROOT.resolve("edgesql").toString(),
                  "up",
                  "--port",
                  String.valueOf(taken.getLocalPort()),
                  "--data",
                  folder.resolve("data").toString())
              .redirectErrorStream(true)
              .start();
      String output =
          new String(
              process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(output).isNotZero();
      assertThat(output).contains(String.valueOf(taken.getLocalPort()));
      assertThat(output.lines().count()).as(output).isEqualTo(1);
    }
  }
}
