package io.edgesql.proxy.server;

import io.edgesql.protocol.frame.PacketChannel;
import io.edgesql.proxy.config.ProxySettings;
import io.edgesql.proxy.session.ServerContext;
import io.edgesql.proxy.session.Session;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The listening socket and the event loops of all connections. */
public final class ProxyServer implements AutoCloseable {
  private static final int POLL_MS = 20;

  private final ServerContext server;
  private final EventLoopGroup acceptors;
  private final EventLoopGroup workers;
  private final Channel listening;

  private ProxyServer(
      ServerContext server, EventLoopGroup acceptors, EventLoopGroup workers, Channel listening) {
    this.server = server;
    this.acceptors = acceptors;
    this.workers = workers;
    this.listening = listening;
  }

  /**
   * Starts listening.
   *
   * @param workers the event loops of the connections; shut down when the server is closed
   * @throws IOException if the address cannot be had
   */
  public static ProxyServer start(
      ServerContext server,
      @Nullable SslContext tls,
      InetSocketAddress address,
      EventLoopGroup workers)
      throws IOException {
    ProxySettings.Connections bounds = server.settings().connections();
    EventLoopGroup acceptors = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try {
      Channel listening =
          new ServerBootstrap()
              .group(acceptors, workers)
              .channel(NioServerSocketChannel.class)
              .option(ChannelOption.SO_BACKLOG, bounds.backlog())
              .option(ChannelOption.SO_REUSEADDR, true)
              .childOption(ChannelOption.TCP_NODELAY, true)
              .childOption(ChannelOption.SO_KEEPALIVE, true)
              .childOption(
                  ChannelOption.WRITE_BUFFER_WATER_MARK,
                  new WriteBufferWaterMark(
                      bounds.writeBufferHighBytes() / 2, bounds.writeBufferHighBytes()))
              .childHandler(
                  new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                      connect(server, tls, channel);
                    }
                  })
              .bind(address)
              .sync()
              .channel();
      return new ProxyServer(server, acceptors, workers, listening);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stop(acceptors, workers);
      throw new IOException("interrupted", e);
    } catch (Exception e) {
      stop(acceptors, workers);
      // Netty throws checked exceptions past the compiler.
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Puts a connection's handlers into its pipeline. */
  static void connect(ServerContext server, @Nullable SslContext tls, Channel channel) {
    PacketChannel packets =
        PacketChannel.install(
            channel.pipeline(), server.settings().connections().maxHandshakePacketBytes());
    channel.pipeline().addLast("connection", new ConnectionHandler(server, tls, packets));
  }

  public int port() {
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  /**
   * Stops accepting, lets running statements finish within the drain time, then ends everything.
   */
  @Override
  public void close() {
    listening.close().awaitUninterruptibly();
    server.connections().all().forEach(Session::drain);
    long until =
        System.nanoTime()
            + TimeUnit.SECONDS.toNanos(server.settings().connections().drainSeconds());
    try {
      while (!server.connections().all().isEmpty() && System.nanoTime() < until) {
        Thread.sleep(POLL_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    stop(acceptors, workers);
  }

  private static void stop(EventLoopGroup acceptors, EventLoopGroup workers) {
    var accepted = acceptors.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    workers.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    accepted.awaitUninterruptibly(2, TimeUnit.SECONDS);
  }
}
