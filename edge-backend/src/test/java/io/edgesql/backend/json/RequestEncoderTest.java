package io.edgesql.backend.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.edgesql.backend.Auto;
import io.edgesql.backend.ShardRequest;
import io.edgesql.backend.ShardRequest.Flags;
import io.edgesql.backend.ShardRequest.Lock;
import io.edgesql.backend.ShardRequest.LockMode;
import io.edgesql.backend.ShardRequest.Transaction;
import io.edgesql.backend.ShardRequest.WriteId;
import io.edgesql.backend.Step;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Requests against texts written by hand from the specification. */
final class RequestEncoderTest {

  private static final ObjectMapper TREES = new ObjectMapper();

  @Test
  void writesEveryMemberOfARequest() throws IOException {
    Step insert =
        Step.update("INSERT", Arrays.asList(null, "é\"😀", 1.5, new byte[] {0, -1, -128}))
            .withExpect(3)
            .withRowsParam(1)
            .withAuto(
                Auto.ids("t_1", Arrays.asList(null, "10"), 1)
                    .withMax("SELECT max(id) FROM t_1")
                    .withIncrement(2, 1));
    Step query =
        Step.query("SELECT", List.of())
            .withWhen(0, 0)
            .withAuto(Auto.count("t_1", "SELECT count(*)", List.of("x"), 0));
    ShardRequest request =
        ShardRequest.write(5, List.of(insert, query), new WriteId("p1-17", 4))
            .withTransaction(new Transaction("p1-17-3", "ignored"))
            .withLocks(
                List.of(new Lock("t_1", "5", LockMode.X), new Lock("t_2", null, LockMode.S)),
                Duration.ofSeconds(50))
            .releasing()
            .withFlags(new Flags(false, true));

    assertSame(
        encode(request, "b7"),
        """
        {"id":12,"schema":5,"steps":[
          {"sql":"INSERT","params":[null,"é\\"😀",1.5,{"$b":"AP+A"}],"expect":3,"rowsParam":1,
           "auto":{"table":"t_1","ids":[null,"10"],"param":1,"maxSql":"SELECT max(id) FROM t_1",
                   "increment":2}},
          {"sql":"SELECT","rows":true,"when":{"step":0,"changes":0},
           "auto":{"table":"t_1","countSql":"SELECT count(*)","countParams":["x"],"param":0}}],
         "write":{"session":"p1-17","seq":4},
         "tx":{"id":"p1-17-3","boot":"b7"},
         "locks":[{"table":"t_1","key":"5","mode":"X"},{"table":"t_2","mode":"S"}],
         "lockWaitMs":50000,"release":true,
         "flags":{"foreignKeys":false,"uniqueChecks":true}}
        """);
  }

  @Test
  void writesWhichRowsMatterAndWhatLocksSkipCloseAndCover() throws IOException {
    Step skipping =
        Step.query("SELECT", Arrays.asList((Object) null))
            .withSkips(List.of(new Step.Skip("t_1", LockMode.X, 0, 2)))
            .withLockList(0);
    ShardRequest request =
        ShardRequest.rollback(5, List.of(skipping))
            .withTransaction(new Transaction("p1-17-3", null, 4, 5, true))
            .withRows(List.of(new Lock("t_1", "[5]", LockMode.S)))
            .withLocks(List.of(new Lock("t_2", null, LockMode.X, true)), Duration.ZERO)
            .under("p1-17-tables-1");

    assertSame(
        encode(request, null),
        """
        {"id":12,"schema":5,"end":"rollback","steps":[
          {"sql":"SELECT","params":[null],"rows":true,"lockList":0,
           "skip":[{"table":"t_1","mode":"X","param":0,"column":2}]}],
         "tx":{"id":"p1-17-3","at":4,"n":5,"view":"snapshot"},
         "keys":{"t_1":["[5]"]},
         "locks":[{"table":"t_2","mode":"X","closed":true}],"lockWaitMs":0,
         "under":"p1-17-tables-1"}
        """);
  }

  @Test
  void leavesOutWhatIsDefault() throws IOException {
    assertSame(
        encode(ShardRequest.read(0, List.of(Step.update("X", List.of()))), null),
        "{\"id\":12,\"schema\":0,\"steps\":[{\"sql\":\"X\"}]}");
    assertSame(
        encode(ShardRequest.rollback(0, List.of()), null),
        "{\"id\":12,\"schema\":0,\"steps\":[],\"end\":\"rollback\"}");
  }

  @Test
  void writesCharactersBeyondTheBasicPlaneAsFourBytes() throws IOException {
    Step step = Step.query("😀", List.of());
    assertThat(encode(ShardRequest.read(0, List.of(step)), null)).contains("😀");
  }

  @Test
  void refusesWhatCannotBeBound() {
    for (Object value : List.of(1, 1L, true, Double.NaN, Double.POSITIVE_INFINITY)) {
      assertThatThrownBy(() -> Step.query("SELECT ?", List.of(value)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Parameter 0");
    }
  }

  private static String encode(ShardRequest request, @Nullable String boot) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (JsonGenerator json = Json.FACTORY.createGenerator(text)) {
      RequestEncoder.write(json, 12, request, boot, 0);
    }
    return text.toString(StandardCharsets.UTF_8);
  }

  private static void assertSame(String written, String expected) throws IOException {
    assertThat(TREES.readTree(written)).isEqualTo(TREES.readTree(expected));
  }
}
