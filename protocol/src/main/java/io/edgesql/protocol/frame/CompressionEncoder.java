package io.edgesql.protocol.frame;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/**
 * Plain packets to compressed packets: each buffer that {@link PacketEncoder} gathered becomes one,
 * or more if it is longer than a header can say. What is shorter than {@value
 * CompressionDecoder#MIN_COMPRESS_BYTES} bytes or does not shrink goes out as it is.
 */
// Netty reports through the promise that the caller gave; the future returned is the same object.
@SuppressWarnings("FutureReturnValueIgnored")
final class CompressionEncoder extends ChannelOutboundHandlerAdapter {
  private final Sequence sequence;
  private final Compression.Codec codec;

  CompressionEncoder(Sequence sequence, Compression.Codec codec) {
    this.sequence = sequence;
    this.codec = codec;
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (!(message instanceof ByteBuf plain)) {
      ctx.write(message, promise);
      return;
    }
    try {
      while (plain.readableBytes() > PacketDecoder.MAX_CHUNK_BYTES) {
        ctx.write(pack(ctx, plain, PacketDecoder.MAX_CHUNK_BYTES));
      }
      ctx.write(pack(ctx, plain, plain.readableBytes()), promise);
    } finally {
      plain.release();
    }
  }

  private ByteBuf pack(ChannelHandlerContext ctx, ByteBuf plain, int length) {
    byte[] bytes = new byte[length];
    plain.readBytes(bytes);
    byte[] packed = bytes;
    int plainLength = 0;
    if (length >= CompressionDecoder.MIN_COMPRESS_BYTES) {
      byte[] compressed = codec.compress(bytes);
      if (compressed.length < length) {
        packed = compressed;
        plainLength = length;
      }
    }
    ByteBuf packet = ctx.alloc().buffer(CompressionDecoder.HEADER_BYTES + packed.length);
    packet.writeMediumLE(packed.length);
    packet.writeByte(sequence.takeCompressed());
    packet.writeMediumLE(plainLength);
    return packet.writeBytes(packed);
  }
}
