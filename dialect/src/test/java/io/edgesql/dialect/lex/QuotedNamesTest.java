package io.edgesql.dialect.lex;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.dialect.plan.Session.SqlMode;
import org.junit.jupiter.api.Test;

class QuotedNamesTest {
  private static final SqlMode ANSI = SqlMode.DEFAULT.reading("ANSI_QUOTES");

  @Test
  void writesNamesOfAnsiQuotesBetweenBackticks() {
    assertThat(
            QuotedNames.requote(
                "select \"a\", 'x\"' as \"y `\"\" z\" from \"t\" -- \"c\"", ANSI, '`'))
        .isEqualTo("select `a`, 'x\"' as `y ``\" z` from `t` -- \"c\"");
  }

  @Test
  void keepsStringsBetweenDoubleQuotesStrings() {
    assertThat(QuotedNames.requote("select `a\"b`, \"it's \\\\\" from t", SqlMode.DEFAULT, '"'))
        .isEqualTo("select \"a\"\"b\", 'it''s \\\\' from t");
  }

  @Test
  void leavesTextAloneThatIsWrittenThatWay() {
    String text = "select `a`, \"b\" from `t` where x = 'y'";
    assertThat(QuotedNames.requote(text, SqlMode.DEFAULT, '`')).isEqualTo(text);
  }

  @Test
  void namesTheWordsThatChangeReading() {
    SqlMode mode =
        SqlMode.DEFAULT.reading("REAL_AS_FLOAT,PIPES_AS_CONCAT,ANSI_QUOTES,STRICT_ALL_TABLES");

    assertThat(mode.readingWords()).isEqualTo("REAL_AS_FLOAT,PIPES_AS_CONCAT,ANSI_QUOTES");
    assertThat(ANSI.reading("").ansiQuotes()).isFalse();
    assertThat(ANSI.reading(null).ansiQuotes()).isTrue();
  }
}
