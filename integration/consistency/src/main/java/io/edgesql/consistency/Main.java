package io.edgesql.consistency;

import io.edgesql.consistency.check.Anomaly;
import io.edgesql.consistency.check.IsolationLevel;
import io.edgesql.consistency.client.Address;
import io.edgesql.consistency.cluster.Cluster;
import io.edgesql.consistency.cluster.RunningServer;
import io.edgesql.consistency.cluster.Target;
import io.edgesql.consistency.fault.Fault;
import io.edgesql.consistency.history.History;
import io.edgesql.consistency.workload.Workloads;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code edgesql consistency}. Exit codes: 0 all rounds passed, 1 some failed, 2 wrong options or
 * no server.
 */
@Command(
    name = "consistency",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Breaks a server while clients use it, and checks what they were told.")
public final class Main implements Callable<Integer> {
  private static final int WORDS_PER_ROUND = 3;

  @Option(
      names = "--workload",
      split = ",",
      converter = WorkloadName.class,
      description = "Of: ${COMPLETION-CANDIDATES}; default: all.")
  private List<Workloads> workloads = List.of(Workloads.values());

  @Option(
      names = "--level",
      split = ",",
      converter = LevelName.class,
      description = "read-committed, repeatable-read, serializable; default: all.")
  private List<IsolationLevel> levels = List.of(IsolationLevel.values());

  @Option(
      names = "--seed",
      description = "Of the first round; each further one's is one more. Default: drawn.")
  private @Nullable Long seed;

  @Option(
      names = "--rounds",
      description = "Default: each workload once at each level, unless --minutes is given.")
  private @Nullable Integer rounds;

  @Option(names = "--minutes", description = "Starts rounds until so much time has passed.")
  private @Nullable Integer minutes;

  @Option(
      names = "--steps",
      defaultValue = "1000",
      description = "Transactions of a round, more or less; default: ${DEFAULT-VALUE}.")
  private int steps;

  @Option(names = "--clients", defaultValue = "8", description = "Default: ${DEFAULT-VALUE}.")
  private int clients;

  @Option(
      names = "--faults",
      defaultValue = "6",
      description = "Faults of a round; default: ${DEFAULT-VALUE}.")
  private int faults;

  @Option(
      names = "--fault",
      split = ",",
      converter = FaultName.class,
      description = "Draw from these alone, for example kill-proxy,evict; default: all.")
  private List<Fault> kinds = List.of(Fault.values());

  @Option(
      names = "--server",
      paramLabel = "PORT",
      description = "A MySQL server of this machine (user root, no password) instead of Edge SQL.")
  private @Nullable Integer server;

  @Option(
      names = "--results",
      defaultValue = "consistency-results",
      description =
          "Folder for logs and for histories of failed rounds; default: ${DEFAULT-VALUE}.")
  private Path results = Path.of("");

  @Option(names = "--keep", description = "Keep the histories of rounds that passed, too.")
  private boolean keep;

  @Option(
      names = "--first-port",
      defaultValue = "0",
      description = "Of four ports in a row for Edge SQL; default: free ones.")
  private int firstPort;

  @Option(
      names = "--check",
      paramLabel = "FILE",
      description = "Check a kept history again, and do nothing else.")
  private @Nullable Path kept;

  /** Replaced by picocli. */
  @Spec private CommandSpec spec = CommandSpec.create();

  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** Runs the command; gives its exit code. */
  static int run(String... args) {
    return new CommandLine(new Main()).execute(args);
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try {
      if (kept != null) {
        return checkAgain(kept, out);
      }
      Files.createDirectories(results);
      try (Target target = target()) {
        Thread ending = new Thread(() -> end(target), "end");
        Runtime.getRuntime().addShutdownHook(ending);
        boolean isPassed = runRounds(target, out);
        Runtime.getRuntime().removeShutdownHook(ending);
        return isPassed ? 0 : 1;
      }
    } catch (IOException e) {
      out.println("consistency: " + e.getMessage());
      return 2;
    }
  }

  /** After a signal: no process may stay behind. */
  private static void end(Target target) {
    try {
      target.close();
    } catch (IOException e) {
      System.err.println("consistency: " + e.getMessage());
    }
  }

  private Target target() throws IOException, InterruptedException {
    if (server != null) {
      return RunningServer.at(new Address("127.0.0.1", server, "root", ""));
    }
    Path root = Path.of(System.getProperty("edgesql.root", ".")).toAbsolutePath();
    Path folder = Files.createTempDirectory(results.toAbsolutePath(), "cluster-");
    return Cluster.start(root, folder, firstPort);
  }

  private boolean runRounds(Target target, PrintWriter out)
      throws IOException, InterruptedException {
    Collection<Fault> possible = kinds.stream().filter(target.faults()::contains).toList();
    RoundRunner runner = new RoundRunner(target, possible, "consist_");
    long first = seed != null ? seed : System.nanoTime() % 1_000_000;
    long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(minutes == null ? 0 : minutes);
    int each = workloads.size() * levels.size();
    int count = rounds != null ? rounds : minutes != null ? Integer.MAX_VALUE : each;
    int passed = 0;
    int failed = 0;
    for (int number = 0; number < count; number++) {
      if (minutes != null && System.nanoTime() > until) {
        break;
      }
      Round round =
          new Round(
              workloads.get(number % workloads.size()),
              levels.get(number / workloads.size() % levels.size()),
              first + number,
              steps,
              clients,
              faults);
      RoundResult result = runner.run(round);
      out.println(result.summary());
      if (!result.isPassed()) {
        explain(result, out);
      }
      if (!result.isPassed() || keep) {
        save(result, out);
      }
      out.flush();
      passed += result.isPassed() ? 1 : 0;
      failed += result.isPassed() ? 0 : 1;
    }
    out.println(passed + " passed, " + failed + " failed");
    out.flush();
    return failed == 0;
  }

  private static void explain(RoundResult result, PrintWriter out) {
    if (result.failure() != null) {
      out.println("  " + result.failure());
    }
    List<Anomaly> forbidden = result.forbidden();
    forbidden.stream()
        .limit(WORDS_PER_ROUND)
        .forEach(each -> out.println(("  " + each.kind() + ": " + each.words()).indent(2)));
    if (forbidden.size() > WORDS_PER_ROUND) {
      out.println("  … and " + (forbidden.size() - WORDS_PER_ROUND) + " more");
    }
  }

  private void save(RoundResult result, PrintWriter out) throws IOException {
    Round round = result.round();
    Path file =
        results.resolve(
            "%s-%s-%d.jsonl".formatted(round.workload(), Names.of(round.level()), round.seed()));
    result.history().write(file, round);
    out.println("  history: " + file);
    out.println("  again:   " + round.command());
  }

  private static int checkAgain(Path file, PrintWriter out) throws IOException {
    Round round = History.readHead(file, Round.class);
    History history = History.read(file);
    List<Anomaly> anomalies = round.workload().make().check(history.all(), round.level());
    anomalies.forEach(
        each ->
            out.println(
                (round.level().allows(each.kind()) ? "allowed " : "FORBIDDEN ")
                    + each.kind()
                    + ": "
                    + each.words()));
    boolean isPassed = anomalies.stream().allMatch(each -> round.level().allows(each.kind()));
    out.println(anomalies.size() + " anomalies, " + (isPassed ? "all allowed" : "not all allowed"));
    return isPassed ? 0 : 1;
  }

  static final class WorkloadName implements CommandLine.ITypeConverter<Workloads> {
    @Override
    public Workloads convert(String name) {
      return Names.parse(Workloads.class, name);
    }
  }

  static final class LevelName implements CommandLine.ITypeConverter<IsolationLevel> {
    @Override
    public IsolationLevel convert(String name) {
      return Names.parse(IsolationLevel.class, name);
    }
  }

  static final class FaultName implements CommandLine.ITypeConverter<Fault> {
    @Override
    public Fault convert(String name) {
      return Names.parse(Fault.class, name);
    }
  }
}
