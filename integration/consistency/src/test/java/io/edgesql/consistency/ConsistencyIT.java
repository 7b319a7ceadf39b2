package io.edgesql.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The short form: each workload once at each level while the server is broken. The number of
 * transactions is bounded, not their time: a slow machine takes longer and sees the same.
 */
class ConsistencyIT {
  private static final Path RESULTS = Path.of("target/consistency-results");

  @ParameterizedTest
  @CsvSource({"read-committed, 1001", "repeatable-read, 1009", "serializable, 1017"})
  void everyWorkloadKeepsTheLevelsPromiseWhileTheServerIsBroken(String level, String seed) {
    int exit =
        Main.run(
            "--level",
            level,
            "--seed",
            seed,
            "--steps",
            "150",
            "--clients",
            "6",
            "--faults",
            "2",
            "--results",
            RESULTS.toString());
    assertThat(exit).as("what failed is printed above, and kept below " + RESULTS).isZero();
  }
}
