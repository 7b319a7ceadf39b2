package io.edgesql.dialect.plan;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.dialect.engine.Engine;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CacheVerdictTest {
  private Engine engine;

  @BeforeEach
  void open() throws SQLException {
    engine = Engine.open();
    engine.run("CREATE TABLE t (id INT PRIMARY KEY, a INT, b VARCHAR(20), at DATETIME, KEY (a))");
    engine.run("CREATE TABLE pair (x INT, y INT, v INT, PRIMARY KEY (x, y))");
    engine.run("CREATE TABLE named (name VARCHAR(20) PRIMARY KEY, v INT)");
    engine.run("CREATE TABLE big (id BIGINT UNSIGNED PRIMARY KEY, v INT)");
    engine.run("CREATE VIEW w AS SELECT id, a FROM t");
  }

  @AfterEach
  void close() throws SQLException {
    engine.close();
  }

  private CacheVerdict verdict(String sql) {
    return ((Plan.Rows) engine.plan(sql)).cache();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM t WHERE id = 1",
        "SELECT a + 1, UPPER(b) FROM t WHERE a IN (1, 2) ORDER BY b LIMIT 3",
        "SELECT t.a, COUNT(*) FROM t JOIN pair ON x = id GROUP BY t.a HAVING COUNT(*) > 1",
        "SELECT a FROM t UNION SELECT v FROM pair",
        "SELECT * FROM w WHERE a = 4",
        "SELECT UNIX_TIMESTAMP(at) FROM t",
        "SELECT * FROM t WHERE id = (SELECT MAX(x) FROM pair)",
        "WITH c AS (SELECT a FROM t) SELECT * FROM c",
      })
  void keepsWhatFollowsFromTheRowsAlone(String sql) {
    assertThat(verdict(sql).refusals()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT RAND() FROM t | function: RAND()",
        "SELECT * FROM t WHERE at < NOW() | function: NOW()",
        "SELECT UNIX_TIMESTAMP() - a FROM t | function: UNIX_TIMESTAMP()",
        "SELECT * FROM t WHERE id = LAST_INSERT_ID() | function: LAST_INSERT_ID()",
        "SELECT * FROM t WHERE b = CURRENT_USER() | function: CURRENT_USER()",
        "SELECT * FROM t WHERE id = @x | user-variable: @x",
        "SELECT @n := id FROM t | user-variable: @n",
        "SELECT * FROM t WHERE a < @@max_connections | system-variable: @@max_connections",
        "SELECT * FROM t FOR UPDATE | locking: FOR UPDATE",
        "SELECT * FROM t FOR SHARE | locking: FOR SHARE",
        "SELECT id FROM t WHERE id = 1 INTO @i | into",
        "SELECT SQL_CALC_FOUND_ROWS id FROM t LIMIT 1 | found-rows: SQL_CALC_FOUND_ROWS",
        "SELECT * FROM t WHERE a = (SELECT MIN(v) FROM pair WHERE v > RAND()) | function: RAND()",
        "SELECT * FROM t ORDER BY RAND() | function: RAND()",
        "SELECT * FROM (SELECT SLEEP(1) FROM t) d | function: SLEEP()",
        "WITH c AS (SELECT UUID() u FROM t) SELECT * FROM c | function: UUID()",
      })
  void refusesWithTheReason(String sql, String reason) {
    assertThat(verdict(sql).refusals())
        .extracting(CacheVerdict.Refusal::toString)
        .containsExactly(reason);
  }

  @Test
  void tellsEveryReason() {
    assertThat(verdict("SELECT RAND(), @a FROM t FOR UPDATE").refusals()).hasSize(3);
  }

  @Test
  void namesTheTablesAndTheColumnsThatAreMentioned() {
    CacheVerdict verdict =
        verdict(
            "SELECT A FROM t WHERE b = 'x' AND EXISTS (SELECT 1 FROM pair WHERE v = YEAR(t.at))");
    assertThat(verdict.reads())
        .extracting(read -> read.table().name() + read.columns().stream().sorted().toList())
        .containsExactlyInAnyOrder("t[a, at, b]", "pair[v]");
  }

  @Test
  void seesColumnsBehindAViewAndAStar() {
    assertThat(verdict("SELECT * FROM t").reads().get(0).columns())
        .containsExactlyInAnyOrder("id", "a", "b", "at");
    assertThat(verdict("SELECT 1 FROM w").reads().get(0).columns()).contains("id", "a");
  }

  @Test
  void knowsTheRowOfAWholeIntegerKey() {
    assertThat(requireNonNull(verdict("SELECT a FROM t WHERE id = 5").row()).values()).hasSize(1);
    assertThat(requireNonNull(verdict("SELECT a FROM t WHERE 5 = id AND a > 2").row()).values())
        .hasSize(1);
    assertThat(requireNonNull(verdict("SELECT v FROM pair WHERE y = 2 AND x = 1").row()).values())
        .hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT v FROM pair WHERE y = 2",
        "SELECT a FROM t WHERE id = 5 OR a = 1",
        "SELECT a FROM t WHERE id > 5",
        "SELECT v FROM named WHERE name = 'a'",
        "SELECT v FROM big WHERE id = 5",
        "SELECT a, (SELECT MAX(id) FROM t) FROM t WHERE id = 5",
        "SELECT a FROM t WHERE id = 5 ORDER BY (SELECT MAX(v) FROM pair)",
        "SELECT t.a FROM t JOIN pair ON x = id WHERE id = 5",
        "SELECT a FROM w WHERE id = 5",
      })
  void takesWholeTablesWhereTheRowIsNotCertain(String sql) {
    assertThat(verdict(sql).row()).isNull();
    assertThat(verdict(sql).reads()).isNotEmpty();
  }

  @Test
  void knowsEqualityOnAnIndexedColumn() {
    assertThat(requireNonNull(verdict("SELECT * FROM t WHERE a = 7").index()).column())
        .isEqualTo("a");
    assertThat(verdict("SELECT * FROM t WHERE b = 'x'").index()).isNull();
  }

  @Test
  void readsModesAsTheyAreWritten() {
    assertThat(List.of("strong", "CACHED", "bounded=1500", "bounded = 7"))
        .extracting(text -> String.valueOf(ReadMode.parse(text)))
        .containsExactly("strong", "cached", "bounded=1500", "bounded=7");
    assertThat(List.of("", "bounded", "bounded=", "bounded=0", "bounded=-1", "bounded=86400001"))
        .allSatisfy(text -> assertThat(ReadMode.parse(text)).isNull());
  }
}
