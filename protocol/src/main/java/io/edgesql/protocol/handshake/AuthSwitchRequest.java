package io.edgesql.protocol.handshake;

import io.edgesql.protocol.PayloadWriter;
import io.edgesql.protocol.response.Response;
import io.netty.buffer.ByteBuf;

/**
 * "Prove yourself with another method". The client answers with that method's bare data.
 *
 * <pre>{@code
 * int<1>      0xfe
 * string<NUL> plugin_name
 * string[20]  nonce
 * int<1>      0
 * }</pre>
 *
 * <p>Manual: page_protocol_connection_phase_packets_protocol_auth_switch_request.
 */
public record AuthSwitchRequest(AuthPlugin plugin, Nonce nonce) implements Response {
  @Override
  public void writeTo(ByteBuf payload, Capabilities capabilities) {
    new PayloadWriter(payload)
        .writeInt1(0xfe)
        .writeTextNul(plugin.wireName())
        .writeBytes(nonce.bytes())
        .writeInt1(0);
  }
}
