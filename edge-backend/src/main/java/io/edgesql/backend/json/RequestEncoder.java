package io.edgesql.backend.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.edgesql.backend.Auto;
import io.edgesql.backend.ShardRequest;
import io.edgesql.backend.ShardRequest.End;
import io.edgesql.backend.ShardRequest.Flags;
import io.edgesql.backend.ShardRequest.Lock;
import io.edgesql.backend.Step;
import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes a {@link ShardRequest} as §3.2 has it. Members at their default are left out. Stateless.
 */
public final class RequestEncoder {

  /** The numbers under which the receiver knows statements. */
  public interface TextNumbers {

    /** Knows none and gives none. */
    TextNumbers NONE =
        new TextNumbers() {
          @Override
          public int known(String sql) {
            return -1;
          }

          @Override
          public int give(String sql) {
            return -1;
          }
        };

    /** The number of a text that the receiver has; negative if it has none. */
    int known(String sql);

    /** A number that is sent along with the text, for later; negative if it gets none. */
    int give(String sql);
  }

  private RequestEncoder() {}

  /** Writes one request as a JSON object, with all its texts. */
  public static void write(
      JsonGenerator json, long id, ShardRequest request, @Nullable String boot, int window)
      throws IOException {
    write(json, id, request, boot, window, TextNumbers.NONE);
  }

  /**
   * Writes one request as a JSON object.
   *
   * @param id unique among the sender's open requests
   * @param boot stands for {@code request.tx().boot()}
   * @param window parts of a large result that may come unasked; 0: all of them
   * @param texts what the receiver knows already
   * @throws IOException if the generator's target fails
   */
  public static void write(
      JsonGenerator json,
      long id,
      ShardRequest request,
      @Nullable String boot,
      int window,
      TextNumbers texts)
      throws IOException {
    json.writeStartObject();
    json.writeNumberField("id", id);
    json.writeNumberField("schema", request.schemaVersion());
    writeSteps(json, request.steps(), texts);
    if (request.end() == End.ROLLBACK) {
      json.writeStringField("end", "rollback");
    }
    ShardRequest.WriteId write = request.write();
    if (write != null) {
      json.writeObjectFieldStart("write");
      json.writeStringField("session", write.session());
      json.writeNumberField("seq", write.seq());
      json.writeEndObject();
    }
    writeTransaction(json, request, boot);
    if (window > 0) {
      json.writeNumberField("window", window);
    }
    if (!request.flags().equals(Flags.DEFAULT)) {
      writeFlags(json, request.flags());
    }
    json.writeEndObject();
  }

  private static void writeSteps(JsonGenerator json, List<Step> steps, TextNumbers texts)
      throws IOException {
    json.writeArrayFieldStart("steps");
    for (Step step : steps) {
      writeStep(json, step, texts);
    }
    json.writeEndArray();
  }

  static void writeStep(JsonGenerator json, Step step, TextNumbers texts) throws IOException {
    json.writeStartObject();
    writeText(json, step.sql(), texts);
    if (!step.params().isEmpty()) {
      writeValues(json, "params", step.params());
    }
    if (step.rows()) {
      json.writeBooleanField("rows", true);
    }
    Long expect = step.expect();
    if (expect != null) {
      json.writeNumberField("expect", expect);
    }
    Step.When when = step.when();
    if (when != null) {
      json.writeObjectFieldStart("when");
      json.writeNumberField("step", when.step());
      json.writeNumberField("changes", when.changes());
      json.writeEndObject();
    }
    Auto auto = step.auto();
    if (auto != null) {
      writeAuto(json, auto);
    }
    Integer rowsParam = step.rowsParam();
    if (rowsParam != null) {
      json.writeNumberField("rowsParam", rowsParam);
    }
    Integer lockList = step.lockList();
    if (lockList != null) {
      json.writeNumberField("lockList", lockList);
    }
    Step.Scan scan = step.scan();
    if (scan != null) {
      json.writeObjectFieldStart("scan");
      json.writeNumberField("columns", scan.columns());
      json.writeNumberField("from", scan.from());
      json.writeNumberField("limit", scan.limit());
      json.writeEndObject();
    }
    List<@Nullable Object> assumed = step.assumed();
    if (assumed != null) {
      json.writeArrayFieldStart("assume");
      json.writeStartArray();
      for (Object cell : assumed) {
        writeValue(json, cell);
      }
      json.writeEndArray();
      json.writeEndArray();
    }
    if (!step.skips().isEmpty()) {
      writeSkips(json, step.skips());
    }
    json.writeEndObject();
  }

  private static void writeText(JsonGenerator json, String sql, TextNumbers texts)
      throws IOException {
    int number = texts.known(sql);
    if (number < 0) {
      json.writeStringField("sql", sql);
      number = texts.give(sql);
    }
    if (number >= 0) {
      json.writeNumberField("text", number);
    }
  }

  private static void writeSkips(JsonGenerator json, List<Step.Skip> skips) throws IOException {
    json.writeArrayFieldStart("skip");
    for (Step.Skip skip : skips) {
      json.writeStartObject();
      json.writeStringField("table", skip.table());
      json.writeStringField("mode", skip.mode().name());
      json.writeNumberField("param", skip.param());
      json.writeNumberField("column", skip.column());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeAuto(JsonGenerator json, Auto auto) throws IOException {
    json.writeObjectFieldStart("auto");
    json.writeStringField("table", auto.table());
    List<@Nullable String> ids = auto.ids();
    if (ids != null) {
      writeValues(json, "ids", ids);
    }
    String countSql = auto.countSql();
    if (countSql != null) {
      json.writeStringField("countSql", countSql);
      if (!auto.countParams().isEmpty()) {
        writeValues(json, "countParams", auto.countParams());
      }
    }
    Integer param = auto.param();
    if (param != null) {
      json.writeNumberField("param", param);
    }
    String maxSql = auto.maxSql();
    if (maxSql != null) {
      json.writeStringField("maxSql", maxSql);
    }
    if (auto.increment() != 1) {
      json.writeNumberField("increment", auto.increment());
    }
    if (auto.offset() != 1) {
      json.writeNumberField("offset", auto.offset());
    }
    json.writeEndObject();
  }

  private static void writeTransaction(
      JsonGenerator json, ShardRequest request, @Nullable String boot) throws IOException {
    ShardRequest.Transaction tx = request.tx();
    if (tx != null) {
      json.writeObjectFieldStart("tx");
      json.writeStringField("id", tx.id());
      if (boot != null) {
        json.writeStringField("boot", boot);
      }
      if (tx.at() >= 0) {
        json.writeNumberField("at", tx.at());
      }
      if (tx.number() > 0) {
        json.writeNumberField("n", tx.number());
      }
      if (tx.readsSnapshot()) {
        json.writeStringField("view", "snapshot");
      }
      json.writeEndObject();
    }
    if (tx == null ? request.write() != null : tx.at() >= 0) {
      writeKeys(json, request);
    }
    if (!request.locks().isEmpty()) {
      writeLocks(json, request.locks());
    }
    if (!request.locks().isEmpty() || !request.lockWait().isZero()) {
      json.writeNumberField("lockWaitMs", request.lockWait().toMillis());
    }
    String under = request.under();
    if (under != null) {
      json.writeStringField("under", under);
    }
    if (request.release()) {
      json.writeBooleanField("release", true);
    }
    ShardRequest.Next next = request.next();
    if (next != null) {
      json.writeObjectFieldStart("next");
      json.writeStringField("tx", next.tx());
      writeLocks(json, next.locks());
      json.writeEndObject();
    }
  }

  /** Tables that are locked by rows alone matter by these rows alone. */
  private static void writeKeys(JsonGenerator json, ShardRequest request) throws IOException {
    Map<String, Set<String>> keys = new LinkedHashMap<>();
    for (Lock row : request.rows()) {
      keys.computeIfAbsent(row.table(), table -> new LinkedHashSet<>()).add(row.key());
    }
    Set<String> whole = new HashSet<>();
    for (Lock lock : request.locks()) {
      String key = lock.key();
      if (key == null) {
        whole.add(lock.table());
      } else {
        keys.computeIfAbsent(lock.table(), table -> new LinkedHashSet<>()).add(key);
      }
    }
    keys.keySet().removeAll(whole);
    if (keys.isEmpty()) {
      return;
    }
    json.writeObjectFieldStart("keys");
    for (Map.Entry<String, Set<String>> entry : keys.entrySet()) {
      writeValues(json, entry.getKey(), entry.getValue());
    }
    json.writeEndObject();
  }

  private static void writeLocks(JsonGenerator json, List<Lock> locks) throws IOException {
    json.writeArrayFieldStart("locks");
    for (Lock lock : locks) {
      json.writeStartObject();
      json.writeStringField("table", lock.table());
      String key = lock.key();
      if (key != null) {
        json.writeStringField("key", key);
      }
      json.writeStringField("mode", lock.mode().name());
      if (lock.isClosing()) {
        json.writeBooleanField("closed", true);
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeFlags(JsonGenerator json, Flags flags) throws IOException {
    json.writeObjectFieldStart("flags");
    json.writeBooleanField("foreignKeys", flags.foreignKeys());
    json.writeBooleanField("uniqueChecks", flags.uniqueChecks());
    json.writeEndObject();
  }

  private static void writeValues(
      JsonGenerator json, String name, Collection<? extends @Nullable Object> values)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (Object value : values) {
      writeValue(json, value);
    }
    json.writeEndArray();
  }

  /** The records let no other types in. */
  private static void writeValue(JsonGenerator json, @Nullable Object value) throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof String text) {
      json.writeString(text);
    } else if (value instanceof Double number) {
      json.writeNumber(number);
    } else if (value instanceof Long number) {
      json.writeNumber(number);
    } else if (value instanceof byte[] bytes) {
      json.writeStartObject();
      json.writeFieldName("$b");
      json.writeBinary(bytes);
      json.writeEndObject();
    } else {
      throw new IllegalArgumentException("Not an SQL value: " + value.getClass());
    }
  }
}
