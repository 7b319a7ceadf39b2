package io.edgesql.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * ShardingSphere-Proxy in front of one database, as a peer: Maven brings it, {@code
 * bench/shardingsphere/pom.xml} says which. It routes and shards nothing here, as Edge SQL does not
 * with one shard.
 */
final class ShardingSphere {
  /** It takes no empty one. */
  static final String PASSWORD = "root";

  private static final String USERS =
      """
      rules:
        - !AUTHORITY
          users:
            - root@%%:%s
          provider:
            type: ALL_PRIVILEGES_PERMITTED
      props:
        proxy-frontend-database-protocol-type: MySQL
      """;

  private static final String DATABASE =
      """
      schemaName: %s
      dataSources:
        main:
          url: jdbc:mysql://127.0.0.1:%d/%s?useSSL=false
          username: root
          password:
          maxPoolSize: 100
      rules: []
      """;

  private static final String QUIET = "<configuration><root level=\"WARN\"/></configuration>";

  private final Path root;
  private final Path home;

  /**
   * Where it stands.
   *
   * @param root the repository's folder
   * @param home for its settings and logs
   */
  ShardingSphere(Path root, Path home) {
    this.root = root;
    this.home = home;
  }

  /** Starts it on a port of this machine in front of a server of MySQL's family on another. */
  ChildServer start(int port, int behind) throws StartException, InterruptedException {
    Path libraries = root.resolve("bench/target/shardingsphere");
    if (!Files.isDirectory(libraries)) {
      Path pom = root.resolve("bench/shardingsphere/pom.xml");
      ChildServer.runOnce(
          "Maven",
          List.of(
              Programs.need("mvn", "install Maven").toString(),
              "-q",
              "-B",
              "-f",
              pom.toString(),
              "dependency:copy-dependencies",
              "-DoutputDirectory=" + libraries),
          home.resolve("maven.log"));
    }
    try {
      Path settings = Files.createDirectory(home.resolve("conf"));
      Files.writeString(settings.resolve("server.yaml"), USERS.formatted(PASSWORD));
      Files.writeString(
          settings.resolve("config-" + Targets.DATABASE + ".yaml"),
          DATABASE.formatted(Targets.DATABASE, behind, Targets.DATABASE));
      Files.writeString(settings.resolve("logback.xml"), QUIET);
      ChildServer child =
          ChildServer.start(
              Engine.SHARDINGSPHERE.title(),
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  settings + ":" + libraries + "/*",
                  "org.apache.shardingsphere.proxy.Bootstrap",
                  String.valueOf(port),
                  settings.toString()),
              home.resolve("proxy.log"));
      child.awaitPort(port);
      return child;
    } catch (IOException e) {
      throw new StartException("Its settings cannot be written: " + e.getMessage(), e);
    }
  }
}
