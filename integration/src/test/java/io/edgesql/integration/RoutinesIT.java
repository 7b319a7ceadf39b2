package io.edgesql.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stored routines over Connector/J's CallableStatement, in both protocols. */
class RoutinesIT {
  private static EdgeSql server;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    server = EdgeSql.start(folder.resolve("data"));
    try (Connection connection = connect(false);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t (a INT PRIMARY KEY, b VARCHAR(20))");
      statement.execute("INSERT INTO t VALUES (1, 'one'), (2, 'two')");
      statement.execute(
          "CREATE PROCEDURE p(IN x INT, OUT y VARCHAR(20), INOUT z DECIMAL(10,2))"
              + " BEGIN SELECT b INTO y FROM t WHERE a = x; SET z = z * 2; END");
      statement.execute(
          "CREATE PROCEDURE several() BEGIN SELECT a FROM t ORDER BY a; SELECT b FROM t"
              + " ORDER BY b; UPDATE t SET b = b; SELECT 3 AS c; END");
      statement.execute("CREATE FUNCTION twice(x INT) RETURNS INT DETERMINISTIC RETURN x * 2");
      statement.execute(
          "CREATE PROCEDURE forever() BEGIN DECLARE i INT DEFAULT 0;"
              + " DECLARE CONTINUE HANDLER FOR SQLEXCEPTION SET i = 0;"
              + " WHILE TRUE DO SET i = (i + 1) % 1000; END WHILE; END");
      statement.execute(
          "CREATE PROCEDURE undone() BEGIN DECLARE EXIT HANDLER FOR 1062 ROLLBACK;"
              + " START TRANSACTION; INSERT INTO t VALUES (3, 'x'); INSERT INTO t VALUES (3, 'y');"
              + " COMMIT; END");
    }
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static Connection connect(boolean isPrepared) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:mysql://127.0.0.1:"
            + server.port()
            + "/routines?createDatabaseIfNotExist=true&useServerPrepStmts="
            + isPrepared,
        "root",
        "");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void givesOutParameters(boolean isPrepared) throws Exception {
    try (Connection connection = connect(isPrepared);
        CallableStatement call = connection.prepareCall("{call p(?, ?, ?)}")) {
      call.setInt(1, 2);
      call.registerOutParameter(2, Types.VARCHAR);
      call.setBigDecimal(3, new java.math.BigDecimal("1.25"));
      call.registerOutParameter(3, Types.DECIMAL);
      call.execute();
      assertThat(call.getString(2)).isEqualTo("two");
      assertThat(call.getBigDecimal(3)).isEqualByComparingTo("2.50");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void givesSeveralResults(boolean isPrepared) throws Exception {
    try (Connection connection = connect(isPrepared);
        CallableStatement call = connection.prepareCall("CALL several()")) {
      assertThat(call.execute()).isTrue();
      assertThat(first(call)).isEqualTo("1");
      assertThat(call.getMoreResults()).isTrue();
      assertThat(first(call)).isEqualTo("one");
      assertThat(call.getMoreResults()).isTrue();
      assertThat(first(call)).isEqualTo("3");
      assertThat(call.getMoreResults()).isFalse();
      assertThat(call.getUpdateCount()).isZero();
    }
  }

  private static String first(Statement statement) throws SQLException {
    try (ResultSet rows = statement.getResultSet()) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }

  @Test
  void callsAFunctionForItsValue() throws Exception {
    try (Connection connection = connect(false);
        CallableStatement call = connection.prepareCall("{? = call twice(?)}")) {
      call.registerOutParameter(1, Types.INTEGER);
      call.setInt(2, 21);
      call.execute();
      assertThat(call.getInt(1)).isEqualTo(42);
    }
  }

  @Test
  void rollsBackInAHandler() throws Exception {
    try (Connection connection = connect(false);
        Statement statement = connection.createStatement()) {
      statement.execute("CALL undone()");
      try (ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM t")) {
        rows.next();
        assertThat(rows.getInt(1)).isEqualTo(2);
      }
    }
  }

  @Test
  void endsALoopWhenItsQueryIsKilled() throws Exception {
    try (Connection connection = connect(false);
        Connection killer = connect(false);
        Statement looping = connection.createStatement();
        Statement kill = killer.createStatement()) {
      long id;
      try (ResultSet rows = looping.executeQuery("SELECT CONNECTION_ID()")) {
        rows.next();
        id = rows.getLong(1);
      }
      CompletableFuture<Boolean> call =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return looping.execute("CALL forever()");
                } catch (SQLException e) {
                  throw new IllegalStateException(e);
                }
              });
      TimeUnit.MILLISECONDS.sleep(300);
      kill.execute("KILL QUERY " + id);
      assertThatThrownBy(() -> call.get(30, TimeUnit.SECONDS))
          .hasRootCauseInstanceOf(SQLException.class)
          .rootCause()
          .extracting(e -> ((SQLException) e).getErrorCode())
          .isEqualTo(1317);
      try (ResultSet rows = looping.executeQuery("SELECT 1")) {
        assertThat(rows.next()).isTrue();
      }
    }
  }
}
