package io.edgesql.backend.json;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.edgesql.backend.BackendException;
import io.edgesql.backend.BackendException.Code;
import io.edgesql.backend.Rows;
import io.edgesql.backend.ShardChanges.Change;
import io.edgesql.backend.StepResult;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the shard's frames (§3.1, §3.3) into a {@link FrameSink}. Members may come in any order;
 * unknown ones are skipped. Stateless.
 */
public final class FrameDecoder {

  private static final Map<String, Code> CODES =
      Stream.of(Code.values()).collect(Collectors.toMap(Code::name, Function.identity()));

  private FrameDecoder() {}

  /**
   * Reads one frame. Replies that stood before a fault have been delivered when it throws.
   *
   * @throws IOException if the frame is not JSON or not of the protocol
   */
  public static void decode(InputStream frame, FrameSink sink) throws IOException {
    try (JsonParser json = Json.FACTORY.createParser(frame)) {
      require(json, json.nextToken(), JsonToken.START_OBJECT);
      String type = "";
      String boot = "";
      int protocol = 0;
      long schema = 0;
      int texts = 0;
      long ver = 0;
      long epoch = 0;
      List<Change> changes = List.of();
      ErrorBody error = null;
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        switch (name) {
          case "t" -> type = text(json);
          case "replies" -> readReplies(json, sink);
          case "protocol" -> protocol = (int) integer(json);
          case "boot" -> boot = text(json);
          case "schema" -> schema = integer(json);
          case "texts" -> texts = (int) integer(json);
          case "ver" -> ver = integer(json);
          case "epoch" -> epoch = integer(json);
          case "changes" -> changes = readChanges(json);
          case "error" -> error = readError(json);
          default -> skip(json);
        }
      }
      require(json, json.currentToken(), JsonToken.END_OBJECT);
      switch (type) {
        case "replies" -> {}
        case "hello" -> sink.hello(protocol, boot, schema, texts);
        case "watching" -> sink.watching(ver, epoch);
        case "changed" -> sink.changed(ver, changes, schema);
        // The shard could not read a frame of ours, so nobody knows which requests were in it.
        case "error" -> throw new IOException("The shard refused a frame", cause(error));
        default -> throw fault(json, "Unknown message type '" + type + "'");
      }
    }
  }

  private static List<Change> readChanges(JsonParser json) throws IOException {
    require(json, json.nextToken(), JsonToken.START_ARRAY);
    List<Change> changes = new ArrayList<>(1);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      require(json, json.currentToken(), JsonToken.START_OBJECT);
      String table = "";
      List<String> keys = null;
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        switch (name) {
          case "table" -> table = text(json);
          case "keys" -> keys = readKeys(json);
          default -> skip(json);
        }
      }
      changes.add(new Change(table, keys));
    }
    return changes;
  }

  private static @Nullable List<String> readKeys(JsonParser json) throws IOException {
    if (json.nextToken() == JsonToken.VALUE_NULL) {
      return null;
    }
    require(json, json.currentToken(), JsonToken.START_ARRAY);
    List<String> keys = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      require(json, json.currentToken(), JsonToken.VALUE_STRING);
      keys.add(json.getText());
    }
    return keys;
  }

  private static void readReplies(JsonParser json, FrameSink sink) throws IOException {
    require(json, json.nextToken(), JsonToken.START_ARRAY);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      sink.reply(readReply(json));
    }
  }

  private static Reply readReply(JsonParser json) throws IOException {
    require(json, json.currentToken(), JsonToken.START_OBJECT);
    long start = json.currentLocation().getByteOffset();
    long id = -1;
    boolean part = false;
    boolean open = false;
    int step = 0;
    Rows rows = Rows.EMPTY;
    List<StepResult> results = List.of();
    long ver = 0;
    boolean replayed = false;
    ErrorBody error = null;
    String boot = null;
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      switch (name) {
        case "id" -> id = integer(json);
        case "part" -> part = bool(json);
        case "open" -> open = bool(json);
        case "step" -> step = (int) integer(json);
        case "rows" -> rows = readRows(json, 0);
        case "results" -> results = readResults(json);
        case "ver" -> ver = integer(json);
        case "replayed" -> replayed = bool(json);
        case "error" -> error = readError(json);
        case "boot" -> boot = text(json);
        default -> skip(json);
      }
    }
    require(json, json.currentToken(), JsonToken.END_OBJECT);
    long bytes = json.currentLocation().getByteOffset() - start;
    if (error != null && error.boot != null) {
      boot = error.boot;
    }
    return new Reply(
        id,
        part,
        open,
        step,
        rows,
        results,
        ver,
        replayed,
        error == null ? null : error.exception,
        boot,
        bytes);
  }

  static List<StepResult> readResults(JsonParser json) throws IOException {
    require(json, json.nextToken(), JsonToken.START_ARRAY);
    List<StepResult> results = new ArrayList<>(1);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      results.add(readResult(json));
    }
    return results;
  }

  private static StepResult readResult(JsonParser json) throws IOException {
    require(json, json.currentToken(), JsonToken.START_OBJECT);
    List<String> columns = List.of();
    Rows rows = Rows.EMPTY;
    long changes = 0;
    String firstId = null;
    List<String> ids = null;
    long read = 0;
    long written = 0;
    boolean skipped = false;
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      switch (name) {
        case "columns" -> columns = readTexts(json);
        case "rows" -> rows = readRows(json, columns.size());
        case "changes" -> changes = integer(json);
        case "firstId" -> firstId = text(json);
        case "ids" -> ids = readTexts(json);
        case "read" -> read = integer(json);
        case "written" -> written = integer(json);
        case "skipped" -> skipped = bool(json);
        default -> skip(json);
      }
    }
    require(json, json.currentToken(), JsonToken.END_OBJECT);
    return new StepResult(columns, rows, changes, firstId, ids, read, written, skipped);
  }

  private static List<String> readTexts(JsonParser json) throws IOException {
    require(json, json.nextToken(), JsonToken.START_ARRAY);
    List<String> texts = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      require(json, json.currentToken(), JsonToken.VALUE_STRING);
      texts.add(json.getText());
    }
    return texts;
  }

  /** Rows whose width is guessed until the first one is read. */
  private static Rows readRows(JsonParser json, int expectedWidth) throws IOException {
    require(json, json.nextToken(), JsonToken.START_ARRAY);
    Rows.Builder rows = new Rows.Builder();
    int width = expectedWidth;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      require(json, json.currentToken(), JsonToken.START_ARRAY);
      @Nullable Object[] row = readRow(json, width);
      width = row.length;
      rows.add(row);
    }
    return rows.build();
  }

  private static @Nullable Object[] readRow(JsonParser json, int width) throws IOException {
    @Nullable Object[] row = new Object[width];
    int count = 0;
    for (JsonToken token = json.nextToken();
        token != JsonToken.END_ARRAY;
        token = json.nextToken()) {
      if (count == row.length) {
        row = Arrays.copyOf(row, count * 2 + 4);
      }
      row[count++] = readValue(json, token);
    }
    return count == row.length ? row : Arrays.copyOf(row, count);
  }

  private static @Nullable Object readValue(JsonParser json, JsonToken token) throws IOException {
    return switch (token) {
      case VALUE_NULL -> null;
      case VALUE_STRING -> json.getText();
      case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
      // JavaScript writes a REAL up to 1e21 without an exponent: beyond a long it is no integer.
      case VALUE_NUMBER_INT ->
          json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
              ? (Object) json.getDoubleValue()
              : (Object) json.getLongValue();
      case START_OBJECT -> readBlob(json);
      default -> throw fault(json, "Not an SQL value: " + token);
    };
  }

  private static byte[] readBlob(JsonParser json) throws IOException {
    if (!"$b".equals(json.nextFieldName())) {
      throw fault(json, "Not an SQL value: an object without $b");
    }
    require(json, json.nextToken(), JsonToken.VALUE_STRING);
    byte[] bytes = json.getBinaryValue();
    require(json, json.nextToken(), JsonToken.END_OBJECT);
    return bytes;
  }

  private static @Nullable Throwable cause(@Nullable ErrorBody error) {
    return error == null ? null : error.exception;
  }

  private record ErrorBody(BackendException exception, @Nullable String boot) {}

  private static ErrorBody readError(JsonParser json) throws IOException {
    require(json, json.nextToken(), JsonToken.START_OBJECT);
    String code = "";
    String message = "";
    Integer step = null;
    Integer row = null;
    boolean retryable = false;
    Long schema = null;
    String boot = null;
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      switch (name) {
        case "code" -> code = text(json);
        case "message" -> message = text(json);
        case "step" -> step = (int) integer(json);
        case "row" -> row = (int) integer(json);
        case "retryable" -> retryable = bool(json);
        // A shard's refusal calls it schema, the control object's calls it version.
        case "schema", "version" -> schema = integer(json);
        case "boot" -> boot = text(json);
        default -> skip(json);
      }
    }
    require(json, json.currentToken(), JsonToken.END_OBJECT);
    Code known = CODES.get(code);
    if (known == null) {
      known = Code.INTERNAL;
      message = code + ": " + message;
    }
    return new ErrorBody(
        new BackendException(known, message, step, row, retryable, schema, false, null), boot);
  }

  /**
   * Reads an HTTP error body ({@code {"error": {...}}}); null if it is none.
   *
   * @throws IOException if it is not JSON
   */
  public static @Nullable BackendException decodeError(byte[] body) throws IOException {
    try (JsonParser json = Json.FACTORY.createParser(body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        if (name.equals("error")) {
          return readError(json).exception;
        }
        skip(json);
      }
      return null;
    }
  }

  private static void skip(JsonParser json) throws IOException {
    json.nextToken();
    json.skipChildren();
  }

  static long integer(JsonParser json) throws IOException {
    require(json, json.nextToken(), JsonToken.VALUE_NUMBER_INT);
    return json.getLongValue();
  }

  static boolean bool(JsonParser json) throws IOException {
    JsonToken token = json.nextToken();
    if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
      return token == JsonToken.VALUE_TRUE;
    }
    throw fault(json, "Expected a boolean, found " + token);
  }

  static String text(JsonParser json) throws IOException {
    require(json, json.nextToken(), JsonToken.VALUE_STRING);
    return json.getText();
  }

  static void require(JsonParser json, @Nullable JsonToken found, JsonToken expected)
      throws IOException {
    if (found != expected) {
      throw fault(json, "Expected " + expected + ", found " + found);
    }
  }

  static IOException fault(JsonParser json, String message) {
    return new JsonParseException(json, message);
  }
}
