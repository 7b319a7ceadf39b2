package io.edgesql.dialect.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.plan.Plan;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Changes whose values Java computes, because SQLite does not compute them as MySQL does. */
class GatheredWritesTest {
  private static final String UPDATE = "UPDATE t SET name = REGEXP_REPLACE(name, '[a-z]+', '')";

  @SuppressWarnings("NullAway.Init") // open() sets it.
  private Engine engine;

  @BeforeEach
  void open() throws SQLException {
    engine = Engine.open();
    engine.run("CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(40), n INT)");
    engine.run("INSERT INTO t VALUES (1, 'Robert', 5), (2, 'Rupert', 6), (3, NULL, 7)");
    engine.run("CREATE TABLE s (id INT PRIMARY KEY, name VARCHAR(40))");
    engine.run("CREATE TABLE k (name VARCHAR(40))");
  }

  @AfterEach
  void close() throws SQLException {
    engine.close();
  }

  @Test
  void insertsWhatJavaComputes() throws SQLException {
    String insert = "INSERT INTO s SELECT id, SOUNDEX(name) FROM t WHERE SOUNDEX(name) = 'R163'";
    assertThat(isGathered(insert)).isTrue();
    assertThat(engine.run(insert).affected()).isEqualTo(2);
    assertThat(engine.run("SELECT * FROM s ORDER BY id").rows())
        .extracting(Object::toString)
        .containsExactly("[1, R163]", "[2, R163]");
  }

  @Test
  void updatesWithValuesThatSeeEarlierOnes() throws SQLException {
    engine.run("UPDATE t SET n = CRC32(name) % 100, name = CONCAT(MD5(n), n) WHERE id < 3");
    assertThat(engine.run("SELECT name = CONCAT(MD5(n), n) FROM t WHERE id < 3").rows())
        .extracting(Object::toString)
        .containsExactly("[1]", "[1]");
  }

  @Test
  void countsRowsThatReallyChange() throws SQLException {
    assertThat(engine.run(UPDATE).affected()).isEqualTo(2);
    assertThat(engine.run(UPDATE).affected()).isZero();
  }

  @Test
  void deletesByOrderAndLimit() throws SQLException {
    engine.run("DELETE FROM t WHERE SOUNDEX(name) = 'R163' ORDER BY MD5(id) DESC LIMIT 1");
    assertThat(engine.run("SELECT id FROM t ORDER BY id").rows())
        .extracting(Object::toString)
        .containsExactly("[1]", "[3]");
  }

  @Test
  void tellsTheErrorOfStoring() {
    assertThatThrownBy(() -> engine.run("UPDATE t SET n = MD5(name)"))
        .isInstanceOfSatisfying(
            SqlException.class, wrong -> assertThat(wrong.code()).isIn(1265, 1366));
  }

  @Test
  void leavesToSqliteWhatItComputesExactly() {
    assertThat(isGathered("UPDATE t SET n = n + 1 WHERE name = 'x'")).isFalse();
    assertThat(isGathered("INSERT INTO s SELECT id, name FROM t")).isFalse();
  }

  @Test
  void leavesTablesWithoutAPrimaryKeyToSqlite() {
    assertThatThrownBy(() -> engine.run("UPDATE k SET name = SOUNDEX(name)"))
        .isInstanceOfSatisfying(
            SqlException.class, refused -> assertThat(refused.code()).isEqualTo(1235));
  }

  private boolean isGathered(String sql) {
    return engine.plan(sql) instanceof Plan.Write write && write.gathering() != null;
  }
}
