package io.edgesql.backend.link;

import static io.edgesql.backend.link.LinkFixture.failure;
import static io.edgesql.backend.link.LinkFixture.get;
import static io.edgesql.backend.link.LinkFixture.limits;
import static io.edgesql.backend.link.LinkFixture.read;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.backend.BackendException.Code;
import io.edgesql.backend.ShardReply;
import io.edgesql.backend.ShardRequest;
import io.edgesql.backend.Step;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** How waiting requests become frames. */
final class FramePackingTest {

  @AutoClose private final LinkFixture fixture = new LinkFixture();
  private final FakeGateway gateway = fixture.gateway;

  @Test
  void packsWhatIsWaitingIntoOneFrame() throws Exception {
    ShardLinks links = fixture.open();
    gateway.refusal = HttpResponseStatus.SERVICE_UNAVAILABLE;
    List<CompletionStage<ShardReply>> stages = new ArrayList<>();
    for (int index = 0; index < 600; index++) {
      stages.add(links.run("main", read(Integer.toString(index))));
    }
    gateway.refusal = HttpResponseStatus.SWITCHING_PROTOCOLS;

    for (int index = 0; index < 600; index++) {
      assertThat(get(stages.get(index)).results().get(0).rows().value(0, 0))
          .isEqualTo(Integer.toString(index));
    }
    // All waited for the socket: 256 + 256 + 88, unless it opened while the last ones came in.
    assertThat(gateway.frames.size()).isBetween(3, 4);
    assertThat(gateway.frames)
        .allSatisfy(frame -> assertThat(frame.get("reqs").size()).isLessThanOrEqualTo(256));
  }

  @Test
  void closesAFrameThatHasGrownLarge() throws Exception {
    ShardLinks links = fixture.open();
    String large = "x".repeat(700_000);
    // All wait for the socket.
    gateway.refusal = HttpResponseStatus.SERVICE_UNAVAILABLE;
    List<CompletionStage<ShardReply>> stages = new ArrayList<>();
    for (int index = 0; index < 4; index++) {
      stages.add(links.run("main", read(large)));
    }
    gateway.refusal = HttpResponseStatus.SWITCHING_PROTOCOLS;

    for (CompletionStage<ShardReply> stage : stages) {
      assertThat(get(stage).results().get(0).rows().value(0, 0)).isEqualTo(large);
    }
    // Two and two, unless the socket opened while they came in.
    assertThat(gateway.frames.size()).isBetween(2, 3);
  }

  @Test
  void refusesARequestThatIsTooLargeAndSendsTheOthers() throws Exception {
    ShardLinks links =
        fixture.open(fixture.settings().withLimits(limits(4096, 64 << 20, 10_000)), () -> "t");
    CompletionStage<ShardReply> before = links.run("main", read("a"));
    CompletionStage<ShardReply> large = links.run("main", read("x".repeat(20_000)));
    CompletionStage<ShardReply> after = links.run("main", read("b"));

    assertThat(failure(large).code()).isEqualTo(Code.TOO_LARGE);
    assertThat(get(before).results().get(0).rows().value(0, 0)).isEqualTo("a");
    assertThat(get(after).results().get(0).rows().value(0, 0)).isEqualTo("b");
  }

  @Test
  void failsOnlyTheRequestThatCannotBeEncoded() throws Exception {
    ShardLinks links = fixture.open();
    gateway.refusal = HttpResponseStatus.SERVICE_UNAVAILABLE;
    List<Object> changedLater = new ArrayList<>(List.of("x"));
    CompletionStage<ShardReply> before = links.run("main", read("a"));
    CompletionStage<ShardReply> broken =
        links.run(
            "main",
            ShardRequest.read(
                1,
                List.of(Step.query("SELECT ?", List.of()), Step.query("SELECT ?", changedLater))));
    CompletionStage<ShardReply> after = links.run("main", read("b"));
    changedLater.set(0, 5);
    gateway.refusal = HttpResponseStatus.SWITCHING_PROTOCOLS;

    assertThat(failure(broken).code()).isEqualTo(Code.BAD_REQUEST);
    assertThat(get(before).results().get(0).rows().value(0, 0)).isEqualTo("a");
    assertThat(get(after).results().get(0).rows().value(0, 0)).isEqualTo("b");
  }
}
