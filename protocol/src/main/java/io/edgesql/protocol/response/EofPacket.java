package io.edgesql.protocol.response;

import io.edgesql.protocol.PayloadWriter;
import io.edgesql.protocol.handshake.Capabilities;
import io.netty.buffer.ByteBuf;

/**
 * The end of column definitions or of rows, for clients without CLIENT_DEPRECATE_EOF.
 *
 * <pre>{@code
 * int<1>  0xfe
 * int<2>  warnings
 * int<2>  status_flags
 * }</pre>
 *
 * <p>Manual: page_protocol_basic_eof_packet.
 */
public record EofPacket(int warnings, int statusFlags) implements Response {
  @Override
  public void writeTo(ByteBuf payload, Capabilities capabilities) {
    new PayloadWriter(payload)
        .writeInt1(0xfe)
        .writeInt2(Math.min(warnings, 0xffff))
        .writeInt2(statusFlags);
  }
}
