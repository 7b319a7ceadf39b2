package io.edgesql.dialect.ddl;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.dialect.plan.Session.SqlMode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** canonical.tsv: expressions, and what SHOW CREATE TABLE of MySQL 8.0.31 made of them. */
class CanonicalTextTest {
  @Test
  void printsExpressionsAsMySqlKeepsThem() throws IOException {
    List<String> differences = new ArrayList<>();
    for (String line : lines()) {
      String written = line.substring(0, line.indexOf('\t'));
      String expected = line.substring(written.length() + 1);
      String printed = CanonicalText.written(written, SqlMode.DEFAULT);
      if (!printed.equals(expected)) {
        differences.add(written + "\n  " + expected + "\n  " + printed);
      }
    }
    assertThat(String.join("\n", differences)).isEmpty();
  }

  @Test
  void printsItsOwnTextsUnchanged() throws IOException {
    for (String line : lines()) {
      String once = CanonicalText.written(line.substring(0, line.indexOf('\t')), SqlMode.DEFAULT);
      assertThat(CanonicalText.written(once, SqlMode.DEFAULT)).isEqualTo(once);
    }
  }

  @Test
  void keepsWhatTheModeOfItsAuthorMeant() {
    SqlMode ansi =
        new SqlMode(
            true, true, true, false, false, true, true, true, true, true, false, false, false,
            false);
    assertThat(CanonicalText.written("\"a\" || '\\'", ansi))
        .isEqualTo("concat(`a`,_utf8mb4'\\\\')");
  }

  private static List<String> lines() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(CanonicalTextTest.class.getResourceAsStream("canonical.tsv"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
