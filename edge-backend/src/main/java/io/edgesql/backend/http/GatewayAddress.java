package io.edgesql.backend.http;

import io.edgesql.backend.BackendSettings;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Where the gateway is, for connections on event loops. Thread-safe.
 *
 * <p>Host names are resolved by the platform, on the event loop: a slow resolver delays that loop
 * while a connection is made.
 */
public final class GatewayAddress {

  private final BackendSettings settings;
  private final @Nullable SslContext ssl;
  private final String host;
  private final int port;
  private final String prefix;

  /** Fails with {@link IllegalArgumentException} if the trusted certificates cannot be used. */
  public GatewayAddress(BackendSettings settings) {
    this.settings = settings;
    this.ssl = settings.isTls() ? sslContext(settings.trustedCertificates()) : null;
    URI gateway = settings.gateway();
    this.host = gateway.getHost();
    int named = gateway.getPort();
    this.port = named >= 0 ? named : settings.isTls() ? 443 : 80;
    this.prefix = gateway.getRawPath() == null ? "" : gateway.getRawPath().replaceAll("/+$", "");
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
   * For a connection on a loop.
   *
   * @param handlers puts the caller's handlers into the pipeline, behind TLS if the gateway speaks
   *     it
   */
  public Bootstrap bootstrap(EventLoop loop, Consumer<ChannelPipeline> handlers) {
    return new Bootstrap()
        .group(loop)
        .channel(NioSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.SO_KEEPALIVE, true)
        .option(
            ChannelOption.CONNECT_TIMEOUT_MILLIS,
            Math.toIntExact(settings.timing().connect().toMillis()))
        .remoteAddress(host, port)
        .handler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                if (ssl != null) {
                  channel.pipeline().addLast(ssl.newHandler(channel.alloc(), host, port));
                }
                handlers.accept(channel.pipeline());
              }
            });
  }

  /** The path of a call below the gateway's own. */
  public String path(String call) {
    return prefix + call;
  }

  /** A URL of the gateway. */
  public URI url(String scheme, String call) {
    return URI.create("%s://%s:%d%s".formatted(scheme, host, port, path(call)));
  }

  /** Host and port: names the edge in messages, without what the URL may hold besides. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s:%d", host, port);
  }
}
