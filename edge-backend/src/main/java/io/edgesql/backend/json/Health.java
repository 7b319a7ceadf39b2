package io.edgesql.backend.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** The answer to {@code GET /v1/health} (§2). */
public final class Health {

  private Health() {}

  /**
   * The version of the protocol that the gateway speaks.
   *
   * @throws IOException if it is no such answer
   */
  public static int decodeProtocol(byte[] body) throws IOException {
    try (JsonParser json = Json.FACTORY.createParser(body)) {
      FrameDecoder.require(json, json.nextToken(), JsonToken.START_OBJECT);
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        if (name.equals("protocol")) {
          return Math.toIntExact(FrameDecoder.integer(json));
        }
        json.nextToken();
        json.skipChildren();
      }
      throw FrameDecoder.fault(json, "A health answer without a protocol");
    }
  }
}
