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
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** UPDATEs of rows that their transaction has locked and read, and what becomes of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PipelinedUpdateIT {
  private static final int HELD_MS = 1500;
  private static final String LOCKED = "SELECT n, v, small, price FROM t WHERE id = 1 FOR UPDATE";

  private final FaultyEdge edge;
  private final FaultyEdge.Proxy proxy;
  private Connection mine;
  private Connection theirs;

  PipelinedUpdateIT(@TempDir Path folder) throws IOException, InterruptedException {
    edge = FaultyEdge.start(folder);
    proxy = edge.proxy("acme", List.of(Right.ADMIN), "");
  }

  @AfterAll
  void stop() throws Exception {
    edge.close();
  }

  @BeforeEach
  void open() throws SQLException {
    try (Connection connection = proxy.server().connect("", "")) {
      run(connection, "DROP DATABASE IF EXISTS it_ahead");
      run(connection, "CREATE DATABASE it_ahead");
    }
    // Rows that change count, not rows that are found.
    mine = proxy.server().connect("it_ahead", "useAffectedRows=true");
    theirs = proxy.server().connect("it_ahead", "");
    run(
        mine,
        "CREATE TABLE t (id INT PRIMARY KEY, n BIGINT, v VARCHAR(20), small TINYINT,"
            + " price DECIMAL(10,2), mail VARCHAR(20) UNIQUE,"
            + " changed DATETIME ON UPDATE CURRENT_TIMESTAMP)");
    run(mine, "INSERT INTO t VALUES (1, 10, 'a', 100, 1.50, 'a@x', '2001-01-01')");
    run(mine, "INSERT INTO t VALUES (2, 20, 'b', 100, 2.50, 'b@x', '2001-01-01')");
  }

  @AfterEach
  void close() throws SQLException {
    mine.close();
    theirs.close();
  }

  private static int run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.execute(sql) ? -1 : statement.getUpdateCount();
    }
  }

  private static String read(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : "no row";
    }
  }

  private void lock() throws SQLException {
    run(mine, "BEGIN");
    assertThat(read(mine, LOCKED)).isEqualTo("10");
  }

  private int refused(String sql) {
    try {
      run(mine, sql);
      return 0;
    } catch (SQLException e) {
      return e.getErrorCode();
    }
  }

  @Test
  void isAnsweredWithoutTheEdgeAndCommittedWithTheRest() throws SQLException {
    lock();
    proxy.relay().hold(HELD_MS);
    long start = System.nanoTime();
    assertThat(run(mine, "UPDATE t SET n = n + 5, v = 'z' WHERE id = 1")).isEqualTo(1);
    assertThat(System.nanoTime() - start).isLessThan(HELD_MS * 1_000_000L);
    run(mine, "COMMIT");
    assertThat(read(theirs, "SELECT CONCAT(n, v, YEAR(changed) > 2001) FROM t WHERE id = 1"))
        .isEqualTo("15z1");
  }

  @Test
  void countsOnlyWhatChanges() throws SQLException {
    lock();
    assertThat(run(mine, "UPDATE t SET n = 10, v = 'a' WHERE id = 1")).isZero();
    assertThat(run(mine, "UPDATE t SET price = price + 0.25 WHERE id = 1")).isEqualTo(1);
    assertThat(run(mine, "UPDATE t SET price = 1.75 WHERE id = 1")).isZero();
    assertThat(read(mine, "SELECT price FROM t WHERE id = 1")).isEqualTo("1.75");
    run(mine, "COMMIT");
    assertThat(read(theirs, "SELECT CONCAT(n, price) FROM t WHERE id = 1")).isEqualTo("101.75");
  }

  @Test
  void isSeenByTheStatementsBehindIt() throws SQLException {
    lock();
    run(mine, "UPDATE t SET n = n + 1 WHERE id = 1");
    assertThat(read(mine, "SELECT SUM(n) FROM t")).isEqualTo("31");
    run(mine, "UPDATE t SET n = n * 2");
    assertThat(read(mine, LOCKED)).isEqualTo("22");
    run(mine, "UPDATE t SET n = n - 2 WHERE id = 1");
    assertThat(read(theirs, "SELECT n FROM t WHERE id = 1")).isEqualTo("10");
    run(mine, "COMMIT");
    assertThat(read(theirs, "SELECT n FROM t WHERE id = 1")).isEqualTo("20");
  }

  @Test
  void isUndoneByRollbackAndToSavepoints() throws SQLException {
    lock();
    run(mine, "UPDATE t SET n = 11 WHERE id = 1");
    run(mine, "SAVEPOINT s");
    assertThat(read(mine, LOCKED)).isEqualTo("11");
    run(mine, "UPDATE t SET n = n + 1 WHERE id = 1");
    run(mine, "ROLLBACK TO s");
    assertThat(read(mine, LOCKED)).isEqualTo("11");
    run(mine, "UPDATE t SET v = 'y' WHERE id = 1");
    run(mine, "COMMIT");
    assertThat(read(theirs, "SELECT CONCAT(n, v) FROM t WHERE id = 1")).isEqualTo("11y");
    run(mine, "BEGIN");
    assertThat(read(mine, LOCKED)).isEqualTo("11");
    run(mine, "UPDATE t SET n = 99 WHERE id = 1");
    run(mine, "ROLLBACK");
    assertThat(read(theirs, "SELECT n FROM t WHERE id = 1")).isEqualTo("11");
  }

  @Test
  void leavesErrorsToTheStatementThatHasThem() throws SQLException {
    lock();
    assertThat(refused("UPDATE t SET small = small + 100 WHERE id = 1")).isEqualTo(1264);
    assertThat(refused("UPDATE t SET v = REPEAT('x', 21) WHERE id = 1")).isEqualTo(1406);
    assertThat(refused("UPDATE t SET mail = 'b@x' WHERE id = 1")).isEqualTo(1062);
    assertThat(refused("UPDATE t SET n = 9223372036854775807 + n WHERE id = 1")).isEqualTo(1690);
    assertThat(run(mine, "UPDATE t SET n = n + 1 WHERE id = 1")).isEqualTo(1);
    run(mine, "COMMIT");
    assertThat(read(theirs, "SELECT n FROM t WHERE id = 1")).isEqualTo("11");
  }

  @Test
  void isNotCommittedWhenTheLocksWereLost() throws Exception {
    lock();
    assertThat(run(mine, "UPDATE t SET n = n + 1 WHERE id = 1")).isEqualTo(1);
    edge.disturb("evict/acme/" + FaultyEdge.PROJECT + "/main");
    assertThat(refused("COMMIT")).isEqualTo(1213);
    assertThat(read(theirs, "SELECT n FROM t WHERE id = 1")).isEqualTo("10");
    lock();
    assertThat(run(mine, "UPDATE t SET n = n + 1 WHERE id = 1")).isEqualTo(1);
    proxy.relay().cutAll();
    assertThat(refused("SELECT COUNT(*) FROM t")).isEqualTo(1213);
    assertThat(read(mine, "SELECT n FROM t WHERE id = 1")).isEqualTo("10");
  }

  @Test
  void isNotCommittedWhenTheTableWasChanged() throws SQLException {
    lock();
    assertThat(run(mine, "UPDATE t SET n = n + 1 WHERE id = 1")).isEqualTo(1);
    run(theirs, "ALTER TABLE t ADD COLUMN more INT");
    assertThatThrownBy(() -> run(mine, "COMMIT"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(1412));
    assertThat(read(theirs, "SELECT n FROM t WHERE id = 1")).isEqualTo("10");
  }
}
