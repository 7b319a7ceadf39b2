package io.edgesql.protocol.response;

import io.edgesql.protocol.handshake.Capabilities;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** A packet that a server sends. */
public interface Response {
  /**
   * Appends the payload.
   *
   * @param capabilities those that both sides have: they decide about the layout
   */
  void writeTo(ByteBuf payload, Capabilities capabilities);

  /** The payload in a buffer of its own, ready to be written to the channel. */
  default ByteBuf toPayload(ByteBufAllocator allocator, Capabilities capabilities) {
    ByteBuf payload = allocator.buffer(128);
    try {
      writeTo(payload, capabilities);
      return payload;
    } catch (RuntimeException e) {
      payload.release();
      throw e;
    }
  }
}
