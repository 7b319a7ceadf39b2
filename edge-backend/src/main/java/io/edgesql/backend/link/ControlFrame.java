package io.edgesql.backend.link;

import com.fasterxml.jackson.core.JsonGenerator;
import io.edgesql.backend.json.Json;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;

/** The small frames that carry no request. Each call makes a new frame, owned by the caller. */
final class ControlFrame {

  private ControlFrame() {}

  static TextWebSocketFrame ping() {
    return new TextWebSocketFrame("ping");
  }

  static TextWebSocketFrame hello() {
    return new TextWebSocketFrame("{\"t\":\"hello\"}");
  }

  static TextWebSocketFrame cancel(long id) {
    return new TextWebSocketFrame("{\"t\":\"cancel\",\"ids\":[" + id + "]}");
  }

  /** One more part of this request's result may come. */
  static TextWebSocketFrame more(long id) {
    return new TextWebSocketFrame("{\"t\":\"more\",\"ids\":[" + id + "]}");
  }

  static TextWebSocketFrame keep(List<String> transactions) {
    return list("keep", "tx", transactions);
  }

  static TextWebSocketFrame watch(List<String> tables) {
    return list("watch", "tables", tables);
  }

  private static TextWebSocketFrame list(String type, String member, List<String> values) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = Json.FACTORY.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("t", type);
      json.writeArrayFieldStart(member);
      for (String value : values) {
        json.writeString(value);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("A buffer in memory cannot fail", e);
    }
    return new TextWebSocketFrame(text.toString());
  }
}
