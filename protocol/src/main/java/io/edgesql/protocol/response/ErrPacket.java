package io.edgesql.protocol.response;

import io.edgesql.protocol.PayloadWriter;
import io.edgesql.protocol.ProtocolException;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.protocol.handshake.Capabilities;
import io.netty.buffer.ByteBuf;

/**
 * Failure.
 *
 * <pre>{@code
 * int<1>      0xff
 * int<2>      error_code
 * string[1]   '#', string[5] sql_state; if CLIENT_PROTOCOL_41
 * string<EOF> error_message
 * }</pre>
 *
 * <p>Before the handshake response arrived nobody knows the client's capabilities: pass {@link
 * Capabilities#NONE} then, as MySQL does for "Too many connections".
 *
 * <p>Manual: page_protocol_basic_err_packet.
 *
 * @param sqlState five characters
 */
public record ErrPacket(int code, String sqlState, String message) implements Response {
  public ErrPacket {
    if (sqlState.length() != 5) {
      throw new IllegalArgumentException("SQLSTATE has five characters: " + sqlState);
    }
  }

  /** An error of the catalogue, its format filled in. */
  public static ErrPacket of(MySqlError error, Object... arguments) {
    return new ErrPacket(error.code(), error.sqlState(), error.message(arguments));
  }

  /** What to answer a peer that broke the protocol. */
  public static ErrPacket of(ProtocolException failure) {
    MySqlError error = failure.error();
    return new ErrPacket(error.code(), error.sqlState(), failure.clientMessage());
  }

  @Override
  public void writeTo(ByteBuf payload, Capabilities capabilities) {
    PayloadWriter out = new PayloadWriter(payload).writeInt1(0xff).writeInt2(code);
    if (capabilities.has(Capabilities.CLIENT_PROTOCOL_41)) {
      out.writeInt1('#').writeTextEof(sqlState);
    }
    out.writeTextEof(message);
  }
}
