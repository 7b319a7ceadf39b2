package io.edgesql.differential;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes what MySQL answers to a statement file into a {@code *.test} file. */
@Command(
    name = "capture",
    mixinStandardHelpOptions = true,
    description = "Writes a real MySQL's answers to FILE.sql into FILE.test (or FILE.test anew).")
final class CaptureCommand implements Callable<Integer> {
  @Option(names = "--judge", required = true, paramLabel = "HOST:PORT", description = "The MySQL.")
  private String judge = "";

  @Option(
      names = "--database",
      defaultValue = "differential",
      description = "Made anew for each file (default: ${DEFAULT-VALUE}).")
  private String database = "";

  @Option(names = "--into", paramLabel = "FOLDER", description = "Where the *.test files go.")
  private Path folder = Path.of("");

  @Parameters(arity = "1..*", paramLabel = "FILE")
  private List<Path> files = List.of();

  @Override
  public Integer call() throws IOException, SQLException {
    for (Path file : files) {
      try (Server server = Server.connect(judge)) {
        server.run("DROP DATABASE IF EXISTS " + database);
        server.run("CREATE DATABASE " + database);
        server.run("USE " + database);
        List<String> lines = new ArrayList<>();
        lines.add(
            "# Answers of MySQL " + server.run("SELECT VERSION()").rows().get(0).get(0) + ".");
        for (StatementFile.Entry entry : StatementFile.read(file).entries()) {
          lines.add(entry.sql() + ";");
          for (String answer : server.run(entry.sql()).lines()) {
            lines.add("> " + answer);
          }
        }
        server.run("DROP DATABASE IF EXISTS " + database);
        String name = String.valueOf(file.getFileName()).replaceFirst("\\.(sql|test)$", "");
        Files.write(folder.resolve(name + ".test"), lines, StandardCharsets.UTF_8);
      }
    }
    return 0;
  }
}
