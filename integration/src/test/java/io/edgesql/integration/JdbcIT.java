package io.edgesql.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MySQL Connector/J and MariaDB Connector/J in their usual configurations. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JdbcIT {
  private static final String TEXT = "mysql?characterEncoding=UTF-8";
  private static final String PREPARED = "mysql?useServerPrepStmts=true&cachePrepStmts=true";
  private static final String CURSOR =
      "mysql?useServerPrepStmts=true&useCursorFetch=true&defaultFetchSize=2";
  private static final String COMPRESSED = "mysql?useCompression=true";
  private static final String MARIADB = "mariadb?";
  private static final String MARIADB_PREPARED = "mariadb?useServerPrepStmts=true";

  private final EdgeSql server;

  JdbcIT(@TempDir Path folder) throws IOException, InterruptedException {
    server = EdgeSql.start(folder.resolve("data"));
  }

  @AfterAll
  void stop() throws IOException, InterruptedException {
    server.close();
  }

  @BeforeEach
  void emptyDatabase() throws SQLException {
    try (Connection connection = server.connect("", "");
        Statement statement = connection.createStatement()) {
      statement.execute("DROP DATABASE IF EXISTS it_jdbc");
      statement.execute("CREATE DATABASE it_jdbc");
    }
  }

  private Connection open(String driver) throws SQLException {
    int mark = driver.indexOf('?');
    String options = driver.substring(mark + 1);
    return driver.startsWith("mariadb")
        ? server.connectMariaDb("it_jdbc", options)
        : server.connect("it_jdbc", options);
  }

  private static void load(Connection connection, String file) throws Exception {
    String text = Files.readString(EdgeSql.ROOT.resolve("integration/data").resolve(file));
    try (Statement statement = connection.createStatement()) {
      for (String part : text.replaceAll("(?m)^--.*$", "").split(";\n")) {
        if (!part.isBlank()) {
          statement.execute(part);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {TEXT, PREPARED, CURSOR, COMPRESSED, MARIADB, MARIADB_PREPARED})
  void readsEveryType(String driver) throws Exception {
    try (Connection connection = open(driver)) {
      load(connection, "every-type.sql");
      try (PreparedStatement read =
          connection.prepareStatement("SELECT * FROM every_type WHERE id <= ? ORDER BY id")) {
        read.setInt(1, 4);
        try (ResultSet rows = read.executeQuery()) {
          assertThat(rows.next()).isTrue();
          assertCommonRow(rows);
          assertThat(rows.next()).isTrue();
          assertThat(rows.getLong("c_bigint")).isEqualTo(Long.MIN_VALUE);
          assertThat(rows.getString("c_time")).isEqualTo("-838:59:59");
          assertThat(rows.getDouble("c_double")).isEqualTo(-1.7976931348623157e308);
          assertThat(rows.next()).isTrue();
          assertThat(rows.getObject("c_ubigint")).isEqualTo(new BigInteger("18446744073709551615"));
          assertThat(rows.getLong("c_uint")).isEqualTo(4294967295L);
          assertThat(rows.getString("c_text")).hasSize(5000);
          assertThat(rows.next()).isTrue();
          for (int column = 2; column <= 40; column++) {
            assertThat(rows.getString(column)).isNull();
            assertThat(rows.wasNull()).isTrue();
          }
          assertThat(rows.next()).isFalse();
        }
      }
    }
  }

  private static void assertCommonRow(ResultSet rows) throws SQLException {
    assertThat(rows.getInt("c_tinyint")).isEqualTo(1);
    assertThat(rows.getBoolean("c_bool")).isTrue();
    assertThat(rows.getLong("c_ubigint")).isEqualTo(11);
    assertThat(rows.getBigDecimal("c_decimal")).isEqualTo(new BigDecimal("12.34"));
    assertThat(rows.getBigDecimal("c_wide"))
        .isEqualTo(new BigDecimal("1234567890123456789012345678.0123456789"));
    assertThat(rows.getFloat("c_float")).isEqualTo(1.5f);
    assertThat(rows.getObject("c_date", LocalDate.class)).isEqualTo("2024-02-29");
    assertThat(rows.getObject("c_datetime6", LocalDateTime.class))
        .isEqualTo(LocalDateTime.parse("2024-02-29T12:34:56.123456"));
    assertThat(rows.getString("c_varchar")).isEqualTo("héllo wörld ✓ 😀");
    assertThat(rows.getBytes("c_binary")).isEqualTo(new byte[] {0, (byte) 0xff, 0x10, 0});
    assertThat(rows.getString("c_enum")).isEqualTo("medium");
    assertThat(rows.getString("c_set")).isEqualTo("a,c");
    assertThat(rows.getString("c_json")).isEqualTo("{\"a\": \"x\", \"b\": [1, 2.5, null, true]}");
  }

  @ParameterizedTest
  @ValueSource(strings = {TEXT, PREPARED, MARIADB, MARIADB_PREPARED})
  void writesEveryTypeThroughParameters(String driver) throws Exception {
    try (Connection connection = open(driver)) {
      load(connection, "every-type.sql");
      String insert =
          "INSERT INTO every_type (c_int, c_ubigint, c_decimal, c_double, c_date, c_datetime6,"
              + " c_time, c_varchar, c_varbinary, c_json, c_bool, c_text) VALUES"
              + " (?,?,?,?,?,?,?,?,?,?,?,?)";
      try (PreparedStatement write =
          connection.prepareStatement(insert, Statement.RETURN_GENERATED_KEYS)) {
        write.setInt(1, -5);
        write.setObject(2, new BigInteger("18446744073709551614"));
        write.setBigDecimal(3, new BigDecimal("-0.05"));
        write.setDouble(4, 0.1);
        write.setObject(5, LocalDate.parse("1999-12-31"));
        write.setObject(6, LocalDateTime.parse("1999-12-31T23:59:59.5"));
        write.setTime(7, java.sql.Time.valueOf("01:02:03"));
        write.setString(8, "it's \"q\" \\ ✓");
        write.setBytes(9, new byte[] {0, 1, 2, '\'', '\\'});
        write.setString(10, "{\"z\":1,\"a\":[true]}");
        write.setBoolean(11, true);
        write.setNull(12, Types.VARCHAR);
        assertThat(write.executeUpdate()).isEqualTo(1);
        try (ResultSet keys = write.getGeneratedKeys()) {
          assertThat(keys.next()).isTrue();
          assertThat(keys.getInt(1)).isEqualTo(5);
        }
      }
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("SELECT * FROM every_type WHERE id = 5")) {
        assertThat(row.next()).isTrue();
        assertThat(row.getString("c_ubigint")).isEqualTo("18446744073709551614");
        assertThat(row.getString("c_decimal")).isEqualTo("-0.05");
        assertThat(row.getString("c_double")).isEqualTo("0.1");
        assertThat(row.getString("c_date")).isEqualTo("1999-12-31");
        assertThat(row.getObject("c_datetime6", LocalDateTime.class))
            .isEqualTo(LocalDateTime.parse("1999-12-31T23:59:59.5"));
        assertThat(row.getString("c_time")).isEqualTo("01:02:03");
        assertThat(row.getString("c_varchar")).isEqualTo("it's \"q\" \\ ✓");
        assertThat(row.getBytes("c_varbinary")).isEqualTo(new byte[] {0, 1, 2, '\'', '\\'});
        assertThat(row.getString("c_json")).isEqualTo("{\"a\": [true], \"z\": 1}");
        assertThat(row.getString("c_text")).isNull();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {TEXT, PREPARED, MARIADB})
  void transactionsAndSavepoints(String driver) throws Exception {
    try (Connection a = open(driver);
        Connection b = open(driver);
        Statement inA = a.createStatement();
        Statement inB = b.createStatement()) {
      inA.execute("CREATE TABLE t (id INT PRIMARY KEY, n INT NOT NULL)");
      a.setAutoCommit(false);
      inA.executeUpdate("INSERT INTO t VALUES (1, 10), (2, 20)");
      assertThat(count(inA)).isEqualTo(2);
      assertThat(count(inB)).isEqualTo(0);
      a.commit();
      assertThat(count(inB)).isEqualTo(2);
      Savepoint before = a.setSavepoint("before");
      assertThat(inA.executeUpdate("DELETE FROM t WHERE id = 1")).isEqualTo(1);
      a.rollback(before);
      assertThat(count(inA)).isEqualTo(2);
      inA.executeUpdate("UPDATE t SET n = n + 1");
      a.rollback();
      a.setAutoCommit(true);
      try (ResultSet sum = inA.executeQuery("SELECT SUM(n) FROM t")) {
        sum.next();
        assertThat(sum.getInt(1)).isEqualTo(30);
      }
      a.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      assertThat(a.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
    }
  }

  private static int count(Statement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM t")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  @Test
  void errorsCarryMySqlCodesAndStates() throws Exception {
    try (Connection connection = open(TEXT);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(5) NOT NULL UNIQUE)");
      statement.execute("INSERT INTO t VALUES (1, 'one')");
      assertFails(
          statement,
          "INSERT INTO t VALUES (1, 'x')",
          1062,
          "23000",
          "Duplicate entry '1' for key 't.PRIMARY'");
      assertFails(
          statement,
          "INSERT INTO t VALUES (2, 'ONE')",
          1062,
          "23000",
          "Duplicate entry 'ONE' for key 't.name'");
      assertFails(
          statement,
          "INSERT INTO t VALUES (2, NULL)",
          1048,
          "23000",
          "Column 'name' cannot be null");
      assertFails(
          statement,
          "INSERT INTO t VALUES (2, 'toolong')",
          1406,
          "22001",
          "Data truncation: Data too long for column 'name' at row 1");
      assertFails(
          statement,
          "INSERT INTO t (id) VALUES (2)",
          1364,
          "HY000",
          "Field 'name' doesn't have a default value");
      assertFails(
          statement,
          "SELECT * FROM missing",
          1146,
          "42S02",
          "Table 'it_jdbc.missing' doesn't exist");
      assertFails(
          statement,
          "SELECT missing FROM t",
          1054,
          "42S22",
          "Unknown column 'missing' in 'field list'");
      assertFails(statement, "USE missing", 1049, "42000", "Unknown database 'missing'");
    }
  }

  private static void assertFails(
      Statement statement, String sql, int code, String state, String message) {
    assertThatThrownBy(() -> statement.execute(sql))
        .isInstanceOfSatisfying(
            SQLException.class,
            failure -> {
              assertThat(failure.getErrorCode()).as(sql).isEqualTo(code);
              assertThat(failure.getSQLState()).as(sql).isEqualTo(state);
              assertThat(failure.getMessage()).isEqualTo(message);
            });
  }

  @Test
  void killQueryWakesAStatementAndKillEndsASession() throws Exception {
    try (Connection victim = open(TEXT);
        Connection killer = open(TEXT);
        Statement inVictim = victim.createStatement();
        Statement inKiller = killer.createStatement()) {
      long id;
      try (ResultSet row = inVictim.executeQuery("SELECT CONNECTION_ID()")) {
        row.next();
        id = row.getLong(1);
      }
      CompletableFuture<String> slept =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return single(inVictim.executeQuery("SELECT SLEEP(60)"));
                } catch (SQLException failure) {
                  return failure.toString();
                }
              });
      TimeUnit.MILLISECONDS.sleep(500);
      inKiller.execute("KILL QUERY " + id);
      assertThat(slept.get(10, TimeUnit.SECONDS)).isEqualTo("1");
      assertThat(victim.isValid(5)).isTrue();
      inKiller.execute("KILL " + id);
      assertThatThrownBy(() -> inVictim.execute("SELECT 1")).isInstanceOf(SQLException.class);
      assertFails(inKiller, "KILL 99999999", 1094, "HY000", "Unknown thread id: 99999999");
    }
  }

  @Test
  void batchesMultiStatementsAndTimeouts() throws Exception {
    try (Connection connection =
            open("mysql?rewriteBatchedStatements=true&allowMultiQueries=true");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, n INT)");
      try (PreparedStatement insert =
          connection.prepareStatement(
              "INSERT INTO t (n) VALUES (?)", Statement.RETURN_GENERATED_KEYS)) {
        for (int n = 0; n < 1000; n++) {
          insert.setInt(1, n);
          insert.addBatch();
        }
        assertThat(insert.executeBatch()).hasSize(1000);
        List<Integer> keys = new ArrayList<>();
        try (ResultSet generated = insert.getGeneratedKeys()) {
          while (generated.next()) {
            keys.add(generated.getInt(1));
          }
        }
        assertThat(keys).hasSize(1000).startsWith(1, 2).endsWith(1000);
      }
      assertThat(statement.execute("SELECT 1; UPDATE t SET n = 0 WHERE id <= 3; SELECT 2"))
          .isTrue();
      assertThat(statement.getMoreResults()).isFalse();
      assertThat(statement.getUpdateCount()).isEqualTo(3);
      assertThat(statement.getMoreResults()).isTrue();
      statement.addBatch("INSERT INTO t (id) VALUES (5000)");
      statement.addBatch("INSERT INTO t (id) VALUES (5000)");
      assertThatThrownBy(statement::executeBatch).isInstanceOf(BatchUpdateException.class);
      statement.setQueryTimeout(1);
      long start = System.nanoTime();
      assertThatThrownBy(() -> statement.execute("SELECT SLEEP(30)"))
          .isInstanceOf(SQLException.class);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {TEXT, MARIADB})
  void driversReadTheCatalog(String driver) throws Exception {
    try (Connection connection = open(driver);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE parent (id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, code CHAR(3)"
              + " NOT NULL UNIQUE)");
      statement.execute(
          "CREATE TABLE child (id INT PRIMARY KEY, parent_id INT UNSIGNED, amount DECIMAL(8,3)"
              + " DEFAULT 1.5, CONSTRAINT to_parent FOREIGN KEY (parent_id) REFERENCES parent (id)"
              + " ON DELETE CASCADE)");
      DatabaseMetaData meta = connection.getMetaData();
      assertThat(column(meta.getTables("it_jdbc", null, "%", new String[] {"TABLE"}), "TABLE_NAME"))
          .containsExactly("child", "parent");
      assertThat(column(meta.getColumns("it_jdbc", null, "child", "%"), "TYPE_NAME"))
          .containsExactly("INT", "INT UNSIGNED", "DECIMAL");
      assertThat(column(meta.getPrimaryKeys("it_jdbc", null, "parent"), "COLUMN_NAME"))
          .containsExactly("id");
      assertThat(column(meta.getImportedKeys("it_jdbc", null, "child"), "FK_NAME"))
          .containsExactly("to_parent");
      assertThat(column(meta.getIndexInfo("it_jdbc", null, "parent", true, false), "INDEX_NAME"))
          .containsExactlyInAnyOrder("PRIMARY", "code");
      try (ResultSet rows = statement.executeQuery("SELECT id AS k, code, id + 1 FROM parent p")) {
        ResultSetMetaData result = rows.getMetaData();
        assertThat(result.getColumnLabel(1)).isEqualTo("k");
        assertThat(result.getColumnName(1)).isEqualTo("id");
        assertThat(result.getTableName(1)).isEqualTo("parent");
        assertThat(result.isAutoIncrement(1)).isTrue();
        assertThat(result.isSigned(1)).isFalse();
        assertThat(result.isNullable(2)).isEqualTo(ResultSetMetaData.columnNoNulls);
        assertThat(result.getColumnLabel(3)).isEqualTo("id + 1");
        assertThat(result.getColumnType(3)).isEqualTo(Types.BIGINT);
      }
    }
  }

  private static List<String> column(ResultSet rows, String name) throws SQLException {
    List<String> values = new ArrayList<>();
    try (rows) {
      while (rows.next()) {
        values.add(String.valueOf(rows.getString(name)));
      }
    }
    return values;
  }

  @Test
  void wrongPasswordsAndUnknownUsersAreRefusedAlike() throws Exception {
    for (String user : List.of("root", "nobody")) {
      assertThatThrownBy(
              () ->
                  java.sql.DriverManager.getConnection(
                      "jdbc:mysql://127.0.0.1:"
                          + server.port()
                          + "/?allowPublicKeyRetrieval=true&sslMode=PREFERRED",
                      user,
                      "wrong"))
          .isInstanceOfSatisfying(
              SQLException.class,
              failure -> {
                assertThat(failure.getErrorCode()).isEqualTo(1045);
                assertThat(failure.getSQLState()).isEqualTo("28000");
              });
    }
  }

  @Test
  void statementsBeyondSqlitesLimitsWork() throws Exception {
    try (Connection connection = open(PREPARED);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(200), body MEDIUMTEXT)");
      StringBuilder insert = new StringBuilder("INSERT INTO t (id, name) VALUES ");
      for (int id = 0; id < 20_000; id++) {
        insert
            .append(id == 0 ? "" : ",")
            .append("(")
            .append(id)
            .append(",'name ")
            .append(id)
            .append("')");
      }
      assertThat(statement.executeUpdate(insert.toString())).isEqualTo(20_000);
      String places = "?" + ",?".repeat(999);
      try (PreparedStatement in =
          connection.prepareStatement("SELECT COUNT(*) FROM t WHERE id IN (" + places + ")")) {
        for (int n = 1; n <= 1000; n++) {
          in.setInt(n, n * 2);
        }
        assertThat(single(in.executeQuery())).isEqualTo("1000");
      }
      StringBuilder or = new StringBuilder("SELECT COUNT(*) FROM t WHERE id = -1");
      for (int n = 0; n < 3000; n++) {
        or.append(" OR id = ").append(n * 3);
      }
      assertThat(single(statement.executeQuery(or.toString()))).isEqualTo("3000");
      assertThat(
              single(
                  statement.executeQuery(
                      "SELECT COUNT(*) FROM t WHERE name LIKE 'name_1%9" + "%".repeat(60) + "'")))
          .isEqualTo(
              single(statement.executeQuery("SELECT COUNT(*) FROM t WHERE name LIKE 'name_1%9%'")));
      StringBuilder union = new StringBuilder("SELECT 1 AS n");
      for (int n = 2; n <= 50; n++) {
        union.append(" UNION ALL SELECT ").append(n);
      }
      assertThat(single(statement.executeQuery("SELECT SUM(n) FROM (" + union + ") AS u")))
          .isEqualTo("1275");
      String big = "x".repeat(1_500_000);
      try (PreparedStatement write =
          connection.prepareStatement("INSERT INTO t (id, body) VALUES (?, ?)")) {
        write.setInt(1, 100_000);
        write.setString(2, big);
        assertThat(write.executeUpdate()).isEqualTo(1);
      }
      assertThat(single(statement.executeQuery("SELECT body FROM t WHERE id = 100000")))
          .isEqualTo(big);
    }
  }

  @Test
  void temporaryTablesBelongToTheirSession() throws SQLException {
    try (Connection one = open(TEXT);
        Statement mine = one.createStatement();
        Connection two = open(TEXT);
        Statement other = two.createStatement()) {
      mine.execute("CREATE TEMPORARY TABLE tmp (id INT PRIMARY KEY)");
      mine.execute("INSERT INTO tmp VALUES (1), (2)");
      other.execute("CREATE TEMPORARY TABLE tmp (id INT PRIMARY KEY)");
      other.execute("INSERT INTO tmp VALUES (1)");
      assertThat(single(mine.executeQuery("SELECT COUNT(*) FROM tmp"))).isEqualTo("2");
      assertThat(single(other.executeQuery("SELECT COUNT(*) FROM tmp"))).isEqualTo("1");
      one.unwrap(com.mysql.cj.jdbc.JdbcConnection.class).resetServerState();
      assertThatThrownBy(() -> mine.executeQuery("SELECT * FROM it_jdbc.tmp"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(1146));
      two.unwrap(com.mysql.cj.jdbc.JdbcConnection.class).changeUser("root", "");
      assertThatThrownBy(() -> other.executeQuery("SELECT * FROM it_jdbc.tmp"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(1146));
    }
  }

  private static String single(ResultSet rows) throws SQLException {
    try (rows) {
      assertThat(rows.next()).isTrue();
      return String.valueOf(rows.getString(1));
    }
  }
}
