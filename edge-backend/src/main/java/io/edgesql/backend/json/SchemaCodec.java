package io.edgesql.backend.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.edgesql.backend.SchemaChange;
import io.edgesql.backend.SchemaSnapshot;
import io.edgesql.backend.Step;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The bodies of {@code /v1/schema} (§4). Stateless. */
public final class SchemaCodec {

  private SchemaCodec() {}

  /**
   * The body of a {@code POST}.
   *
   * @throws IOException if a schema object is not JSON
   */
  public static byte[] encode(SchemaChange change) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (JsonGenerator json = Json.FACTORY.createGenerator(body)) {
      json.writeStartObject();
      json.writeNumberField("base", change.base());
      json.writeStringField("sql", change.sql());
      json.writeObjectFieldStart("put");
      for (Map.Entry<String, String> object : change.put().entrySet()) {
        json.writeFieldName(object.getKey());
        copy(object.getValue(), json);
      }
      json.writeEndObject();
      json.writeArrayFieldStart("drop");
      for (String key : change.drop()) {
        json.writeString(key);
      }
      json.writeEndArray();
      json.writeObjectFieldStart("shards");
      for (Map.Entry<String, List<Step>> shard : change.shards().entrySet()) {
        json.writeArrayFieldStart(shard.getKey());
        for (Step step : shard.getValue()) {
          RequestEncoder.writeStep(json, step, RequestEncoder.TextNumbers.NONE);
        }
        json.writeEndArray();
      }
      json.writeEndObject();
      if (!change.foreignKeys()) {
        json.writeObjectFieldStart("flags");
        json.writeBooleanField("foreignKeys", false);
        json.writeEndObject();
      }
      json.writeEndObject();
    }
    return body.toByteArray();
  }

  /** Copied token by token, so that a broken object cannot change what surrounds it. */
  private static void copy(String value, JsonGenerator json) throws IOException {
    try (JsonParser parser = Json.FACTORY.createParser(value)) {
      parser.nextToken();
      json.copyCurrentStructureExact(parser);
      if (parser.nextToken() != null) {
        throw FrameDecoder.fault(parser, "More than one JSON value");
      }
    }
  }

  /**
   * The answer to a {@code GET}.
   *
   * @throws IOException if it is not of the protocol
   */
  public static SchemaSnapshot decodeSnapshot(byte[] body) throws IOException {
    try (JsonParser json = Json.FACTORY.createParser(body)) {
      FrameDecoder.require(json, json.nextToken(), JsonToken.START_OBJECT);
      long version = -1;
      boolean full = false;
      Map<String, String> put = Map.of();
      List<String> drop = List.of();
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        switch (name) {
          case "version" -> version = FrameDecoder.integer(json);
          case "full" -> full = FrameDecoder.bool(json);
          case "objects", "put" -> put = readObjects(json);
          case "drop" -> drop = readKeys(json);
          default -> {
            json.nextToken();
            json.skipChildren();
          }
        }
      }
      FrameDecoder.require(json, json.currentToken(), JsonToken.END_OBJECT);
      if (version < 0) {
        throw FrameDecoder.fault(json, "A schema without a version");
      }
      return new SchemaSnapshot(version, full, put, drop);
    }
  }

  /**
   * The answer to a {@code POST}: the new version.
   *
   * @throws IOException if it is not of the protocol
   */
  public static long decodeVersion(byte[] body) throws IOException {
    return decodeSnapshot(body).version();
  }

  private static Map<String, String> readObjects(JsonParser json) throws IOException {
    FrameDecoder.require(json, json.nextToken(), JsonToken.START_OBJECT);
    Map<String, String> objects = new LinkedHashMap<>();
    for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
      json.nextToken();
      StringWriter text = new StringWriter();
      try (JsonGenerator copy = Json.FACTORY.createGenerator(text)) {
        // Exact: a number such as 1.10 or 18446744073709551615 must not pass through a double.
        copy.copyCurrentStructureExact(json);
      }
      objects.put(key, text.toString());
    }
    return objects;
  }

  private static List<String> readKeys(JsonParser json) throws IOException {
    FrameDecoder.require(json, json.nextToken(), JsonToken.START_ARRAY);
    List<String> keys = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      FrameDecoder.require(json, json.currentToken(), JsonToken.VALUE_STRING);
      keys.add(json.getText());
    }
    return keys;
  }
}
