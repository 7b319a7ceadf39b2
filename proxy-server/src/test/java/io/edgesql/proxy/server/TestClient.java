package io.edgesql.proxy.server;

import io.edgesql.backend.cache.NearCache;
import io.edgesql.dialect.plan.Grants;
import io.edgesql.protocol.PayloadReader;
import io.edgesql.protocol.PayloadWriter;
import io.edgesql.protocol.handshake.Capabilities;
import io.edgesql.protocol.handshake.RsaKey;
import io.edgesql.protocol.handshake.Verifiers;
import io.edgesql.proxy.config.ProxySettings;
import io.edgesql.proxy.execute.CachedQueries;
import io.edgesql.proxy.execute.CatalogHolder;
import io.edgesql.proxy.execute.Compiler;
import io.edgesql.proxy.execute.PlanCache;
import io.edgesql.proxy.execute.RowQueues;
import io.edgesql.proxy.execute.StatementRunner;
import io.edgesql.proxy.execute.metadata.MetadataReader;
import io.edgesql.proxy.execute.metadata.VirtualCatalog;
import io.edgesql.proxy.metrics.ProxyMetrics;
import io.edgesql.proxy.session.Accounts;
import io.edgesql.proxy.session.Connections;
import io.edgesql.proxy.session.ServerContext;
import io.edgesql.proxy.session.SessionFacts;
import io.edgesql.proxy.state.GlobalVariables;
import io.edgesql.proxy.state.VariableCatalogue;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A client of an embedded connection: writes packets, reads the bytes that come back. */
final class TestClient implements AutoCloseable {
  static final RsaKey KEY = RsaKey.generate();
  private static final int BASE =
      Capabilities.CLIENT_PROTOCOL_41
          | Capabilities.CLIENT_SECURE_CONNECTION
          | Capabilities.CLIENT_PLUGIN_AUTH
          | Capabilities.CLIENT_DEPRECATE_EOF
          | Capabilities.CLIENT_MULTI_STATEMENTS
          | Capabilities.CLIENT_MULTI_RESULTS
          | Capabilities.CLIENT_LOCAL_FILES;

  final EmbeddedChannel channel = new EmbeddedChannel();
  private int capabilities = BASE;
  private final ByteBuf received = Unpooled.buffer();

  /** A server without network: connections are embedded channels. */
  static ServerContext server(FakeBackend backend, ProxySettings settings) {
    return server(backend, settings, new NearCache(1 << 20, 1 << 16, 100, 1000));
  }

  /** The same over a cache that the test knows. */
  static ServerContext server(FakeBackend backend, ProxySettings settings, NearCache cache) {
    GlobalVariables globals = new GlobalVariables(VariableCatalogue.load());
    globals.putNumber("max_connections", settings.connections().max());
    Connections connections = new Connections(() -> globals.number("max_connections"));
    VirtualCatalog virtual = VirtualCatalog.load();
    CatalogHolder catalogs = new CatalogHolder(backend);
    catalogs.refresh().toCompletableFuture().join();
    StatementRunner runner =
        new StatementRunner(
            new Compiler(new PlanCache(1 << 20), virtual),
            catalogs,
            new MetadataReader(
                virtual,
                new SessionFacts(connections, accounts(settings), List.of("localhost"), () -> null),
                backend),
            Runnable::run,
            settings,
            CachedQueries.of(backend, cache, settings.cache(), new SimpleMeterRegistry()));
    return new ServerContext(
        settings,
        "test",
        connections,
        globals,
        accounts(settings),
        backend,
        runner,
        new RowQueues(settings.transactions().rowQueueLength()),
        new ProxyMetrics(new SimpleMeterRegistry()));
  }

  /** Root, and the users of the settings, all without passwords. */
  private static Accounts accounts(ProxySettings settings) {
    Map<String, Verifiers> users = new HashMap<>(Map.of("root", Verifiers.EMPTY_PASSWORD));
    Map<String, Grants> grants = new HashMap<>();
    settings
        .users()
        .forEach(
            (name, user) -> {
              users.put(name, Verifiers.EMPTY_PASSWORD);
              grants.put(name, user.grants());
            });
    return new Accounts(users, grants, KEY);
  }

  /** A client that has logged in as one of the settings' users. */
  static TestClient loggedInAs(ServerContext server, String user) {
    TestClient client = new TestClient(server);
    client.packets();
    client.login(user);
    List<byte[]> answer = client.packets();
    if (answer.isEmpty() || answer.get(answer.size() - 1)[0] != 0) {
      throw new AssertionError("login was not accepted");
    }
    return client;
  }

  TestClient(ServerContext server) {
    ProxyServer.connect(server, null, channel);
    // The channel was active before it had handlers: tell the last one.
    channel.pipeline().fireChannelActive();
    channel.runPendingTasks();
  }

  /** A client that has logged in as root. */
  static TestClient loggedIn(ServerContext server) {
    return loggedIn(server, 0);
  }

  /** The same with more capabilities than every test client has. */
  static TestClient loggedIn(ServerContext server, int capabilities) {
    TestClient client = new TestClient(server);
    client.capabilities |= capabilities;
    client.packets();
    client.login("root");
    List<byte[]> answer = client.packets();
    if (answer.isEmpty() || answer.get(answer.size() - 1)[0] != 0) {
      throw new AssertionError("login was not accepted");
    }
    return client;
  }

  void login(String user) {
    ByteBuf payload = Unpooled.buffer();
    new PayloadWriter(payload)
        .writeInt4(capabilities)
        .writeInt4(1 << 24)
        .writeInt1(255)
        .writeZeros(23)
        .writeTextNul(user)
        .writeInt1(0)
        .writeTextNul("caching_sha2_password");
    send(1, payload);
  }

  /** Writes one packet with its header. */
  void send(int sequence, ByteBuf payload) {
    ByteBuf packet = Unpooled.buffer();
    packet.writeMediumLE(payload.readableBytes()).writeByte(sequence).writeBytes(payload);
    payload.release();
    sendBytes(packet);
  }

  void sendBytes(ByteBuf bytes) {
    channel.writeInbound(bytes);
    channel.runPendingTasks();
  }

  /** Sends COM_QUERY; gives the reply's payloads. */
  List<byte[]> query(String sql) {
    command(3, sql);
    return packets();
  }

  void command(int code, String text) {
    ByteBuf payload = Unpooled.buffer();
    payload.writeByte(code).writeBytes(text.getBytes(StandardCharsets.UTF_8));
    send(0, payload);
  }

  /** The payloads that have come in so far. */
  List<byte[]> packets() {
    channel.runPendingTasks();
    if (channel.isActive()) {
      channel.flushOutbound();
    }
    for (Object message = channel.readOutbound();
        message != null;
        message = channel.readOutbound()) {
      ByteBuf bytes = (ByteBuf) message;
      received.writeBytes(bytes);
      bytes.release();
    }
    List<byte[]> payloads = new ArrayList<>();
    while (received.readableBytes() >= 4) {
      int length = received.getUnsignedMediumLE(received.readerIndex());
      received.skipBytes(4);
      byte[] payload = new byte[length];
      received.readBytes(payload);
      payloads.add(payload);
    }
    return payloads;
  }

  /** The first cell of the first row of a text result. */
  String single(String sql) {
    List<byte[]> reply = query(sql);
    requireNoError(reply);
    return new PayloadReader(Unpooled.wrappedBuffer(reply.get(reply.size() - 2))).readTextLenenc();
  }

  /** Runs a statement that has no rows. */
  void run(String sql) {
    requireNoError(query(sql));
  }

  /** Number and text of the error that a statement gives. */
  String error(String sql) {
    return errorOf(query(sql));
  }

  static String errorOf(List<byte[]> reply) {
    byte[] last = reply.get(reply.size() - 1);
    if ((last[0] & 0xff) != 0xff) {
      throw new AssertionError("no error came back");
    }
    ByteBuf payload = Unpooled.wrappedBuffer(last);
    payload.skipBytes(1);
    int code = payload.readUnsignedShortLE();
    if (payload.isReadable() && payload.getByte(payload.readerIndex()) == '#') {
      payload.skipBytes(6);
    }
    return code + " " + payload.toString(StandardCharsets.UTF_8);
  }

  private static void requireNoError(List<byte[]> reply) {
    if (reply.isEmpty()) {
      throw new AssertionError("no reply");
    }
    if ((reply.get(reply.size() - 1)[0] & 0xff) == 0xff) {
      throw new AssertionError(errorOf(reply));
    }
  }

  @Override
  public void close() {
    channel.finishAndReleaseAll();
    received.release();
  }
}
