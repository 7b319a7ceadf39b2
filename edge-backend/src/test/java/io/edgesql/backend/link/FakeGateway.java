package io.edgesql.backend.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket server on 127.0.0.1 whose every answer is scripted by the test. It keeps what it was
 * sent.
 */
final class FakeGateway implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What the shard does with a frame; runs on the server's event loop. */
  interface Script {
    void receive(Peer peer, JsonNode frame);
  }

  /** One socket, seen from the shard. */
  record Peer(int number, Channel channel, FakeGateway gateway) {

    void send(String text) {
      var unused = channel.writeAndFlush(new TextWebSocketFrame(text), channel.voidPromise());
    }

    /** Answers each request of a frame with a row that holds its first step's first parameter. */
    void echo(JsonNode frame) {
      List<String> replies = new ArrayList<>();
      for (JsonNode request : frame.get("reqs")) {
        replies.add(echoReply(request, gateway.boot));
      }
      reply(replies.toArray(new String[0]));
    }

    void reply(String... replies) {
      send("{\"t\":\"replies\",\"replies\":[" + String.join(",", replies) + "]}");
    }

    void echoLater(JsonNode frame, long milliseconds) {
      var unused =
          channel.eventLoop().schedule(() -> echo(frame), milliseconds, TimeUnit.MILLISECONDS);
    }

    void sendBinary() {
      var unused =
          channel.writeAndFlush(
              new BinaryWebSocketFrame(Unpooled.copiedBuffer("{}", StandardCharsets.UTF_8)));
    }

    void drop() {
      var unused = channel.close();
    }
  }

  final AtomicInteger upgrades = new AtomicInteger();
  final List<String> tokens = new CopyOnWriteArrayList<>();
  final BlockingQueue<JsonNode> frames = new LinkedBlockingQueue<>();
  volatile Script script = Peer::echo;
  volatile HttpResponseStatus refusal = HttpResponseStatus.SWITCHING_PROTOCOLS;
  volatile boolean answersPings = true;
  volatile String boot = "b1";

  /** How many statements it says it remembers. */
  volatile int texts;

  private final List<Channel> sockets = new CopyOnWriteArrayList<>();

  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final @Nullable SslContext ssl;
  private final Channel server;

  FakeGateway() {
    this(null);
  }

  FakeGateway(@Nullable SslContext ssl) {
    this.ssl = ssl;
    this.server =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    build(channel);
                  }
                })
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel();
  }

  private void build(SocketChannel channel) {
    sockets.add(channel);
    if (ssl != null) {
      channel.pipeline().addLast(ssl.newHandler(channel.alloc()));
    }
    channel
        .pipeline()
        .addLast(
            new HttpServerCodec(),
            new HttpObjectAggregator(65536),
            new Doorkeeper(),
            new WebSocketServerProtocolHandler(
                "/v1/shards/main/socket", "edgesql.v1", false, 64 << 20),
            new Shard(upgrades.incrementAndGet()));
  }

  URI uri() {
    String scheme = ssl == null ? "http" : "https";
    return URI.create(
        scheme + "://127.0.0.1:" + ((InetSocketAddress) server.localAddress()).getPort());
  }

  private final List<Peer> peers = new CopyOnWriteArrayList<>();

  /** Does something with every socket from which a frame has come. */
  void toAll(java.util.function.Consumer<Peer> action) {
    peers.forEach(action);
  }

  /** What the shard does when it is asked to watch. */
  volatile java.util.function.Consumer<Peer> onWatch = peer -> {};

  /** Ends all sockets. */
  void dropAll() {
    for (Channel socket : sockets) {
      var unused = socket.close();
    }
  }

  /** The next run or keep frame. */
  JsonNode nextFrame() throws InterruptedException {
    JsonNode frame = frames.poll(60, TimeUnit.SECONDS);
    if (frame == null) {
      throw new AssertionError("No frame came");
    }
    return frame;
  }

  static String echoReply(JsonNode request) {
    return echoReply(request, "b1");
  }

  /** A transaction that does not know the boot id yet is told it. */
  static String echoReply(JsonNode request, String boot) {
    JsonNode steps = request.get("steps");
    JsonNode params = steps.isEmpty() ? null : steps.get(0).get("params");
    String value = params == null ? "null" : params.get(0).toString();
    String results =
        steps.isEmpty() ? "" : "{\"columns\":[\"v\"],\"rows\":[[" + value + "]],\"changes\":0}";
    boolean begins = request.has("tx") && !request.get("tx").has("boot");
    String told = begins ? "\"boot\":\"" + boot + "\"," : "";
    return "{\"id\":%s,%s\"results\":[%s],\"ver\":1}".formatted(request.get("id"), told, results);
  }

  @Override
  public void close() {
    if (loops.isShuttingDown()) {
      return;
    }
    server.close().syncUninterruptibly();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  /** Refuses the upgrade when the test says so. */
  private final class Doorkeeper extends SimpleChannelInboundHandler<FullHttpRequest> {
    Doorkeeper() {
      super(false);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
      tokens.add(String.valueOf(request.headers().get(HttpHeaderNames.AUTHORIZATION)));
      if (refusal.equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
        ctx.fireChannelRead(request);
        return;
      }
      request.release();
      DefaultFullHttpResponse response =
          new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, refusal, Unpooled.EMPTY_BUFFER);
      response.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
      var unused = ctx.writeAndFlush(response, ctx.voidPromise());
    }
  }

  private final class Shard extends SimpleChannelInboundHandler<TextWebSocketFrame> {
    private final int number;

    Shard(int number) {
      this.number = number;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, TextWebSocketFrame frame) {
      Peer peer = new Peer(number, ctx.channel(), FakeGateway.this);
      String text = frame.text();
      if (text.equals("ping")) {
        if (answersPings) {
          peer.send("pong");
        }
        return;
      }
      JsonNode message = parse(text);
      if (message.get("t").asText().equals("hello")) {
        peer.send(
            "{\"t\":\"hello\",\"protocol\":1,\"boot\":\"%s\",\"schema\":1,\"texts\":%d}"
                .formatted(boot, texts));
        return;
      }
      if (!peers.contains(peer)) {
        peers.add(peer);
      }
      frames.add(message);
      if (message.get("t").asText().equals("watch")) {
        onWatch.accept(peer);
      }
      if (message.get("t").asText().equals("run")) {
        script.receive(peer, message);
      }
    }

    private static JsonNode parse(String text) {
      try {
        return JSON.readTree(text);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
