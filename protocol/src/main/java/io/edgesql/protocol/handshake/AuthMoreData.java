package io.edgesql.protocol.handshake;

import io.edgesql.protocol.Bytes;
import io.edgesql.protocol.PayloadWriter;
import io.edgesql.protocol.response.Response;
import io.netty.buffer.ByteBuf;

/**
 * One more step of an authentication method.
 *
 * <pre>{@code
 * int<1>      0x01
 * string<EOF> data
 * }</pre>
 *
 * <p>Manual: page_protocol_connection_phase_packets_protocol_auth_more_data.
 */
public record AuthMoreData(Bytes data) implements Response {
  /** caching_sha2_password: the fast proof was right, OK follows. */
  public static final AuthMoreData FAST_AUTH_SUCCESS = new AuthMoreData(Bytes.of((byte) 3));

  /** caching_sha2_password: send the password itself (TLS), or ask for the public key. */
  public static final AuthMoreData PERFORM_FULL_AUTHENTICATION =
      new AuthMoreData(Bytes.of((byte) 4));

  @Override
  public void writeTo(ByteBuf payload, Capabilities capabilities) {
    new PayloadWriter(payload).writeInt1(1).writeBytes(data);
  }
}
