package io.edgesql.dialect.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.plan.Plan;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** SELECTs that Java finishes: what SQLite does not compute as MySQL does. */
class FinishTest {
  /** The bound in the tests' environment. */
  private static final int MAX_ROWS = 1000;

  @SuppressWarnings("NullAway.Init") // open() sets it.
  private Engine engine;

  @BeforeEach
  void open() throws SQLException {
    engine = Engine.open();
    engine.run("CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(20), big BIGINT, j JSON)");
    engine.run(
        "INSERT INTO t VALUES (1, 'Robert', 9223372036854775807, '[1]'), (2, 'Rupert', 1, '{}'),"
            + " (3, 'Ashcraft', 2, 'null'), (4, NULL, NULL, NULL), (5, 'Äpfel', 5, '[1, 2]')");
  }

  @AfterEach
  void close() throws SQLException {
    engine.close();
  }

  @Test
  void filtersRows() throws SQLException {
    assertThat(rows("SELECT id FROM t WHERE SOUNDEX(name) = 'R163' AND id < 9 ORDER BY id"))
        .isEqualTo("1\n2\n");
  }

  @Test
  void groupsAndFiltersGroups() throws SQLException {
    assertThat(
            rows(
                "SELECT SOUNDEX(name) AS s, COUNT(*), MAX(id) FROM t GROUP BY s HAVING COUNT(*) >"
                    + " 1"))
        .isEqualTo("R163 | 2 | 2\n");
  }

  @Test
  void dropsDuplicatesSortsAndCuts() throws SQLException {
    assertThat(
            rows(
                "SELECT DISTINCT SOUNDEX(name) AS s FROM t WHERE id < 4 ORDER BY s DESC LIMIT 1,"
                    + " 1"))
        .isEqualTo("A2613\n");
  }

  @Test
  void sortsDocumentsByTheirSizes() throws SQLException {
    assertThat(rows("SELECT id FROM t WHERE id IN (1, 5) ORDER BY j DESC")).isEqualTo("5\n1\n");
  }

  @Test
  void gathersNoMoreRowsThanTheBound() throws SQLException {
    engine.run("CREATE TABLE many (id INT PRIMARY KEY, name VARCHAR(20))");
    StringBuilder insert = new StringBuilder("INSERT INTO many VALUES (0, 'x')");
    for (int i = 1; i <= MAX_ROWS; i++) {
      insert.append(", (").append(i).append(", 'x')");
    }
    engine.run(insert.toString());
    String all = "SELECT id FROM many WHERE SOUNDEX(name) = 'X000'";
    assertThatThrownBy(() -> engine.run(all))
        .isInstanceOfSatisfying(
            SqlException.class,
            tooMany -> assertThat(tooMany.code()).isEqualTo(ErrorCode.ER_TOO_BIG_SELECT.code()));
    assertThat(engine.run(all + " AND id < " + MAX_ROWS).rows()).hasSize(MAX_ROWS);
    assertThat(engine.run("SELECT SOUNDEX(name) FROM many").rows()).hasSize(MAX_ROWS + 1);
  }

  @Test
  void hasAnotherWayForValuesThatTheShardRefuses() {
    assertThat(exact("SELECT id FROM t WHERE big + 1 > 0")).isNotNull();
    assertThat(exact("SELECT id FROM t WHERE LOWER(name) = 'äpfel'")).isNotNull();
    assertThat(exact("SELECT id FROM t WHERE id > 0")).isNull();
  }

  @Test
  void refusesWhatNeitherCanDo() {
    for (String sql :
        new String[] {
          "SELECT x.s FROM (SELECT SOUNDEX(name) AS s FROM t) x",
          "UPDATE t JOIN t AS u ON u.id = t.id SET t.name = SOUNDEX(u.name)"
        }) {
      assertThatThrownBy(() -> engine.run(sql))
          .isInstanceOfSatisfying(
              SqlException.class,
              refused ->
                  assertThat(refused.code()).isEqualTo(ErrorCode.ER_NOT_SUPPORTED_YET.code()));
    }
  }

  private Plan.@Nullable Rows exact(String sql) {
    return ((Plan.Rows) engine.plan(sql)).exact();
  }

  private String rows(String sql) throws SQLException {
    return engine.run(sql).table();
  }
}
