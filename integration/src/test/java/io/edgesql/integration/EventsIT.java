package io.edgesql.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.backend.LocalToken.Right;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events run when they are due, once, however many proxies there are. */
class EventsIT {
  private static final long DEADLINE_SECONDS = 60;

  @Test
  void oneOfSeveralProxiesRunsWhatIsDue(@TempDir Path folder) throws Exception {
    try (FaultyEdge edge = FaultyEdge.start(folder)) {
      EdgeSql first = edge.proxy("t", List.of(Right.ADMIN), "{}").server();
      EdgeSql second = edge.proxy("t", List.of(Right.ADMIN), "{}").server();
      try (Connection one = first.connect("", "");
          Statement statement = one.createStatement()) {
        statement.execute("CREATE DATABASE d");
        statement.execute("USE d");
        statement.execute("CREATE TABLE runs (id INT AUTO_INCREMENT PRIMARY KEY, e VARCHAR(9))");
        statement.execute(
            "CREATE EVENT twice ON SCHEDULE EVERY 2 SECOND STARTS NOW() + INTERVAL 4 SECOND"
                + " ENDS NOW() + INTERVAL 7 SECOND DO INSERT INTO runs (e) VALUES ('twice')");
        statement.execute(
            "CREATE EVENT once ON SCHEDULE AT NOW() + INTERVAL 5 SECOND ON COMPLETION PRESERVE"
                + " DO BEGIN DECLARE i INT DEFAULT 0; SELECT 1;"
                + " WHILE i < 3 DO INSERT INTO runs (e) VALUES ('once'); SET i = i + 1; END WHILE;"
                + " END");
        statement.execute(
            "CREATE EVENT failing ON SCHEDULE AT NOW() + INTERVAL 4 SECOND"
                + " DO INSERT INTO nowhere VALUES (1)");
        statement.execute(
            "CREATE EVENT undone ON SCHEDULE EVERY 1 HOUR"
                + " DO BEGIN START TRANSACTION; INSERT INTO runs (e) VALUES ('undone'); END");
        // Who connects to a database that is not known makes the other proxy read the schema.
        try (Connection other = second.connect("d", "");
            Statement watching = other.createStatement()) {
          assertThat(number(watching, "SELECT COUNT(*) FROM information_schema.events"))
              .isPositive();
        }
        await(
            statement,
            "SELECT COUNT(*) = 1 FROM information_schema.events"
                + " WHERE event_name <> 'undone' AND status = 'DISABLED'"
                + " AND last_executed IS NOT NULL");
        await(statement, "SELECT COUNT(*) = 2 FROM information_schema.events");
        assertThat(number(statement, "SELECT COUNT(*) FROM runs WHERE e = 'twice'")).isEqualTo(2);
        assertThat(number(statement, "SELECT COUNT(*) FROM runs WHERE e = 'once'")).isEqualTo(3);
        assertThat(number(statement, "SELECT COUNT(*) FROM runs WHERE e = 'undone'")).isZero();
        assertThat(first.log() + second.log()).contains("1146 Table 'd.nowhere' doesn't exist");
      }
    }
  }

  private static void await(Statement statement, String condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (number(statement, condition) == 0) {
      assertThat(System.nanoTime()).as(condition).isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private static long number(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
