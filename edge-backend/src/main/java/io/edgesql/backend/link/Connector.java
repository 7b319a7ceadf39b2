package io.edgesql.backend.link;

import io.edgesql.backend.BackendSettings;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Opens sockets to shards through the gateway. Thread-safe.
 *
 * <p>The token is asked for at every upgrade, so a renewed one is used from the next socket on.
 * Host names are resolved by the platform, on the event loop: a slow resolver delays that loop's
 * links while one of them connects.
 */
final class Connector {

  private static final int MAX_REFUSAL_BYTES = 64 * 1024;
  private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(1 << 20, 4 << 20);

  private final BackendSettings settings;
  private final Supplier<String> token;
  private final @Nullable SslContext ssl;
  private final String host;
  private final int port;

  /** Fails with {@link IllegalArgumentException} if the trusted certificates cannot be used. */
  Connector(BackendSettings settings, Supplier<String> token) {
    this.settings = settings;
    this.token = token;
    this.ssl = settings.isTls() ? sslContext(settings.trustedCertificates()) : null;
    this.host = settings.gateway().getHost();
    int named = settings.gateway().getPort();
    this.port = named >= 0 ? named : settings.isTls() ? 443 : 80;
  }

  private static SslContext sslContext(@Nullable Path trusted) {
    File authorities = trusted == null ? null : trusted.toFile();
    try {
      return SslContextBuilder.forClient()
          .trustManager(authorities)
          .endpointIdentificationAlgorithm("HTTPS")
          .build();
    } catch (SSLException e) {
      throw new IllegalArgumentException("The trusted certificates cannot be used: " + trusted, e);
    }
  }

  /**
   * Starts to connect. The future tells of the TCP connection alone; {@link LinkHandler} of all
   * that follows.
   */
  ChannelFuture connect(String shard, EventLoop loop, LinkHandler handler) {
    String bearer = token.get();
    return new Bootstrap()
        .group(loop)
        .channel(NioSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.SO_KEEPALIVE, true)
        .option(
            ChannelOption.CONNECT_TIMEOUT_MILLIS,
            Math.toIntExact(settings.timing().connect().toMillis()))
        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
        .handler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                if (ssl != null) {
                  channel.pipeline().addLast(ssl.newHandler(channel.alloc(), host, port));
                }
                channel
                    .pipeline()
                    .addLast(
                        new HttpClientCodec(),
                        new HttpObjectAggregator(MAX_REFUSAL_BYTES),
                        new WebSocketClientProtocolHandler(protocol(shard, bearer)),
                        new WebSocketFrameAggregator(settings.limits().receivedFrameBytes()),
                        handler);
              }
            })
        .connect(host, port);
  }

  private WebSocketClientProtocolConfig protocol(String shard, String bearer) {
    return WebSocketClientProtocolConfig.newBuilder()
        .webSocketUri(socketUri(shard))
        .version(WebSocketVersion.V13)
        .subprotocol("edgesql.v1")
        .customHeaders(
            new DefaultHttpHeaders().set(HttpHeaderNames.AUTHORIZATION, "Bearer " + bearer))
        .maxFramePayloadLength(settings.limits().receivedFrameBytes())
        .handshakeTimeoutMillis(settings.timing().connect().toMillis())
        // The JSON parser checks the encoding as it reads.
        .withUTF8Validator(false)
        .build();
  }

  private URI socketUri(String shard) {
    URI gateway = settings.gateway();
    String path = gateway.getRawPath() == null ? "" : gateway.getRawPath().replaceAll("/+$", "");
    String scheme = settings.isTls() ? "wss" : "ws";
    return URI.create(
        "%s://%s:%d%s/v1/shards/%s/socket".formatted(scheme, host, port, path, shard));
  }

  /** Names the edge in messages, without what the URL may hold besides. */
  String address() {
    return String.format(Locale.ROOT, "%s:%d", host, port);
  }
}
