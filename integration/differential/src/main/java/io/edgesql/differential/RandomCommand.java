package io.edgesql.differential;

import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
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
  @Option(names = "--judge", required = true, paramLabel = "HOST:PORT", description = "The MySQL.")
  private String judge = "";

  @Option(names = "--subject", required = true, paramLabel = "HOST:PORT", description = "Edge SQL.")
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

  @Option(names = "--time-zone", defaultValue = "+00:00", description = "Of both sessions.")
  private String zone = "";

  @Option(
      names = "--database",
      defaultValue = "differential",
      description = "Made anew on both servers (default: ${DEFAULT-VALUE}).")
  private String database = "";

  @SuppressWarnings("NullAway.Init") // picocli sets it.
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws SQLException {
    PrintWriter out = spec.commandLine().getOut();
    Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
    Families families = new Families();
    Forms forms = Forms.load();
    Set<Verdict> wanted = EnumSet.noneOf(Verdict.class);
    wanted.addAll(shown);
    long started = System.nanoTime();
    try (Server left = Server.connect(judge);
        Server right = Server.connect(subject)) {
      prepare(left);
      prepare(right);
      Trial trial = new Trial(left, right, session());
      trial.renew();
      Reduction reduction = new Reduction(trial, trials);
      for (long i = from; i < from + count; i++) {
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + i);
        Context context =
            contexts.isEmpty()
                ? Context.any(random)
                : contexts.get(random.nextInt(contexts.size()));
        Node node = context.expression(new Generator(forms, random, context.hasColumns()));
        int choice = random.nextInt(1000);
        Trial.Outcome outcome = trial.run(context, node, choice);
        counts.merge(outcome.verdict(), 1, Integer::sum);
        if (wanted.contains(outcome.verdict())) {
          families.add(reduction.reduce(context, node, choice, outcome));
        }
      }
    }
    families.print(out);
    int wrong = counts.getOrDefault(Verdict.VALUES, 0) + counts.getOrDefault(Verdict.ERRORS, 0);
    out.printf(
        "%n%d expressions, seed %d from %d, %d s: %d wrong, %s%n",
        count, seed, from, (System.nanoTime() - started) / 1_000_000_000, wrong, counts);
    out.flush();
    return wrong == 0 ? 0 : 1;
  }

  private void prepare(Server server) {
    List<String> statements = new ArrayList<>();
    statements.add("DROP DATABASE IF EXISTS " + database);
    statements.add("CREATE DATABASE " + database);
    statements.addAll(session());
    statements.addAll(Forms.tables());
    for (String sql : statements) {
      Answer.Failure failure = server.run(sql).error();
      if (failure != null) {
        throw new IllegalStateException(sql + ": " + failure);
      }
    }
  }

  private List<String> session() {
    return List.of(
        "USE " + database,
        "SET time_zone = '" + zone + "'",
        "SET timestamp = 1709210096.789012",
        "SET max_execution_time = 20000");
  }
}
