package io.edgesql.protocol.handshake;

import io.edgesql.protocol.Bytes;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who the client is and what it can do.
 *
 * <pre>{@code
 * int<4>      client_flag
 * int<4>      max_packet_size
 * int<1>      collation id
 * string[23]  0 (the last four: MariaDB's own capabilities)
 * string<NUL> username
 * auth_response: CLIENT_PLUGIN_AUTH_LENENC_CLIENT_DATA: string<lenenc>
 *                CLIENT_SECURE_CONNECTION: int<1> length, bytes;   else string<NUL>
 * string<NUL> database, if CLIENT_CONNECT_WITH_DB
 * string<NUL> client_plugin_name, if CLIENT_PLUGIN_AUTH
 * int<lenenc> length of the attributes, then string<lenenc> key, value; if CLIENT_CONNECT_ATTRS
 * int<1>      zstd_compression_level, if CLIENT_ZSTD_COMPRESSION_ALGORITHM
 * }</pre>
 *
 * <p>As in MySQL, what is missing at the end is taken as absent; a field that is cut is an error.
 *
 * <p>Manual: page_protocol_connection_phase_packets_protocol_handshake_response.
 *
 * @param capabilities what the client sent; only those that the server offered too count
 * @param database null or not empty
 * @param plugin as sent, perhaps unknown; null if the client named none
 * @param zstdLevel 1 to 22, or 0 if none was sent
 */
public record HandshakeResponse(
    Capabilities capabilities,
    long maxPacketBytes,
    int collationId,
    String user,
    Bytes authResponse,
    @Nullable String database,
    @Nullable String plugin,
    Map<String, String> attributes,
    int zstdLevel)
    implements ClientHandshake {}
