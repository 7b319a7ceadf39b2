package io.edgesql.protocol.frame;

import io.edgesql.protocol.ProtocolException;
import io.edgesql.protocol.error.MySqlError;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bytes to {@link Packet}s.
 *
 * <pre>{@code
 * int<3>  payload_length; 0xFFFFFF: another chunk follows
 * int<1>  sequence_id
 * string<var> payload
 * }</pre>
 *
 * <p>The first thing that is wrong (too long: {@code ER_NET_PACKET_TOO_LARGE}; out of order: {@code
 * ER_NET_PACKETS_OUT_OF_ORDER}) is thrown once as a {@link ProtocolException}; whatever follows it
 * is thrown away. A length is checked before its bytes are waited for, and nothing is allocated on
 * the strength of a length alone.
 *
 * <p>Manual: page_protocol_basic_packets.
 */
final class PacketDecoder extends ByteToMessageDecoder {
  static final int HEADER_BYTES = 4;
  static final int MAX_CHUNK_BYTES = 0xffffff;

  private final Sequence sequence;
  private int maxPayloadBytes;
  private int expectedInPayload = -1;
  private boolean isBroken;
  private @Nullable CompositeByteBuf chunks;

  PacketDecoder(Sequence sequence, int maxPayloadBytes) {
    this.sequence = sequence;
    this.maxPayloadBytes = maxPayloadBytes;
  }

  int maxPayloadBytes() {
    return maxPayloadBytes;
  }

  void setMaxPayloadBytes(int bytes) {
    maxPayloadBytes = bytes;
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
    int sequenceId = in.getUnsignedByte(start + 3);
    checkHeader(length, sequenceId);
    if (in.readableBytes() < HEADER_BYTES + length) {
      return;
    }
    in.skipBytes(HEADER_BYTES);
    ByteBuf chunk = in.readRetainedSlice(length);
    expectedInPayload = sequenceId + 1 & Sequence.MASK;
    if (length == MAX_CHUNK_BYTES) {
      append(ctx, chunk);
      return;
    }
    ByteBuf payload = chunk;
    if (chunks != null) {
      payload = append(ctx, chunk);
      chunks = null;
    }
    expectedInPayload = -1;
    sequence.received(sequenceId);
    out.add(new Packet(payload, sequenceId, sequence.compressedReceived()));
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) {
    if (chunks != null) {
      chunks.release();
      chunks = null;
    }
  }

  private void checkHeader(int length, int sequenceId) {
    int expected = expectedInPayload >= 0 ? expectedInPayload : sequence.expected();
    if (sequence.isChecked() && sequenceId != expected) {
      isBroken = true;
      throw new ProtocolException(
          MySqlError.ER_NET_PACKETS_OUT_OF_ORDER,
          "sequence id " + sequenceId + " where " + expected + " was due");
    }
    long total = (long) length + (chunks == null ? 0 : chunks.readableBytes());
    if (total > maxPayloadBytes) {
      isBroken = true;
      throw new ProtocolException(
          MySqlError.ER_NET_PACKET_TOO_LARGE,
          "payload of " + total + " bytes, allowed are " + maxPayloadBytes);
    }
  }

  private CompositeByteBuf append(ChannelHandlerContext ctx, ByteBuf chunk) {
    CompositeByteBuf whole = chunks;
    if (whole == null) {
      whole = ctx.alloc().compositeBuffer(Integer.MAX_VALUE);
      chunks = whole;
    }
    whole.addComponent(true, chunk);
    return whole;
  }
}
