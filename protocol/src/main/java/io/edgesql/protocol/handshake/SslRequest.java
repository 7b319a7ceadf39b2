package io.edgesql.protocol.handshake;

/**
 * "Let us speak TLS from here": the head of a {@link HandshakeResponse}, which follows whole inside
 * TLS.
 *
 * <p>Manual: page_protocol_connection_phase_packets_protocol_ssl_request.
 */
public record SslRequest(Capabilities capabilities, long maxPacketBytes, int collationId)
    implements ClientHandshake {}
