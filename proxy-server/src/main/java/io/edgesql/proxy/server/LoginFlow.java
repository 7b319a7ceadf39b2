package io.edgesql.proxy.server;

import io.edgesql.protocol.Bytes;
import io.edgesql.protocol.command.ChangeUser;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.protocol.frame.Compression;
import io.edgesql.protocol.frame.Packet;
import io.edgesql.protocol.handshake.AuthPlugin;
import io.edgesql.protocol.handshake.Authenticator;
import io.edgesql.protocol.handshake.Capabilities;
import io.edgesql.protocol.handshake.ClientHandshake;
import io.edgesql.protocol.handshake.HandshakeDecoder;
import io.edgesql.protocol.handshake.HandshakeResponse;
import io.edgesql.protocol.handshake.InitialHandshake;
import io.edgesql.protocol.handshake.Nonce;
import io.edgesql.protocol.handshake.SslRequest;
import io.edgesql.protocol.response.ErrPacket;
import io.edgesql.protocol.response.OkPacket;
import io.edgesql.protocol.type.Collation;
import io.edgesql.protocol.type.ServerStatus;
import io.edgesql.proxy.reply.ReplyChannel;
import io.edgesql.proxy.session.Accounts;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The conversation before a session: greeting, TLS, authentication. Also runs COM_CHANGE_USER's
 * authentication later on. Event loop only.
 */
final class LoginFlow {
  private static final SecureRandom RANDOM = new SecureRandom();

  private static final Capabilities OFFERED =
      Capabilities.of(
          Capabilities.CLIENT_LONG_PASSWORD,
          Capabilities.CLIENT_FOUND_ROWS,
          Capabilities.CLIENT_LONG_FLAG,
          Capabilities.CLIENT_CONNECT_WITH_DB,
          Capabilities.CLIENT_NO_SCHEMA,
          Capabilities.CLIENT_COMPRESS,
          Capabilities.CLIENT_ODBC,
          Capabilities.CLIENT_LOCAL_FILES,
          Capabilities.CLIENT_IGNORE_SPACE,
          Capabilities.CLIENT_PROTOCOL_41,
          Capabilities.CLIENT_INTERACTIVE,
          Capabilities.CLIENT_TRANSACTIONS,
          Capabilities.CLIENT_RESERVED,
          Capabilities.CLIENT_SECURE_CONNECTION,
          Capabilities.CLIENT_MULTI_STATEMENTS,
          Capabilities.CLIENT_MULTI_RESULTS,
          Capabilities.CLIENT_PS_MULTI_RESULTS,
          Capabilities.CLIENT_PLUGIN_AUTH,
          Capabilities.CLIENT_CONNECT_ATTRS,
          Capabilities.CLIENT_PLUGIN_AUTH_LENENC_CLIENT_DATA,
          Capabilities.CLIENT_SESSION_TRACK,
          Capabilities.CLIENT_DEPRECATE_EOF,
          Capabilities.CLIENT_ZSTD_COMPRESSION_ALGORITHM,
          Capabilities.CLIENT_QUERY_ATTRIBUTES);

  private final ReplyChannel replies;
  private final Accounts accounts;
  private final Capabilities offered;
  private final Nonce nonce = Nonce.random(RANDOM);
  private final String serverVersion;
  private final long connectionId;
  private final String clientHost;
  private final TlsStarter tls;
  private boolean isSecure;
  private @Nullable HandshakeResponse response;
  private @Nullable Authenticator authenticator;
  private @Nullable CompletableFuture<Boolean> changing;
  private String changingUser = "";

  /** Starts TLS in the pipeline. */
  interface TlsStarter {
    void start();
  }

  /** Who logged in, and how. */
  record Login(HandshakeResponse response) {}

  LoginFlow(
      ReplyChannel replies,
      Accounts accounts,
      boolean offersTls,
      TlsStarter tls,
      String serverVersion,
      long connectionId,
      String clientHost) {
    this.replies = replies;
    this.accounts = accounts;
    this.offered = offersTls ? OFFERED.with(Capabilities.CLIENT_SSL) : OFFERED;
    this.tls = tls;
    this.serverVersion = serverVersion;
    this.connectionId = connectionId;
    this.clientHost = clientHost;
  }

  void greet() {
    replies.send(
        new InitialHandshake(
            serverVersion,
            (int) connectionId,
            nonce,
            offered,
            Collation.UTF8MB4_0900_AI_CI.id(),
            ServerStatus.SERVER_STATUS_AUTOCOMMIT,
            AuthPlugin.CACHING_SHA2_PASSWORD));
    replies.flush();
  }

  /** The client's next packet; gives the login once it is accepted. */
  @Nullable Login receive(Packet packet) {
    Authenticator running = authenticator;
    if (running != null) {
      return advance(running.receive(packet.payload()));
    }
    ClientHandshake handshake = HandshakeDecoder.decode(packet.payload(), offered, isSecure);
    if (handshake instanceof SslRequest) {
      isSecure = true;
      tls.start();
      return null;
    }
    HandshakeResponse hello = (HandshakeResponse) handshake;
    response = hello;
    replies.agree(hello.capabilities().and(offered));
    Authenticator started =
        new Authenticator(accounts.find(hello.user()), nonce, isSecure, accounts.rsaKey());
    authenticator = started;
    return advance(started.start(hello.plugin(), hello.authResponse()));
  }

  private @Nullable Login advance(Authenticator.Step step) {
    step.send().forEach(replies::send);
    HandshakeResponse hello = response;
    switch (step.outcome()) {
      case ACCEPTED -> {
        authenticator = null;
        return hello == null ? null : new Login(hello);
      }
      case DENIED ->
          deny(hello == null ? "" : hello.user(), hello != null && !hello.authResponse().isEmpty());
      case CONTINUE -> {}
    }
    replies.flush();
    return null;
  }

  private void deny(String user, boolean usedPassword) {
    replies.send(
        ErrPacket.of(
            MySqlError.ER_ACCESS_DENIED_ERROR, user, clientHost, usedPassword ? "YES" : "NO"));
    replies.flush();
    replies.close();
  }

  /** The final OK, then what was agreed on takes effect. */
  void accept(OkPacket ok) {
    replies.send(ok);
    replies.flush();
    Capabilities agreed = replies.capabilities();
    HandshakeResponse hello = response;
    if (hello != null && agreed.has(Capabilities.CLIENT_ZSTD_COMPRESSION_ALGORITHM)) {
      int level = hello.zstdLevel() == 0 ? 3 : hello.zstdLevel();
      replies.packets().startCompression(new Compression(Compression.Algorithm.ZSTD, level));
    } else if (agreed.has(Capabilities.CLIENT_COMPRESS)) {
      replies.packets().startCompression(Compression.ZLIB_DEFAULT);
    }
    replies.packets().expectCommands();
  }

  /** COM_CHANGE_USER: the same exchange with the greeting's nonce. */
  CompletionStage<Boolean> changeUser(ChangeUser command) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    changing = done;
    changingUser = command.user();
    Authenticator started =
        new Authenticator(accounts.find(command.user()), nonce, isSecure, accounts.rsaKey());
    authenticator = started;
    Bytes proof = command.authResponse();
    changeStep(started.start(command.plugin(), proof));
    return done;
  }

  boolean isChangingUser() {
    return changing != null;
  }

  String changingUser() {
    return changingUser;
  }

  /** A packet that continues COM_CHANGE_USER's authentication. */
  void receiveChange(Packet packet) {
    Authenticator running = authenticator;
    if (running != null) {
      changeStep(running.receive(packet.payload()));
    }
  }

  private void changeStep(Authenticator.Step step) {
    CompletableFuture<Boolean> done = changing;
    if (done == null) {
      return;
    }
    if (step.outcome() == Authenticator.Outcome.CONTINUE) {
      replies.packets().expectContinuation();
    }
    step.send().forEach(replies::send);
    replies.flush();
    switch (step.outcome()) {
      case ACCEPTED -> {
        changing = null;
        authenticator = null;
        done.complete(true);
      }
      case DENIED -> {
        changing = null;
        deny(changingUser, true);
        done.complete(false);
      }
      case CONTINUE -> {}
    }
  }
}
