package io.edgesql.proxy.cli;

import io.edgesql.backend.LocalToken;
import io.edgesql.protocol.handshake.RsaKey;
import io.edgesql.proxy.config.ProxySettings;
import io.edgesql.proxy.config.SettingsReader;
import io.edgesql.proxy.metrics.PrometheusEndpoint;
import io.edgesql.proxy.server.Certificates;
import io.edgesql.proxy.server.PrivateKeyFile;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code edgesql up}. Exit codes: 0 stopped by a signal, 1 failed, 2 wrong options. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Starts the MySQL server and, without --edge, a local edge for it.")
public final class UpCommand implements Callable<Integer> {
  private static final Duration TOKEN_LIFETIME = Duration.ofDays(1);

  @Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      description = "Address to listen on (default: ${DEFAULT-VALUE}).")
  private String host = "";

  @Option(
      names = "--port",
      defaultValue = "3306",
      description = "Port for MySQL clients; 0 takes a free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--data",
      defaultValue = ".edgesql",
      description = "Folder for everything that lasts (default: ${DEFAULT-VALUE}).")
  private Path data = Path.of("");

  @Option(
      names = "--user",
      defaultValue = "root",
      description = "The account's name (default: ${DEFAULT-VALUE}).")
  private String user = "";

  @Option(
      names = "--password",
      defaultValue = "${env:EDGESQL_PASSWORD:-}",
      description = "Its password (default: $EDGESQL_PASSWORD, else none).")
  private String password = "";

  @Option(names = "--edge", description = "URL of a gateway to use instead of a local edge.")
  private @Nullable URI edge;

  @Option(
      names = "--token",
      defaultValue = "${env:EDGESQL_TOKEN}",
      description = "Bearer token for --edge (default: $EDGESQL_TOKEN).")
  private @Nullable String token;

  @Option(names = "--tls-cert", description = "Certificate chain in PEM; without it one is made.")
  private @Nullable Path tlsCertificate;

  @Option(names = "--tls-key", description = "Its private key in PEM.")
  private @Nullable Path tlsKey;

  @Option(names = "--metrics-port", description = "Port for Prometheus to scrape; off by default.")
  private @Nullable Integer metricsPort;

  @Option(names = "--config", description = "Settings file, see config/proxy.yaml.")
  private @Nullable Path config;

  @Option(
      names = {"--quiet", "-q"},
      description = "Print nothing but errors.")
  private boolean quiet;

  @Override
  public Integer call() {
    if (edge != null && (token == null || token.isEmpty())) {
      throw new ParameterException(commandLine(), "--edge needs --token or EDGESQL_TOKEN.");
    }
    if ((tlsCertificate == null) != (tlsKey == null)) {
      throw new ParameterException(commandLine(), "--tls-cert and --tls-key belong together.");
    }
    if (edge != null && !isHttp(edge)) {
      throw new ParameterException(
          commandLine(),
          "--edge must be a URL such as https://edge.example.com, not " + edge + ".");
    }
    requirePort("--port", port);
    if (metricsPort != null) {
      requirePort("--metrics-port", metricsPort);
    }
    if (user.isEmpty()) {
      throw new ParameterException(commandLine(), "--user must not be empty.");
    }
    UntilStopped life = new UntilStopped();
    try {
      start(life);
      return life.await();
    } catch (StartFailure failure) {
      if (life.isStopping()) {
        // Ctrl-C reaches the child as well, which then cannot become ready.
        return 0;
      }
      System.err.println("edgesql: " + failure.getMessage());
      return 1;
    } finally {
      life.close();
    }
  }

  private static boolean isHttp(URI edge) {
    String scheme = edge.getScheme();
    return edge.getHost() != null
        && ("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme));
  }

  private void requirePort(String option, int number) {
    if (number < 0 || number > 65_535) {
      throw new ParameterException(
          commandLine(), option + " must be between 0 and 65535, not " + number + ".");
    }
  }

  /** Starts all parts; each is handed over as soon as it runs, so that a later failure ends it. */
  private void start(UntilStopped life) throws StartFailure {
    ProxySettings settings = settings();
    DataFolder folder = life.keep(DataFolder.open(data));
    RunningProxy.Gateway gateway =
        edge == null
            ? localGateway(life, folder, settings)
            : new RemoteGateway(edge, Objects.requireNonNullElse(token, ""));
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    RunningProxy proxy = life.keep(startProxy(folder, gateway, registry, settings));
    startMetrics(life, registry);
    if (password.isEmpty() && !new InetSocketAddress(host, 0).getAddress().isLoopbackAddress()) {
      System.err.println(
          "edgesql: anyone who reaches "
              + host
              + " can log in: the account has no password (--password or EDGESQL_PASSWORD).");
    }
    if (!quiet) {
      System.out.printf(
          "Edge SQL is ready on %s:%d — connect with: mysql -h%s -P%d -u%s%n",
          host, proxy.port(), host.equals("0.0.0.0") ? "127.0.0.1" : host, proxy.port(), user);
    }
  }

  /** The gateway of a child process, which starts now and is waited for when it is needed. */
  private static RunningProxy.Gateway localGateway(
      UntilStopped life, DataFolder folder, ProxySettings settings) throws StartFailure {
    String secret = folder.secret();
    LocalEdge local = life.keep(LocalEdge.start(home(), folder.edge(), secret));
    life.watch(local);
    return new RunningProxy.Gateway() {
      @Override
      public URI await() throws StartFailure {
        URI url = local.awaitReady(Duration.ofMillis(settings.edge().startTimeoutMs()));
        folder.noteEdge(url);
        return url;
      }

      @Override
      public String token() {
        return mint(secret, settings);
      }
    };
  }

  private record RemoteGateway(URI await, String token) implements RunningProxy.Gateway {}

  private ProxySettings settings() throws StartFailure {
    try {
      return config == null ? ProxySettings.DEFAULT : SettingsReader.read(config);
    } catch (IllegalArgumentException e) {
      throw new StartFailure(e.getMessage() + ".", e);
    }
  }

  private RunningProxy startProxy(
      DataFolder folder,
      RunningProxy.Gateway gateway,
      PrometheusMeterRegistry registry,
      ProxySettings settings)
      throws StartFailure {
    SslContext tls;
    RsaKey passwordKey;
    try {
      tls =
          tlsCertificate == null || tlsKey == null
              ? Certificates.ofFolder(folder.tls())
              : Certificates.ofFiles(tlsCertificate, tlsKey);
      passwordKey = PrivateKeyFile.passwordKey(folder.passwordKey());
    } catch (IOException e) {
      throw new StartFailure("Cannot use the server's keys: " + e.getMessage() + ".", e);
    }
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new StartFailure("The host " + host + " is not known.");
    }
    try {
      return RunningProxy.start(
          new RunningProxy.Options(address, user, password, gateway, tls, passwordKey, registry),
          settings);
    } catch (java.net.BindException e) {
      throw new StartFailure(taken(), e);
    } catch (IOException e) {
      throw new StartFailure(
          e.getCause() instanceof java.net.BindException
              ? taken()
              : "Cannot start: " + e.getMessage() + ".",
          e);
    }
  }

  private String taken() {
    return "Cannot listen on " + host + ":" + port + "; is another server using the port?";
  }

  private void startMetrics(UntilStopped life, PrometheusMeterRegistry registry)
      throws StartFailure {
    Integer wanted = metricsPort;
    if (wanted == null) {
      return;
    }
    try {
      life.keep(PrometheusEndpoint.start(new InetSocketAddress(host, wanted), registry));
    } catch (IOException e) {
      throw new StartFailure("Cannot serve metrics on port " + wanted + ".", e);
    }
  }

  private static String mint(String secret, ProxySettings settings) {
    return LocalToken.mint(
        secret,
        settings.edge().tenant(),
        settings.edge().project(),
        List.of(LocalToken.Right.ADMIN),
        TOKEN_LIFETIME);
  }

  private static Path home() {
    return Path.of(System.getProperty("edgesql.root", "."));
  }

  private CommandLine commandLine() {
    if (spec == null) {
      throw new IllegalStateException("picocli sets the specification");
    }
    return spec.commandLine();
  }
}
