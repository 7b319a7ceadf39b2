package io.edgesql.dialect.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.dialect.SqlException;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Names, strings, comments and hints of a client can never change the structure of the SQLite text
 * that is made of a statement: whatever they hold, the text has the same tokens outside of quotes.
 */
class InjectionTest {
  private static final List<String> PAYLOADS =
      List.of(
          "'",
          "''",
          "\"",
          "`",
          "\\",
          "\\'",
          "\0",
          "a\0b",
          "'; DROP TABLE t; --",
          "`; DROP TABLE t; --",
          "\"; DROP TABLE t; --",
          "x') OR ('1'='1",
          "x` , (SELECT 1) AS `y",
          "*/ DROP TABLE t /*",
          "/*",
          "-- ",
          "#",
          "?1",
          ":a",
          "@a",
          "' || (SELECT 1) || '",
          "\n;\r",
          "’ʼ＇",
          "]]>",
          "{0}",
          "%s",
          "$");

  /** {@code S} is a string's inside, {@code N} a quoted name's, {@code C} a comment's. */
  private static final List<String> TEMPLATES =
      List.of(
          "SELECT '«S»' FROM t",
          "SELECT a AS `«N»` FROM t ORDER BY `«N»`",
          "SELECT a AS '«S»' FROM t",
          "SELECT `«N»`.a FROM t AS `«N»` WHERE `«N»`.s = '«S»'",
          "SELECT DISTINCT CONCAT(s, '«S»') FROM t GROUP BY CONCAT(s, '«S»')",
          "SELECT a FROM t WHERE s IN ('«S»', 'x') OR s = N'«S»' OR s = _utf8mb4'«S»'",
          "SELECT GROUP_CONCAT(s SEPARATOR '«S»') FROM t",
          "SELECT a FROM (SELECT a, s AS `«N»` FROM t) AS `«N»`",
          "WITH `«N»` AS (SELECT a FROM t) SELECT * FROM `«N»`",
          "SELECT SUM(a) OVER `«N»` FROM t WINDOW `«N»` AS (ORDER BY a)",
          "INSERT INTO t (a, s) VALUES (1, '«S»') ON DUPLICATE KEY UPDATE s = '«S»'",
          "UPDATE t AS `«N»` SET s = '«S»' WHERE s = '«S»'",
          "DELETE FROM t WHERE s < '«S»'",
          "SELECT /*+ «C» */ a FROM t",
          "SELECT /* «C» */ a FROM t",
          "SELECT a /*! , '«S»' */ FROM t",
          "SELECT a /*!99999 «C» */ FROM t");

  /** What a constant holds may choose another formula here; it must still stay in its quotes. */
  private static final List<String> SHAPING =
      List.of(
          "SELECT a FROM t WHERE s LIKE '«S»'",
          "SELECT a FROM t WHERE s LIKE '%«S»%' ESCAPE '|'",
          "SELECT a FROM t WHERE JSON_EXTRACT(s, '$.\"«S»\"') = 1",
          "SELECT a FROM t WHERE s REGEXP '«S»'",
          "SELECT DATE_FORMAT(NOW(), '«S»'), DATE_FORMAT(s, '«S»') FROM t ORDER BY 2",
          "SELECT a FROM t WHERE TRIM(BOTH '«S»' FROM s) = REPLACE(s, '«S»', '«S»')",
          "SELECT a FROM t WHERE FIND_IN_SET('«S»', s) OR FIELD(s, '«S»', 'b') OR a = '«S»'");

  private static final List<String> DEFINITIONS =
      List.of(
          "CREATE TABLE `d«N»` (a INT, b VARCHAR(50) DEFAULT '«S»' COMMENT '«S»') COMMENT '«S»'",
          "CREATE TABLE d (`c«N»` INT, KEY `k«N»` (`c«N»`))",
          "CREATE TABLE d (e ENUM('«S»', 'other'), s SET('p«S»'))",
          "CREATE TABLE d (s VARCHAR(50), CONSTRAINT `c«N»` CHECK (s <> '«S»'))",
          "CREATE TABLE d (s VARCHAR(50), g VARCHAR(99) AS (CONCAT(s, '«S»')), KEY ((REPLACE(s, '«S»', 'a'))))",
          "CREATE TABLE d (a INT PRIMARY KEY, b INT, CONSTRAINT `f«N»` FOREIGN KEY (b) REFERENCES t (a))",
          "CREATE TRIGGER `g«N»` BEFORE INSERT ON t FOR EACH ROW SET NEW.s = '«S»'",
          "CREATE VIEW `v«N»` AS SELECT a AS `c«N»`, '«S»' AS y FROM t");

  @Test
  void queriesAndWritesKeepTheirStructure() throws SQLException {
    try (Engine engine = open()) {
      for (String template : TEMPLATES) {
        String expected = structure(engine, filled(template, "x"));
        for (String payload : PAYLOADS) {
          String sql = filled(template, payload);
          String structure = structure(engine, sql);
          assertThat(structure).as(sql).isIn(expected, "refused");
        }
      }
    }
  }

  @Test
  void constantsThatShapeAFormulaStayInTheirQuotes() throws SQLException {
    try (Engine engine = open()) {
      for (String template : SHAPING) {
        for (String payload : PAYLOADS) {
          String sql = filled(template, payload);
          String structure = structure(engine, sql);
          assertThat(structure).as(sql).doesNotContain(";", "--", "/*", "DROP", "x OR");
        }
      }
    }
  }

  @Test
  void definitionsMakeNothingButThemselves() throws SQLException {
    for (String template : DEFINITIONS) {
      List<String> expected = objects(filled(template, "x"));
      for (String payload : PAYLOADS) {
        String sql = filled(template, payload);
        List<String> made = objects(sql);
        assertThat(made).as(sql).isIn(expected, List.of("refused"));
      }
    }
  }

  private static Engine open() throws SQLException {
    Engine engine = Engine.open();
    engine.run("CREATE TABLE t (a INT PRIMARY KEY, s VARCHAR(100))");
    return engine;
  }

  private static String filled(String template, String payload) {
    return template
        .replace("«S»", payload.replace("\\", "\\\\").replace("'", "\\'").replace("\0", "\\0"))
        .replace("«N»", payload.replace("`", "``"))
        .replace("«C»", payload.replace("*/", "* /"));
  }

  /** The kinds of the objects in SQLite, or "refused". */
  private static List<String> objects(String sql) throws SQLException {
    try (Engine engine = open()) {
      try {
        engine.run(sql);
      } catch (SqlException refused) {
        return List.of("refused");
      }
      return engine.objectKinds();
    }
  }

  private static String structure(Engine engine, String sql) {
    List<String> texts;
    try {
      texts = engine.sqlite(sql);
    } catch (SqlException refused) {
      return "refused";
    }
    StringBuilder out = new StringBuilder();
    for (String text : texts) {
      String tokens = outsideQuotes(text);
      assertThat(tokens).as(sql + "\n" + text).isNotNull();
      // A string with a NUL is written as its bytes.
      out.append(requireNonNull(tokens).replace("CAST(xS AS TEXT)", "S")).append('\n');
    }
    return out.toString();
  }

  /** The text with strings as S and names as N; null if a quote does not end. */
  private static @Nullable String outsideQuotes(String sql) {
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < sql.length()) {
      char c = sql.charAt(i);
      if (c != '\'' && c != '`' && c != '"') {
        out.append(c);
        i++;
        continue;
      }
      int end = i + 1;
      while (true) {
        end = sql.indexOf(c, end);
        if (end < 0) {
          return null;
        }
        if (end + 1 < sql.length() && sql.charAt(end + 1) == c) {
          end += 2;
          continue;
        }
        break;
      }
      out.append(c == '\'' ? "S" : "N");
      i = end + 1;
    }
    return out.toString();
  }
}
