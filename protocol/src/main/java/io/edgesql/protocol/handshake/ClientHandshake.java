package io.edgesql.protocol.handshake;

/** What a client may answer the greeting with. Read by {@link HandshakeDecoder}. */
public sealed interface ClientHandshake permits SslRequest, HandshakeResponse {}
