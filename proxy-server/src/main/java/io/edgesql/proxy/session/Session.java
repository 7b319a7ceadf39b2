package io.edgesql.proxy.session;

import io.edgesql.dialect.SqlException;
import io.edgesql.protocol.ProtocolException;
import io.edgesql.protocol.command.ChangeUser;
import io.edgesql.protocol.command.Command;
import io.edgesql.protocol.command.CommandDecoder;
import io.edgesql.protocol.command.CommandType;
import io.edgesql.protocol.command.FieldList;
import io.edgesql.protocol.command.InitDb;
import io.edgesql.protocol.command.ProcessKill;
import io.edgesql.protocol.command.Query;
import io.edgesql.protocol.command.SetOption;
import io.edgesql.protocol.command.StmtClose;
import io.edgesql.protocol.command.StmtExecute;
import io.edgesql.protocol.command.StmtFetch;
import io.edgesql.protocol.command.StmtPrepare;
import io.edgesql.protocol.command.StmtReset;
import io.edgesql.protocol.command.StmtSendLongData;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.protocol.frame.Packet;
import io.edgesql.protocol.response.ErrPacket;
import io.edgesql.protocol.response.OkPacket;
import io.edgesql.proxy.execute.SessionTransaction;
import io.edgesql.proxy.execute.TemporaryTables;
import io.edgesql.proxy.execute.UserLocks;
import io.edgesql.proxy.reply.ReplyChannel;
import io.edgesql.proxy.state.Failures;
import io.edgesql.proxy.state.SessionState;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One MySQL connection after its login: takes one command after the other and answers each. Event
 * loop only, except {@link #kill}, {@link #drain} and {@link #process}.
 */
public final class Session {
  private final ServerContext server;
  private final SessionState state;
  private final Conversation conversation;
  private final SessionStatements statements;
  private final QueryCommands queries;
  private final PreparedCommands preparedCommands;
  private final Deque<Packet> pending = new ArrayDeque<>();
  private final LoginHook logins;
  private @Nullable ScheduledFuture<?> idleTimer;
  private long idleTimerNanos;
  private long idleDeadlineNanos;
  private @Nullable ScheduledFuture<?> keepTimer;
  private boolean isBusy;
  private boolean isClosed;
  private boolean isDraining;
  private volatile ProcessInfo process;

  /** Runs COM_CHANGE_USER's authentication; the stage is true if the client is now that user. */
  public interface LoginHook {
    CompletionStage<Boolean> changeUser(ChangeUser command);
  }

  /**
   * What SHOW PROCESSLIST tells of a session.
   *
   * @param sinceMillis when its present activity began
   * @param info the running statement, or null
   */
  public record ProcessInfo(
      long id,
      String user,
      String host,
      @Nullable String database,
      String command,
      long sinceMillis,
      String activity,
      @Nullable String info) {}

  /** A session for a client that has just logged in. */
  public Session(ServerContext server, SessionState state, ReplyChannel replies, LoginHook logins) {
    this.server = server;
    this.state = state;
    this.logins = logins;
    EventLoop loop = replies.channel().eventLoop();
    String name = server.instance() + "-" + state.connectionId();
    SessionTransaction transaction =
        new SessionTransaction(
            server.backend(), state, server.queues(), loop, name, server.settings().transactions());
    UserLocks locks =
        new UserLocks(
            server.backend(), loop, name, state.connectionId(), server.connections().lockHolders());
    TemporaryTables temporaries = new TemporaryTables(name, state.connectionId());
    this.conversation =
        new Conversation(server, state, transaction, temporaries, locks, replies, loop);
    this.statements = new SessionStatements(conversation);
    this.queries = new QueryCommands(conversation, statements);
    this.preparedCommands = new PreparedCommands(conversation, statements);
    this.process = processInfo("Sleep", "", null);
    server.connections().add(this);
    watchIdle();
  }

  public long id() {
    return state.connectionId();
  }

  /** May be called from any thread. */
  public ProcessInfo process() {
    return process;
  }

  /** A packet of the client; taken over. */
  public void receive(Packet packet) {
    if (isClosed) {
      packet.release();
      return;
    }
    if (queries.isReceivingFile()) {
      receiveFile(packet);
      return;
    }
    pending.add(packet);
    if (pending.size() >= server.settings().statements().pipelined()) {
      conversation.replies().channel().config().setAutoRead(false);
    }
    next();
  }

  /** The channel is gone: nothing can be answered any more. */
  public void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    pending.forEach(Packet::release);
    pending.clear();
    cancel(idleTimer);
    cancel(keepTimer);
    queries.abortFile();
    conversation.interrupt(Failures.of(MySqlError.ER_QUERY_INTERRUPTED));
    conversation.transaction().interrupt();
    conversation.transaction().rollback();
    statements.dropTemporaries();
    conversation.transaction().tableLocks().unlock();
    conversation.locks().close();
    conversation.prepared().clear();
    server.connections().remove(this);
  }

  /** KILL from another session; any thread. */
  public void kill(boolean queryOnly) {
    conversation
        .loop()
        .execute(
            () -> {
              if (isClosed) {
                return;
              }
              if (queryOnly) {
                conversation.interrupt(Failures.of(MySqlError.ER_QUERY_INTERRUPTED));
                conversation.transaction().interrupt();
              } else {
                conversation.replies().close();
              }
            });
  }

  /** The server stops: an idle session ends now, a busy one after its command. Any thread. */
  public void drain() {
    conversation
        .loop()
        .execute(
            () -> {
              isDraining = true;
              if (!isBusy) {
                shutDown();
              }
            });
  }

  private void shutDown() {
    if (!isClosed) {
      conversation.replies().packets().expectContinuation();
      conversation.replies().send(ErrPacket.of(MySqlError.ER_SERVER_SHUTDOWN));
      conversation.replies().flush();
      conversation.replies().close();
    }
  }

  /** Starts commands until one has to wait. */
  private void next() {
    while (!isBusy && !isClosed) {
      Packet packet = pending.poll();
      if (packet == null) {
        conversation.replies().channel().config().setAutoRead(true);
        return;
      }
      isBusy = true;
      start(packet);
    }
  }

  private void start(Packet packet) {
    ReplyChannel replies = conversation.replies();
    replies.replyTo(packet);
    CompletionStage<Void> answered;
    CommandType type = CommandType.UNKNOWN;
    try {
      ByteBuf payload = packet.payload();
      Command command = CommandDecoder.decode(payload, replies.capabilities());
      type = command.type();
      process = processInfo(commandName(type), "executing", info(command));
      answered = dispatch(command);
    } catch (RuntimeException | StackOverflowError e) {
      answered = CompletableFuture.failedStage(e);
    } finally {
      packet.release();
    }
    CommandType started = type;
    answered.whenComplete((done, failure) -> finish(started, failure));
  }

  private void finish(CommandType type, @Nullable Throwable failure) {
    if (!conversation.loop().inEventLoop()) {
      conversation.loop().execute(() -> finish(type, failure));
      return;
    }
    if (failure != null && !isClosed) {
      fail(
          type,
          failure instanceof CompletionException e && e.getCause() != null
              ? e.getCause()
              : failure);
    }
    conversation.replies().flush();
    isBusy = false;
    if (isClosed) {
      return;
    }
    process = processInfo("Sleep", "", null);
    keepLocks();
    if (isDraining) {
      shutDown();
      return;
    }
    if (pending.isEmpty()) {
      watchIdle();
    }
    next();
  }

  private void fail(CommandType type, Throwable failure) {
    if (failure instanceof ClosedChannelException) {
      conversation.replies().close();
      return;
    }
    if (failure instanceof ProtocolException protocol) {
      // A malformed payload is the peer's fault: say so, then end.
      conversation
          .replies()
          .send(
              new ErrPacket(
                  protocol.error().code(),
                  protocol.error().sqlState(),
                  protocol.error().message()));
      conversation.replies().flush();
      conversation.replies().close();
      return;
    }
    ErrPacket packet = ReplyChannel.failure(failure, id());
    server.metrics().failure(packet.code());
    state.setRowCount(-1);
    if (type != CommandType.COM_STMT_CLOSE && type != CommandType.COM_STMT_SEND_LONG_DATA) {
      if (failure instanceof SqlException) {
        state.warn("Error", packet.code(), packet.message());
      }
      conversation.replies().send(packet);
    }
  }

  private CompletionStage<Void> dispatch(Command command) {
    return switch (command.type()) {
      case COM_QUIT -> {
        conversation.replies().close();
        yield done();
      }
      case COM_PING -> ok();
      case COM_INIT_DB -> queries.initDb(((InitDb) command).schema());
      case COM_QUERY -> queries.query((Query) command);
      case COM_FIELD_LIST -> queries.fieldList((FieldList) command);
      case COM_REFRESH, COM_DEBUG -> eof();
      case COM_STATISTICS -> statistics();
      case COM_PROCESS_INFO -> queries.run("SHOW FULL PROCESSLIST");
      case COM_PROCESS_KILL -> queries.run("KILL " + ((ProcessKill) command).connectionId());
      case COM_CHANGE_USER -> changeUser((ChangeUser) command);
      case COM_RESET_CONNECTION -> {
        reset();
        yield ok();
      }
      case COM_SET_OPTION -> setOption((SetOption) command);
      case COM_STMT_PREPARE -> preparedCommands.prepare((StmtPrepare) command);
      case COM_STMT_EXECUTE -> preparedCommands.execute((StmtExecute) command);
      case COM_STMT_SEND_LONG_DATA -> {
        preparedCommands.sendLongData((StmtSendLongData) command);
        yield done();
      }
      case COM_STMT_CLOSE -> {
        conversation.prepared().close(((StmtClose) command).statementId());
        yield done();
      }
      case COM_STMT_RESET -> {
        preparedCommands.reset((StmtReset) command);
        yield ok();
      }
      case COM_STMT_FETCH -> preparedCommands.fetch((StmtFetch) command);
      case UNKNOWN -> throw Failures.of(MySqlError.ER_UNKNOWN_COM_ERROR);
    };
  }

  private CompletionStage<Void> changeUser(ChangeUser command) {
    return logins
        .changeUser(command)
        .thenAccept(
            accepted -> {
              if (accepted) {
                reset();
                conversation.replies().packets().expectCommands();
                conversation.replies().send(conversation.status(false));
              }
            });
  }

  private void reset() {
    conversation.transaction().rollback();
    statements.dropTemporaries();
    conversation.transaction().tableLocks().unlock();
    conversation.locks().close();
    conversation.prepared().clear();
    state.reset();
    conversation.tracker().reset();
  }

  private CompletionStage<Void> setOption(SetOption command) {
    conversation.allowMultiStatements(
        command.option() == SetOption.MYSQL_OPTION_MULTI_STATEMENTS_ON);
    return eof();
  }

  private CompletionStage<Void> statistics() {
    Connections connections = server.connections();
    long uptime = Math.max(1, connections.uptimeSeconds());
    long questions = connections.counted("Questions");
    String text =
        String.format(
            Locale.ROOT,
            "Uptime: %d  Threads: %d  Questions: %d  Slow queries: 0  Opens: 0  Flush tables: 0"
                + "  Open tables: 0  Queries per second avg: %.3f",
            uptime,
            connections.openCount(),
            questions,
            questions / (double) uptime);
    conversation.replies().send((payload, capabilities) -> ByteBufUtil.writeUtf8(payload, text));
    return done();
  }

  private CompletionStage<Void> ok() {
    conversation
        .replies()
        .send(
            OkPacket.of(conversation.statusFlags(false))
                .withStateChanges(conversation.tracker().take()));
    return done();
  }

  private CompletionStage<Void> eof() {
    conversation.replies().send(conversation.status(false).asEndOfRows());
    return done();
  }

  private void receiveFile(Packet packet) {
    conversation.replies().replyTo(packet);
    try {
      queries.receiveFile(packet.payload());
    } finally {
      packet.release();
    }
  }

  /**
   * Starts the time that the client may be idle. The timer stays armed over many commands and
   * looks, when it fires, whether the time has really passed: a timer a command would cost more
   * than most commands.
   */
  private void watchIdle() {
    long seconds = Math.min(state.variables().number("wait_timeout"), Integer.MAX_VALUE);
    idleDeadlineNanos = conversation.loop().ticker().nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    if (idleTimer == null || idleTimerNanos - idleDeadlineNanos > 0) {
      armIdleTimer();
    }
  }

  private void armIdleTimer() {
    cancel(idleTimer);
    idleTimerNanos = idleDeadlineNanos;
    idleTimer =
        conversation
            .loop()
            .schedule(
                this::idleTimerFired,
                Math.max(0, idleDeadlineNanos - conversation.loop().ticker().nanoTime()),
                TimeUnit.NANOSECONDS);
  }

  private void idleTimerFired() {
    idleTimer = null;
    if (isBusy || isClosed) {
      // The end of the command arms it again.
      return;
    }
    if (idleDeadlineNanos - conversation.loop().ticker().nanoTime() > 0) {
      armIdleTimer();
      return;
    }
    conversation.replies().packets().expectContinuation();
    conversation.replies().send(ErrPacket.of(MySqlError.ER_CLIENT_INTERACTION_TIMEOUT));
    conversation.replies().flush();
    conversation.replies().close();
  }

  /** Renews the leases for as long as the session has locks or temporary tables. */
  private void keepLocks() {
    boolean isDue =
        conversation.transaction().holdsLocks()
            || conversation.locks().holdsAny()
            || !conversation.temporaries().isEmpty();
    if (isDue && keepTimer == null) {
      long every = server.settings().transactions().keepAliveMs();
      keepTimer =
          conversation
              .loop()
              .scheduleAtFixedRate(
                  () -> {
                    conversation.transaction().keepLocks();
                    conversation.locks().keep();
                    statements.keepTemporaries();
                  },
                  every,
                  every,
                  TimeUnit.MILLISECONDS);
    } else if (!isDue && keepTimer != null) {
      cancel(keepTimer);
      keepTimer = null;
    }
  }

  private ProcessInfo processInfo(String command, String activity, @Nullable String info) {
    return new ProcessInfo(
        id(),
        state.user(),
        state.host(),
        state.database(),
        command,
        System.currentTimeMillis(),
        activity,
        info);
  }

  private static @Nullable String info(Command command) {
    if (command instanceof Query query) {
      return query.sql().utf8();
    }
    return command instanceof StmtPrepare prepare ? prepare.sql().utf8() : null;
  }

  private static String commandName(CommandType type) {
    return switch (type) {
      case COM_STMT_EXECUTE -> "Execute";
      case COM_STMT_PREPARE -> "Prepare";
      case COM_STMT_FETCH -> "Fetch";
      case COM_PING -> "Ping";
      default -> "Query";
    };
  }

  private static CompletionStage<Void> done() {
    return CompletableFuture.completedStage(null);
  }

  private static void cancel(@Nullable ScheduledFuture<?> timer) {
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
