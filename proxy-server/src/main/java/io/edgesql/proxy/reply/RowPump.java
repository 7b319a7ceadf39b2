package io.edgesql.proxy.reply;

import io.edgesql.backend.Rows;
import io.edgesql.protocol.frame.PacketBatch;
import io.edgesql.proxy.execute.RowSource;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Streams the rows of a result into the channel, in batches, as long as there are rows and the
 * client takes them. When the channel is not writable, or the next rows are not there yet, it
 * stops; {@link #resume} goes on. Event loop only.
 */
final class RowPump {
  /** Batches of this size make few writes and few TLS records. */
  private static final int BATCH_BYTES = 32 * 1024;

  private final Channel channel;
  private final RowSource source;
  private final RowWriter writer;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private Rows rows = Rows.EMPTY;
  private int next;
  private int end;

  RowPump(Channel channel, RowSource source, RowWriter writer) {
    this.channel = channel;
    this.source = source;
    this.writer = writer;
  }

  CompletionStage<Void> done() {
    return done;
  }

  /** Writes until the rows or the channel's room are used up. */
  void resume() {
    if (done.isDone()) {
      return;
    }
    try {
      while (next < end || advance()) {
        if (!channel.isActive()) {
          done.completeExceptionally(new ClosedChannelException());
          return;
        }
        if (!channel.isWritable()) {
          channel.flush();
          if (!channel.isWritable()) {
            return;
          }
        }
        if (next < end) {
          writeBatch();
        }
      }
      if (source.isAtEnd()) {
        done.complete(null);
      } else {
        // What is written must not wait for rows that are still to come.
        channel.flush();
      }
    } catch (RuntimeException e) {
      done.completeExceptionally(e);
    }
  }

  /** Writes no more rows: somebody else speaks to the client now. */
  void stop() {
    done.cancel(false);
  }

  private boolean advance() {
    Rows portion = source.poll();
    if (portion == null) {
      return false;
    }
    rows = portion;
    next = 0;
    end = portion.size();
    return true;
  }

  private void writeBatch() {
    PacketBatch batch = new PacketBatch(channel.alloc(), BATCH_BYTES);
    try {
      while (next < end && batch.bytes() < BATCH_BYTES) {
        var payload = batch.begin();
        try {
          writer.write(rows.get(next), payload);
        } catch (RuntimeException e) {
          batch.abandon();
          throw e;
        }
        batch.end();
        next++;
      }
    } catch (RuntimeException e) {
      // What was finished before the failure still goes out: the error follows it.
      ChannelFuture unused = channel.write(batch);
      throw e;
    }
    ChannelFuture unused = channel.write(batch);
  }
}
