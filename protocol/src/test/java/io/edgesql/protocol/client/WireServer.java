package io.edgesql.protocol.client;

import io.edgesql.protocol.Bytes;
import io.edgesql.protocol.ProtocolException;
import io.edgesql.protocol.command.ChangeUser;
import io.edgesql.protocol.command.Command;
import io.edgesql.protocol.command.CommandDecoder;
import io.edgesql.protocol.command.ExecuteParameters;
import io.edgesql.protocol.command.ParameterType;
import io.edgesql.protocol.command.ParameterValue;
import io.edgesql.protocol.command.Query;
import io.edgesql.protocol.command.StmtExecute;
import io.edgesql.protocol.command.StmtPrepare;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.protocol.frame.Compression;
import io.edgesql.protocol.frame.Packet;
import io.edgesql.protocol.frame.PacketBatch;
import io.edgesql.protocol.frame.PacketChannel;
import io.edgesql.protocol.handshake.AuthPlugin;
import io.edgesql.protocol.handshake.Authenticator;
import io.edgesql.protocol.handshake.Capabilities;
import io.edgesql.protocol.handshake.ClientHandshake;
import io.edgesql.protocol.handshake.HandshakeDecoder;
import io.edgesql.protocol.handshake.HandshakeResponse;
import io.edgesql.protocol.handshake.InitialHandshake;
import io.edgesql.protocol.handshake.Nonce;
import io.edgesql.protocol.handshake.RsaKey;
import io.edgesql.protocol.handshake.Verifiers;
import io.edgesql.protocol.response.BinaryRow;
import io.edgesql.protocol.response.ColumnCount;
import io.edgesql.protocol.response.ColumnDefinition;
import io.edgesql.protocol.response.EofPacket;
import io.edgesql.protocol.response.ErrPacket;
import io.edgesql.protocol.response.OkPacket;
import io.edgesql.protocol.response.Response;
import io.edgesql.protocol.response.StmtPrepareOk;
import io.edgesql.protocol.response.TextRow;
import io.edgesql.protocol.type.Collation;
import io.edgesql.protocol.type.ColumnType;
import io.edgesql.protocol.type.ServerStatus;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslContext;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The least server that satisfies Connector/J: users and their verifiers, a row of settings, and
 * echoes. "select echo ..." comes back as text, "select rows n" as n rows, parameters of a prepared
 * statement as the columns of one row.
 */
// A failed write closes the connection, which the client notices.
@SuppressWarnings("FutureReturnValueIgnored")
final class WireServer extends SimpleChannelInboundHandler<Packet> {
  private static final int AUTOCOMMIT = ServerStatus.SERVER_STATUS_AUTOCOMMIT;
  private static final Pattern SETTING = Pattern.compile("@@(?:session\\.)?(\\w+)");
  private static final Map<String, String> TEXT_SETTINGS =
      Map.of(
          "character_set_client", "utf8mb4",
          "character_set_connection", "utf8mb4",
          "character_set_results", "utf8mb4",
          "character_set_server", "utf8mb4",
          "collation_server", "utf8mb4_0900_ai_ci",
          "collation_connection", "utf8mb4_0900_ai_ci",
          "time_zone", "SYSTEM",
          "system_time_zone", "UTC",
          "transaction_isolation", "REPEATABLE-READ",
          "max_allowed_packet", "67108864");

  private final Map<String, Verifiers> accounts;
  private final SslContext tls;
  private final RsaKey rsaKey;
  private final PacketChannel packets;
  private final Nonce nonce = Nonce.random(new SecureRandom());
  private final Capabilities offered =
      new Capabilities(-1)
          .without(Capabilities.CLIENT_CAPABILITY_EXTENSION)
          .without(Capabilities.MULTI_FACTOR_AUTHENTICATION);
  private Capabilities capabilities = Capabilities.NONE;
  private @Nullable HandshakeResponse client;
  private @Nullable Authenticator authenticator;
  private boolean isSecure;
  private boolean isCompressed;
  private int parameterCount;
  private List<ParameterType> parameterTypes = List.of();

  WireServer(
      PacketChannel packets, Map<String, Verifiers> accounts, SslContext tls, RsaKey rsaKey) {
    this.packets = packets;
    this.accounts = accounts;
    this.tls = tls;
    this.rsaKey = rsaKey;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    send(
        ctx,
        new InitialHandshake(
            "8.0.31-test", 1, nonce, offered, 255, AUTOCOMMIT, AuthPlugin.CACHING_SHA2_PASSWORD));
    ctx.flush();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, Packet packet) {
    packets.replyTo(packet);
    if (authenticator != null) {
      proceed(ctx, authenticator.receive(packet.payload()));
    } else if (client == null) {
      greet(ctx, packet);
    } else {
      run(ctx, CommandDecoder.decode(packet.payload(), capabilities));
    }
    ctx.flush();
  }

  private void greet(ChannelHandlerContext ctx, Packet packet) {
    ClientHandshake handshake = HandshakeDecoder.decode(packet.payload(), offered, isSecure);
    if (handshake instanceof HandshakeResponse response) {
      client = response;
      capabilities = response.capabilities().and(offered);
      authenticate(ctx, response.user(), response.plugin(), response.authResponse());
    } else {
      isSecure = true;
      packets.startTls(tls.newHandler(ctx.alloc()));
    }
  }

  private void authenticate(
      ChannelHandlerContext ctx, String user, @Nullable String plugin, Bytes proof) {
    Authenticator started = new Authenticator(accounts.get(user), nonce, isSecure, rsaKey);
    authenticator = started;
    packets.expectContinuation();
    proceed(ctx, started.start(plugin, proof));
  }

  private void proceed(ChannelHandlerContext ctx, Authenticator.Step step) {
    step.send().forEach(response -> send(ctx, response));
    switch (step.outcome()) {
      case CONTINUE -> {}
      case DENIED -> {
        send(ctx, ErrPacket.of(MySqlError.ER_ACCESS_DENIED_ERROR, "u", "localhost", "YES"));
        ctx.flush();
        ctx.close();
      }
      case ACCEPTED -> {
        authenticator = null;
        send(ctx, OkPacket.of(AUTOCOMMIT));
        ctx.flush();
        packets.expectCommands();
        packets.setMaxPayloadBytes(PacketChannel.DEFAULT_MAX_PAYLOAD_BYTES);
        startCompression();
      }
    }
  }

  private void startCompression() {
    HandshakeResponse response = client;
    if (response == null || isCompressed) {
      return;
    }
    if (capabilities.has(Capabilities.CLIENT_COMPRESS)) {
      isCompressed = true;
      packets.startCompression(Compression.ZLIB_DEFAULT);
    } else if (capabilities.has(Capabilities.CLIENT_ZSTD_COMPRESSION_ALGORITHM)) {
      isCompressed = true;
      packets.startCompression(new Compression(Compression.Algorithm.ZSTD, response.zstdLevel()));
    }
  }

  private void run(ChannelHandlerContext ctx, Command command) {
    switch (command.type()) {
      case COM_QUIT -> ctx.close();
      case COM_QUERY -> query(ctx, ((Query) command).sql().utf8());
      case COM_STMT_PREPARE -> prepare(ctx, (StmtPrepare) command);
      case COM_STMT_EXECUTE -> execute(ctx, (StmtExecute) command);
      case COM_STMT_CLOSE, COM_STMT_SEND_LONG_DATA -> {}
      case COM_CHANGE_USER -> {
        ChangeUser change = (ChangeUser) command;
        authenticate(ctx, change.user(), change.plugin(), change.authResponse());
      }
      default -> send(ctx, OkPacket.of(AUTOCOMMIT));
    }
  }

  private void query(ChannelHandlerContext ctx, String sql) {
    if (sql.contains("SELECT  @@") || sql.startsWith("SELECT @@")) {
      settings(ctx, sql);
    } else if (sql.startsWith("select echo ")) {
      head(ctx, List.of("echo"));
      PacketBatch batch = new PacketBatch(ctx.alloc(), 64);
      new TextRow(batch.begin()).writeText(sql.substring("select echo ".length()));
      batch.end();
      ctx.write(batch);
      send(ctx, OkPacket.of(AUTOCOMMIT).asEndOfRows());
    } else if (sql.startsWith("select rows ")) {
      head(ctx, List.of("n"));
      PacketBatch batch = new PacketBatch(ctx.alloc(), 64);
      for (int i = Integer.parseInt(sql.substring("select rows ".length())); i > 0; i--) {
        new TextRow(batch.begin()).writeLong(i);
        batch.end();
      }
      ctx.write(batch);
      send(ctx, OkPacket.of(AUTOCOMMIT).asEndOfRows());
    } else if (sql.startsWith("select fail")) {
      send(ctx, ErrPacket.of(MySqlError.ER_NO_SUCH_TABLE, "d", "t"));
    } else {
      send(ctx, OkPacket.of(AUTOCOMMIT));
    }
  }

  private void settings(ChannelHandlerContext ctx, String sql) {
    List<String> names = new ArrayList<>();
    for (Matcher name = SETTING.matcher(sql); name.find(); ) {
      names.add(name.group(1));
    }
    head(ctx, names);
    ByteBuf payload = ctx.alloc().buffer();
    TextRow row = new TextRow(payload);
    names.forEach(name -> row.writeText(TEXT_SETTINGS.getOrDefault(name, "1")));
    ctx.write(payload);
    send(ctx, OkPacket.of(AUTOCOMMIT).asEndOfRows());
  }

  private void prepare(ChannelHandlerContext ctx, StmtPrepare command) {
    parameterCount = (int) command.sql().utf8().chars().filter(c -> c == '?').count();
    parameterTypes = List.of();
    send(ctx, new StmtPrepareOk(1, parameterCount, parameterCount, 0));
    for (int list = 0; list < 2; list++) {
      for (int i = 0; i < parameterCount; i++) {
        send(ctx, column("p" + i));
      }
      endOfColumns(ctx);
    }
  }

  private void execute(ChannelHandlerContext ctx, StmtExecute command) {
    ExecuteParameters parameters =
        ExecuteParameters.decode(command, parameterCount, parameterTypes, Map.of(), capabilities);
    parameterTypes = parameters.types();
    List<String> names = new ArrayList<>();
    parameters.values().forEach(value -> names.add("p" + names.size()));
    head(ctx, names);
    ByteBuf payload = ctx.alloc().buffer();
    BinaryRow row = new BinaryRow(payload, parameterCount);
    for (ParameterValue value : parameters.values()) {
      switch (value.kind()) {
        case NULL -> row.writeNull();
        case INTEGER -> row.writeText(((ParameterValue.Int) value).text());
        case TEXT -> row.writeBytes(((ParameterValue.Text) value).bytes());
        default -> row.writeText(value.toString());
      }
    }
    ctx.write(payload);
    send(ctx, OkPacket.of(AUTOCOMMIT).asEndOfRows());
  }

  private void head(ChannelHandlerContext ctx, List<String> names) {
    send(ctx, new ColumnCount(names.size()));
    names.forEach(name -> send(ctx, column(name)));
    endOfColumns(ctx);
  }

  private void endOfColumns(ChannelHandlerContext ctx) {
    if (!capabilities.has(Capabilities.CLIENT_DEPRECATE_EOF)) {
      send(ctx, new EofPacket(0, AUTOCOMMIT));
    }
  }

  private static ColumnDefinition column(String name) {
    return ColumnDefinition.ofExpression(
        name, Collation.UTF8MB4_0900_AI_CI, 1024, ColumnType.VAR_STRING, 0, 0);
  }

  private void send(ChannelHandlerContext ctx, Response response) {
    ctx.write(response.toPayload(ctx.alloc(), capabilities));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof ProtocolException failure) {
      send(ctx, ErrPacket.of(failure));
    }
    ctx.close();
  }
}
