package io.edgesql.proxy.server;

import io.edgesql.dialect.SqlException;
import io.edgesql.protocol.ProtocolException;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.protocol.frame.Packet;
import io.edgesql.protocol.frame.PacketChannel;
import io.edgesql.protocol.handshake.Capabilities;
import io.edgesql.protocol.handshake.HandshakeResponse;
import io.edgesql.protocol.response.ErrPacket;
import io.edgesql.protocol.response.OkPacket;
import io.edgesql.protocol.type.Collation;
import io.edgesql.protocol.type.ServerStatus;
import io.edgesql.proxy.execute.metadata.VirtualCatalog;
import io.edgesql.proxy.reply.ReplyChannel;
import io.edgesql.proxy.session.ServerContext;
import io.edgesql.proxy.session.Session;
import io.edgesql.proxy.state.SessionState;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last handler of a connection: login first, then everything goes to the session. */
final class ConnectionHandler extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionHandler.class);

  private final ServerContext server;
  private final @Nullable SslContext tls;
  private final PacketChannel packets;
  private @Nullable ReplyChannel replies;
  private @Nullable LoginFlow login;
  private @Nullable Session session;
  private @Nullable SessionState state;
  private @Nullable ScheduledFuture<?> loginTimer;
  private boolean isAdmitted;

  ConnectionHandler(ServerContext server, @Nullable SslContext tls, PacketChannel packets) {
    this.server = server;
    this.tls = tls;
    this.packets = packets;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    ReplyChannel channel = new ReplyChannel(ctx.channel(), packets);
    replies = channel;
    if (!server.connections().admit()) {
      channel.send(ErrPacket.of(MySqlError.ER_CON_COUNT_ERROR));
      channel.flush();
      ReplyChannel.close(ctx.channel());
      return;
    }
    isAdmitted = true;
    long id = server.connections().newId();
    LoginFlow flow =
        new LoginFlow(
            channel,
            server.accounts(),
            tls != null,
            () -> startTls(ctx),
            server.globals().get("version") instanceof io.edgesql.dialect.types.Value.Text version
                ? version.text()
                : "",
            id,
            host(ctx.channel().remoteAddress()));
    login = flow;
    state = new SessionState(id, server.globals());
    flow.greet();
    loginTimer =
        ctx.executor()
            .schedule(
                () -> {
                  if (session == null) {
                    ReplyChannel.close(ctx.channel());
                  }
                },
                server.settings().connections().handshakeTimeoutMs(),
                TimeUnit.MILLISECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof Packet packet)) {
      ReferenceCountUtil.release(message);
      return;
    }
    Session running = session;
    LoginFlow flow = login;
    if (running != null && flow != null && flow.isChangingUser()) {
      try {
        packets.replyTo(packet);
        flow.receiveChange(packet);
      } finally {
        packet.release();
      }
    } else if (running != null) {
      running.receive(packet);
    } else if (flow != null && isAdmitted) {
      receiveLogin(ctx, flow, packet);
    } else {
      packet.release();
    }
  }

  private void receiveLogin(ChannelHandlerContext ctx, LoginFlow flow, Packet packet) {
    try {
      LoginFlow.Login accepted = flow.receive(packet);
      if (accepted != null) {
        openSession(ctx, flow, accepted.response());
      }
    } finally {
      packet.release();
    }
  }

  private void openSession(ChannelHandlerContext ctx, LoginFlow flow, HandshakeResponse hello) {
    SessionState known = state;
    ReplyChannel channel = replies;
    if (known == null || channel == null) {
      return;
    }
    if (loginTimer != null) {
      loginTimer.cancel(false);
    }
    known.identify(
        hello.user(),
        host(ctx.channel().remoteAddress()),
        server.accounts().grantsOf(hello.user()));
    known.variables().login(Collation.ofIdOrDefault(hello.collationId()));
    known.setCountsFoundRows(channel.capabilities().has(Capabilities.CLIENT_FOUND_ROWS));
    if (channel.capabilities().has(Capabilities.CLIENT_INTERACTIVE)) {
      known.variables().put("wait_timeout", known.variables().get("interactive_timeout"));
    }
    String database = hello.database();
    if (database != null && !known.rights().sees(database)) {
      refuse(
          ctx,
          channel,
          ErrPacket.of(
              MySqlError.ER_DBACCESS_DENIED_ERROR, known.user(), known.accountHost(), database));
      return;
    }
    // A database made a moment ago by another proxy is known after one look at the schema.
    CompletionStage<Boolean> exists =
        database == null ? CompletableFuture.completedStage(true) : databaseExists(ctx, database);
    exists.whenComplete((found, failure) -> open(ctx, flow, database, failure == null && found));
  }

  private CompletionStage<Boolean> databaseExists(ChannelHandlerContext ctx, String database) {
    var catalogs = server.runner().catalogs();
    if (VirtualCatalog.isVirtualDatabase(database)
        || catalogs.current().catalog().database(database) != null) {
      return CompletableFuture.completedStage(true);
    }
    return catalogs
        .refresh()
        .handleAsync(
            (snapshot, failure) -> failure == null && snapshot.catalog().database(database) != null,
            ctx.executor());
  }

  private void open(
      ChannelHandlerContext ctx, LoginFlow flow, @Nullable String database, boolean exists) {
    SessionState known = state;
    ReplyChannel channel = replies;
    if (known == null || channel == null || !ctx.channel().isActive()) {
      return;
    }
    if (!exists) {
      refuse(ctx, channel, ErrPacket.of(MySqlError.ER_BAD_DB_ERROR, String.valueOf(database)));
      return;
    }
    known.use(database);
    known.setConnectionStatus(connectionStatus(ctx, channel.capabilities()));
    packets.setMaxPayloadBytes(server.settings().connections().maxAllowedPacketBytes());
    session = new Session(server, known, channel, command -> changeUser(ctx, flow, command));
    flow.accept(OkPacket.of(ServerStatus.SERVER_STATUS_AUTOCOMMIT));
  }

  private static void refuse(ChannelHandlerContext ctx, ReplyChannel channel, ErrPacket error) {
    channel.send(error);
    channel.flush();
    ReplyChannel.close(ctx.channel());
  }

  /** How this connection is encrypted and compressed, as SHOW STATUS tells it. */
  private static Map<String, String> connectionStatus(
      ChannelHandlerContext ctx, Capabilities agreed) {
    boolean compresses =
        agreed.has(Capabilities.CLIENT_COMPRESS)
            || agreed.has(Capabilities.CLIENT_ZSTD_COMPRESSION_ALGORITHM);
    Map<String, String> status = new HashMap<>();
    status.put("Compression", compresses ? "ON" : "OFF");
    SslHandler handler = ctx.pipeline().get(SslHandler.class);
    if (handler != null) {
      SSLSession tlsSession = handler.engine().getSession();
      status.put("Ssl_version", tlsSession.getProtocol());
      status.put("Ssl_cipher", tlsSession.getCipherSuite());
    }
    return status;
  }

  private CompletionStage<Boolean> changeUser(
      ChannelHandlerContext ctx, LoginFlow flow, io.edgesql.protocol.command.ChangeUser command) {
    return flow.changeUser(command)
        .thenApply(
            accepted -> {
              SessionState known = state;
              if (accepted && known != null) {
                known.identify(
                    command.user(),
                    host(ctx.channel().remoteAddress()),
                    server.accounts().grantsOf(command.user()));
                known.afterReset(command.collationId(), command.schema());
              }
              return accepted;
            });
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (replies != null) {
      replies.writabilityChanged();
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (loginTimer != null) {
      loginTimer.cancel(false);
    }
    if (session != null) {
      session.close();
    }
    if (replies != null) {
      replies.writabilityChanged();
    }
    if (isAdmitted) {
      isAdmitted = false;
      server.connections().dismiss();
    }
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ReplyChannel channel = replies;
    if (cause instanceof ProtocolException protocol && channel != null) {
      packets.expectContinuation();
      channel.send(
          new ErrPacket(protocol.error().code(), protocol.error().sqlState(), text(protocol)));
      channel.flush();
    } else if (cause instanceof SqlException known && channel != null) {
      channel.send(new ErrPacket(known.code(), known.sqlState(), known.text()));
      channel.flush();
    } else if (cause instanceof IOException
        || cause instanceof io.netty.handler.codec.DecoderException) {
      LOG.debug("Connection from {} failed", ctx.channel().remoteAddress(), cause);
    } else {
      LOG.error("Connection from {} failed", ctx.channel().remoteAddress(), cause);
    }
    ReplyChannel.close(ctx.channel());
  }

  /** MySQL's own text where it needs nothing filled in. */
  private static String text(ProtocolException failure) {
    String format = failure.error().format();
    return format.indexOf('%') < 0
        ? failure.error().message()
        : String.valueOf(failure.getMessage());
  }

  private void startTls(ChannelHandlerContext ctx) {
    SslContext context = tls;
    if (context != null) {
      SslHandler handler = context.newHandler(ctx.alloc());
      handler.setHandshakeTimeoutMillis(server.settings().connections().handshakeTimeoutMs());
      packets.startTls(handler);
    }
  }

  private static String host(@Nullable SocketAddress address) {
    if (!(address instanceof InetSocketAddress inet)) {
      return "localhost";
    }
    return inet.getAddress() == null || inet.getAddress().isLoopbackAddress()
        ? "localhost"
        : inet.getAddress().getHostAddress();
  }
}
