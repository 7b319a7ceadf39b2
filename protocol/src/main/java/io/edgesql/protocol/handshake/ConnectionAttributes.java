package io.edgesql.protocol.handshake;

import io.edgesql.protocol.PayloadReader;
import io.edgesql.protocol.ProtocolException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a client tells about itself: program name, version, operating system. */
public final class ConnectionAttributes {
  private ConnectionAttributes() {}

  /**
   * Reads them, with their length in front; nothing left means none.
   *
   * @return keys in the order sent; the first of two equal keys counts
   */
  public static Map<String, String> read(PayloadReader in) {
    if (!in.hasRemaining()) {
      return Map.of();
    }
    int length = in.readLengthLenenc();
    int end = in.remaining() - length;
    Map<String, String> attributes = new LinkedHashMap<>();
    while (in.remaining() > end) {
      String key = in.readTextLenenc();
      attributes.putIfAbsent(key, in.readTextLenenc());
    }
    if (in.remaining() < end) {
      throw new ProtocolException("connection attributes overrun their length");
    }
    return Collections.unmodifiableMap(attributes);
  }
}
