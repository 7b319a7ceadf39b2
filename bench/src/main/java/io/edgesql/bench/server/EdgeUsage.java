package io.edgesql.bench.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;

/**
 * What a proxy has asked of the edge since it started, as its metrics tell.
 *
 * @param frames WebSocket messages that it sent
 * @param requests the requests in them
 * @param rowsRead by SQLite's own count
 */
public record EdgeUsage(double frames, double requests, double rowsRead, double rowsWritten) {
  public static final EdgeUsage NONE = new EdgeUsage(0, 0, 0, 0);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** Asks a proxy's metrics. */
  public static EdgeUsage read(URI metrics) throws IOException, InterruptedException {
    String text =
        HTTP.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
            .body();
    Map<String, Double> values = new java.util.HashMap<>();
    for (String line : text.lines().toList()) {
      int space = line.lastIndexOf(' ');
      if (!line.startsWith("#") && space > 0) {
        values.put(line.substring(0, space), Double.parseDouble(line.substring(space + 1)));
      }
    }
    return new EdgeUsage(
        values.getOrDefault("edgesql_edge_frames", 0.0),
        values.getOrDefault("edgesql_edge_requests", 0.0),
        values.getOrDefault("edgesql_edge_rows_read", 0.0),
        values.getOrDefault("edgesql_edge_rows_written", 0.0));
  }

  public EdgeUsage plus(EdgeUsage more) {
    return new EdgeUsage(
        frames + more.frames,
        requests + more.requests,
        rowsRead + more.rowsRead,
        rowsWritten + more.rowsWritten);
  }

  public EdgeUsage minus(EdgeUsage less) {
    return new EdgeUsage(
        frames - less.frames,
        requests - less.requests,
        rowsRead - less.rowsRead,
        rowsWritten - less.rowsWritten);
  }
}
