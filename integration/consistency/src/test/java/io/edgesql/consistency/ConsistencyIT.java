package io.edgesql.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form: a bounded number of transactions, however long the machine takes. */
class ConsistencyIT {
  private static final Path RESULTS = Path.of("target/consistency-results");

  @Test
  void everyWorkloadKeepsThePromisesOfReadCommittedWhileTheServerIsBroken() {
    assertThat(run("read-committed", ALL, "--seed", "1001")).isZero();
  }

  private static final String ALL =
      "list-append,register,bank,set-full,counter,write-skew,savepoints,constraints";

  private static int run(String level, String workloads, String... more) {
    List<String> arguments =
        new java.util.ArrayList<>(
            List.of(
                "--level",
                level,
                "--workload",
                workloads,
                "--steps",
                "120",
                "--clients",
                "6",
                "--faults",
                "3",
                "--results",
                RESULTS.toString()));
    arguments.addAll(List.of(more));
    return Main.run(arguments.toArray(String[]::new));
  }

  @Test
  void aKeptHistoryIsCheckedAgain(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("history.jsonl");
    io.edgesql.consistency.history.History history = new io.edgesql.consistency.history.History();
    history.write(
        file,
        new Round(
            io.edgesql.consistency.workload.Workloads.BANK,
            io.edgesql.consistency.check.IsolationLevel.SERIALIZABLE,
            1,
            1,
            1,
            0));
    assertThat(Main.run("--check", file.toString())).isZero();
  }
}
