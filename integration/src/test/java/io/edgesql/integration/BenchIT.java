package io.edgesql.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.edgesql.bench.Main;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every workload of the bench for about a second: no speed is asserted, only that all is right. */
class BenchIT {
  @Test
  void everyWorkloadRunsAndEveryAnswerIsRight(@TempDir Path folder) throws Exception {
    Path json = folder.resolve("results.json");
    Path html = folder.resolve("results.html");
    try (EdgeSql server = EdgeSql.start(folder.resolve("data"))) {
      int exit =
          Main.run(
              "run",
              "--target=edge",
              "--dsn=jdbc:mariadb://127.0.0.1:"
                  + server.port()
                  + "/bench?user=root&password=&useServerPrepStmts=true&createDatabaseIfNotExist=true",
              "--workload=all",
              "--clients=4",
              "--duration=1s",
              "--warm-up=0s",
              "--rows=500",
              "--json=" + json,
              "--html=" + html);
      assertThat(exit).isZero();
    }
    JsonNode results = new ObjectMapper().readTree(json.toFile()).path("results");
    assertThat(results).hasSize(10);
    for (JsonNode line : results) {
      String workload = line.path("workload").asText();
      assertThat(line.path("isCorrect").asBoolean()).as(workload).isTrue();
      assertThat(line.path("errors")).as(workload).isEmpty();
      assertThat(line.path("operations").asLong()).as(workload).isPositive();
    }
    assertThat(Files.readString(html)).contains("contention");
  }
}
