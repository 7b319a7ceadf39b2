package io.edgesql.backend.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The workers on the real runtime, as {@code workers/local/edge.mjs} runs them. */
final class LocalEdge implements AutoCloseable {

  static final String SECRET = "the-secret-of-the-integration-tests";

  private final Process process;
  private final URI uri;

  private LocalEdge(Process process, URI uri) {
    this.process = process;
    this.uri = uri;
  }

  /** Why it cannot run here; null if it can. */
  static @Nullable String obstacle() {
    Path workers = workers();
    if (!Files.isDirectory(workers.resolve("node_modules"))) {
      return "workers/node_modules is missing: run npm ci in workers/";
    }
    if (!Files.isRegularFile(workers.resolve("dist/worker.js"))) {
      return "workers/dist is missing: run npm run build in workers/";
    }
    return null;
  }

  static LocalEdge start(Path data) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("node", "local/edge.mjs", "--data", data.toString())
            .directory(workers().toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("EDGESQL_HMAC_SECRET", SECRET);
    builder.environment().put("EDGESQL_LOCK_LEASE_SECONDS", "60");
    Process process = builder.start();
    BufferedReader out = process.inputReader();
    String line = out.readLine();
    JsonNode ready = line == null ? null : new ObjectMapper().readTree(line);
    if (ready == null || !ready.path("ready").asBoolean()) {
      process.destroy();
      throw new IOException("The local edge did not start: " + line);
    }
    return new LocalEdge(process, URI.create(ready.get("url").asText()));
  }

  URI uri() {
    return uri;
  }

  /** It ends when its standard input closes. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(15, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static Path workers() {
    return Path.of(System.getProperty("edgesql.root", ".."), "workers");
  }
}
