package io.edgesql.protocol.frame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.AbstractReferenceCounted;
import io.netty.util.ReferenceCounted;

/**
 * Many packets in one buffer, for rows: nothing is allocated a packet. Write it to the channel,
 * which numbers the packets, sends and releases it. Used by one thread at a time; may be filled off
 * the event loop.
 *
 * <pre>{@code
 * PacketBatch batch = new PacketBatch(alloc, 32 * 1024);
 * for (Row row : rows) {
 *   writeRow(row, batch.begin());
 *   batch.end();
 * }
 * ctx.write(batch);
 * }</pre>
 */
public final class PacketBatch extends AbstractReferenceCounted {
  private final ByteBuf packets;
  private int payloadStart = -1;
  private int count;

  public PacketBatch(ByteBufAllocator allocator, int initialBytes) {
    packets = allocator.buffer(initialBytes);
  }

  /** A batch of packets that were made before, as {@link #takeBytes} gave them. */
  public PacketBatch(ByteBufAllocator allocator, byte[] made) {
    packets = allocator.buffer(made.length).writeBytes(made);
  }

  /** Takes the packets out, to be sent any number of times by batches of their own. */
  public byte[] takeBytes() {
    byte[] made = new byte[packets.readableBytes()];
    packets.readBytes(made).clear();
    return made;
  }

  /** Starts a packet: append its payload to the buffer returned, then call {@link #end}. */
  public ByteBuf begin() {
    if (payloadStart >= 0) {
      throw new IllegalStateException("the packet before was not ended");
    }
    packets.writeZero(PacketDecoder.HEADER_BYTES);
    payloadStart = packets.writerIndex();
    return packets;
  }

  /** Ends a packet: fills in its header, and splits it if it has 16 MiB - 1 bytes or more. */
  public void end() {
    int start = payloadStart;
    if (start < 0) {
      throw new IllegalStateException("no packet was begun");
    }
    payloadStart = -1;
    int rest = packets.writerIndex() - start;
    while (rest >= PacketDecoder.MAX_CHUNK_BYTES) {
      packets.setMediumLE(start - PacketDecoder.HEADER_BYTES, PacketDecoder.MAX_CHUNK_BYTES);
      rest -= PacketDecoder.MAX_CHUNK_BYTES;
      start = insertHeader(start + PacketDecoder.MAX_CHUNK_BYTES, rest);
    }
    packets.setMediumLE(start - PacketDecoder.HEADER_BYTES, rest);
    count++;
  }

  /** Drops the packet that was begun, after a failure in its middle. */
  public void abandon() {
    packets.writerIndex(payloadStart - PacketDecoder.HEADER_BYTES);
    payloadStart = -1;
  }

  /** Packets ended so far. */
  public int count() {
    return count;
  }

  /** Size so far, headers included: send when it is large enough. */
  public int bytes() {
    return packets.readableBytes();
  }

  @Override
  public ReferenceCounted touch(Object hint) {
    packets.touch(hint);
    return this;
  }

  /** The packets with their sequence ids; the caller owns one more reference to them. */
  ByteBuf number(Sequence sequence) {
    int end = packets.writerIndex();
    int at = packets.readerIndex();
    while (at < end) {
      packets.setByte(at + 3, sequence.take());
      at += PacketDecoder.HEADER_BYTES + packets.getUnsignedMediumLE(at);
    }
    return packets.retain();
  }

  @Override
  protected void deallocate() {
    packets.release();
  }

  /** Makes room for a header at an index; gives the index behind it. */
  private int insertHeader(int index, int bytesBehind) {
    packets.writeZero(PacketDecoder.HEADER_BYTES);
    ByteBuf behind = packets.copy(index, bytesBehind);
    try {
      packets.setBytes(index + PacketDecoder.HEADER_BYTES, behind);
    } finally {
      behind.release();
    }
    return index + PacketDecoder.HEADER_BYTES;
  }
}
