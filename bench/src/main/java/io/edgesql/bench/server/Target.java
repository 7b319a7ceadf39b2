package io.edgesql.bench.server;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server to measure.
 *
 * @param label for the report
 * @param url with database, user and password; chooses the driver too
 * @param processes whose CPU counts; empty when the server was not started here
 * @param metrics where an Edge SQL proxy tells Prometheus what it asked of the edge; null if
 *     unknown
 */
public record Target(
    String label, Engine engine, String url, List<ServerProcess> processes, @Nullable URI metrics) {

  /** A process of a server, by the part that it plays. */
  public record ServerProcess(String role, long pid) {}

  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url);
  }
}
