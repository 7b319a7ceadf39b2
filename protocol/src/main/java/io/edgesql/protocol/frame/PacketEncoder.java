package io.edgesql.protocol.frame;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * Payloads ({@link ByteBuf}) and {@link PacketBatch}es to bytes. Takes the ownership of both.
 *
 * <p>Small packets are gathered until the flush or until {@value #GATHER_BYTES} bytes, so that a
 * reply of many packets is one write (and one TLS record) and not many. A payload of 16 MiB - 1
 * bytes and more is split; one of an exact multiple ends with an empty chunk.
 */
// Netty reports through the promise that the caller gave; the future returned is the same object.
@SuppressWarnings("FutureReturnValueIgnored")
final class PacketEncoder extends ChannelOutboundHandlerAdapter {
  /** One TLS record holds 16 KiB. */
  static final int GATHER_BYTES = 16 * 1024;

  private final Sequence sequence;
  private final Gatherer gatherer = new Gatherer(GATHER_BYTES);

  PacketEncoder(Sequence sequence) {
    this.sequence = sequence;
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof PacketBatch batch) {
      ByteBuf packets = batch.number(sequence);
      batch.release();
      gatherer.add(ctx, packets, promise);
    } else if (message instanceof ByteBuf payload) {
      writePayload(ctx, payload, promise);
    } else {
      ctx.write(message, promise);
    }
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    gatherer.drain(ctx);
    ctx.flush();
  }

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    gatherer.drain(ctx);
    ctx.flush();
    ctx.close(promise);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    gatherer.drop();
  }

  private void writePayload(ChannelHandlerContext ctx, ByteBuf payload, ChannelPromise promise) {
    while (payload.readableBytes() >= PacketDecoder.MAX_CHUNK_BYTES) {
      writeHeader(ctx, PacketDecoder.MAX_CHUNK_BYTES);
      ByteBuf chunk = payload.readRetainedSlice(PacketDecoder.MAX_CHUNK_BYTES);
      gatherer.add(ctx, chunk, null);
    }
    writeHeader(ctx, payload.readableBytes());
    gatherer.add(ctx, payload, promise);
  }

  private void writeHeader(ChannelHandlerContext ctx, int length) {
    ByteBuf header = gatherer.room(ctx, PacketDecoder.HEADER_BYTES);
    header.writeMediumLE(length);
    header.writeByte(sequence.take());
  }

  /** Collects small buffers into one and passes large ones on as they are, in order. */
  static final class Gatherer {
    private final int limitBytes;
    private @Nullable ByteBuf gathered;
    private @Nullable ChannelPromise last;

    Gatherer(int limitBytes) {
      this.limitBytes = limitBytes;
    }

    /** A buffer that takes so many bytes more. */
    ByteBuf room(ChannelHandlerContext ctx, int bytes) {
      if (gathered != null && gathered.readableBytes() + bytes > limitBytes) {
        drain(ctx);
      }
      ByteBuf current = gathered;
      if (current == null) {
        current = ctx.alloc().buffer(Math.min(limitBytes, 1024), limitBytes);
        gathered = current;
      }
      return current;
    }

    /** Takes the ownership of {@code bytes}. */
    void add(ChannelHandlerContext ctx, ByteBuf bytes, @Nullable ChannelPromise promise) {
      int length = bytes.readableBytes();
      if (length > limitBytes / 2) {
        drain(ctx);
        ctx.write(bytes, promise == null ? ctx.newPromise() : promise);
        return;
      }
      try {
        room(ctx, length).writeBytes(bytes);
      } finally {
        bytes.release();
      }
      if (promise != null) {
        follow(ctx, promise);
      }
    }

    void drain(ChannelHandlerContext ctx) {
      ByteBuf bytes = gathered;
      if (bytes == null) {
        return;
      }
      ChannelPromise promise = last;
      gathered = null;
      last = null;
      ctx.write(bytes, promise == null ? ctx.newPromise() : promise);
    }

    void drop() {
      if (gathered != null) {
        gathered.release();
        gathered = null;
      }
      if (last != null) {
        last.tryFailure(new ClosedChannelException());
        last = null;
      }
    }

    /**
     * The promises of what lies in one buffer end together: each new one carries the one before.
     */
    private void follow(ChannelHandlerContext ctx, ChannelPromise promise) {
      if (promise.isVoid()) {
        return;
      }
      ChannelPromise earlier = last;
      if (earlier == null) {
        ChannelPromise shared = ctx.newPromise();
        last = shared;
        earlier = shared;
      }
      earlier.addListener(
          done -> {
            if (done.isSuccess()) {
              promise.trySuccess();
            } else {
              promise.tryFailure(done.cause());
            }
          });
    }
  }
}
