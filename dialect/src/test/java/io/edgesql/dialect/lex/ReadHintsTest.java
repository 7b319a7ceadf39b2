package io.edgesql.dialect.lex;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.dialect.plan.ReadMode;
import io.edgesql.dialect.plan.Session.SqlMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The warnings are MySQL 8.0.31's but for our own hints. */
class ReadHintsTest {
  private static ReadHints hints(String sql) {
    return ReadHints.of(Lexer.lex(sql, SqlMode.DEFAULT));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT /*+ strong */ 1 | strong",
        "SELECT /*+ bounded=1500 */ 1 | bounded=1500",
        "SELECT /*+ Bounded = 20 */ 1 | bounded=20",
        "/*+ cached */ SELECT 1 | cached",
        "SELECT /*+cached*/ 1 | cached",
        "SELECT /*+ MAX_EXECUTION_TIME(1000) cached NO_ICP(t) */ 1 | cached",
        "INSERT /*+ strong */ INTO t SELECT 1 | strong",
        "SELECT * FROM (SELECT /*+ cached */ 1) d | cached",
      })
  void findsTheReadMode(String sql, String mode) {
    assertThat(String.valueOf(hints(sql).mode())).isEqualTo(mode);
    assertThat(hints(sql).warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "SELECT /*+ foo */ 1 | foo */ 1",
        "SELECT /*+ NO_ICP(t) foo */ 1 | foo */ 1",
        "SELECT /*+ cached foo */ 1 | foo */ 1",
        "SELECT /*+ bounded=0 */ 1 | bounded=0 */ 1",
        "SELECT /*+ bounded */ 1 | bounded */ 1",
        "SELECT /*+ */ 1 | */",
      })
  void warnsOfWhatIsNoHint(String sql, String near) {
    assertThat(hints(sql).warnings())
        .containsExactly(
            new ReadHints.Warning(
                1064, "Optimizer hint syntax error near '" + near + "' at line 1"));
  }

  @Test
  void keepsWhatStandsBeforeTheError() {
    assertThat(hints("SELECT /*+ cached foo */ 1").mode()).isEqualTo(ReadMode.CACHED);
  }

  @Test
  void takesTheFirstOfTwo() {
    ReadHints hints = hints("SELECT /*+ strong cached */ 1");
    assertThat(hints.mode()).isEqualTo(ReadMode.STRONG);
    assertThat(hints.warnings()).extracting(ReadHints.Warning::code).containsExactly(3126);
  }

  @Test
  void seesACommentWhereMySqlDoes() {
    assertThat(hints("SELECT 1 /*+ foo */")).isEqualTo(ReadHints.NONE);
    assertThat(hints("/*+ written by hand */ SELECT 1").warnings()).isEmpty();
    assertThat(hints("/* cached */ SELECT 1").mode()).isNull();
  }
}
