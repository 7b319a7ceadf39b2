package io.edgesql.proxy.session;

import io.edgesql.protocol.handshake.Capabilities;
import io.edgesql.protocol.response.OkPacket;
import io.edgesql.protocol.type.Collation;
import io.edgesql.protocol.type.ServerStatus;
import io.edgesql.proxy.execute.Result;
import io.edgesql.proxy.execute.SessionTransaction;
import io.edgesql.proxy.execute.TemporaryTables;
import io.edgesql.proxy.execute.UserLocks;
import io.edgesql.proxy.reply.ReplyChannel;
import io.edgesql.proxy.state.SessionState;
import io.netty.channel.EventLoop;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the parts of one session share. Event loop only. */
final class Conversation {
  private final ServerContext server;
  private final SessionState state;
  private final SessionTransaction transaction;
  private final TemporaryTables temporaries;
  private final UserLocks locks;
  private final SessionTracker tracker;
  private final PreparedStatements prepared;
  private final ReplyChannel replies;
  private final EventLoop loop;
  private boolean allowsMultiStatements;
  private boolean isDiagnostic;
  private boolean streams;
  private boolean isBinary;
  private long interrupts;
  private @Nullable CompletableFuture<?> interruptible;

  Conversation(
      ServerContext server,
      SessionState state,
      SessionTransaction transaction,
      TemporaryTables temporaries,
      UserLocks locks,
      ReplyChannel replies,
      EventLoop loop) {
    this.server = server;
    this.state = state;
    this.transaction = transaction;
    this.temporaries = temporaries;
    this.locks = locks;
    this.replies = replies;
    this.loop = loop;
    this.tracker = new SessionTracker(state, transaction);
    this.prepared =
        new PreparedStatements(
            server.connections(),
            server.settings().statements().preparedPerSession(),
            server.settings().statements().longDataBytes());
    this.allowsMultiStatements = replies.capabilities().has(Capabilities.CLIENT_MULTI_STATEMENTS);
  }

  ServerContext server() {
    return server;
  }

  SessionState state() {
    return state;
  }

  SessionTransaction transaction() {
    return transaction;
  }

  TemporaryTables temporaries() {
    return temporaries;
  }

  /** GET_LOCK's. */
  UserLocks locks() {
    return locks;
  }

  SessionTracker tracker() {
    return tracker;
  }

  PreparedStatements prepared() {
    return prepared;
  }

  ReplyChannel replies() {
    return replies;
  }

  EventLoop loop() {
    return loop;
  }

  boolean allowsMultiStatements() {
    return allowsMultiStatements;
  }

  void allowMultiStatements(boolean allows) {
    allowsMultiStatements = allows;
  }

  @Nullable Collation results() {
    return state.variables().resultsCollation();
  }

  /** How the client writes text. */
  Charset clientCharset() {
    return Collation.defaultOf(state.variables().text("character_set_client"))
        .flatMap(Collation::javaCharset)
        .orElse(StandardCharsets.UTF_8);
  }

  int statusFlags(boolean hasMore) {
    int flags = state.variables().autocommit() ? ServerStatus.SERVER_STATUS_AUTOCOMMIT : 0;
    if (transaction.isOpen()) {
      flags |= ServerStatus.SERVER_STATUS_IN_TRANS;
      flags |= transaction.isReadOnly() ? ServerStatus.SERVER_STATUS_IN_TRANS_READONLY : 0;
    }
    if (state.variables().sqlMode().noBackslashEscapes()) {
      flags |= ServerStatus.SERVER_STATUS_NO_BACKSLASH_ESCAPES;
    }
    return hasMore ? flags | ServerStatus.SERVER_MORE_RESULTS_EXISTS : flags;
  }

  /** OK, or the status that closes rows. */
  OkPacket status(boolean hasMore) {
    int warnings = isDiagnostic ? 0 : state.diagnostics().total();
    return OkPacket.of(0, 0, statusFlags(hasMore), warnings);
  }

  /** The end of a result set, which tells what its statement changed about the session. */
  OkPacket endOfRows(boolean hasMore) {
    // A true EOF cannot: the changes wait for the next OK.
    return replies.capabilities().has(Capabilities.CLIENT_DEPRECATE_EOF)
        ? status(hasMore).withStateChanges(tracker.take())
        : status(hasMore);
  }

  /** SHOW WARNINGS tells the warnings of another statement, and has none itself. */
  void setDiagnostic(boolean diagnostic) {
    isDiagnostic = diagnostic;
  }

  OkPacket ok(Result.Done done, boolean hasMore) {
    int warnings = isDiagnostic ? 0 : state.diagnostics().total();
    return OkPacket.of(done.affectedRows(), done.insertId(), statusFlags(hasMore), warnings)
        .withInfo(done.info())
        .withStateChanges(tracker.take());
  }

  /** A result with rows; KILL QUERY ends it before its time. */
  CompletionStage<Void> sendResult(Result result, boolean isBinary, boolean hasMore) {
    return sendResult(result, isBinary, () -> endOfRows(hasMore));
  }

  /** The values of OUT parameters, which a prepared CALL tells as a row. */
  CompletionStage<Void> sendOutParameters(Result result) {
    return sendResult(
        result,
        true,
        () -> {
          OkPacket status = endOfRows(true);
          return OkPacket.of(
              0, 0, statusFlags(true) | ServerStatus.SERVER_PS_OUT_PARAMS, status.warnings());
        });
  }

  private CompletionStage<Void> sendResult(
      Result result, boolean isBinary, Supplier<OkPacket> end) {
    CompletionStage<Void> sent =
        result instanceof Result.RowSet set
            ? replies.sendResult(set, isBinary, results(), end)
            : replies.sendResult((Result.RowStream) result, isBinary, results(), end);
    return (sent.toCompletableFuture().isDone() ? sent : interruptible(sent))
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                replies.stopRows();
                // Rows that nobody takes any more must not be kept for us.
                transaction.interrupt();
              }
            });
  }

  /** Whether the command that runs passes rows on as they come. */
  boolean streams() {
    return streams;
  }

  void setStreams(boolean isStreamed) {
    streams = isStreamed;
  }

  /** Whether the command that runs wants rows in the binary protocol. */
  boolean isBinary() {
    return isBinary;
  }

  void setBinary(boolean binary) {
    isBinary = binary;
  }

  /** How often KILL QUERY has come. */
  long interrupts() {
    return interrupts;
  }

  /** Lets KILL QUERY end the wait for a stage that changes nothing. */
  <T> CompletionStage<T> interruptible(CompletionStage<T> stage) {
    CompletableFuture<T> guarded = new CompletableFuture<>();
    interruptible = guarded;
    stage.whenComplete(
        (value, failure) -> {
          if (interruptible == guarded) {
            interruptible = null;
          }
          if (failure == null) {
            guarded.complete(value);
          } else {
            guarded.completeExceptionally(failure);
          }
        });
    return guarded;
  }

  void interrupt(RuntimeException cause) {
    interrupts++;
    CompletableFuture<?> waiting = interruptible;
    if (waiting != null) {
      interruptible = null;
      waiting.completeExceptionally(cause);
    }
  }
}
