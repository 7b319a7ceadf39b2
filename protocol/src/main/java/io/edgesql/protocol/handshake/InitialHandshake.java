package io.edgesql.protocol.handshake;

import io.edgesql.protocol.PayloadWriter;
import io.edgesql.protocol.response.Response;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * The greeting, version 10.
 *
 * <pre>{@code
 * int<1>      0x0a
 * string<NUL> server_version
 * int<4>      connection_id
 * string[8]   nonce, first part
 * int<1>      0
 * int<2>      capabilities, low half
 * int<1>      collation id, low byte
 * int<2>      status_flags
 * int<2>      capabilities, high half
 * int<1>      nonce length with its NUL, 21
 * string[10]  0
 * string[13]  nonce, rest, and NUL
 * string<NUL> auth_plugin_name
 * }</pre>
 *
 * <p>Manual: page_protocol_connection_phase_packets_protocol_handshake_v10.
 *
 * @param collationId the server's default; one byte travels
 * @param statusFlags see {@link io.edgesql.protocol.type.ServerStatus}
 */
public record InitialHandshake(
    String serverVersion,
    int connectionId,
    Nonce nonce,
    Capabilities capabilities,
    int collationId,
    int statusFlags,
    AuthPlugin plugin)
    implements Response {
  private static final int PROTOCOL_VERSION = 10;
  private static final int FIRST_PART_BYTES = 8;

  @Override
  public void writeTo(ByteBuf payload, Capabilities ignored) {
    byte[] scramble = nonce.bytes().toArray();
    new PayloadWriter(payload)
        .writeInt1(PROTOCOL_VERSION)
        .writeTextNul(serverVersion)
        .writeInt4(connectionId)
        .writeBytes(Arrays.copyOf(scramble, FIRST_PART_BYTES))
        .writeInt1(0)
        .writeInt2(capabilities.bits() & 0xffff)
        .writeInt1(collationId)
        .writeInt2(statusFlags)
        .writeInt2(capabilities.bits() >>> 16)
        .writeInt1(Nonce.LENGTH + 1)
        .writeZeros(10)
        .writeBytes(Arrays.copyOfRange(scramble, FIRST_PART_BYTES, Nonce.LENGTH))
        .writeInt1(0)
        .writeTextNul(plugin.wireName());
  }
}
