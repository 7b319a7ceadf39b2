package io.edgesql.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What two sessions see of each other, as docs/transactions.md tells it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TransactionsIT {
  private final EdgeSql server;
  private Connection mine;
  private Connection theirs;

  TransactionsIT(@TempDir Path folder) throws IOException, InterruptedException {
    server = EdgeSql.start(folder.resolve("data"));
  }

  @AfterAll
  void stop() throws IOException, InterruptedException {
    server.close();
  }

  @BeforeEach
  void open() throws SQLException {
    try (Connection connection = server.connect("", "")) {
      run(connection, "DROP DATABASE IF EXISTS it_tx");
      run(connection, "CREATE DATABASE it_tx");
    }
    mine = server.connect("it_tx", "");
    theirs = server.connect("it_tx", "");
    run(
        mine,
        "CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(64), n INT, email VARCHAR(64) UNIQUE)");
    run(mine, "INSERT INTO t VALUES (1, 'a', 1, 'a@x'), (2, 'b', 2, 'b@x')");
  }

  @AfterEach
  void close() throws SQLException {
    mine.close();
    theirs.close();
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String read(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      StringBuilder all = new StringBuilder();
      while (rows.next()) {
        all.append(all.isEmpty() ? "" : " ").append(rows.getString(1));
      }
      return all.toString();
    }
  }

  private static CompletableFuture<Void> later(Connection connection, String sql) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            run(connection, sql);
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static void assertWaits(CompletableFuture<Void> statement) {
    assertThatThrownBy(() -> statement.get(500, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
  }

  private static int codeOf(Connection connection, String sql) {
    try {
      run(connection, sql);
      return 0;
    } catch (SQLException e) {
      return e.getErrorCode();
    }
  }

  @Test
  void repeatableReadKeepsItsSnapshotAndWritesTheCurrentState() throws SQLException {
    run(mine, "START TRANSACTION");
    assertThat(read(mine, "SELECT v FROM t ORDER BY id")).isEqualTo("a b");
    run(theirs, "UPDATE t SET v = 'A', n = 10 WHERE id = 1");
    run(theirs, "INSERT INTO t VALUES (3, 'c', 3, 'c@x')");
    run(theirs, "DELETE FROM t WHERE id = 2");
    assertThat(read(mine, "SELECT v FROM t ORDER BY id")).isEqualTo("a b");
    assertThat(read(mine, "SELECT v FROM t WHERE id = 1 FOR UPDATE")).isEqualTo("A");
    run(mine, "UPDATE t SET n = n + 1 WHERE id = 1");
    assertThat(read(mine, "SELECT n FROM t WHERE id = 1")).isEqualTo("11");
    assertThat(read(mine, "SELECT id FROM t ORDER BY id")).isEqualTo("1 2");
    run(mine, "COMMIT");
    assertThat(read(mine, "SELECT id FROM t ORDER BY id")).isEqualTo("1 3");
  }

  @Test
  void readCommittedSeesWhatIsCommitted() throws SQLException {
    run(mine, "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
    run(mine, "START TRANSACTION");
    assertThat(read(mine, "SELECT v FROM t WHERE id = 1")).isEqualTo("a");
    run(theirs, "UPDATE t SET v = 'A' WHERE id = 1");
    assertThat(read(mine, "SELECT v FROM t WHERE id = 1")).isEqualTo("A");
    run(mine, "ROLLBACK");
  }

  @Test
  void serializableKeepsWritersOutOfWhatItHasRead() throws SQLException {
    run(mine, "SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE");
    run(mine, "START TRANSACTION");
    assertThat(read(mine, "SELECT COUNT(*) FROM t")).isEqualTo("2");
    run(theirs, "SET innodb_lock_wait_timeout = 1");
    assertThat(codeOf(theirs, "INSERT INTO t VALUES (9, 'x', 1, 'x@x')")).isEqualTo(1205);
    run(mine, "COMMIT");
    assertThat(codeOf(theirs, "INSERT INTO t VALUES (9, 'x', 1, 'x@x')")).isZero();
  }

  @Test
  void whatIsRandomIsCommittedAsItWasShown() throws SQLException {
    run(mine, "START TRANSACTION");
    run(mine, "UPDATE t SET v = UUID(), n = FLOOR(RAND() * 1000000)");
    String all = "SELECT CONCAT(v, '/', n) FROM t ORDER BY id";
    String shown = read(mine, all);
    run(mine, "COMMIT");
    assertThat(read(theirs, all)).isEqualTo(shown);
  }

  @Test
  void anIdleWriterKeepsNobodyButWritersOfItsRows() throws Exception {
    run(mine, "START TRANSACTION");
    run(mine, "UPDATE t SET v = 'mine' WHERE id = 1");
    run(mine, "INSERT INTO t VALUES (3, 'c', 3, 'c@x')");
    assertThat(read(theirs, "SELECT v FROM t ORDER BY id")).isEqualTo("a b");
    run(theirs, "UPDATE t SET v = 'other' WHERE id = 2");
    CompletableFuture<Void> same = later(theirs, "UPDATE t SET v = CONCAT(v, '!') WHERE id = 1");
    assertWaits(same);
    run(mine, "COMMIT");
    same.get(60, TimeUnit.SECONDS);
    assertThat(read(theirs, "SELECT v FROM t WHERE id = 1")).isEqualTo("mine!");
  }

  @Test
  void aDuplicateThatMayComeOrGoWaits() throws Exception {
    run(mine, "START TRANSACTION");
    run(mine, "INSERT INTO t VALUES (3, 'c', 3, 'new@x') ON DUPLICATE KEY UPDATE n = 0");
    run(theirs, "SET innodb_lock_wait_timeout = 1");
    assertThat(codeOf(theirs, "INSERT INTO t VALUES (4, 'd', 4, 'new@x')")).isEqualTo(1205);
    run(mine, "ROLLBACK");
    assertThat(codeOf(theirs, "INSERT INTO t VALUES (4, 'd', 4, 'new@x')")).isZero();
    assertThat(codeOf(mine, "INSERT INTO t VALUES (5, 'e', 5, 'new@x')")).isEqualTo(1062);
  }

  @Test
  void aCycleOfWaitsIsFoundAtOnce() throws Exception {
    run(mine, "START TRANSACTION");
    run(theirs, "START TRANSACTION");
    run(mine, "UPDATE t SET n = 1 WHERE id = 1");
    run(mine, "INSERT INTO t VALUES (7, 'g', 7, 'g@x'), (8, 'h', 8, 'h@x')");
    run(theirs, "UPDATE t SET n = 1 WHERE id = 2");
    CompletableFuture<Void> first = later(mine, "UPDATE t SET n = 2 WHERE id = 2");
    assertWaits(first);
    assertThat(codeOf(theirs, "UPDATE t SET n = 2 WHERE id = 1")).isEqualTo(1213);
    first.get(60, TimeUnit.SECONDS);
    run(mine, "COMMIT");
    assertThat(read(theirs, "SELECT n FROM t WHERE id <= 2 ORDER BY id")).isEqualTo("1 2");
  }

  @Test
  void killQueryEndsAWaitForALock() throws Exception {
    String id = read(theirs, "SELECT CONNECTION_ID()");
    run(mine, "START TRANSACTION");
    run(mine, "UPDATE t SET v = 'mine' WHERE id = 1");
    CompletableFuture<Integer> waiting =
        CompletableFuture.supplyAsync(() -> codeOf(theirs, "DELETE FROM t WHERE id = 1"));
    assertThatThrownBy(() -> waiting.get(500, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    run(mine, "KILL QUERY " + id);
    assertThat(waiting.get(30, TimeUnit.SECONDS)).isEqualTo(1317);
    run(mine, "ROLLBACK");
    assertThat(read(theirs, "SELECT COUNT(*) FROM t")).isEqualTo("2");
  }

  @Test
  void aClientThatGoesFreesItsRowsAtOnce() throws Exception {
    Connection gone = server.connect("it_tx", "");
    run(gone, "START TRANSACTION");
    run(gone, "UPDATE t SET v = 'gone' WHERE id = 1");
    gone.abort(Runnable::run);
    run(theirs, "SET innodb_lock_wait_timeout = 40");
    run(theirs, "UPDATE t SET v = CONCAT(v, '!') WHERE id = 1");
    assertThat(read(theirs, "SELECT v FROM t WHERE id = 1")).isEqualTo("a!");
  }

  @Test
  void nobodyTakesAwayTheParentOfANewRow() throws Exception {
    run(mine, "CREATE TABLE child (id INT PRIMARY KEY, t INT, FOREIGN KEY (t) REFERENCES t (id))");
    run(mine, "START TRANSACTION");
    run(mine, "INSERT INTO child VALUES (1, 2)");
    run(theirs, "SET innodb_lock_wait_timeout = 1");
    assertThat(codeOf(theirs, "DELETE FROM t WHERE id = 2")).isEqualTo(1205);
    run(mine, "COMMIT");
    assertThat(codeOf(theirs, "DELETE FROM t WHERE id = 2")).isEqualTo(1451);
  }

  @Test
  void skipLockedGivesEachWorkerRowsOfItsOwn() throws SQLException {
    run(mine, "INSERT INTO t VALUES (3, 'c', 3, 'c@x'), (4, 'd', 4, 'd@x')");
    String next = "SELECT id FROM t WHERE n > 0 ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED";
    run(mine, "START TRANSACTION");
    run(theirs, "START TRANSACTION");
    assertThat(read(mine, next)).isEqualTo("1");
    assertThat(read(theirs, next)).isEqualTo("2");
    assertThat(read(mine, next)).isEqualTo("1");
    assertThat(codeOf(theirs, "SELECT id FROM t WHERE id = 1 FOR UPDATE NOWAIT")).isEqualTo(3572);
    assertThat(read(theirs, "SELECT id FROM t ORDER BY id FOR SHARE SKIP LOCKED"))
        .isEqualTo("2 3 4");
    run(mine, "COMMIT");
    assertThat(read(theirs, next)).isEqualTo("1");
    run(theirs, "COMMIT");
  }

  @Test
  void forUpdateOfLocksTheNamedTablesAlone() throws SQLException {
    run(mine, "CREATE TABLE other (id INT PRIMARY KEY, t INT)");
    run(mine, "INSERT INTO other VALUES (1, 1)");
    run(mine, "START TRANSACTION");
    String join = "SELECT a.v FROM t AS a JOIN other AS b ON b.t = a.id WHERE a.id = 1 ";
    assertThat(read(mine, join + "FOR UPDATE OF a")).isEqualTo("a");
    run(theirs, "SET innodb_lock_wait_timeout = 1");
    assertThat(codeOf(theirs, "UPDATE other SET t = 2")).isZero();
    assertThat(codeOf(theirs, "UPDATE t SET n = 5 WHERE id = 1")).isEqualTo(1205);
    assertThat(codeOf(mine, join + "FOR UPDATE OF t")).isEqualTo(3568);
    assertThat(codeOf(mine, join + "FOR UPDATE OF a FOR SHARE OF a")).isEqualTo(3569);
    run(mine, "COMMIT");
  }

  @Test
  void lockTablesKeepsOthersOutAndItsOwnSessionWithinWhatItNamed() throws Exception {
    run(mine, "CREATE TABLE other (id INT PRIMARY KEY)");
    run(theirs, "SET innodb_lock_wait_timeout = 1");
    run(mine, "LOCK TABLES t READ");
    assertThat(read(theirs, "SELECT COUNT(*) FROM t")).isEqualTo("2");
    assertThat(codeOf(theirs, "UPDATE t SET n = 7 WHERE id = 1")).isEqualTo(1205);
    assertThat(codeOf(mine, "UPDATE t SET n = 7 WHERE id = 1")).isEqualTo(1099);
    assertThat(codeOf(mine, "SELECT * FROM other")).isEqualTo(1100);
    run(theirs, "SET innodb_lock_wait_timeout = 50");
    run(mine, "LOCK TABLES t WRITE, other READ");
    run(mine, "UPDATE t SET n = 7 WHERE id = 1");
    CompletableFuture<Void> reader = later(theirs, "SELECT * FROM t");
    assertWaits(reader);
    assertThat(read(mine, "SHOW EDGE LOCKS")).isNotEmpty();
    run(mine, "UNLOCK TABLES");
    reader.get(60, TimeUnit.SECONDS);
    assertThat(codeOf(theirs, "UPDATE t SET n = 8 WHERE id = 1")).isZero();
    run(theirs, "SET innodb_lock_wait_timeout = 1");
    run(mine, "SET autocommit = 0");
    run(mine, "LOCK TABLES t WRITE");
    run(mine, "UPDATE t SET n = 9 WHERE id = 1");
    run(mine, "COMMIT");
    assertThat(codeOf(theirs, "UPDATE t SET n = 8 WHERE id = 1")).isEqualTo(1205);
    run(mine, "UNLOCK TABLES");
    assertThat(read(theirs, "SELECT n FROM t WHERE id = 1")).isEqualTo("9");
  }

  @Test
  void tableLocksEndWithTheirSession() throws SQLException {
    Connection gone = server.connect("it_tx", "");
    run(gone, "LOCK TABLES t WRITE");
    gone.abort(Runnable::run);
    run(theirs, "SET innodb_lock_wait_timeout = 40");
    run(theirs, "UPDATE t SET v = 'free' WHERE id = 1");
    assertThat(read(theirs, "SELECT v FROM t WHERE id = 1")).isEqualTo("free");
  }

  @Test
  void serializableLocksTheRowThatASelectNames() throws SQLException {
    run(mine, "SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE");
    run(mine, "START TRANSACTION");
    assertThat(read(mine, "SELECT v FROM t WHERE id = 1")).isEqualTo("a");
    assertThat(read(mine, "SELECT v FROM t WHERE id = 9")).isEmpty();
    run(theirs, "SET innodb_lock_wait_timeout = 1");
    assertThat(codeOf(theirs, "UPDATE t SET n = 3 WHERE id = 2")).isZero();
    assertThat(codeOf(theirs, "UPDATE t SET n = 3 WHERE id = 1")).isEqualTo(1205);
    assertThat(codeOf(theirs, "INSERT INTO t VALUES (9, 'x', 1, 'x@x')")).isEqualTo(1205);
    run(mine, "COMMIT");
  }

  @Test
  void theEndOfATransactionFreesItsLocksBeforeItIsTold() throws SQLException {
    for (int round = 0; round < 200; round++) {
      run(mine, "START TRANSACTION");
      run(mine, "SELECT * FROM t WHERE id = 1 FOR UPDATE");
      if (round % 3 == 0) {
        run(mine, "UPDATE t SET n = n + 1 WHERE id = 2");
      }
      run(mine, round % 2 == 0 ? "ROLLBACK" : "COMMIT");
      assertThat(codeOf(theirs, "SELECT * FROM t WHERE id IN (1, 2) FOR UPDATE NOWAIT")).isZero();
    }
  }
}
