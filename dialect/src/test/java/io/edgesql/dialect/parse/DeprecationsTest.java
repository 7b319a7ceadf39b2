package io.edgesql.dialect.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.dialect.lex.Lexer;
import io.edgesql.dialect.lex.ReadHints.Warning;
import io.edgesql.dialect.plan.Session.SqlMode;
import io.edgesql.dialect.tree.Locals;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The codes are those of MySQL 8.0.31. */
class DeprecationsTest {
  private static List<Warning> warnings(String sql) {
    return Parser.parse(Lexer.lex(sql, SqlMode.DEFAULT), SqlMode.DEFAULT, Locals.NONE).warnings();
  }

  private static List<Integer> codes(String sql) {
    return warnings(sql).stream().map(Warning::code).toList();
  }

  @Test
  void warnsOfOldOperators() {
    assertThat(codes("SELECT 1 && 1, 1 || 0, !1, BINARY 'a', @a := 1"))
        .containsExactly(1287, 1287, 1287, 1287, 1287);
    assertThat(codes("SELECT 1 AND 1 OR 0, NOT 1, CAST('a' AS BINARY), @a")).isEmpty();
  }

  @Test
  void warnsOfOldOptionsAndFunctions() {
    assertThat(codes("SELECT SQL_NO_CACHE SQL_CALC_FOUND_ROWS FOUND_ROWS()"))
        .containsExactly(1681, 1287, 1287);
    assertThat(codes("SELECT JSON_MERGE('1', '2')")).containsExactly(1287);
    assertThat(codes("INSERT DELAYED INTO t VALUES (1)")).containsExactly(3005);
  }

  @Test
  void warnsOnceForEachValues() {
    assertThat(
            codes("INSERT INTO t VALUES (1, 2) ON DUPLICATE KEY UPDATE a = VALUES(a), b=VALUES(b)"))
        .containsExactly(1287, 1287);
    assertThat(codes("SELECT * FROM (VALUES ROW(1)) t")).isEmpty();
  }

  @Test
  void warnsOfWidthsAndDigits() {
    assertThat(
            codes("CREATE TABLE t (a INT(11), b TINYINT(1), c TINYINT(4), d TINYINT(1) UNSIGNED)"))
        .containsExactly(1681, 1681, 1681, 1681);
    assertThat(warnings("CREATE TABLE t (a REAL(4,1) UNSIGNED ZEROFILL)"))
        .extracting(Warning::message)
        .satisfiesExactly(
            first -> assertThat(first).startsWith("The ZEROFILL attribute"),
            second -> assertThat(second).startsWith("Specifying number of digits"),
            third -> assertThat(third).startsWith("UNSIGNED for decimal"));
    assertThat(codes("CREATE TABLE t (a DECIMAL(5,2) ZEROFILL, b INT ZEROFILL, c DECIMAL(5,2))"))
        .containsExactly(1681, 1681);
    assertThat(codes("ALTER TABLE t ADD a INT(4), MODIFY b FLOAT(3,1), ADD c YEAR(4)"))
        .containsExactly(1681, 1681, 1287);
  }

  @Test
  void warnsOfOldShows() {
    assertThat(codes("SHOW PROFILES")).containsExactly(1287);
    assertThat(codes("SHOW PROFILE")).containsExactly(1287);
    assertThat(codes("SHOW SLAVE STATUS")).containsExactly(1287);
    assertThat(codes("SHOW REPLICA STATUS")).isEmpty();
  }

  @Test
  void warnsOfOldCharacterSets() {
    assertThat(codes("SET NAMES utf8 COLLATE utf8_bin")).containsExactly(3719, 3778);
    assertThat(codes("CREATE TABLE t (a CHAR(3) CHARSET utf8mb3, b NCHAR(3), c TEXT ASCII)"))
        .containsExactly(1287, 3720, 1287);
    assertThat(codes("CREATE TABLE t (a INT) CHARSET utf8")).containsExactly(3719);
    assertThat(codes("SELECT CONVERT('a' USING utf8), a COLLATE utf8_bin")).containsExactly(3719);
    assertThat(codes("SET CHARACTER SET utf8")).isEmpty();
  }
}
