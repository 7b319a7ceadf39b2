package io.edgesql.protocol.frame;

import io.edgesql.protocol.ProtocolException;
import io.edgesql.protocol.error.MySqlError;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/**
 * Compressed packets to the stream of plain packets inside them.
 *
 * <pre>{@code
 * int<3>  compressed_length
 * int<1>  compressed_sequence_id
 * int<3>  uncompressed_length; 0: the payload is not compressed
 * string<var> payload
 * }</pre>
 *
 * <p>Never inflates more than is declared, and never more than one plain packet may have.
 *
 * <p>Manual: page_protocol_basic_compression_packet.
 */
final class CompressionDecoder extends ByteToMessageDecoder {
  static final int HEADER_BYTES = 7;

  /** Below this MySQL and its clients do not compress. */
  static final int MIN_COMPRESS_BYTES = 50;

  private final Sequence sequence;
  private final Compression.Codec codec;
  private final PacketDecoder limits;
  private boolean isBroken;

  /** Closes the codec when it leaves the pipeline. */
  CompressionDecoder(Sequence sequence, Compression.Codec codec, PacketDecoder limits) {
    this.sequence = sequence;
    this.codec = codec;
    this.limits = limits;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (isBroken) {
      in.skipBytes(in.readableBytes());
      return;
    }
    if (in.readableBytes() < HEADER_BYTES) {
      return;
    }
    int start = in.readerIndex();
    int length = in.getUnsignedMediumLE(start);
    int plainLength = in.getUnsignedMediumLE(start + 4);
    checkLengths(length, plainLength);
    if (in.readableBytes() < HEADER_BYTES + length) {
      return;
    }
    int sequenceId = in.getUnsignedByte(start + 3);
    if (!sequence.receiveCompressed(sequenceId)) {
      isBroken = true;
      throw new ProtocolException(
          MySqlError.ER_NET_PACKETS_OUT_OF_ORDER,
          "compressed sequence id " + sequenceId + " is out of order");
    }
    in.skipBytes(HEADER_BYTES);
    if (plainLength == 0) {
      out.add(in.readRetainedSlice(length));
    } else {
      out.add(inflate(in, length, plainLength));
    }
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) {
    codec.close();
  }

  private void checkLengths(int length, int plainLength) {
    // Several plain packets may share one compressed packet, so leave room for their headers.
    long most = limits.maxPayloadBytes() + (long) PacketDecoder.MAX_CHUNK_BYTES;
    if (length > most || plainLength > most) {
      isBroken = true;
      throw new ProtocolException(
          MySqlError.ER_NET_PACKET_TOO_LARGE, "compressed packet of " + plainLength + " bytes");
    }
  }

  private ByteBuf inflate(ByteBuf in, int length, int plainLength) {
    byte[] compressed = new byte[length];
    in.readBytes(compressed);
    try {
      return Unpooled.wrappedBuffer(codec.decompress(compressed, plainLength));
    } catch (ProtocolException e) {
      isBroken = true;
      throw new ProtocolException(MySqlError.ER_NET_UNCOMPRESS_ERROR, e.detail());
    }
  }
}
