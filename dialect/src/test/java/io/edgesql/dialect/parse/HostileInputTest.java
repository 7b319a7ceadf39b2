package io.edgesql.dialect.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.lex.Lexer;
import io.edgesql.dialect.plan.Session.SqlMode;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HostileInputTest {
  private static Statement parse(String sql) {
    return Parser.parse(Lexer.lex(sql, SqlMode.DEFAULT), SqlMode.DEFAULT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(",
        "-",
        "!",
        "~",
        "NOT ",
        "((SELECT ",
        "1+(",
        "CASE WHEN ",
        "f(",
        "1 BETWEEN ",
        "BINARY ",
        "EXISTS (SELECT ",
        "@a := ",
        "1 IN (",
        "ROW(1,"
      })
  void refusesDeepNesting(String part) {
    assertThatThrownBy(() -> parse("SELECT " + part.repeat(100_000)))
        .isInstanceOf(SqlException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"+1", "-1", "||1 XOR 1", "=1", " UNION SELECT 1", " COLLATE utf8mb4_bin"})
  void readsLeaningChainsWithinTheLimit(String part) {
    assertThat(parse("SELECT 1" + part.repeat(500))).isNotNull();
  }

  @Test
  void refusesLongSums() {
    assertThatThrownBy(() -> parse("SELECT 1" + "+1".repeat(100_000)))
        .hasMessageStartingWith("memory exhausted near");
  }

  @ParameterizedTest
  @ValueSource(strings = {" AND a", " OR a", " && a", " || a"})
  void readsLongLogicalChains(String part) {
    Expr tree = Parser.parseExpression("a" + part.repeat(100_000), SqlMode.DEFAULT);
    assertThat(((Expr.Logical) tree).operands()).hasSize(100_001);
  }

  @Test
  void readsMegabytesOfRows() {
    Statement.Insert insert =
        (Statement.Insert) parse("INSERT INTO t VALUES (1,'x')" + ",(2,'y')".repeat(200_000));
    assertThat(((Statement.InsertRows) insert.source()).rows()).hasSize(200_001);
  }

  @Test
  void failsCleanlyWhereverAStatementIsCut() {
    List<String> statements =
        List.of(
            "SELECT DISTINCT a.b, COUNT(*) c, CASE WHEN x THEN 'y' END, CAST(z AS CHAR(3)) FROM t"
                + " AS a LEFT JOIN (SELECT 1) q USING (k) WHERE a IN (1, 2) AND b LIKE 'x%' OR NOT"
                + " EXISTS (SELECT 1) GROUP BY 1 HAVING c > 1 ORDER BY 2 DESC LIMIT 1, 2",
            "INSERT INTO t (a, b) VALUES (1, DEFAULT), (?, x'41') ON DUPLICATE KEY UPDATE a = 1",
            "CREATE TABLE t (a INT UNSIGNED DEFAULT 1, b ENUM('x') COMMENT 'c', KEY k (a DESC),"
                + " FOREIGN KEY (a) REFERENCES o (b) ON DELETE SET NULL) ENGINE=InnoDB",
            "ALTER TABLE t ADD COLUMN a INT FIRST, DROP PRIMARY KEY, RENAME TO u",
            "CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW BEGIN IF 1 THEN SET NEW.a = 1; END"
                + " IF; END",
            "SET @a = 1, GLOBAL b = ON, @@c = DEFAULT",
            "SHOW FULL COLUMNS FROM t LIKE 'x'",
            "LOAD DATA LOCAL INFILE 'f' INTO TABLE t FIELDS TERMINATED BY ',' (a, @b) SET c = 1");
    for (String statement : statements) {
      assertThat(parse(statement)).isNotNull();
      for (int end = 0; end < statement.length(); end++) {
        reads(statement.substring(0, end));
        reads(statement.substring(end));
        reads(statement.substring(0, end) + statement.substring(end + 1));
      }
    }
  }

  /** Anything but an SqlException fails the test. */
  private static void reads(String sql) {
    try {
      assertThat(parse(sql)).isNotNull();
    } catch (SqlException refused) {
      assertThat(refused.code()).isPositive();
    }
  }
}
