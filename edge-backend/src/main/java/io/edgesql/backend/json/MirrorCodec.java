package io.edgesql.backend.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.edgesql.backend.MirroredTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bodies of {@code /v1/shards/<shard>/mirror} (§11). Stateless. */
public final class MirrorCodec {

  private MirrorCodec() {}

  /** The answer to {@code GET}. */
  public static List<MirroredTable> decode(byte[] body) throws IOException {
    List<MirroredTable> tables = new ArrayList<>();
    try (JsonParser json = Json.FACTORY.createParser(body)) {
      FrameDecoder.require(json, json.nextToken(), JsonToken.START_OBJECT);
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        JsonToken token = json.nextToken();
        if (!name.equals("tables")) {
          json.skipChildren();
          continue;
        }
        FrameDecoder.require(json, token, JsonToken.START_ARRAY);
        while (json.nextToken() == JsonToken.START_OBJECT) {
          tables.add(table(json));
        }
      }
    }
    return tables;
  }

  private static MirroredTable table(JsonParser json) throws IOException {
    String name = "";
    String view = null;
    String state = "";
    String error = null;
    long copied = 0;
    long rowsBehind = 0;
    long lagMs = 0;
    for (String member = json.nextFieldName(); member != null; member = json.nextFieldName()) {
      switch (member) {
        case "name" -> name = FrameDecoder.text(json);
        case "view" -> view = textOrNull(json);
        case "state" -> state = FrameDecoder.text(json);
        case "error" -> error = textOrNull(json);
        case "copied" -> copied = FrameDecoder.integer(json);
        case "rowsBehind" -> rowsBehind = FrameDecoder.integer(json);
        case "lagMs" -> lagMs = FrameDecoder.integer(json);
        default -> {
          json.nextToken();
          json.skipChildren();
        }
      }
    }
    return new MirroredTable(name, view, state, copied, rowsBehind, lagMs, error);
  }

  private static @Nullable String textOrNull(JsonParser json) throws IOException {
    return json.nextToken() == JsonToken.VALUE_NULL ? null : json.getText();
  }

  /** The body of {@code POST …/rebuild}; all tables when none are named. */
  public static byte[] encodeRebuild(Collection<String> tables) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (JsonGenerator json = Json.FACTORY.createGenerator(body)) {
      json.writeStartObject();
      if (!tables.isEmpty()) {
        json.writeArrayFieldStart("tables");
        for (String table : tables) {
          json.writeString(table);
        }
        json.writeEndArray();
      }
      json.writeEndObject();
    }
    return body.toByteArray();
  }

  /** The answer to it: how many tables are made anew. */
  public static long decodeRebuilding(byte[] body) throws IOException {
    try (JsonParser json = Json.FACTORY.createParser(body)) {
      FrameDecoder.require(json, json.nextToken(), JsonToken.START_OBJECT);
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        if (name.equals("rebuilding")) {
          return FrameDecoder.integer(json);
        }
        json.nextToken();
        json.skipChildren();
      }
    }
    throw new IOException("it does not say how many tables are made anew");
  }
}
