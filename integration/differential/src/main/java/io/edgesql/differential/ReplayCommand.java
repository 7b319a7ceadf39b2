package io.edgesql.differential;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs statement files on both servers. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = "Runs statement files on both servers and compares their answers.")
final class ReplayCommand implements Callable<Integer> {
  @Option(names = "--judge", required = true, paramLabel = "HOST:PORT", description = "The MySQL.")
  private String judge = "";

  @Option(names = "--subject", required = true, paramLabel = "HOST:PORT", description = "Edge SQL.")
  private String subject = "";

  @Option(
      names = "--database",
      defaultValue = "differential",
      description = "Made anew on both servers for each file (default: ${DEFAULT-VALUE}).")
  private String database = "";

  @Option(
      names = "--show",
      defaultValue = "50",
      description = "Differences shown of each file (default: ${DEFAULT-VALUE}).")
  private int show;

  @Parameters(arity = "1..*", paramLabel = "FILE")
  private List<Path> files = List.of();

  @SuppressWarnings("NullAway.Init") // picocli sets it.
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException, SQLException {
    PrintWriter out = spec.commandLine().getOut();
    boolean wrong = false;
    try (Server left = Server.connect(judge);
        Server right = Server.connect(subject)) {
      for (Path file : files) {
        for (Server server : List.of(left, right)) {
          server.reconnect();
          prepare(server);
        }
        wrong |= replay(file, left, right, out);
      }
    }
    return wrong ? 1 : 0;
  }

  private void prepare(Server server) {
    for (String sql :
        List.of(
            "DROP DATABASE IF EXISTS " + database,
            "CREATE DATABASE " + database,
            "USE " + database)) {
      Answer.Failure failure = server.run(sql).error();
      if (failure != null) {
        throw new IllegalStateException(sql + ": " + failure);
      }
    }
  }

  private boolean replay(Path file, Server left, Server right, PrintWriter out) throws IOException {
    Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
    int shown = 0;
    int total = 0;
    for (StatementFile.Entry entry : StatementFile.read(file).entries()) {
      Answer expected = left.run(entry.sql());
      Answer given = right.run(entry.sql());
      Verdict verdict = Verdict.of(expected, given, StatementFile.isOrdered(entry.sql()));
      counts.merge(verdict, 1, Integer::sum);
      total++;
      if (verdict != Verdict.SAME && shown++ < show) {
        out.println(verdict + "  " + entry.sql());
        out.println("    MySQL    " + String.join("\n             ", expected.lines()));
        out.println("    Edge SQL " + String.join("\n             ", given.lines()));
      }
    }
    int same = counts.getOrDefault(Verdict.SAME, 0);
    out.printf(
        "%s: %d of %d identical (%.2f %%) %s%n", file, same, total, 100.0 * same / total, counts);
    out.flush();
    return same < total;
  }
}
