package io.edgesql.bench.server;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The servers that the workloads can talk to. */
public enum Engine {
  EDGE("Edge SQL"),
  MYSQL("MySQL"),
  MARIADB("MariaDB"),
  PERCONA("Percona Server"),
  /** In front of MariaDB. */
  SHARDINGSPHERE("ShardingSphere-Proxy"),
  POSTGRES("PostgreSQL");

  private final String title;

  Engine(String title) {
    this.title = title;
  }

  public String title() {
    return title;
  }

  public boolean isPostgres() {
    return this == POSTGRES;
  }

  /** Finds the engine of an option. */
  static Engine named(String name) {
    for (Engine engine : values()) {
      if (engine.name().equalsIgnoreCase(name)) {
        return engine;
      }
    }
    throw new IllegalArgumentException(
        "There is no engine '"
            + name
            + "'; there are "
            + Arrays.stream(values())
                .map(engine -> engine.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", ")));
  }
}
