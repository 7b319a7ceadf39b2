package io.edgesql.dialect.bind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesql.dialect.SqlException;
import org.junit.jupiter.api.Test;

/** What MySQL 8.0.31 says of common tables that read themselves. */
final class RecursiveTablesTest {
  private static void refused(int code, String table) {
    String sql = "WITH RECURSIVE x AS (" + table + ") SELECT * FROM x";
    assertThatThrownBy(() -> Fixture.bind(sql))
        .as(sql)
        .isInstanceOfSatisfying(SqlException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  private static BoundQuery bound(String table) {
    return Fixture.bind("WITH RECURSIVE x AS (" + table + ") SELECT * FROM x");
  }

  @Test
  void aTableThatReadsItselfNeedsAUnion() {
    refused(3573, "SELECT * FROM x");
    refused(3573, "SELECT 1 AS i INTERSECT SELECT i FROM x");
    refused(3573, "SELECT 1 AS i EXCEPT SELECT i FROM x");
  }

  @Test
  void thePartsThatDoNotReadItComeFirst() {
    refused(3574, "SELECT 1 AS i FROM x UNION ALL SELECT 2");
    refused(3574, "SELECT 1 AS i UNION ALL SELECT i + 1 FROM x UNION ALL SELECT 5");
  }

  @Test
  void itIsReadOnceInAPartAndInNoSubquery() {
    refused(3577, "SELECT * FROM (SELECT * FROM x) a");
    refused(3577, "SELECT (SELECT i FROM x)");
    refused(3577, "SELECT 1 AS i FROM (SELECT i FROM x) a UNION ALL SELECT 2");
    refused(3577, "SELECT 1 AS i UNION ALL SELECT i + 1 FROM (SELECT * FROM x) d");
    refused(3577, "SELECT 1 AS i UNION ALL SELECT 1 WHERE 1 IN (SELECT i FROM x)");
    refused(3577, "SELECT 1 AS i UNION ALL SELECT a.i + 10 FROM x AS a, x AS b");
    refused(3577, "SELECT 1 AS i UNION ALL (WITH y AS (SELECT * FROM x) SELECT i + 1 FROM y)");
  }

  @Test
  void aPartThatRecursesNeitherSortsNorAggregates() {
    refused(1235, "SELECT 1 AS i UNION ALL SELECT i + 1 FROM x ORDER BY i");
    refused(1235, "SELECT 1 AS i UNION ALL (SELECT i + 1 FROM x ORDER BY i)");
    refused(1235, "SELECT 1 AS i UNION ALL (SELECT i + 1 FROM x LIMIT 1)");
    refused(1235, "SELECT 1 AS i UNION ALL SELECT DISTINCT i + 1 FROM x");
    refused(3575, "SELECT 1 AS i UNION ALL SELECT MAX(i + 1) FROM x");
    refused(3575, "SELECT 1 AS i UNION ALL SELECT ROW_NUMBER() OVER () FROM x");
  }

  @Test
  void partsInParenthesesAreInOneRow() {
    BoundQuery query =
        bound("SELECT 1 AS i UNION ALL (SELECT i + 1 FROM x UNION ALL SELECT 7 FROM x)");
    BoundQuery.SetOperation whole =
        (BoundQuery.SetOperation) query.commonTables().get(0).query().body();
    assertThat(whole.left().body()).isInstanceOf(BoundQuery.SetOperation.class);
    assertThat(whole.right().body()).isInstanceOf(BoundQuery.Select.class);
  }

  @Test
  void commonTablesOfAPartStandBeforeTheTable() {
    BoundQuery query =
        bound("SELECT 1 AS i UNION ALL (WITH y AS (SELECT 2 AS j) SELECT i + j FROM x, y)");
    assertThat(query.commonTables())
        .extracting(BoundQuery.CommonTable::name)
        .containsExactly("y", "x");
  }

  @Test
  void aTableOfTheSameNameInsideIsAnotherOne() {
    bound("WITH x AS (SELECT 5 AS i) SELECT i + 1 FROM x");
    bound("SELECT 1 AS i UNION ALL (WITH x AS (SELECT 5 AS i) SELECT i + 1 FROM x)");
  }
}
