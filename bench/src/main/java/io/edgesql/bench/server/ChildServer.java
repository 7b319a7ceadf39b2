package io.edgesql.bench.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server process of ours with its log; {@link #close} ends it. */
final class ChildServer implements AutoCloseable {
  private static final int START_SECONDS = 120;
  private static final int STOP_SECONDS = 30;
  private static final int POLL_MS = 50;
  private static final int LOG_CHARS = 2_000;

  private final String title;
  private final Process process;
  private final Path log;

  private ChildServer(String title, Process process, Path log) {
    this.title = title;
    this.process = process;
    this.log = log;
  }

  static ChildServer start(String title, List<String> command, Path log) throws StartException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      return new ChildServer(title, process, log);
    } catch (IOException e) {
      throw new StartException(title + " cannot be started: " + e.getMessage(), e);
    }
  }

  /** Runs a program to its end, which must be a good one. */
  static void runOnce(String title, List<String> command, Path log)
      throws StartException, InterruptedException {
    try (ChildServer child = start(title, command, log)) {
      if (child.process.waitFor() != 0) {
        throw new StartException(title + " failed: " + child.lastWords());
      }
    }
  }

  static int freePort() throws StartException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new StartException("There is no free port: " + e.getMessage(), e);
    }
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /** Waits until the log holds a text; gives the whole log. */
  String awaitLog(String text) throws StartException, InterruptedException {
    for (int waited = 0; waited < START_SECONDS * 1000; waited += POLL_MS) {
      String words = words();
      if (words.contains(text)) {
        return words;
      }
      failIfEnded();
      Thread.sleep(POLL_MS);
    }
    throw new StartException(title + " was not ready in " + START_SECONDS + " s: " + lastWords());
  }

  /** Waits until a port of this machine takes connections. */
  void awaitPort(int port) throws StartException, InterruptedException {
    for (int waited = 0; waited < START_SECONDS * 1000; waited += POLL_MS) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        if (socket.isConnected()) {
          return;
        }
      } catch (IOException e) {
        failIfEnded();
      }
      Thread.sleep(POLL_MS);
    }
    throw new StartException(title + " was not ready in " + START_SECONDS + " s: " + lastWords());
  }

  private void failIfEnded() throws StartException {
    if (!process.isAlive()) {
      throw new StartException(
          title + " ended with code " + process.exitValue() + ": " + lastWords());
    }
  }

  private String words() {
    try {
      return Files.exists(log) ? Files.readString(log) : "";
    } catch (IOException e) {
      return "(its log cannot be read: " + e.getMessage() + ")";
    }
  }

  private String lastWords() {
    String words = words();
    return words.substring(Math.max(0, words.length() - LOG_CHARS)).strip();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
