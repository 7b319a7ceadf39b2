package io.edgesql.dialect.bind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesql.dialect.SqlException;
import org.junit.jupiter.api.Test;

/** Aggregates and INTO where MySQL 8.0.31 does not take them. */
final class MisplacedClausesTest {
  private static void refused(int code, String sql) {
    assertThatThrownBy(() -> Fixture.bind(sql))
        .as(sql)
        .isInstanceOfSatisfying(SqlException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void orderByDoesNotAggregateWhereNothingElseDoes() {
    refused(3029, "SELECT 1 FROM a ORDER BY COUNT(*)");
    refused(3029, "SELECT id FROM a ORDER BY MAX(x) LIMIT 1");
    refused(3028, "SELECT id FROM a UNION SELECT 1 ORDER BY COUNT(*)");
    Fixture.bind("SELECT id FROM a GROUP BY id ORDER BY COUNT(*)");
    Fixture.bind("SELECT COUNT(*) FROM a ORDER BY COUNT(*)");
    Fixture.bind("SELECT 1 FROM a ORDER BY (SELECT COUNT(*) FROM b)");
  }

  @Test
  void intoStandsAtTheEndOfTheWholeQuery() {
    refused(3954, "SELECT * FROM (SELECT 1 INTO @a) d");
    refused(3954, "SELECT (SELECT 1 INTO @a)");
    refused(3954, "SELECT 1 INTO @a UNION SELECT 2");
    refused(3954, "(SELECT 1 INTO @a) UNION SELECT 2");
    Fixture.bind("SELECT 1 UNION SELECT 2 INTO @a");
    Fixture.bind("(SELECT 1 INTO @a)");
  }
}
