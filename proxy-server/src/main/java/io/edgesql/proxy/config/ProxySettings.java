package io.edgesql.proxy.config;

import java.util.Map;

/**
 * Every bound of the proxy. {@code config/proxy.yaml} documents the same names in kebab case.
 *
 * <p>All values are positive unless a component says otherwise.
 */
public record ProxySettings(
    Connections connections,
    Statements statements,
    Transactions transactions,
    Edge edge,
    Cache cache,
    Map<String, UserSettings> users) {

  /** All defaults. */
  public static final ProxySettings DEFAULT =
      new ProxySettings(
          Connections.DEFAULT,
          Statements.DEFAULT,
          Transactions.DEFAULT,
          Edge.DEFAULT,
          Cache.DEFAULT,
          Map.of());

  /** Without users beside the one of the command line. */
  public ProxySettings(
      Connections connections,
      Statements statements,
      Transactions transactions,
      Edge edge,
      Cache cache) {
    this(connections, statements, transactions, edge, cache, Map.of());
  }

  /** Each part that is missing has its defaults. */
  public ProxySettings {
    connections = connections == null ? Connections.DEFAULT : connections;
    statements = statements == null ? Statements.DEFAULT : statements;
    transactions = transactions == null ? Transactions.DEFAULT : transactions;
    edge = edge == null ? Edge.DEFAULT : edge;
    cache = cache == null ? Cache.DEFAULT : cache;
    users = users == null ? Map.of() : Map.copyOf(users);
  }

  /**
   * Bounds of client connections.
   *
   * @param max clients at the same time; the next gets 1040
   * @param backlog connections that the system holds before they are accepted
   * @param handshakeTimeoutMs from accept to the end of authentication
   * @param maxHandshakePacketBytes one packet before authentication
   * @param maxAllowedPacketBytes one packet after it; the default of {@code max_allowed_packet}
   * @param writeBufferHighBytes unsent bytes of a connection above which no more rows are written
   * @param ioThreads event loops that serve clients
   * @param drainSeconds how long running statements may go on when the server stops; may be 0
   */
  public record Connections(
      int max,
      int backlog,
      int handshakeTimeoutMs,
      int maxHandshakePacketBytes,
      int maxAllowedPacketBytes,
      int writeBufferHighBytes,
      int ioThreads,
      int drainSeconds) {
    public static final Connections DEFAULT =
        new Connections(1000, 1024, 10_000, 64 * 1024, 64 << 20, 256 * 1024, 2, 10);

    public Connections {
      require(max, "connections.max");
      require(backlog, "connections.backlog");
      require(handshakeTimeoutMs, "connections.handshake-timeout-ms");
      require(maxHandshakePacketBytes, "connections.max-handshake-packet-bytes");
      require(maxAllowedPacketBytes, "connections.max-allowed-packet-bytes");
      require(writeBufferHighBytes, "connections.write-buffer-high-bytes");
      require(ioThreads, "connections.io-threads");
      if (drainSeconds < 0) {
        throw new IllegalArgumentException("connections.drain-seconds must not be negative");
      }
    }
  }

  /**
   * Bounds of statements.
   *
   * @param planCacheBytes estimated memory of all cached plans
   * @param planThreads threads that parse and plan what is too large for an event loop
   * @param planQueue statements that may wait for such a thread; the next gets 1041
   * @param planInlineBytes statements up to this length may be planned on the event loop
   * @param preparedPerSession prepared statements of one session
   * @param maxPrepared prepared statements of all sessions: {@code max_prepared_stmt_count}
   * @param longDataBytes COM_STMT_SEND_LONG_DATA of one session
   * @param loadDataBatchRows rows of LOAD DATA LOCAL INFILE that go to the shard at once
   * @param finishRows rows gathered of a SELECT that the proxy filters, groups or sorts itself: the
   *     default of {@code edgesql_finish_rows}; then 1104
   * @param pipelined commands a client may send ahead of their replies
   * @param routineTurn instructions that a stored routine does before other sessions get their turn
   * @param functionSteps instructions that a stored function may do for one row; then 1235
   */
  public record Statements(
      int planCacheBytes,
      int planThreads,
      int planQueue,
      int planInlineBytes,
      int preparedPerSession,
      int maxPrepared,
      int longDataBytes,
      int loadDataBatchRows,
      int finishRows,
      int pipelined,
      int routineTurn,
      int functionSteps) {
    public static final Statements DEFAULT =
        new Statements(
            64 << 20, 2, 1000, 8 * 1024, 4096, 16_382, 64 << 20, 1000, 100_000, 64, 200, 20_000);

    public Statements {
      require(planCacheBytes, "statements.plan-cache-bytes");
      require(planThreads, "statements.plan-threads");
      require(planQueue, "statements.plan-queue");
      require(planInlineBytes, "statements.plan-inline-bytes");
      require(preparedPerSession, "statements.prepared-per-session");
      require(maxPrepared, "statements.max-prepared");
      require(longDataBytes, "statements.long-data-bytes");
      require(loadDataBatchRows, "statements.load-data-batch-rows");
      require(finishRows, "statements.finish-rows");
      require(pipelined, "statements.pipelined");
      require(routineTurn, "statements.routine-turn");
      require(functionSteps, "statements.function-steps");
    }
  }

  /**
   * Bounds of transactions.
   *
   * @param idleMs how long a transaction may be idle before it is rolled back; 0: for ever
   * @param keepAliveMs between two renewals of the lock leases; below the shard's lease
   * @param schemaRetries how often a statement is planned again because the schema moved on
   * @param temporaryKeepMs between two writes that tell the shard that the owner of temporary
   *     tables lives; well below EDGESQL_WRITE_RECORD_SECONDS, after which it drops them
   * @param rowQueueMs how long one transaction of this proxy may keep others of it waiting that
   *     begin with the lock of the same row, before those wait in the shard; 0: not at all
   * @param rowQueueLength how many of those in a row may be told the row as the one before has left
   *     it, ahead of the shard's answer; then the shard serves others that wait; 0: none
   */
  public record Transactions(
      int idleMs,
      int keepAliveMs,
      int schemaRetries,
      int temporaryKeepMs,
      int rowQueueMs,
      int rowQueueLength) {
    public static final Transactions DEFAULT = new Transactions(0, 15_000, 5, 600_000, 250, 100);

    public Transactions {
      if (idleMs < 0) {
        throw new IllegalArgumentException("transactions.idle-ms must not be negative");
      }
      require(keepAliveMs, "transactions.keep-alive-ms");
      require(schemaRetries, "transactions.schema-retries");
      require(temporaryKeepMs, "transactions.temporary-keep-ms");
      if (rowQueueMs < 0 || rowQueueLength < 0) {
        throw new IllegalArgumentException(
            "transactions.row-queue-ms and row-queue-length must not be negative");
      }
    }
  }

  /**
   * The way to the edge.
   *
   * @param tenant name space in the local edge's token
   * @param project second level of it
   * @param deadlineMs for a request that waits for no lock
   * @param socketsPerShard links to each shard from each event loop
   * @param startTimeoutMs until a local edge must be ready
   * @param gatherUs how long requests are held back at most, so that they go out together, while
   *     reads that were sent before are not answered, in microseconds; 0: not at all
   */
  public record Edge(
      String tenant,
      String project,
      int deadlineMs,
      int socketsPerShard,
      int startTimeoutMs,
      int gatherUs) {
    public static final Edge DEFAULT = new Edge("local", "default", 30_000, 1, 60_000, 500);

    public Edge {
      tenant = tenant == null ? "local" : tenant;
      project = project == null ? "default" : project;
      require(deadlineMs, "edge.deadline-ms");
      require(socketsPerShard, "edge.sockets-per-shard");
      require(startTimeoutMs, "edge.start-timeout-ms");
      if (gatherUs < 0) {
        throw new IllegalArgumentException("edge.gather-us must not be negative");
      }
    }
  }

  /**
   * Copies of rows in this proxy.
   *
   * @param nearBytes estimated memory of all copies
   * @param copyBytes estimated memory of one copy; larger results are not kept
   * @param ttlMs how long a copy counts as fresh where no policy says it
   * @param swrMs how long it may be served after that, while it is read anew; may be 0
   * @param marginMs what a copy must be younger than its bound: for clocks and the way to the
   *     client
   * @param rowVersions versions of single rows remembered for each table
   * @param watchedTables tables of a shard whose changes are pushed
   * @param policyPollMs between two looks for newer table policies
   * @param auditRate fraction of the answers from copies that are compared with the shard
   * @param auditsInFlight comparisons at the same time; more are left out
   * @param kv copies that lie farther away
   */
  public record Cache(
      int nearBytes,
      int copyBytes,
      int ttlMs,
      int swrMs,
      int marginMs,
      int rowVersions,
      int watchedTables,
      int policyPollMs,
      double auditRate,
      int auditsInFlight,
      Kv kv) {
    public static final Cache DEFAULT =
        new Cache(64 << 20, 1 << 20, 30_000, 0, 10, 10_000, 500, 2000, 0.001, 16, Kv.DEFAULT);

    public Cache {
      kv = kv == null ? Kv.DEFAULT : kv;
      require(nearBytes, "cache.near-bytes");
      require(copyBytes, "cache.copy-bytes");
      require(ttlMs, "cache.ttl-ms");
      require(rowVersions, "cache.row-versions");
      require(watchedTables, "cache.watched-tables");
      require(policyPollMs, "cache.policy-poll-ms");
      require(auditsInFlight, "cache.audits-in-flight");
      if (swrMs < 0 || marginMs < 0) {
        throw new IllegalArgumentException("cache.swr-ms and margin-ms must not be negative");
      }
      if (!(auditRate >= 0 && auditRate <= 1)) {
        throw new IllegalArgumentException("cache.audit-rate must be from 0 to 1");
      }
    }
  }

  /** When copies in the gateway's KV are asked for. */
  public enum KvReads {
    /** Where the shard is farther than a distance, and KV is nearer than the shard. */
    AUTO,
    ALWAYS,
    NEVER
  }

  /**
   * Copies in the gateway's KV, for reads that no copy in this proxy can answer.
   *
   * @param distanceMs round trip to a shard from which on KV is asked, with {@code auto}
   * @param timeoutMs until the gateway must have answered; then the shard is asked
   * @param connections to the gateway from each event loop, and calls at the same time
   * @param clockMarginMs by how much the clocks of two gateways may differ
   * @param unfollowedMs how long a copy is kept here of which changes may have been missed; may be
   *     0
   */
  public record Kv(
      KvReads reads,
      int distanceMs,
      int timeoutMs,
      int connections,
      int clockMarginMs,
      int unfollowedMs) {
    public static final Kv DEFAULT = new Kv(KvReads.AUTO, 10, 1000, 16, 100, 1000);

    public Kv {
      reads = reads == null ? KvReads.AUTO : reads;
      require(distanceMs, "cache.kv.distance-ms");
      require(timeoutMs, "cache.kv.timeout-ms");
      require(connections, "cache.kv.connections");
      if (clockMarginMs < 0 || unfollowedMs < 0) {
        throw new IllegalArgumentException(
            "cache.kv.clock-margin-ms and unfollowed-ms must not be negative");
      }
    }
  }

  private static void require(int value, String name) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " must be positive");
    }
  }
}
