package io.edgesql.bench.load;

import io.edgesql.bench.server.JavaHeap;
import io.edgesql.bench.server.ServerProcesses;
import io.edgesql.bench.server.Target;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Compares a proxy with nothing but one client with the same one beside many idle connections. */
public final class IdleConnections {
  private static final String PROXY = "proxy";

  private final Target edge;
  private final int count;
  private final Duration duration;

  /** A measurement that has not begun. */
  public IdleConnections(Target edge, int count, Duration duration) {
    this.edge = edge;
    this.count = count;
    this.duration = duration;
  }

  private record State(long heapBytes, long residentBytes, Histogram latencies) {}

  /** Gives a Markdown table. */
  public String measure() throws SQLException, IOException, InterruptedException {
    List<Connection> idle = new ArrayList<>();
    try (Connection client = edge.connect();
        Statement statement = client.createStatement()) {
      statement.execute("SET GLOBAL max_connections = " + (count + 100));
      statement.execute("CREATE TABLE edgesql_bench_idle (id INT PRIMARY KEY)");
      statement.execute("INSERT INTO edgesql_bench_idle VALUES (1)");
      State before = state(client);
      for (int number = 0; number < count; number++) {
        idle.add(edge.connect());
      }
      State beside = state(client);
      return table(before, beside);
    } finally {
      for (Connection connection : idle) {
        connection.close();
      }
    }
  }

  private State state(Connection client) throws SQLException, IOException, InterruptedException {
    read(client);
    Histogram latencies = read(client);
    long pid =
        edge.processes().stream()
            .filter(process -> process.role().equals(PROXY))
            .findFirst()
            .orElseThrow(() -> new IOException("The proxy's process is unknown"))
            .pid();
    return new State(
        JavaHeap.liveBytes(pid), ServerProcesses.residentBytes(edge.processes(), PROXY), latencies);
  }

  private Histogram read(Connection client) throws SQLException {
    Histogram latencies = new Histogram(3);
    try (PreparedStatement statement =
        client.prepareStatement("SELECT id FROM edgesql_bench_idle WHERE id = ?")) {
      statement.setInt(1, 1);
      long end = System.nanoTime() + duration.toNanos();
      for (long start = System.nanoTime(); start - end < 0; start = System.nanoTime()) {
        try (ResultSet rows = statement.executeQuery()) {
          if (!rows.next()) {
            throw new SQLException("The row is gone");
          }
        }
        latencies.recordValue(System.nanoTime() - start);
      }
    }
    return latencies;
  }

  private String table(State before, State beside) {
    return "| Idle connections | Heap | Resident | Strong read, 1 client: p50 | p99 |\n"
        + "| -: | -: | -: | -: | -: |\n"
        + line(0, before)
        + line(count, beside)
        + String.format(
            Locale.ROOT,
            "%nEach connection: %.1f KiB of heap, %.1f KiB resident.%n",
            (beside.heapBytes - before.heapBytes) / 1024.0 / count,
            (beside.residentBytes - before.residentBytes) / 1024.0 / count);
  }

  private static String line(int connections, State state) {
    return String.format(
        Locale.ROOT,
        "| %d | %.1f MiB | %.1f MiB | %.3f ms | %.3f ms |%n",
        connections,
        state.heapBytes / 1048576.0,
        state.residentBytes / 1048576.0,
        state.latencies.getValueAtPercentile(50) / 1e6,
        state.latencies.getValueAtPercentile(99) / 1e6);
  }
}
