package io.edgesql.protocol.handshake;

import io.edgesql.protocol.Bytes;
import io.edgesql.protocol.PayloadReader;
import io.edgesql.protocol.ProtocolException;
import io.edgesql.protocol.error.MySqlError;
import io.netty.buffer.ByteBuf;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the client's answer to the greeting. */
public final class HandshakeDecoder {
  private static final int FILLER_BYTES = 23;

  private HandshakeDecoder() {}

  /**
   * Reads a payload, which stays the caller's.
   *
   * @param offered what the greeting offered: an SSL request counts only if TLS was offered
   * @param isSecure whether TLS is on already, so that the flag for it asks for nothing
   * @throws ProtocolException {@code ER_NOT_SUPPORTED_AUTH_MODE} for clients from before MySQL 4.1,
   *     {@code ER_HANDSHAKE_ERROR} for everything that cannot be read
   */
  public static ClientHandshake decode(ByteBuf payload, Capabilities offered, boolean isSecure) {
    try {
      return read(new PayloadReader(payload), offered, isSecure);
    } catch (ProtocolException e) {
      if (e.error() == MySqlError.ER_MALFORMED_PACKET) {
        throw new ProtocolException(MySqlError.ER_HANDSHAKE_ERROR, e.detail());
      }
      throw e;
    }
  }

  private static ClientHandshake read(PayloadReader in, Capabilities offered, boolean isSecure) {
    // A HandshakeResponse320 has 16 bits of flags here, and never the one for protocol 4.1.
    if (in.remaining() >= 2 && (in.peekInt2() & Capabilities.CLIENT_PROTOCOL_41) == 0) {
      throw new ProtocolException(
          MySqlError.ER_NOT_SUPPORTED_AUTH_MODE, "handshake of a client before MySQL 4.1");
    }
    Capabilities sent = new Capabilities(in.readInt4());
    long maxPacketBytes = in.readUnsignedInt4();
    int collationId = in.readInt1();
    in.skip(FILLER_BYTES);
    if (sent.and(offered).has(Capabilities.CLIENT_SSL) && !isSecure) {
      return new SslRequest(sent, maxPacketBytes, collationId);
    }
    // The layout follows the client's own flags, whatever was offered.
    String user = in.readTextNul();
    Bytes authResponse = readAuthResponse(in, sent);
    String database = null;
    if (sent.has(Capabilities.CLIENT_CONNECT_WITH_DB)) {
      database = readOptional(in);
    }
    String plugin = null;
    if (sent.has(Capabilities.CLIENT_PLUGIN_AUTH)) {
      plugin = readOptional(in);
    }
    Map<String, String> attributes =
        sent.has(Capabilities.CLIENT_CONNECT_ATTRS) ? ConnectionAttributes.read(in) : Map.of();
    int zstdLevel = 0;
    if (sent.has(Capabilities.CLIENT_ZSTD_COMPRESSION_ALGORITHM) && in.hasRemaining()) {
      zstdLevel = in.readInt1();
    }
    return new HandshakeResponse(
        sent,
        maxPacketBytes,
        collationId,
        user,
        authResponse,
        database,
        plugin,
        attributes,
        zstdLevel);
  }

  private static Bytes readAuthResponse(PayloadReader in, Capabilities sent) {
    if (!in.hasRemaining()) {
      return Bytes.EMPTY;
    }
    if (sent.has(Capabilities.CLIENT_PLUGIN_AUTH_LENENC_CLIENT_DATA)) {
      return in.readStringLenenc();
    }
    if (sent.has(Capabilities.CLIENT_SECURE_CONNECTION)) {
      return in.readStringFix(in.readInt1());
    }
    return in.readStringNul();
  }

  /** A string that may be missing, may lack its NUL at the payload's end, and is null if empty. */
  private static @Nullable String readOptional(PayloadReader in) {
    if (!in.hasRemaining()) {
      return null;
    }
    String text = in.readTextNulOrEof();
    return text.isEmpty() ? null : text;
  }
}
