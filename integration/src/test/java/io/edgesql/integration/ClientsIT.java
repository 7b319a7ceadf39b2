package io.edgesql.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every folder of {@code integration/} that has a {@code run}, against one running Edge SQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientsIT {
  private static final long CLIENT_SECONDS = 180;

  private final EdgeSql server;

  ClientsIT(@TempDir Path folder) throws IOException, InterruptedException {
    server = EdgeSql.start(folder.resolve("data"));
  }

  @BeforeAll
  void serverIsUp() {
    assertThat(server.process().isAlive()).isTrue();
  }

  @AfterAll
  void stop() throws IOException, InterruptedException {
    server.close();
  }

  static Stream<String> clients() throws IOException {
    try (Stream<Path> folders = Files.list(EdgeSql.ROOT.resolve("integration"))) {
      return folders
          .filter(folder -> Files.isExecutable(folder.resolve("run")))
          .map(folder -> String.valueOf(folder.getFileName()))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("clients")
  void clientSeesWhatItWouldSeeOfMySql(String client) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            EdgeSql.ROOT.resolve("integration").resolve(client).resolve("run").toString());
    builder.redirectErrorStream(true);
    builder
        .environment()
        .putAll(
            Map.of(
                "EDGESQL_HOST", "127.0.0.1",
                "EDGESQL_PORT", String.valueOf(server.port()),
                "EDGESQL_USER", "root",
                "EDGESQL_PASSWORD", ""));
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(CLIENT_SECONDS, TimeUnit.SECONDS)).as(output).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    assertThat(output).contains(client + ":");
  }
}
