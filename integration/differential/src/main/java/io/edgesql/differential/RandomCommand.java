package io.edgesql.differential;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes expressions from a seed and compares both servers' answers. */
@Command(
    name = "random",
    mixinStandardHelpOptions = true,
    description =
        "Makes random expressions, compares the answers, reduces and groups what differs.")
final class RandomCommand implements Callable<Integer> {
  @Option(
      names = "--judge",
      defaultValue = "127.0.0.1:3306",
      paramLabel = "HOST:PORT",
      description = "The MySQL.")
  private String judge = "";

  @Option(
      names = "--subject",
      defaultValue = "127.0.0.1:3307",
      paramLabel = "HOST:PORT",
      description = "Edge SQL.")
  private String subject = "";

  @Option(names = "--seed", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--from", defaultValue = "0", description = "The first expression's number.")
  private long from;

  @Option(
      names = "--count",
      defaultValue = "1000",
      description = "Expressions (default: ${DEFAULT-VALUE}).")
  private long count;

  @Option(
      names = "--context",
      split = ",",
      description = "Only in these places: ${COMPLETION-CANDIDATES}.")
  private List<Context> contexts = List.of();

  @Option(
      names = "--show",
      split = ",",
      description = "Kinds of differences to show (default: VALUES,ERRORS,REFUSED).")
  private List<Verdict> shown = List.of(Verdict.VALUES, Verdict.ERRORS, Verdict.REFUSED);

  @Option(
      names = "--reduce",
      defaultValue = "40",
      description = "Trials to make one expression smaller (default: ${DEFAULT-VALUE}).")
  private int trials;

  @Option(
      names = "--reduced",
      defaultValue = "3",
      description =
          "Expressions made smaller of each outermost function and kind of difference"
              + " (default: ${DEFAULT-VALUE}).")
  private int reduced;

  @Option(
      names = "--depth",
      defaultValue = "" + Generator.DEPTH,
      description = "Functions within functions, at most (default: ${DEFAULT-VALUE}).")
  private int depth;

  @Option(
      names = "--batch",
      defaultValue = "16",
      description = "Expressions in one SELECT (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--connections",
      defaultValue = "4",
      description = "Pairs of connections (default: ${DEFAULT-VALUE}).")
  private int connections;

  @Option(
      names = "--write",
      paramLabel = "FILE.sql",
      description = "Only writes the statements, for capture; judge and subject are not asked.")
  private @Nullable Path script;

  @Option(names = "--time-zone", defaultValue = "+00:00", description = "Of both sessions.")
  private String zone = "";

  @Option(
      names = "--database",
      defaultValue = "differential",
      description =
          "Made anew on both servers, with each connection's number (default: ${DEFAULT-VALUE}).")
  private String database = "";

  @SuppressWarnings("NullAway.Init") // picocli sets it.
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws SQLException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Forms forms = Forms.load();
    if (script != null) {
      return write(forms, script);
    }
    Set<Verdict> wanted = EnumSet.noneOf(Verdict.class);
    wanted.addAll(shown);
    Families families = new Families(reduced);
    Tally tally = new Tally(out, count);
    List<RandomWorker> workers = new ArrayList<>();
    ExecutorService pool = Executors.newFixedThreadPool(connections);
    try {
      List<Callable<@Nullable Void>> parts = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        RandomWorker worker =
            RandomWorker.start(settings(database + (i + 1), wanted), forms, tally, families);
        workers.add(worker);
        long first = from + i;
        parts.add(
            () -> {
              worker.run(first, from + count, connections);
              return null;
            });
      }
      for (Future<@Nullable Void> part : pool.invokeAll(parts)) {
        part.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      pool.shutdownNow();
      for (RandomWorker worker : workers) {
        worker.close();
      }
    }
    families.print(out);
    tally.print(String.format("%d expressions, seed %d from %d", count, seed, from));
    return tally.wrong() == 0 ? 0 : 1;
  }

  private RandomWorker.Settings settings(String name, Set<Verdict> wanted) {
    return new RandomWorker.Settings(
        judge, subject, name, zone, seed, depth, contexts, wanted, batch, trials);
  }

  private int write(Forms forms, Path file) {
    List<String> lines = new ArrayList<>();
    lines.add("-- Seed " + seed + ", expressions " + from + " to " + (from + count - 1) + ".");
    lines.add("SET time_zone = '" + zone + "';");
    lines.add("SET timestamp = 1709210096.789012;");
    for (String sql : Forms.tables()) {
      lines.add(sql + ";");
    }
    for (long i = from; i < from + count; i++) {
      Batch.Candidate candidate = RandomWorker.candidate(forms, seed, i, depth, contexts);
      for (Context.Step step : candidate.context().steps(candidate.node(), candidate.choice())) {
        lines.add(step.sql() + ";");
      }
    }
    try {
      Files.write(file, lines, StandardCharsets.UTF_8);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
    return 0;
  }
}
