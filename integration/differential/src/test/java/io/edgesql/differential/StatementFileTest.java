package io.edgesql.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatementFileTest {
  @TempDir Path folder = Path.of("");

  @Test
  void readsStatementsOverSeveralLinesWithTheirAnswers() throws IOException {
    Path file = folder.resolve("a.test");
    Files.write(
        file, List.of("# comment", "SELECT 1,", "  ';' AS x;", "> row 1 | ;", "", "SELECT 2"));
    assertThat(StatementFile.read(file).entries())
        .containsExactly(
            new StatementFile.Entry("SELECT 1,\n  ';' AS x", List.of("row 1 | ;")),
            new StatementFile.Entry("SELECT 2", List.of()));
  }
}
