package io.edgesql.backend.link;

import static io.edgesql.backend.link.LinkFixture.failure;
import static io.edgesql.backend.link.LinkFixture.get;
import static io.edgesql.backend.link.LinkFixture.read;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.backend.BackendException.Code;
import io.edgesql.backend.BackendSettings.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Answers that are late, wrong, broken or too large. */
final class HostileShardTest {

  @AutoClose private final LinkFixture fixture = new LinkFixture();
  private final FakeGateway gateway = fixture.gateway;

  @Test
  void ignoresLateRepeatedAndForeignReplies() throws Exception {
    ShardLinks links = fixture.open();
    List<String> late = Collections.synchronizedList(new ArrayList<>());
    // The link is up before the clock starts, or the frame might never be sent.
    get(links.run("main", read("first")));
    gateway.script = (peer, frame) -> late.add(FakeGateway.echoReply(frame.get("reqs").get(0)));
    failure(links.run("main", read("late").withDeadline(Duration.ofMillis(500))));
    gateway.script =
        (peer, frame) -> {
          String own = FakeGateway.echoReply(frame.get("reqs").get(0));
          peer.reply(late.get(0), "{\"id\":99999,\"results\":[],\"ver\":1}", own, own);
        };

    assertThat(get(links.run("main", read("a"))).results().get(0).rows().value(0, 0))
        .isEqualTo("a");
    assertThat(get(links.run("main", read("b"))).results().get(0).rows().value(0, 0))
        .isEqualTo("b");
  }

  @Test
  void refusesAResultThatOutgrowsItsBound() {
    Limits d = Limits.DEFAULT;
    Limits small =
        new Limits(
            d.inFlight(),
            d.queuedBytes(),
            d.requestsPerFrame(),
            d.frameBytes(),
            d.requestBytes(),
            d.receivedFrameBytes(),
            100,
            d.partialBytes(),
            d.schemaBytes(),
            d.attempts(),
            d.watchedTables());
    ShardLinks links = fixture.open(fixture.settings().withLimits(small), () -> "t");
    gateway.script =
        (peer, frame) -> {
          String id = frame.get("reqs").get(0).get("id").asText();
          for (int part = 0; part < 5; part++) {
            peer.reply(
                "{\"id\":"
                    + id
                    + ",\"part\":true,\"step\":0,\"rows\":[[\""
                    + "x".repeat(40)
                    + "\"]]}");
          }
        };

    assertThat(failure(links.run("main", read("x"))).code()).isEqualTo(Code.RESULT_TOO_LARGE);
  }

  @Test
  void leavesASocketThatSendsWhatIsNoProtocol() throws Exception {
    String[] nonsense = {
      "{\"t\":\"replies\",\"replies\":[{\"id\":1,",
      "[]",
      "{\"t\":\"gossip\"}",
      "{\"t\":\"error\",\"error\":{\"code\":\"TOO_LARGE\"}}",
      "",
      "null",
      "\"x"
    };
    ShardLinks links = fixture.open();
    for (String text : nonsense) {
      AtomicInteger received = new AtomicInteger();
      gateway.script =
          (peer, frame) -> {
            if (received.incrementAndGet() == 1) {
              peer.send(text);
            } else {
              peer.echo(frame);
            }
          };
      assertThat(get(links.run("main", read(text))).results().get(0).rows().value(0, 0))
          .isEqualTo(text);
      assertThat(received).hasValue(2);
    }
  }

  @Test
  void leavesASocketThatSendsBinaryFrames() throws Exception {
    ShardLinks links = fixture.open();
    AtomicInteger received = new AtomicInteger();
    gateway.script =
        (peer, frame) -> {
          if (received.incrementAndGet() == 1) {
            peer.sendBinary();
          } else {
            peer.echo(frame);
          }
        };

    assertThat(get(links.run("main", read("x"))).results()).hasSize(1);
    assertThat(received).hasValue(2);
  }

  @Test
  void leavesASocketThatSendsAnOversizedFrame() throws Exception {
    Limits d = Limits.DEFAULT;
    Limits small =
        new Limits(
            d.inFlight(),
            d.queuedBytes(),
            d.requestsPerFrame(),
            d.frameBytes(),
            d.requestBytes(),
            1000,
            d.resultBytes(),
            d.partialBytes(),
            d.schemaBytes(),
            d.attempts(),
            d.watchedTables());
    ShardLinks links = fixture.open(fixture.settings().withLimits(small), () -> "t");

    assertThat(failure(links.run("main", read("x".repeat(2000)))).code())
        .isEqualTo(Code.UNREACHABLE);
    assertThat(get(links.run("main", read("x"))).results()).hasSize(1);
  }

  @Test
  void failsAReplyThatDoesNotFitItsRequest() {
    ShardLinks links = fixture.open();
    gateway.script =
        (peer, frame) ->
            peer.reply(
                "{\"id\":" + frame.get("reqs").get(0).get("id") + ",\"results\":[],\"ver\":1}");

    assertThat(failure(links.run("main", read("x"))).code()).isEqualTo(Code.PROTOCOL);
  }
}
