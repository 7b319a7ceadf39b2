package io.edgesql.backend.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.edgesql.backend.CopyAnswer;
import io.edgesql.backend.CopyRead;
import io.edgesql.backend.StepResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/** Bodies of {@code POST /v1/shards/<shard>/read} (§7). Stateless. */
public final class CopyCodec {

  private CopyCodec() {}

  /** Writes the body of a call. */
  public static void encode(OutputStream body, CopyRead read) throws IOException {
    try (JsonGenerator json = Json.FACTORY.createGenerator(body)) {
      json.writeStartObject();
      json.writeStringField("key", read.key());
      json.writeArrayFieldStart("tables");
      for (String table : read.tables()) {
        json.writeString(table);
      }
      json.writeEndArray();
      if (read.maxAgeMs() > 0) {
        json.writeStringField("mode", "bounded");
        json.writeNumberField("maxAgeMs", read.maxAgeMs());
      } else {
        json.writeStringField("mode", "cached");
      }
      json.writeNumberField("ttlMs", read.ttlMs());
      json.writeNumberField("swrMs", read.swrMs());
      if (read.minVer() > 0) {
        json.writeNumberField("minVer", read.minVer());
      }
      if (read.prewarm()) {
        json.writeBooleanField("prewarm", true);
      }
      json.writeFieldName("request");
      RequestEncoder.write(json, 0, read.request(), null, 0);
      json.writeEndObject();
    }
  }

  /**
   * Reads the body of an answer with status 200.
   *
   * @throws IOException if it is not one
   */
  public static CopyAnswer decode(InputStream body) throws IOException {
    try (JsonParser json = Json.FACTORY.createParser(body)) {
      FrameDecoder.require(json, json.nextToken(), JsonToken.START_OBJECT);
      String source = "";
      long ver = -1;
      long epoch = 0;
      long ageMs = -1;
      List<StepResult> results = List.of();
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        switch (name) {
          case "source" -> source = FrameDecoder.text(json);
          case "ver" -> ver = FrameDecoder.integer(json);
          case "epoch" -> epoch = FrameDecoder.integer(json);
          case "ageMs" -> ageMs = FrameDecoder.integer(json);
          case "results" -> results = FrameDecoder.readResults(json);
          default -> {
            json.nextToken();
            json.skipChildren();
          }
        }
      }
      FrameDecoder.require(json, json.currentToken(), JsonToken.END_OBJECT);
      if (source.isEmpty() || ver < 0 || ageMs < 0) {
        throw FrameDecoder.fault(json, "An answer without source, ver or ageMs");
      }
      return new CopyAnswer(source.equals("kv"), ver, epoch, ageMs, results);
    }
  }
}
