package io.edgesql.dialect.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Window functions that Java computes; the answers are those of MySQL 8.0.31. */
class FinishedWindowsTest {
  @SuppressWarnings("NullAway.Init") // open() sets it.
  private Engine engine;

  @BeforeEach
  void open() throws SQLException {
    engine = Engine.open();
    engine.run("CREATE TABLE t (id INT PRIMARY KEY, g INT, name VARCHAR(20), d DATE, b BIT(10))");
    engine.run(
        "INSERT INTO t VALUES (1, 1, 'Robert', '2024-01-31', 5), (2, 1, 'Rupert', '2024-02-29', 9),"
            + " (3, 1, 'Ann', '2024-03-31', NULL), (4, 2, NULL, NULL, 1), (5, 2, 'Bo',"
            + " '2024-01-01', 3)");
  }

  @AfterEach
  void close() throws SQLException {
    engine.close();
  }

  @Test
  void ranksByWhatJavaComputes() throws SQLException {
    assertThat(
            rows(
                "SELECT id, RANK() OVER w, DENSE_RANK() OVER w, ROW_NUMBER() OVER w, CUME_DIST()"
                    + " OVER w FROM t WINDOW w AS (ORDER BY SOUNDEX(name)) ORDER BY id"))
        .isEqualTo(
            """
            1 | 4 | 4 | 4 | 1
            2 | 4 | 4 | 5 | 1
            3 | 2 | 2 | 2 | 0.4
            4 | 1 | 1 | 1 | 0.2
            5 | 3 | 3 | 3 | 0.6
            """);
  }

  @Test
  void looksBesideAndIntoFrames() throws SQLException {
    assertThat(
            rows(
                "SELECT id, LAG(SOUNDEX(name)) OVER w, LEAD(SOUNDEX(name), 1, 'none') OVER w,"
                    + " LAST_VALUE(SOUNDEX(name)) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER"
                    + " BY id) ORDER BY id"))
        .isEqualTo(
            """
            1 | NULL | R163 | R163
            2 | R163 | A500 | R163
            3 | R163 | none | A500
            4 | NULL | B000 | NULL
            5 | NULL | none | B000
            """);
  }

  @Test
  void sumsOverMovingFrames() throws SQLException {
    assertThat(
            rows(
                "SELECT id, SUM(CRC32(name) % 10) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1"
                    + " FOLLOWING) = SUM(CRC32(name) % 10) OVER (ORDER BY id RANGE BETWEEN 1"
                    + " PRECEDING AND 1 FOLLOWING) FROM t ORDER BY id"))
        .isEqualTo("1 | 1\n2 | 1\n3 | 1\n4 | 1\n5 | 1\n");
  }

  @Test
  void measuresFramesInMonths() throws SQLException {
    assertThat(
            rows(
                "SELECT id, COUNT(*) OVER (ORDER BY d RANGE BETWEEN INTERVAL 1 MONTH PRECEDING AND"
                    + " CURRENT ROW) FROM t ORDER BY id"))
        .isEqualTo("1 | 2\n2 | 2\n3 | 2\n4 | 1\n5 | 1\n");
  }

  @Test
  void takesBitsForNumbers() throws SQLException {
    assertThat(rows("SELECT id, BIT_OR(b) OVER (PARTITION BY g) FROM t ORDER BY id"))
        .isEqualTo("1 | 13\n2 | 13\n3 | 13\n4 | 3\n5 | 3\n");
  }

  private String rows(String sql) throws SQLException {
    return engine.run(sql).table();
  }
}
