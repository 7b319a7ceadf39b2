package io.edgesql.protocol.frame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.buffer.DefaultByteBufHolder;

/**
 * One payload from the client, put together from all its chunks. Whoever receives it releases it.
 *
 * <p>It remembers the sequence ids it arrived with, so that a reply may start late: see {@link
 * PacketChannel#replyTo}.
 */
public final class Packet extends DefaultByteBufHolder {
  private final int sequenceId;
  private final int compressedSequenceId;

  Packet(ByteBuf payload, int sequenceId, int compressedSequenceId) {
    super(payload);
    this.sequenceId = sequenceId;
    this.compressedSequenceId = compressedSequenceId;
  }

  /** The payload without its headers; released together with this packet. */
  public ByteBuf payload() {
    return content();
  }

  /** The id of the last chunk, 0 to 255. */
  int sequenceId() {
    return sequenceId;
  }

  /** The id of the compressed packet that completed this one; 0 without compression. */
  int compressedSequenceId() {
    return compressedSequenceId;
  }

  @Override
  public ByteBufHolder replace(ByteBuf content) {
    return new Packet(content, sequenceId, compressedSequenceId);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Packet packet
        && sequenceId == packet.sequenceId
        && compressedSequenceId == packet.compressedSequenceId
        && super.equals(other);
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + sequenceId;
  }
}
