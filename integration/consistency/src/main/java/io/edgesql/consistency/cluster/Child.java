package io.edgesql.consistency.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A process of ours, and the line with which it said that it is ready. */
final class Child {
  private static final long READY_SECONDS = 180;
  private static final long STOP_SECONDS = 45;

  private final Process process;
  private final String readyLine;

  private Child(Process process, String readyLine) {
    this.process = process;
    this.readyLine = readyLine;
  }

  /** Starts a process and waits for its line; its errors go to the end of the log. */
  static Child start(
      List<String> command, Map<String, String> environment, Path log, Predicate<String> isReady)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    Process process = builder.start();
    // Its standard input stays open for as long as we live: the local edge ends with it.
    Thread watchdog = daemon(() -> endWhenLate(process), "child-watchdog");
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (isReady.test(line)) {
        watchdog.interrupt();
        daemon(() -> drain(lines), "child-output");
        return new Child(process, line);
      }
    }
    watchdog.interrupt();
    int exit = process.waitFor();
    throw new IOException(
        "Did not start, exit " + exit + ": " + String.join(" ", command) + "\n" + tail(log));
  }

  String readyLine() {
    return readyLine;
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Ends it at once, as kill -9 does. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** Asks it to stop (SIGTERM), and ends it if it does not. Gives whether it stopped by itself. */
  boolean stop() throws InterruptedException {
    process.destroy();
    if (process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
      return true;
    }
    kill();
    return false;
  }

  /** Waits until it has ended by itself; ends it if it does not. */
  void awaitEnd() throws InterruptedException {
    if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
      kill();
    }
  }

  private static void endWhenLate(Process process) {
    try {
      TimeUnit.SECONDS.sleep(READY_SECONDS);
      process.destroyForcibly();
    } catch (InterruptedException started) {
      Thread.currentThread().interrupt();
    }
  }

  private static void drain(BufferedReader lines) {
    try {
      while (lines.readLine() != null) {
        // Nobody needs what it says now.
      }
    } catch (IOException e) {
      // It has ended.
    }
  }

  private static String tail(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
