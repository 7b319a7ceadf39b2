package io.edgesql.proxy.cli;

import io.edgesql.backend.Backend;
import io.edgesql.backend.BackendSettings;
import io.edgesql.backend.EdgeUsage;
import io.edgesql.backend.cache.NearCache;
import io.edgesql.backend.gateway.GatewayBackend;
import io.edgesql.dialect.plan.Grants;
import io.edgesql.protocol.handshake.RsaKey;
import io.edgesql.protocol.handshake.Verifiers;
import io.edgesql.proxy.config.ProxySettings;
import io.edgesql.proxy.execute.CachedQueries;
import io.edgesql.proxy.execute.CatalogHolder;
import io.edgesql.proxy.execute.CatalogSnapshot;
import io.edgesql.proxy.execute.Compiler;
import io.edgesql.proxy.execute.PlanCache;
import io.edgesql.proxy.execute.RowQueues;
import io.edgesql.proxy.execute.StatementRunner;
import io.edgesql.proxy.execute.event.EventScheduler;
import io.edgesql.proxy.execute.metadata.MetadataReader;
import io.edgesql.proxy.execute.metadata.VirtualCatalog;
import io.edgesql.proxy.metrics.ProxyMetrics;
import io.edgesql.proxy.server.ProxyServer;
import io.edgesql.proxy.session.Accounts;
import io.edgesql.proxy.session.Connections;
import io.edgesql.proxy.session.EventSessions;
import io.edgesql.proxy.session.ServerContext;
import io.edgesql.proxy.session.SessionFacts;
import io.edgesql.proxy.state.GlobalVariables;
import io.edgesql.proxy.state.SessionState;
import io.edgesql.proxy.state.VariableCatalogue;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The proxy with all its parts, wired by hand. */
final class RunningProxy implements AutoCloseable {
  private final Backend backend;
  private final ThreadPoolExecutor planners;
  private final ScheduledExecutorService policies;
  private final EventScheduler events;
  private final ProxyServer server;

  private RunningProxy(
      Backend backend,
      ThreadPoolExecutor planners,
      ScheduledExecutorService policies,
      EventScheduler events,
      ProxyServer server) {
    this.backend = backend;
    this.planners = planners;
    this.policies = policies;
    this.events = events;
    this.server = server;
  }

  /** The edge that serves the proxy. */
  interface Gateway {
    /** Waits until it can be called; gives its URL. */
    URI await() throws StartFailure;

    /** A bearer token for it; asked for whenever a link is opened. */
    String token();
  }

  /** What the command line decided. */
  record Options(
      InetSocketAddress address,
      String user,
      String password,
      Gateway gateway,
      SslContext tls,
      RsaKey passwordKey,
      MeterRegistry registry) {}

  /** Starts it. What needs no edge comes first: a local one is starting meanwhile. */
  static RunningProxy start(Options options, ProxySettings settings)
      throws IOException, StartFailure {
    VirtualCatalog virtual = VirtualCatalog.load();
    GlobalVariables globals = globals(options, settings);
    Accounts accounts = accounts(options, settings);
    Gateway gateway = options.gateway();
    NearCache cache =
        new NearCache(
            settings.cache().nearBytes(),
            settings.cache().copyBytes(),
            settings.cache().rowVersions(),
            settings.cache().kv().unfollowedMs());
    URI edge = gateway.await();
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(
            settings.connections().ioThreads(), NioIoHandler.newFactory());
    // Sessions and links share the loops: a statement crosses no thread on its way.
    GatewayBackend backend =
        new GatewayBackend(backendSettings(edge, settings), gateway::token, cache, loops);
    ThreadPoolExecutor planners = planners(settings);
    try {
      CatalogHolder catalogs = new CatalogHolder(backend);
      CompletionStage<CatalogSnapshot> schema = catalogs.refresh();
      Connections connections = new Connections(() -> globals.number("max_connections"));
      refreshOnChange(catalogs, cache);
      CachedQueries cached = CachedQueries.of(backend, cache, settings.cache(), options.registry());
      CompletionStage<?> policies = cached.policies().refresh();
      PlanCache plans = new PlanCache(settings.statements().planCacheBytes());
      StatementRunner runner =
          new StatementRunner(
              new Compiler(plans, virtual),
              catalogs,
              new MetadataReader(
                  virtual,
                  facts(
                      connections,
                      accounts,
                      options,
                      () -> EventScheduler.activity(globals, catalogs)),
                  backend),
              planners,
              settings,
              cached);
      ProxyMetrics metrics = new ProxyMetrics(options.registry());
      usage(metrics, backend.usage());
      cached.mirrors().meters(metrics);
      gauges(metrics, connections, plans, planners);
      ServerContext context =
          new ServerContext(
              settings,
              UUID.randomUUID().toString().substring(0, 13),
              connections,
              globals,
              accounts,
              backend,
              runner,
              new RowQueues(settings.transactions().rowQueueLength()),
              metrics);
      schema.toCompletableFuture().get(settings.edge().deadlineMs(), TimeUnit.MILLISECONDS);
      policies.toCompletableFuture().get(settings.edge().deadlineMs(), TimeUnit.MILLISECONDS);
      ProxyServer server = ProxyServer.start(context, options.tls(), options.address(), loops);
      context.globals().putNumber("port", server.port());
      EventScheduler events =
          new EventScheduler(
              backend,
              catalogs,
              globals,
              new EventSessions(context, loops),
              loops.next(),
              context.instance());
      events.start();
      return new RunningProxy(
          backend, planners, polling(cached, catalogs, settings), events, server);
    } catch (IOException e) {
      stop(backend, planners);
      stopLoops(loops);
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stop(backend, planners);
      stopLoops(loops);
      throw new IOException("interrupted", e);
    } catch (Exception e) {
      stop(backend, planners);
      stopLoops(loops);
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException("the edge does not answer: " + cause.getMessage(), e);
    }
  }

  int port() {
    return server.port();
  }

  @Override
  public void close() {
    events.close();
    server.close();
    policies.shutdownNow();
    stop(backend, planners);
  }

  private static void stopLoops(EventLoopGroup loops) {
    var unused = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  private static void stop(Backend backend, ThreadPoolExecutor planners) {
    backend.close();
    planners.shutdownNow();
  }

  private static BackendSettings backendSettings(URI edge, ProxySettings settings) {
    BackendSettings base =
        BackendSettings.of(edge)
            .withSocketsPerShard(settings.edge().socketsPerShard())
            .withLimits(
                BackendSettings.Limits.DEFAULT.withWatchedTables(settings.cache().watchedTables()))
            .withCopies(
                new BackendSettings.Copies(
                    settings.cache().kv().connections(),
                    Duration.ofMillis(settings.cache().kv().timeoutMs())));
    BackendSettings.Timing timing = base.timing();
    return base.withTiming(
        new BackendSettings.Timing(
            Duration.ofMillis(settings.edge().deadlineMs()),
            timing.resolution(),
            timing.connect(),
            timing.heartbeat(),
            timing.heartbeatAnswer(),
            timing.reconnectMin(),
            timing.reconnectMax(),
            Duration.of(settings.edge().gatherUs(), ChronoUnit.MICROS)));
  }

  /** A copy is of no use under a schema that is gone, and neither is its plan. */
  private static void refreshOnChange(CatalogHolder catalogs, NearCache cache) {
    cache.onSchema(
        version -> {
          if (version > catalogs.current().version()) {
            CompletionStage<?> unused = catalogs.refresh();
          }
        });
  }

  private static ScheduledExecutorService polling(
      CachedQueries cached, CatalogHolder catalogs, ProxySettings settings) {
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "policies");
              thread.setDaemon(true);
              return thread;
            });
    long every = settings.cache().policyPollMs();
    ScheduledFuture<?> unused =
        timer.scheduleWithFixedDelay(
            () -> {
              CompletionStage<?> unusedRefresh = cached.policies().refresh();
              cached.mirrors().poll(cached.policies().current(), catalogs.current().catalog());
            },
            every,
            every,
            TimeUnit.MILLISECONDS);
    return timer;
  }

  /** A server that listens to its own machine alone has no accounts for other hosts. */
  private static SessionFacts facts(
      Connections connections,
      Accounts accounts,
      Options options,
      Supplier<@Nullable String> scheduler) {
    boolean isLocal = options.address().getAddress().isLoopbackAddress();
    return new SessionFacts(
        connections,
        accounts,
        isLocal
            ? List.of(SessionState.LOCALHOST)
            : List.of(SessionState.ANY_HOST, SessionState.LOCALHOST),
        scheduler);
  }

  private static ThreadPoolExecutor planners(ProxySettings settings) {
    int threads = settings.statements().planThreads();
    return new ThreadPoolExecutor(
        threads,
        threads,
        1,
        TimeUnit.MINUTES,
        new ArrayBlockingQueue<>(settings.statements().planQueue()),
        task -> {
          Thread thread = new Thread(task, "planner");
          thread.setDaemon(true);
          return thread;
        });
  }

  private static GlobalVariables globals(Options options, ProxySettings settings) {
    GlobalVariables globals = new GlobalVariables(VariableCatalogue.load());
    globals.putNumber("port", options.address().getPort());
    globals.putText("bind_address", options.address().getAddress().getHostAddress());
    globals.putNumber("max_connections", settings.connections().max());
    globals.putNumber("max_allowed_packet", settings.connections().maxAllowedPacketBytes());
    globals.putNumber("max_prepared_stmt_count", settings.statements().maxPrepared());
    globals.putNumber("edgesql_finish_rows", settings.statements().finishRows());
    globals.putText("server_uuid", UUID.randomUUID().toString());
    globals.putText("system_time_zone", java.time.ZoneId.systemDefault().getId());
    return globals;
  }

  private static Accounts accounts(Options options, ProxySettings settings) throws StartFailure {
    Map<String, Verifiers> users = new HashMap<>();
    Map<String, Grants> grants = new HashMap<>();
    try {
      settings
          .users()
          .forEach(
              (name, user) -> {
                users.put(name, Verifiers.ofPassword(user.secret(System.getenv())));
                grants.put(name, user.grants());
              });
    } catch (IllegalArgumentException e) {
      throw new StartFailure(e.getMessage() + ".", e);
    }
    // The user of the command line is the administrator, whatever the settings say.
    users.put(options.user(), Verifiers.ofPassword(options.password()));
    grants.remove(options.user());
    return new Accounts(users, grants, options.passwordKey());
  }

  /** What a bill from the edge is made of. */
  private static void usage(ProxyMetrics metrics, EdgeUsage usage) {
    metrics.gauge("edgesql.edge.frames", "Messages sent to shards", usage::frames);
    metrics.gauge("edgesql.edge.requests", "Requests in them", usage::requests);
    metrics.gauge("edgesql.edge.rows.read", "Rows that shards read", usage::rowsRead);
    metrics.gauge("edgesql.edge.rows.written", "Rows that shards wrote", usage::rowsWritten);
  }

  private static void gauges(
      ProxyMetrics metrics, Connections connections, PlanCache cache, ThreadPoolExecutor planners) {
    metrics.gauge("edgesql.connections", "Client connections open", connections::openCount);
    metrics.gauge("edgesql.plan.cache.hits", "Plans found in the cache", cache::hits);
    metrics.gauge("edgesql.plan.cache.misses", "Plans that had to be made", cache::misses);
    metrics.gauge("edgesql.plan.cache.size", "Fingerprints in the cache", cache::size);
    metrics.gauge(
        "edgesql.plan.queue", "Statements waiting to be planned", () -> planners.getQueue().size());
  }
}
