package io.edgesql.backend.link;

import io.edgesql.backend.BackendSettings.Timing;
import io.netty.channel.Channel;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out that a socket is dead: after a silence it sends the text {@code ping}, which the
 * runtime answers without waking the object, and closes the socket if nothing at all arrives in
 * time. Confined to the channel's event loop.
 */
final class Heartbeat {

  private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

  private final Channel channel;
  private final long silenceNanos;
  private final long answerNanos;
  private long heardAtNanos = System.nanoTime();
  private @Nullable Future<?> timer;

  Heartbeat(Channel channel, Timing timing) {
    this.channel = channel;
    this.silenceNanos = timing.heartbeat().toNanos();
    this.answerNanos = timing.heartbeatAnswer().toNanos();
    checkIn(silenceNanos);
  }

  /** Something arrived. */
  void heard() {
    heardAtNanos = System.nanoTime();
  }

  void stop() {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  private void checkIn(long nanos) {
    timer = channel.eventLoop().schedule(this::check, nanos, TimeUnit.NANOSECONDS);
  }

  private void check() {
    long silent = System.nanoTime() - heardAtNanos;
    if (silent < silenceNanos) {
      checkIn(silenceNanos - silent);
      return;
    }
    long heardBefore = heardAtNanos;
    var unused = channel.writeAndFlush(ControlFrame.ping(), channel.voidPromise());
    timer =
        channel
            .eventLoop()
            .schedule(() -> checkAnswer(heardBefore), answerNanos, TimeUnit.NANOSECONDS);
  }

  private void checkAnswer(long heardBefore) {
    if (heardAtNanos == heardBefore) {
      LOG.warn("{} does not answer a ping: closed", channel);
      var unused = channel.close();
    } else {
      check();
    }
  }
}
