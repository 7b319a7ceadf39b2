package io.edgesql.backend.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.edgesql.backend.PolicySnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;

/** Bodies of {@code /v1/policies} (§9). Stateless. */
public final class PolicyCodec {

  private PolicyCodec() {}

  /** The answer to {@code GET}. */
  public static PolicySnapshot decode(byte[] body) throws IOException {
    try (JsonParser json = Json.FACTORY.createParser(body)) {
      FrameDecoder.require(json, json.nextToken(), JsonToken.START_OBJECT);
      long version = 0;
      String tables = null;
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        switch (name) {
          case "version" -> version = FrameDecoder.integer(json);
          case "tables" -> tables = text(json);
          default -> {
            json.nextToken();
            json.skipChildren();
          }
        }
      }
      return new PolicySnapshot(version, tables);
    }
  }

  private static String text(JsonParser json) throws IOException {
    FrameDecoder.require(json, json.nextToken(), JsonToken.START_OBJECT);
    StringWriter out = new StringWriter();
    try (JsonGenerator copy = Json.FACTORY.createGenerator(out)) {
      copy.copyCurrentStructure(json);
    }
    return out.toString();
  }

  /**
   * The body of {@code PUT}.
   *
   * @throws IOException if the tables are not JSON
   */
  public static byte[] encode(long base, String tables) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (JsonGenerator json = Json.FACTORY.createGenerator(body);
        JsonParser parser = Json.FACTORY.createParser(tables)) {
      json.writeStartObject();
      json.writeNumberField("base", base);
      json.writeFieldName("tables");
      parser.nextToken();
      json.copyCurrentStructure(parser);
      json.writeEndObject();
    }
    return body.toByteArray();
  }
}
