package io.edgesql.backend.json;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesql.backend.BackendException;
import io.edgesql.backend.BackendException.Code;
import io.edgesql.backend.ShardChanges.Change;
import io.edgesql.backend.StepResult;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class FrameDecoderTest {

  private static final String FRAME =
      """
      {"t":"replies","replies":[
        {"id":12,"results":[
          {"columns":["a","a"],"rows":[[1,"\\u00e9\\n😀"],[null,{"$b":"AP+A"}]],
           "changes":3,"firstId":"101","ids":["101","102"],"read":10,"written":4},
          {"changes":0,"skipped":true}],
         "ver":991,"replayed":true,"novelty":{"a":[1,{}]}},
        {"id":13,"error":{"code":"SCHEMA_STALE","message":"old","step":2,"row":17,
         "retryable":true,"schema":6,"boot":"b9"}}]}
      """;

  @Test
  void readsResultsAndErrors() throws IOException {
    List<Reply> replies = decode(FRAME);

    Reply first = replies.get(0);
    assertThat(first.id()).isEqualTo(12);
    assertThat(first.ver()).isEqualTo(991);
    assertThat(first.replayed()).isTrue();
    StepResult result = first.results().get(0);
    assertThat(result.columns()).containsExactly("a", "a");
    assertThat(result.rows().get(0)).containsExactly(1L, "é\n😀");
    assertThat(result.rows().value(1, 0)).isNull();
    assertThat((byte[]) result.rows().value(1, 1)).containsExactly(0x00, 0xff, 0x80);
    assertThat(result.changes()).isEqualTo(3);
    assertThat(result.firstId()).isEqualTo("101");
    assertThat(result.ids()).containsExactly("101", "102");
    assertThat(result.read()).isEqualTo(10);
    assertThat(result.written()).isEqualTo(4);
    assertThat(first.results().get(1).skipped()).isTrue();
    assertThat(first.results().get(1).rows()).isEmpty();

    BackendException error = requireNonNull(replies.get(1).error());
    assertThat(error.code()).isEqualTo(Code.SCHEMA_STALE);
    assertThat(error.step()).isEqualTo(2);
    assertThat(error.row()).isEqualTo(17);
    assertThat(error.isRetryable()).isTrue();
    assertThat(error.schemaVersion()).isEqualTo(6);
    assertThat(replies.get(1).boot()).isEqualTo("b9");
  }

  /** What JavaScript's JSON.stringify writes for these numbers. */
  @Test
  void tellsIntegersFromReals() throws IOException {
    assertThat(value("9007199254740991")).isEqualTo(9007199254740991L);
    assertThat(value("0.1")).isEqualTo(0.1);
    assertThat(value("1e+21")).isEqualTo(1e21);
    assertThat(value("100000000000000000000")).isEqualTo(1e20);
    assertThat(value("5e-324")).isEqualTo(Double.MIN_VALUE);
    assertThat(value("1.7976931348623157e+308")).isEqualTo(Double.MAX_VALUE);
  }

  @Test
  void refusesAFrameThatIsCutAnywhere() {
    byte[] whole = FRAME.strip().getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> FrameDecoder.decode(new ByteArrayInputStream(cut), new Sink()))
          .as("cut at %d", length)
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void refusesValuesThatSqliteDoesNotHave() {
    for (String value : List.of("true", "[1]", "{}", "{\"b\":\"\"}", "{\"$b\":1}", "NaN")) {
      assertThatThrownBy(() -> value(value)).as(value).isInstanceOf(IOException.class);
    }
  }

  @Test
  void keepsACodeItDoesNotKnowInTheMessage() throws IOException {
    Reply reply =
        decode(replies("{\"id\":1,\"error\":{\"code\":\"NEW\",\"message\":\"m\"}}")).get(0);

    BackendException error = requireNonNull(reply.error());
    assertThat(error.code()).isEqualTo(Code.INTERNAL);
    assertThat(error.message()).isEqualTo("NEW: m");
  }

  @Test
  void readsPartsAndTheirSize() throws IOException {
    String part = "{\"id\":1,\"part\":true,\"step\":1,\"rows\":[[1],[2]]}";
    Reply reply = decode(replies(part)).get(0);

    assertThat(reply.part()).isTrue();
    assertThat(reply.step()).isEqualTo(1);
    assertThat(reply.rows()).hasSize(2);
    assertThat(reply.bytes()).isCloseTo(part.length(), Offset.offset(2L));
  }

  private static @Nullable Object value(String json) throws IOException {
    String reply = "{\"id\":1,\"results\":[{\"columns\":[\"a\"],\"rows\":[[" + json + "]]}]}";
    return decode(replies(reply)).get(0).results().get(0).rows().value(0, 0);
  }

  private static String replies(String reply) {
    return "{\"t\":\"replies\",\"replies\":[" + reply + "]}";
  }

  private static List<Reply> decode(String frame) throws IOException {
    Sink sink = new Sink();
    FrameDecoder.decode(new ByteArrayInputStream(frame.getBytes(StandardCharsets.UTF_8)), sink);
    return sink.replies;
  }

  @Test
  void readsWhatIsPushed() throws IOException {
    Sink sink = new Sink();
    for (String frame :
        List.of(
            "{\"t\":\"watching\",\"ver\":5,\"epoch\":1764268000000}",
            "{\"t\":\"changed\",\"ver\":6,\"changes\":[{\"table\":\"a_1\",\"keys\":[\"[1]\",\"[2]\"]},"
                + "{\"table\":\"b_2\",\"keys\":null}],\"more\":{}}",
            "{\"t\":\"changed\",\"ver\":7,\"changes\":[],\"schema\":9}")) {
      FrameDecoder.decode(new ByteArrayInputStream(frame.getBytes(StandardCharsets.UTF_8)), sink);
    }
    assertThat(sink.told)
        .containsExactly(
            "watching 5 1764268000000",
            "changed 6 [Change[table=a_1, keys=[[1], [2]]], Change[table=b_2, keys=null]] 0",
            "changed 7 [] 9");
  }

  private static final class Sink implements FrameSink {
    final List<Reply> replies = new ArrayList<>();
    final List<String> told = new ArrayList<>();

    @Override
    public void hello(int protocol, String boot, long schemaVersion, int texts) {}

    @Override
    public void reply(Reply reply) {
      replies.add(reply);
    }

    @Override
    public void watching(long ver, long epoch) {
      told.add("watching " + ver + " " + epoch);
    }

    @Override
    public void changed(long ver, List<Change> changes, long schemaVersion) {
      told.add("changed " + ver + " " + changes + " " + schemaVersion);
    }
  }
}
