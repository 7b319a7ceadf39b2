package io.edgesql.proxy.session;

import io.edgesql.proxy.execute.metadata.ServerFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The server's connections and counters, for SHOW and performance_schema. */
public final class SessionFacts implements ServerFacts {
  /** Below the ids of connections. */
  private static final long SCHEDULER_ID = 5;

  private final Connections connections;
  private final Supplier<@Nullable String> scheduler;
  private final List<KnownAccount> accounts = new ArrayList<>();

  /**
   * Facts of a running server.
   *
   * @param scheduler what the event scheduler does; null if it is off
   * @param hosts that users may come from, as the server listens: localhost, or that and anywhere
   */
  public SessionFacts(
      Connections connections,
      Accounts users,
      List<String> hosts,
      Supplier<@Nullable String> scheduler) {
    this.connections = connections;
    this.scheduler = scheduler;
    for (String user : new TreeSet<>(users.byUser().keySet())) {
      hosts.forEach(host -> accounts.add(new KnownAccount(user, host, users.grantsOf(user))));
    }
  }

  @Override
  public List<KnownAccount> accounts() {
    return List.copyOf(accounts);
  }

  @Override
  public List<Connection> processes() {
    long now = System.currentTimeMillis();
    List<Connection> processes = new ArrayList<>();
    String scheduling = scheduler.get();
    if (scheduling != null) {
      processes.add(
          new Connection(
              SCHEDULER_ID,
              "event_scheduler",
              "localhost",
              null,
              "Daemon",
              connections.uptimeSeconds(),
              scheduling,
              null));
    }
    for (Session session : connections.all()) {
      Session.ProcessInfo info = session.process();
      processes.add(
          new Connection(
              info.id(),
              info.user(),
              info.host(),
              info.database(),
              info.command(),
              Math.max(0, (now - info.sinceMillis()) / 1000),
              info.activity(),
              info.info()));
    }
    return processes;
  }

  @Override
  public Map<String, String> status() {
    Map<String, String> status = new HashMap<>();
    status.put("Uptime", Long.toString(connections.uptimeSeconds()));
    status.put("Threads_connected", Integer.toString(connections.openCount()));
    status.put("Threads_running", "1");
    status.put("Prepared_stmt_count", Integer.toString(connections.preparedCount()));
    for (String name : List.of("Questions", "Connections", "Connection_errors_max_connections")) {
      status.put(name, Long.toString(connections.counted(name)));
    }
    status.put("Queries", Long.toString(connections.counted("Questions")));
    return status;
  }
}
