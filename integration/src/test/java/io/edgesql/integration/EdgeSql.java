package io.edgesql.integration;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** {@code ./edgesql up} as a child process, on a port and a data folder of its own. */
final class EdgeSql implements AutoCloseable {
  static final Path ROOT = Path.of(System.getProperty("edgesql.root", "..")).toAbsolutePath();
  private static final long READY_SECONDS = 120;

  private final Process process;
  private final int port;
  private final Path log;

  private EdgeSql(Process process, int port, Path log) {
    this.process = process;
    this.port = port;
    this.log = log;
  }

  /** Starts on a free port and waits for the line that says so. */
  static EdgeSql start(Path data, String... options) throws IOException, InterruptedException {
    return startOn(freePort(), data, options);
  }

  static EdgeSql startOn(int port, Path data, String... options)
      throws IOException, InterruptedException {
    Files.createDirectories(data);
    Path log = data.resolveSibling(data.getFileName() + ".log");
    List<String> command =
        new ArrayList<>(
            List.of(
                ROOT.resolve("edgesql").toString(),
                "up",
                "--port",
                String.valueOf(port),
                "--data",
                data.toString()));
    command.addAll(List.of(options));
    Process process =
        new ProcessBuilder(command)
            .directory(ROOT.toFile())
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    EdgeSql server = new EdgeSql(process, port, log);
    server.awaitReady();
    return server;
  }

  private void awaitReady() throws IOException, InterruptedException {
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    Thread watchdog =
        new Thread(
            () -> {
              try {
                TimeUnit.SECONDS.sleep(READY_SECONDS);
                process.destroyForcibly();
              } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
              }
            },
            "edgesql-start-watchdog");
    watchdog.setDaemon(true);
    watchdog.start();
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.contains("ready on")) {
          return;
        }
      }
    } finally {
      watchdog.interrupt();
    }
    throw new IOException(
        "Edge SQL did not start, exit " + process.waitFor() + ": " + Files.readString(log));
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  int port() {
    return port;
  }

  Process process() {
    return process;
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  /** A connection by MySQL Connector/J; {@code options} as in a URL: {@code a=b&c=d}. */
  Connection connect(String database, String options) throws SQLException {
    return open("jdbc:mysql", database, options);
  }

  /** A connection by MariaDB Connector/J. */
  Connection connectMariaDb(String database, String options) throws SQLException {
    return open("jdbc:mariadb", database, options);
  }

  /** A connection of another user by MySQL Connector/J. */
  Connection connectAs(String user, String password, String database) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:mysql://127.0.0.1:" + port + "/" + database, user, password);
  }

  private Connection open(String scheme, String database, String options) throws SQLException {
    Properties login = new Properties();
    login.setProperty("user", "root");
    login.setProperty("password", "");
    return DriverManager.getConnection(
        scheme + "://127.0.0.1:" + port + "/" + database + "?" + options, login);
  }

  /**
   * Ends everything at once, as a power cut would: the proxy, the local edge's Node and workerd.
   */
  void killEverything() throws InterruptedException {
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    process.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
    process.waitFor();
    for (ProcessHandle handle : all) {
      handle.onExit().join();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while Edge SQL was stopping", e);
    }
  }

  private void stop() throws IOException, InterruptedException {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("Edge SQL did not stop within 30 s of SIGTERM: " + log());
    }
    for (ProcessHandle child : children) {
      try {
        // The process that watches over the others is the last to see that all are gone.
        child.onExit().get(5, TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException e) {
        throw new IOException("Edge SQL left a process behind: " + child.info(), e);
      }
    }
  }
}
