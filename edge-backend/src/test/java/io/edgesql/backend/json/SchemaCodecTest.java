package io.edgesql.backend.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesql.backend.SchemaChange;
import io.edgesql.backend.SchemaSnapshot;
import io.edgesql.backend.Step;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SchemaCodecTest {

  @Test
  void writesAChangeAndKeepsItsNumbersExact() throws IOException {
    SchemaChange change =
        new SchemaChange(
            6,
            "CREATE TABLE t",
            Map.of("table/app/t", "{\"big\": 18446744073709551615, \"d\": 1.10}"),
            List.of("table/app/u"),
            Map.of("main", List.of(Step.update("CREATE TABLE t_7", List.of()))),
            false);

    assertThat(new String(SchemaCodec.encode(change), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"base\":6,\"sql\":\"CREATE TABLE t\","
                + "\"put\":{\"table/app/t\":{\"big\":18446744073709551615,\"d\":1.10}},"
                + "\"drop\":[\"table/app/u\"],"
                + "\"shards\":{\"main\":[{\"sql\":\"CREATE TABLE t_7\"}]},"
                + "\"flags\":{\"foreignKeys\":false}}");
  }

  @Test
  void refusesASchemaObjectThatIsNotOneJsonValue() {
    for (String value : List.of("{", "1 2", "}", "")) {
      SchemaChange change = new SchemaChange(1, "x", Map.of("k", value), List.of(), Map.of(), true);
      assertThatThrownBy(() -> SchemaCodec.encode(change))
          .as(value)
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void readsWholeAndPartialSchemas() throws IOException {
    SchemaSnapshot full =
        SchemaCodec.decodeSnapshot(
            utf8("{\"version\":7,\"full\":true,\"objects\":{\"table/app/t\":{\"d\": 1.10}}}"));
    SchemaSnapshot partial =
        SchemaCodec.decodeSnapshot(
            utf8("{\"version\":8,\"full\":false,\"put\":{\"a\":[1]},\"drop\":[\"b\"]}"));

    assertThat(full)
        .isEqualTo(new SchemaSnapshot(7, true, Map.of("table/app/t", "{\"d\":1.10}"), List.of()));
    assertThat(partial).isEqualTo(new SchemaSnapshot(8, false, Map.of("a", "[1]"), List.of("b")));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
