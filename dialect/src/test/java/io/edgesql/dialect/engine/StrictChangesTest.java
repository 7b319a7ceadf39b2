package io.edgesql.dialect.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.plan.Plan;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What MySQL 8.0.31 stores and refuses of values that are computed from rows, in strict mode. */
class StrictChangesTest {
  @SuppressWarnings("NullAway.Init") // open() sets it.
  private Engine engine;

  @BeforeEach
  void open() throws SQLException {
    engine = Engine.open();
    engine.run(
        "CREATE TABLE t (id INT PRIMARY KEY, i INT, b BIGINT, s VARCHAR(40), dt DATE, tm3 TIME(3),"
            + " dtm6 DATETIME(6), y YEAR, js JSON, de DECIMAL(30,3), bt BIT(64))");
    engine.run(
        "INSERT INTO t VALUES (1, 0, 0, 'a', '2024-02-29', '23:59:59.999',"
            + " '2024-02-29 23:59:59.999999', 2155, '1', 0, 0)");
  }

  @AfterEach
  void close() throws SQLException {
    engine.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1 / i",
        "7 DIV i",
        "CAST(s AS SIGNED)",
        "s + 1",
        "s = 1",
        "s AND 1",
        "dt + INTERVAL 8000 YEAR",
        "CAST(b AS DECIMAL(5, 2))"
      })
  void whatMayWarnIsNotComputedBySqlite(String value) {
    assertThat(
            engine.plan("UPDATE t SET s = " + value) instanceof Plan.Write write
                && write.gathering() != null)
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "js = s | 3140",
        "js = dt | 3140",
        "i = s | 1366",
        "dt = s | 1292",
        "y = y + 1 | 1264",
        "i = COALESCE(dt, dt) | 1265",
        "de = IF(1, dtm6, dtm6) | 1366",
        "y = dt | 1264",
        "bt = LAST_DAY(dt) | 1406"
      })
  void whatDoesNotFitIsAnError(String assignment, int code) {
    assertThatThrownBy(() -> engine.run("UPDATE t SET " + assignment))
        .isInstanceOfSatisfying(
            SqlException.class, wrong -> assertThat(wrong.code()).isEqualTo(code));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "b | dt | 20240229000000",
        "b | dt + INTERVAL 0 DAY | 20240229",
        "b | dtm6 | 20240301000000",
        "i | tm3 | 240000",
        "dt | dtm6 | 2024-03-01",
        "dt | GREATEST(dtm6, dtm6) | 2024-03-01",
        "s | PI() | 3.141592653589793",
        "s | CAST(dtm6 AS SIGNED) | 20240301000000"
      })
  void aDateArrivesAsItsExpressionGivesIt(String column, String value, String stored)
      throws SQLException {
    engine.run("UPDATE t SET " + column + " = " + value);
    assertThat(engine.run("SELECT " + column + " FROM t").rows())
        .extracting(Object::toString)
        .containsExactly("[" + stored + "]");
  }

  @Test
  void aDivisorThatIsALiteralIsLeftToSqlite() throws SQLException {
    engine.run("UPDATE t SET i = (i + 8) % 3");
    assertThat(engine.run("SELECT i FROM t").rows())
        .extracting(Object::toString)
        .containsExactly("[2]");
  }
}
