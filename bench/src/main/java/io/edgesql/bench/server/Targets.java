package io.edgesql.bench.server;

import io.edgesql.bench.server.Target.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The targets of one run. The servers that it has started, with data in a folder that is thrown
 * away, end with it. All have the settings that their makers ship: a commit is on disk.
 */
public final class Targets implements AutoCloseable {
  static final String DATABASE = "edgesql_bench";
  private static final Pattern EDGE_PORT = Pattern.compile("ready on [^ ]*:(\\d+)");

  private final Path folder;
  private final Options options;
  private final Deque<ChildServer> children = new ArrayDeque<>();
  private final List<Target> targets = new ArrayList<>();

  /**
   * How servers are started.
   *
   * @param root the repository's folder, which holds {@code edgesql}
   * @param scheme {@code jdbc:mariadb} or {@code jdbc:mysql}: the driver for MySQL's family
   * @param driverOptions what is appended to the URLs made here
   */
  public record Options(Path root, String scheme, String driverOptions) {}

  private Targets(Path folder, Options options) {
    this.folder = folder;
    this.options = options;
  }

  /** Makes every target ready; {@code progress} is told what is being started. */
  public static Targets open(List<TargetSpec> specs, Options options, Consumer<String> progress)
      throws StartException, InterruptedException {
    Targets opened;
    try {
      opened = new Targets(Files.createTempDirectory("edgesql-bench"), options);
    } catch (IOException e) {
      throw new StartException("There is no temporary folder: " + e.getMessage(), e);
    }
    // A signal must not leave servers behind.
    Runtime.getRuntime().addShutdownHook(new Thread(opened::close, "stop-servers"));
    try {
      for (TargetSpec spec : specs) {
        if (spec.url() == null) {
          progress.accept("Starting " + spec.label());
        }
        opened.targets.add(opened.open(spec));
      }
      return opened;
    } catch (StartException | InterruptedException | RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  public List<Target> all() {
    return List.copyOf(targets);
  }

  private Target open(TargetSpec spec) throws StartException, InterruptedException {
    String url = spec.url();
    if (url != null) {
      return new Target(spec.label(), spec.engine(), url, List.of(), null);
    }
    return switch (spec.engine()) {
      case EDGE -> startEdge(spec);
      case MARIADB -> startMariaDb(spec);
      case MYSQL -> startMySql(spec, "mysqld", List.of("mariadb", "percona"));
      case PERCONA -> startMySql(spec, "percona", List.of());
      case SHARDINGSPHERE -> startShardingSphere(spec);
      case POSTGRES -> startPostgres(spec);
    };
  }

  private Target startEdge(TargetSpec spec) throws StartException, InterruptedException {
    Path script = options.root().resolve("edgesql");
    if (!Files.isExecutable(script)) {
      throw new StartException("There is no " + script + ": start the bench with ./edgesql bench.");
    }
    int metrics = ChildServer.freePort();
    Path home = folder.resolve("edge-" + targets.size());
    ChildServer child =
        keep(
            ChildServer.start(
                spec.label(),
                List.of(
                    script.toString(),
                    "up",
                    "--port",
                    "0",
                    "--data",
                    home.toString(),
                    "--metrics-port",
                    String.valueOf(metrics)),
                folder.resolve(home.getFileName() + ".log")));
    Matcher ready = EDGE_PORT.matcher(child.awaitLog("is ready on"));
    if (!ready.find()) {
      throw new StartException(spec.label() + " did not tell its port.");
    }
    List<ServerProcess> processes = new ArrayList<>();
    processes.add(new ServerProcess("proxy", child.handle().pid()));
    processes.addAll(ServerProcesses.below(child.handle()));
    return new Target(
        spec.label(),
        spec.engine(),
        url(ready.group(1), "&createDatabaseIfNotExist=true"),
        processes,
        URI.create("http://127.0.0.1:" + metrics + "/metrics"));
  }

  private Target startShardingSphere(TargetSpec spec) throws StartException, InterruptedException {
    Target behind = startMariaDb(spec);
    try {
      // By this the driver makes the database that is to be there.
      behind.connect().close();
      int at = URI.create(behind.url().substring("jdbc:".length())).getPort();
      int port = ChildServer.freePort();
      Path home = makeFolder(spec);
      ChildServer child = keep(new ShardingSphere(options.root(), home).start(port, at));
      List<ServerProcess> processes = new ArrayList<>(behind.processes());
      processes.add(new ServerProcess("proxy", child.handle().pid()));
      String url =
          url(String.valueOf(port), "").replace("password=", "password=" + ShardingSphere.PASSWORD);
      return new Target(spec.label(), spec.engine(), url, processes, null);
    } catch (SQLException e) {
      throw new StartException("The database behind it cannot be reached: " + e.getMessage(), e);
    }
  }

  private Target startMariaDb(TargetSpec spec) throws StartException, InterruptedException {
    String advice = "install Debian's mariadb-server";
    Path server = Programs.need("mariadbd", advice);
    Path install = Programs.need("mariadb-install-db", advice);
    Path home = makeFolder(spec);
    String user = "--user=" + System.getProperty("user.name");
    ChildServer.runOnce(
        "mariadb-install-db",
        List.of(
            install.toString(),
            "--no-defaults",
            user,
            "--datadir=" + home.resolve("data"),
            "--auth-root-authentication-method=normal"),
        home.resolve("install.log"));
    return startFamily(spec, List.of(server.toString(), "--no-defaults", user), home);
  }

  private Target startMySql(TargetSpec spec, String has, List<String> hasNot)
      throws StartException, InterruptedException {
    Path server = Programs.findVersion("mysqld", has, hasNot);
    if (server == null) {
      throw new StartException(
          "A mysqld of "
              + spec.engine().title()
              + " is missing: put one on the PATH, or give the server's URL.");
    }
    Path home = makeFolder(spec);
    List<String> command =
        new ArrayList<>(
            List.of(
                server.toString(),
                "--no-defaults",
                "--user=" + System.getProperty("user.name"),
                "--mysqlx=OFF"));
    Path base = server.toAbsolutePath().getParent();
    if (base != null && base.endsWith("bin")) {
      command.add("--basedir=" + base.getParent());
    }
    List<String> initialize = new ArrayList<>(command);
    initialize.add("--datadir=" + home.resolve("data"));
    initialize.add("--initialize-insecure");
    ChildServer.runOnce("mysqld --initialize-insecure", initialize, home.resolve("install.log"));
    return startFamily(spec, command, home);
  }

  private Target startFamily(TargetSpec spec, List<String> program, Path home)
      throws StartException, InterruptedException {
    int port = ChildServer.freePort();
    List<String> command = new ArrayList<>(program);
    command.addAll(
        List.of(
            "--datadir=" + home.resolve("data"),
            "--bind-address=127.0.0.1",
            "--port=" + port,
            "--socket=" + home.resolve("sock"),
            "--pid-file=" + home.resolve("pid"),
            "--max-connections=2000"));
    ChildServer child = keep(ChildServer.start(spec.label(), command, home.resolve("server.log")));
    child.awaitPort(port);
    return new Target(
        spec.label(),
        spec.engine(),
        url(String.valueOf(port), "&createDatabaseIfNotExist=true"),
        List.of(new ServerProcess("server", child.handle().pid())),
        null);
  }

  /** PostgreSQL refuses to run as root, so root runs it as the user that its package makes. */
  private Target startPostgres(TargetSpec spec) throws StartException, InterruptedException {
    String advice = "install Debian's postgresql";
    Path initdb = Programs.need("initdb", advice);
    Path server = initdb.resolveSibling("postgres");
    Path home = makeFolder(spec);
    List<String> as = List.of();
    if (System.getProperty("user.name").equals("root")) {
      as =
          List.of(
              Programs.need("runuser", "it is part of util-linux").toString(),
              "-u",
              "postgres",
              "--");
      ChildServer.runOnce(
          "chown",
          List.of("chown", "-R", "postgres", home.toString()),
          folder.resolve("chown.log"));
      ChildServer.runOnce(
          "chmod", List.of("chmod", "755", folder.toString()), folder.resolve("chown.log"));
    }
    String data = home.resolve("data").toString();
    List<String> initialize = new ArrayList<>(as);
    initialize.addAll(
        List.of(initdb.toString(), "-D", data, "-U", "root", "-A", "trust", "-E", "UTF8"));
    ChildServer.runOnce("initdb", initialize, folder.resolve("initdb.log"));
    int port = ChildServer.freePort();
    List<String> command = new ArrayList<>(as);
    command.addAll(
        List.of(
            server.toString(),
            "-D",
            data,
            "-h",
            "127.0.0.1",
            "-p",
            String.valueOf(port),
            "-k",
            home.toString(),
            "-c",
            "max_connections=2000"));
    ChildServer child =
        keep(ChildServer.start(spec.label(), command, folder.resolve("postgres.log")));
    child.awaitLog("ready to accept connections");
    ProcessHandle postmaster =
        as.isEmpty()
            ? child.handle()
            : child.handle().children().findFirst().orElse(child.handle());
    return new Target(
        spec.label(),
        spec.engine(),
        "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=root&prepareThreshold=1",
        List.of(new ServerProcess("server", postmaster.pid())),
        null);
  }

  private Path makeFolder(TargetSpec spec) throws StartException {
    try {
      return Files.createTempDirectory(folder, spec.engine().name());
    } catch (IOException e) {
      throw new StartException("No folder for " + spec.label() + ": " + e.getMessage(), e);
    }
  }

  private String url(String port, String more) {
    return options.scheme()
        + "://127.0.0.1:"
        + port
        + "/"
        + DATABASE
        + "?user=root&password="
        + more
        + options.driverOptions();
  }

  private ChildServer keep(ChildServer child) {
    children.push(child);
    return child;
  }

  @Override
  public synchronized void close() {
    while (!children.isEmpty()) {
      children.pop().close();
    }
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      System.err.println("The folder " + folder + " could not be removed: " + e.getMessage());
    }
  }
}
