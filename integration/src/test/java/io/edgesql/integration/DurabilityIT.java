package io.edgesql.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurabilityIT {
  @Test
  void committedRowsSurviveAKillOfEverything(@TempDir Path folder) throws Exception {
    Path data = folder.resolve("data");
    List<Integer> acknowledged = new ArrayList<>();
    EdgeSql first = EdgeSql.start(data);
    try (Connection connection = first.connect("", "");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE keep");
      statement.execute("CREATE TABLE keep.row (id INT PRIMARY KEY, note VARCHAR(20))");
      for (int id = 0; id < 200; id++) {
        statement.execute("INSERT INTO keep.row VALUES (" + id + ", 'note " + id + "')");
        acknowledged.add(id);
      }
      first.killEverything();
    }
    try (EdgeSql second = EdgeSql.start(data);
        Connection connection = second.connect("keep", "");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT id, note FROM row ORDER BY id")) {
      List<Integer> found = new ArrayList<>();
      while (rows.next()) {
        found.add(rows.getInt(1));
        assertThat(rows.getString(2)).isEqualTo("note " + rows.getInt(1));
      }
      assertThat(found).isEqualTo(acknowledged);
    }
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
      String output = new String(second.getInputStream().readAllBytes());
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
      String output = new String(process.getInputStream().readAllBytes());
      assertThat(process.waitFor()).as(output).isNotZero();
      assertThat(output).contains(String.valueOf(taken.getLocalPort()));
      assertThat(output.lines().count()).as(output).isEqualTo(1);
    }
  }
}
