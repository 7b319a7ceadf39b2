package io.edgesql.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Results of many megabytes that pass through while they are read. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LargeResultIT {
  private static final int ROWS = 120_000;
  private static final String QUERY = "SELECT id, pad FROM it_large.big ORDER BY id";

  private final EdgeSql server;

  LargeResultIT(@TempDir Path folder) throws IOException, InterruptedException {
    server = EdgeSql.start(folder.resolve("data"));
  }

  @BeforeAll
  void fill() throws SQLException {
    try (Connection connection = server.connect("", "");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE it_large");
      statement.execute(
          "CREATE TABLE it_large.big (id INT PRIMARY KEY, pad VARCHAR(100) NOT NULL)");
      statement.execute("SET cte_max_recursion_depth = 1000000");
      for (int from = 0; from < ROWS; from += 20_000) {
        statement.execute(
            "INSERT INTO it_large.big WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
                + " WHERE i < 20000) SELECT i + "
                + from
                + ", LPAD(i, 90, '0') FROM n");
      }
    }
  }

  @AfterAll
  void stop() throws IOException, InterruptedException {
    server.close();
  }

  private Connection open(String options) throws SQLException {
    return server.connect("it_large", options);
  }

  private static Statement streaming(Connection connection) throws SQLException {
    Statement statement =
        connection.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
    statement.setFetchSize(Integer.MIN_VALUE);
    return statement;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "useServerPrepStmts=true", "useCompression=true"})
  void everyRowComesOnceAndInOrder(String options) throws SQLException {
    try (Connection connection = open(options);
        var statement = connection.prepareStatement(QUERY);
        ResultSet rows = statement.executeQuery()) {
      int count = 0;
      while (rows.next()) {
        assertThat(rows.getInt(1)).isEqualTo(++count);
      }
      assertThat(count).isEqualTo(ROWS);
    }
  }

  @Test
  void theNumberOfRowsIsKnownAfterwards() throws SQLException {
    try (Connection connection = open("");
        Statement statement = connection.createStatement()) {
      statement.executeQuery(QUERY).close();
      try (ResultSet found = statement.executeQuery("SELECT FOUND_ROWS(), ROW_COUNT()")) {
        assertThat(found.next()).isTrue();
        assertThat(found.getInt(1)).isEqualTo(ROWS);
        assertThat(found.getInt(2)).isEqualTo(-1);
      }
    }
  }

  @Test
  void aSlowReaderSeesOneMomentAndHoldsNobodyUp() throws SQLException {
    try (Connection slow = open("");
        Connection other = open("");
        Statement reading = streaming(slow);
        Statement writing = other.createStatement();
        ResultSet rows = reading.executeQuery(QUERY)) {
      assertThat(rows.next()).isTrue();

      assertThat(writing.executeUpdate("UPDATE big SET pad = 'new' WHERE id > 100000"))
          .isEqualTo(ROWS - 100_000);
      try (ResultSet one = writing.executeQuery("SELECT pad FROM big WHERE id = " + ROWS)) {
        assertThat(one.next()).isTrue();
        assertThat(one.getString(1)).isEqualTo("new");
      }

      int count = 1;
      while (rows.next()) {
        count++;
        assertThat(rows.getString(2)).isNotEqualTo("new");
      }
      assertThat(count).isEqualTo(ROWS);
    }
  }

  @Test
  void killQueryEndsItAndTheConnectionGoesOn() throws SQLException {
    try (Connection killed = open("");
        Connection killer = open("");
        Statement reading = streaming(killed);
        Statement killing = killer.createStatement()) {
      long id;
      try (ResultSet own = reading.executeQuery("SELECT CONNECTION_ID()")) {
        assertThat(own.next()).isTrue();
        id = own.getLong(1);
      }
      ResultSet rows = reading.executeQuery(QUERY);
      assertThat(rows.next()).isTrue();

      killing.execute("KILL QUERY " + id);

      assertThatThrownBy(
              () -> {
                while (rows.next()) {
                  rows.getInt(1);
                }
              })
          .isInstanceOfSatisfying(
              SQLException.class, thrown -> assertThat(thrown.getErrorCode()).isEqualTo(1317));
      rows.close();
      try (ResultSet one = reading.executeQuery("SELECT 1")) {
        assertThat(one.next()).isTrue();
      }
    }
  }

  @Test
  void aReaderThatGoesAwayLeavesNothingBehind() throws SQLException {
    for (int round = 0; round < 5; round++) {
      Connection leaving = open("");
      ResultSet rows = streaming(leaving).executeQuery(QUERY);
      assertThat(rows.next()).isTrue();
      leaving.abort(Runnable::run);
    }
    try (Connection connection = open("");
        Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate("UPDATE big SET pad = pad WHERE id = 1")).isEqualTo(1);
      statement.execute("CREATE TABLE other AS SELECT id FROM big LIMIT 5");
      statement.execute("DROP TABLE other");
    }
  }

  @Test
  void anErrorAmongTheRowsEndsThemWithTheError() throws SQLException {
    try (Connection connection = open("");
        Statement statement = streaming(connection)) {
      String failing = "SELECT id, EXP(id - 119000) FROM big ORDER BY id";
      assertThatThrownBy(
              () -> {
                try (ResultSet rows = statement.executeQuery(failing)) {
                  while (rows.next()) {
                    rows.getInt(1);
                  }
                }
              })
          .isInstanceOfSatisfying(
              SQLException.class, thrown -> assertThat(thrown.getErrorCode()).isEqualTo(1690));
      try (ResultSet one = statement.executeQuery("SELECT 1")) {
        assertThat(one.next()).isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "useServerPrepStmts=true"})
  void aWholeTableTellsEveryTypeAsItsRowsByKeyDo(String options) throws SQLException {
    try (Connection connection = open(options);
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS kinds");
      statement.execute(
          "CREATE TABLE kinds (a BIGINT, id INT PRIMARY KEY, u BIGINT UNSIGNED, d DECIMAL(30,5),"
              + " s DECIMAL(8,2), b BIT(12), y YEAR, dt DATE, tm TIME(3), dtm DATETIME(6),"
              + " ts TIMESTAMP NULL, e ENUM('x','y'), f SET('p','q'), j JSON, t TEXT, c CHAR(4),"
              + " n INT GENERATED ALWAYS AS (id + 1))");
      statement.execute(
          "INSERT INTO kinds (id, a, u, d, s, b, y, dt, tm, dtm, ts, e, f, j, t, c) VALUES"
              + " (-3, -9223372036854775808, 18446744073709551615, 1234567890123456789012345.67891,"
              + " -1.5, b'101010101010', 1999, '0001-01-01', '-838:59:59.000',"
              + " '9999-12-31 23:59:59.999999', '2001-02-03 04:05:06', 'y', 'p,q',"
              + " '{\"k\": [1, null, \"v\"]}', 'a\\0b\\n\\\"\\\\', 'pad '),"
              + " (5, 9007199254740993, 0, 0, 0, 0, 0, '2024-02-29', '00:00:00.001',"
              + " '2024-01-01', NULL, NULL, '', '[]', '', ''),"
              + " (7, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,"
              + " NULL, NULL)");
      String columns = "SELECT *, CONCAT(t, '!'), s * 2 FROM kinds";
      StringBuilder one = new StringBuilder();
      for (int id : new int[] {-3, 5, 7}) {
        one.append(texts(connection, columns + " WHERE id = " + id));
      }
      assertThat(texts(connection, columns)).isEqualTo(one.toString());
      assertThat(texts(connection, columns + " ORDER BY id")).isEqualTo(one.toString());
      assertThat(texts(connection, columns + " WHERE c = ''"))
          .isEqualTo(texts(connection, columns + " WHERE id = 5"));
    }
  }

  private static String texts(Connection connection, String sql) throws SQLException {
    StringBuilder all = new StringBuilder();
    try (var statement = connection.prepareStatement(sql);
        ResultSet rows = statement.executeQuery()) {
      int count = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        for (int column = 1; column <= count; column++) {
          all.append(rows.getString(column)).append('|');
        }
        all.append('\n');
      }
    }
    return all.toString();
  }
}
