package io.edgesql.proxy.reply;

import io.edgesql.backend.Rows;
import io.edgesql.protocol.frame.PacketBatch;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Streams the rows of a result into the channel, in batches, as long as the client takes them. When
 * the channel is not writable it stops; {@link #resume} goes on. Event loop only.
 */
final class RowPump {
  /** Batches of this size make few writes and few TLS records. */
  private static final int BATCH_BYTES = 32 * 1024;

  private final Channel channel;
  private final Rows rows;
  private final RowWriter writer;
  private final int end;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private int next;

  /** Rows from {@code start} to before {@code end}. */
  RowPump(Channel channel, Rows rows, RowWriter writer, int start, int end) {
    this.channel = channel;
    this.rows = rows;
    this.writer = writer;
    this.next = start;
    this.end = end;
  }

  CompletionStage<Void> done() {
    return done;
  }

  /** Writes until the rows or the channel's room are used up. */
  void resume() {
    try {
      while (next < end) {
        if (!channel.isActive()) {
          done.completeExceptionally(new java.nio.channels.ClosedChannelException());
          return;
        }
        if (!channel.isWritable()) {
          channel.flush();
          if (!channel.isWritable()) {
            return;
          }
        }
        writeBatch();
      }
      done.complete(null);
    } catch (RuntimeException e) {
      done.completeExceptionally(e);
    }
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
