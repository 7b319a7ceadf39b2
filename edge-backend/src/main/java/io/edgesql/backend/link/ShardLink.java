package io.edgesql.backend.link;

import io.edgesql.backend.BackendException;
import io.edgesql.backend.BackendException.Code;
import io.edgesql.backend.BackendSettings.Timing;
import io.edgesql.backend.ShardChanges.Change;
import io.edgesql.backend.ShardRequest;
import io.edgesql.backend.json.FrameSink;
import io.edgesql.backend.json.Reply;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One link to a shard over all its reconnects. A socket is opened when a request waits for one, or
 * nobody would tell of changes; a link that nobody uses stays down. One that has told of changes
 * comes back when it was lost.
 *
 * <p>{@link #submit}, {@link #interrupt}, {@link #keep} and {@link #close} may be called from any
 * thread; all else, and every completion, happens on the link's event loop.
 */
final class ShardLink implements FrameSink {

  private static final Logger LOG = LoggerFactory.getLogger(ShardLink.class);
  private static final int PROTOCOL = 1;

  private final String shard;
  private final Timing timing;
  private final Connector connector;
  private final EventLoop loop;
  private final LongSupplier socketNumbers;
  private final RequestQueue requests;
  private final Watch watch;
  private final Backoff backoff;
  private final Gathering gathering;
  private final AtomicBoolean isDrainScheduled = new AtomicBoolean();

  /** Written on the event loop alone. */
  private volatile State state = State.IDLE;

  private @Nullable Channel channel;
  private @Nullable Heartbeat heartbeat;
  private long socket;
  private @Nullable String boot;
  private boolean isSweeping;
  private boolean isPumpScheduled;

  /** Why there is no socket; null once there was one. */
  private @Nullable Throwable lastFailure;

  /** Set while the gateway's refusal is too fresh to ask again. */
  private @Nullable BackendException refusal;

  private enum State {
    /** No socket, none wanted. */
    IDLE,
    /** Waits until it may connect again. */
    PAUSING,
    CONNECTING,
    OPEN,
    CLOSED
  }

  /**
   * A link without a socket.
   *
   * @param socketNumbers gives each socket a number that no other socket of this process has
   */
  ShardLink(
      String shard,
      RequestQueue requests,
      Watch watch,
      Timing timing,
      Connector connector,
      EventLoop loop,
      LongSupplier socketNumbers) {
    this.shard = shard;
    this.requests = requests;
    this.watch = watch;
    this.timing = timing;
    this.connector = connector;
    this.loop = loop;
    this.socketNumbers = socketNumbers;
    this.gathering = new Gathering(timing.gather().toNanos());
    this.backoff =
        new Backoff(
            timing.reconnectMin(),
            timing.reconnectMax(),
            bound -> ThreadLocalRandom.current().nextLong(bound));
  }

  /** Whether the calling thread is the event loop of this link. */
  boolean isOnCallersLoop() {
    return loop.inEventLoop();
  }

  int openRequests() {
    return requests.openRequests();
  }

  /** Takes a request; its stage tells the rest, {@code OVERLOADED} included. */
  void submit(Pending pending) {
    if (requests.admit(pending) && isDrainScheduled.compareAndSet(false, true)) {
      try {
        loop.execute(this::drain);
      } catch (RejectedExecutionException e) {
        isDrainScheduled.set(false);
        requests.failInbox();
      }
    }
  }

  /** Renews leases if there is a socket; without one there are no locks to keep. */
  void keep(List<String> transactions) {
    onLoop(() -> send(ControlFrame.keep(transactions)));
  }

  /** Wants to be told of changes of these tables, over reconnects too; goes out before requests. */
  void watch(Collection<String> tables) {
    if (watch.isWanted(tables)) {
      return;
    }
    onLoop(
        () -> {
          List<String> all = watch.add(tables);
          if (all != null) {
            sendWatch(all);
          }
        });
  }

  /** Whether there is a socket, or one is being opened. Any thread. */
  boolean isUp() {
    return state != State.IDLE;
  }

  /** Opens a socket without a request. */
  void open() {
    onLoop(
        () -> {
          if (state == State.IDLE) {
            connect();
          }
        });
  }

  private void sendWatch(List<String> tables) {
    if (state == State.OPEN) {
      watch.sent(tables);
      send(ControlFrame.watch(tables));
    }
  }

  /** Ends the wait of a request, if it is one of this link's. */
  void interrupt(ShardRequest request) {
    onLoop(
        () -> {
          requests.takeInbox();
          OptionalLong id = requests.interrupt(request);
          if (id.isPresent()) {
            send(ControlFrame.cancel(id.getAsLong()));
          }
        });
  }

  void close() {
    onLoop(
        () -> {
          state = State.CLOSED;
          failAllClosed();
          if (channel != null) {
            var unused = channel.close();
          }
        });
  }

  private void onLoop(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("The link to shard {} is closed already", shard);
    }
  }

  /**
   * Runs once for all the requests that came in during an event-loop turn: while a turn's replies
   * are worked off the next requests gather.
   */
  private void drain() {
    isDrainScheduled.set(false);
    requests.takeInbox();
    switch (state) {
      case IDLE -> connect();
      case PAUSING -> failIfRefused();
      case CONNECTING -> {}
      case OPEN -> pump();
      case CLOSED -> failAllClosed();
    }
    sweepLater();
  }

  private void failAllClosed() {
    requests.failAll(Code.CLOSED, "The backend is closed", null);
    requests.failInbox();
  }

  private void failIfRefused() {
    BackendException fresh = refusal;
    if (fresh != null) {
      requests.failAll(fresh.code(), fresh.message(), lastFailure);
    }
  }

  /** Sends what is waiting as far as the socket takes it, with one flush. */
  void pump() {
    Channel current = channel;
    if (state != State.OPEN || current == null || !requests.hasWaiting()) {
      return;
    }
    long left = gathering.leftNanos(System.nanoTime());
    if (left > 0) {
      pumpLater(left);
      return;
    }
    boolean wrote = false;
    while (requests.hasWaiting() && current.isWritable()) {
      FramePacker.Packed packed = requests.pack(socket, current.alloc());
      if (packed != null) {
        var unused = current.write(new TextWebSocketFrame(packed.frame()), current.voidPromise());
        gathering.sent(packed.lastQuick(), System.nanoTime());
        wrote = true;
      }
    }
    if (wrote) {
      current.flush();
    }
  }

  /** The frame before may not be answered in time: one timer looks after all that is held back. */
  private void pumpLater(long nanos) {
    if (!isPumpScheduled) {
      isPumpScheduled = true;
      var unused =
          loop.schedule(
              () -> {
                isPumpScheduled = false;
                pump();
              },
              nanos,
              TimeUnit.NANOSECONDS);
    }
  }

  private void send(TextWebSocketFrame frame) {
    Channel current = channel;
    if (state == State.OPEN && current != null) {
      var unused = current.writeAndFlush(frame, current.voidPromise());
    } else {
      frame.release();
    }
  }

  private void connect() {
    state = State.CONNECTING;
    try {
      connector
          .connect(shard, loop, new LinkHandler(this))
          .addListener(
              connected -> {
                if (!connected.isSuccess()) {
                  refused(connected.cause());
                }
              });
    } catch (RuntimeException e) {
      // The token's supplier failed.
      refused(e);
    }
  }

  void opened(Channel opened) {
    if (state == State.CLOSED) {
      var unused = opened.close();
      return;
    }
    state = State.OPEN;
    channel = opened;
    socket = socketNumbers.getAsLong();
    boot = null;
    refusal = null;
    requests.texts().forget();
    heartbeat = new Heartbeat(opened, timing);
    send(ControlFrame.hello());
    if (watch.isWanted()) {
      sendWatch(watch.tables());
    }
    pump();
  }

  void heard() {
    if (heartbeat != null) {
      heartbeat.heard();
    }
  }

  /**
   * A socket ended.
   *
   * @param wasOpen whether its upgrade had been done
   */
  void closed(boolean wasOpen, @Nullable Throwable failure) {
    if (!wasOpen) {
      refused(failure == null ? Refusal.closedEarly() : failure);
      return;
    }
    LOG.debug("Link to shard {} lost", shard, failure);
    lastFailure = failure;
    channel = null;
    watch.lost();
    gathering.end();
    if (heartbeat != null) {
      heartbeat.stop();
    }
    if (state != State.CLOSED) {
      requests.takeBackSent(failure);
      pause();
    }
  }

  /** No socket came of an attempt. */
  private void refused(Throwable failure) {
    if (state == State.CLOSED) {
      return;
    }
    lastFailure = failure;
    refusal = Refusal.of(failure);
    LOG.atLevel(requests.isEmpty() ? Level.DEBUG : Level.WARN)
        .log("No link to shard {} at {}: {}", shard, connector.address(), failure.toString());
    failIfRefused();
    pause();
  }

  private void pause() {
    state = State.PAUSING;
    var unused = loop.schedule(this::resume, backoff.next(), TimeUnit.NANOSECONDS);
  }

  private void resume() {
    if (state != State.PAUSING) {
      return;
    }
    refusal = null;
    // Whoever wants to be told may ask for nothing else meanwhile.
    if (requests.hasWaiting() || watch.isWanted()) {
      connect();
    } else {
      state = State.IDLE;
    }
  }

  @Override
  public void hello(int protocol, String bootId, long schemaVersion, int texts) throws IOException {
    if (protocol != PROTOCOL) {
      String message = "The shard speaks version " + protocol + " of the protocol";
      requests.failAll(Code.PROTOCOL, message, null);
      throw new IOException(message);
    }
    backoff.reset();
    if (!bootId.equals(boot)) {
      requests.texts().forget();
    }
    boot = bootId;
    requests.texts().allow(texts);
  }

  @Override
  public void reply(Reply reply) {
    if (reply.boot() != null) {
      boot = reply.boot();
    }
    if (reply.error() == null && !reply.part()) {
      // Before the reply's own stage: who reads what it wrote must find the copies judged.
      watch.reached(reply.ver());
    }
    gathering.answered(reply.id());
    requests.reply(reply, () -> boot == null ? null : BootToken.of(boot, socket), this::partTaken);
    // Some were held back, or one was sent with a text that the shard did not have.
    pump();
  }

  /** A consumer has taken a part; any thread. */
  private void partTaken(Reply part, Pending pending) {
    if (loop.inEventLoop()) {
      askForMore(part, pending);
    } else {
      onLoop(() -> askForMore(part, pending));
    }
  }

  private void askForMore(Reply part, Pending pending) {
    if (requests.taken(part, pending)) {
      send(ControlFrame.more(part.id()));
    }
  }

  @Override
  public void watching(long ver, long epoch) {
    watch.watching(ver, epoch);
  }

  @Override
  public void changed(long ver, List<Change> changes, long schemaVersion) {
    watch.changed(ver, changes, schemaVersion);
  }

  /** Deadlines are looked for only while there are requests: one timer, not one a request. */
  private void sweepLater() {
    if (!isSweeping && !requests.isEmpty()) {
      isSweeping = true;
      var unused = loop.schedule(this::sweep, timing.resolution().toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void sweep() {
    isSweeping = false;
    for (Pending pending : requests.takeExpired(System.nanoTime())) {
      if (state == State.OPEN) {
        pending.fail(
            Code.TIMEOUT, "Shard " + shard + " did not answer within the deadline", true, null);
      } else {
        String message =
            "No link to shard %s at %s within the deadline".formatted(shard, connector.address());
        pending.fail(Code.UNREACHABLE, message, true, lastFailure);
      }
    }
    sweepLater();
  }
}
