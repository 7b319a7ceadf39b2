package io.edgesql.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.differential.Server;
import io.edgesql.differential.StatementFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real MySQL answered, captured in {@code differential/captured/*.test}, asked again. */
class CapturedAnswersIT {
  private static final Path FILES = EdgeSql.ROOT.resolve("integration/differential/captured");

  @Test
  void answersAsTheCapturedMySqlDid(@TempDir Path folder) throws Exception {
    List<String> differences = new ArrayList<>();
    try (EdgeSql server = EdgeSql.start(folder.resolve("data"))) {
      int number = 0;
      for (Path file : files()) {
        String database = "captured" + number++;
        try (Server session = Server.connect("127.0.0.1:" + server.port())) {
          session.run("CREATE DATABASE " + database);
          session.run("USE " + database);
          replay(file, session, differences);
        }
      }
    }
    assertThat(differences).isEmpty();
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(FILES)) {
      return all.filter(f -> f.toString().endsWith(".test")).sorted().toList();
    }
  }

  private static void replay(Path file, Server session, List<String> differences)
      throws IOException {
    for (StatementFile.Entry entry : StatementFile.read(file).entries()) {
      List<String> answered = values(session.run(entry.sql()).lines());
      if (!answered.equals(values(entry.expected()))) {
        differences.add(
            file.getFileName()
                + ": "
                + entry.sql()
                + "\n  MySQL    "
                + values(entry.expected())
                + "\n  Edge SQL "
                + answered);
      }
    }
  }

  /** What the application sees: how columns are described is compared by {@code replay}. */
  private static List<String> values(List<String> lines) {
    return lines.stream()
        .filter(line -> !line.startsWith("columns ") && !line.startsWith("warnings "))
        .toList();
  }
}
