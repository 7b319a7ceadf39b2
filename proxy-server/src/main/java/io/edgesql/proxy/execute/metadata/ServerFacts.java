package io.edgesql.proxy.execute.metadata;

import io.edgesql.dialect.plan.Grants;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What only the running server knows: its connections and counters. */
public interface ServerFacts {
  /**
   * A connection, as SHOW PROCESSLIST tells it.
   *
   * @param seconds since its present activity began
   */
  record Connection(
      long id,
      String user,
      String host,
      @Nullable String database,
      String command,
      long seconds,
      String activity,
      @Nullable String info) {}

  /** An account of the settings: a user with one of the hosts that he may come from. */
  record KnownAccount(String user, String host, Grants grants) {}

  /** The accounts that can log in. */
  List<KnownAccount> accounts();

  /** All connections by ascending id. */
  List<Connection> processes();

  /** Values of SHOW STATUS that are counted here, by name. */
  Map<String, String> status();
}
