package io.edgesql.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM while transactions are open: connections.drain-seconds bounds what is left to do. */
class DrainIT {
  @Test
  void whatRunsIsFinishedAndWhatIsOpenIsRolledBack(@TempDir Path folder) throws Exception {
    Path data = folder.resolve("data");
    EdgeSql first = EdgeSql.start(data);
    try (Connection idle = first.connect("", "");
        Connection busy = first.connect("", "")) {
      run(idle, "CREATE DATABASE it_drain");
      run(idle, "CREATE TABLE it_drain.t (id INT PRIMARY KEY, v VARCHAR(20))");
      run(idle, "INSERT INTO it_drain.t VALUES (1, 'a'), (2, 'b')");
      run(idle, "START TRANSACTION");
      run(idle, "UPDATE it_drain.t SET v = 'open' WHERE id <= 2");
      CompletableFuture<Void> waiting =
          CompletableFuture.runAsync(
              () -> runUnchecked(busy, "UPDATE it_drain.t SET v = CONCAT(v, '!') WHERE id = 1"));
      assertThatThrownBy(() -> waiting.get(500, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      first.process().destroy();
      // The idle transaction ends, so that the statement which waits for it can be finished.
      waiting.get(60, TimeUnit.SECONDS);
      assertThat(first.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThatThrownBy(() -> run(idle, "COMMIT")).isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> run(busy, "SELECT 1")).isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> first.connect("", "").close()).isInstanceOf(SQLException.class);
    }
    try (EdgeSql second = EdgeSql.start(data);
        Connection connection = second.connect("it_drain", "");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT GROUP_CONCAT(v ORDER BY id) FROM t")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("a!,b");
    }
  }

  private static void runUnchecked(Connection connection, String sql) {
    try {
      run(connection, sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
