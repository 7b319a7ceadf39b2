package io.edgesql.proxy.session;

import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.catalog.Event;
import io.edgesql.dialect.types.Value;
import io.edgesql.protocol.frame.PacketChannel;
import io.edgesql.protocol.handshake.Capabilities;
import io.edgesql.protocol.type.Collation;
import io.edgesql.proxy.execute.SessionTransaction;
import io.edgesql.proxy.execute.TemporaryTables;
import io.edgesql.proxy.execute.UserLocks;
import io.edgesql.proxy.execute.event.EventScheduler;
import io.edgesql.proxy.reply.ReplyChannel;
import io.edgesql.proxy.state.SessionState;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sessions of events: each run has its own, without a client, as the user who is the event's
 * definer. What it selects is thrown away; a failure is logged.
 */
public final class EventSessions implements EventScheduler.Runner {
  private static final Logger LOG = LoggerFactory.getLogger(EventSessions.class);

  private final ServerContext server;
  private final EventLoopGroup loops;

  public EventSessions(ServerContext server, EventLoopGroup loops) {
    this.server = server;
    this.loops = loops;
  }

  /** Throws away what is sent to nobody. */
  private static final class Nobody extends ChannelOutboundHandlerAdapter {
    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      ReferenceCountUtil.release(message);
      promise.setSuccess();
    }
  }

  @Override
  public CompletionStage<Void> run(Event event, boolean isDropped) {
    CompletableFuture<Void> over = new CompletableFuture<>();
    EventLoop loop = loops.next();
    loop.execute(
        () -> {
          try {
            start(event, isDropped, loop, over);
          } catch (RuntimeException e) {
            over.completeExceptionally(e);
          }
        });
    return over;
  }

  private void start(Event event, boolean isDropped, EventLoop loop, CompletableFuture<Void> over) {
    int at = event.definer().lastIndexOf('@');
    String user = at < 0 ? event.definer() : event.definer().substring(0, at);
    if (server.accounts().find(user) == null) {
      throw new IllegalStateException("its definer " + event.definer() + " does not exist");
    }
    SessionState state = new SessionState(server.connections().newId(), server.globals());
    state.identify(user, SessionState.LOCALHOST, server.accounts().grantsOf(user));
    state.variables().login(Collation.defaultOf(event.clientCharset()).orElse(UTF8MB4));
    state.variables().put("time_zone", new Value.Text(event.timeZone()));
    String name = server.instance() + "-" + state.connectionId();
    EmbeddedChannel channel = new EmbeddedChannel(new Nobody());
    ReplyChannel replies =
        new ReplyChannel(
            channel,
            PacketChannel.install(
                channel.pipeline(), server.settings().connections().maxAllowedPacketBytes()));
    replies.agree(
        Capabilities.of(
            Capabilities.CLIENT_PROTOCOL_41,
            Capabilities.CLIENT_MULTI_RESULTS,
            Capabilities.CLIENT_DEPRECATE_EOF));
    SessionTransaction transaction =
        new SessionTransaction(
            server.backend(), state, server.queues(), loop, name, server.settings().transactions());
    UserLocks locks =
        new UserLocks(
            server.backend(), loop, name, state.connectionId(), server.connections().lockHolders());
    Conversation conversation =
        new Conversation(
            server,
            state,
            transaction,
            new TemporaryTables(name, state.connectionId()),
            locks,
            replies,
            loop);
    SessionStatements statements = new SessionStatements(conversation);
    statements
        .routines()
        .event(event.routine())
        .thenCompose(
            done -> isDropped ? statements.commit() : CompletableFuture.<Void>completedStage(null))
        .whenCompleteAsync(
            (done, failure) -> {
              if (failure != null) {
                log(event, failure);
              }
              end(conversation, statements);
              channel.finishAndReleaseAll();
              over.complete(null);
            },
            loop);
  }

  private static void log(Event event, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof SqlException known) {
      LOG.warn("Event {}.{}: {} {}", event.database(), event.name(), known.code(), known.text());
    } else {
      LOG.error("Event {}.{} failed unexpectedly", event.database(), event.name(), cause);
    }
  }

  /** As when a client goes: what was not committed is undone. */
  private static void end(Conversation conversation, SessionStatements statements) {
    conversation.transaction().rollback();
    statements.dropTemporaries();
    conversation.transaction().tableLocks().unlock();
    conversation.locks().close();
    conversation.prepared().clear();
  }

  private static final Collation UTF8MB4 = Collation.UTF8MB4_0900_AI_CI;
}
