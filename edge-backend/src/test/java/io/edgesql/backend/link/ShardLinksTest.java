package io.edgesql.backend.link;

import static io.edgesql.backend.link.LinkFixture.failure;
import static io.edgesql.backend.link.LinkFixture.get;
import static io.edgesql.backend.link.LinkFixture.limits;
import static io.edgesql.backend.link.LinkFixture.read;
import static io.edgesql.backend.link.LinkFixture.row;
import static io.edgesql.backend.link.LinkFixture.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.backend.BackendException;
import io.edgesql.backend.BackendException.Code;
import io.edgesql.backend.ShardReply;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Requests and replies when all goes well, and the bounds. */
final class ShardLinksTest {

  @AutoClose private final LinkFixture fixture = new LinkFixture();
  private final FakeGateway gateway = fixture.gateway;

  @Test
  void answersWithTheRowsOfTheShard() throws Exception {
    ShardReply reply = get(fixture.open().run("main", read("x")));

    assertThat(reply.results().get(0).columns()).containsExactly("v");
    assertThat(reply.results().get(0).rows().value(0, 0)).isEqualTo("x");
    assertThat(reply.ver()).isEqualTo(1);
  }

  @Test
  void tellsTheShardsError() {
    ShardLinks links = fixture.open();
    gateway.script =
        (peer, frame) ->
            peer.reply(
                "{\"id\":%s,\"error\":{\"code\":\"CONSTRAINT_UNIQUE\",\"message\":\"UNIQUE constraint failed: t.a\",\"step\":0,\"row\":17,\"retryable\":false}}"
                    .formatted(frame.get("reqs").get(0).get("id")));

    BackendException failure = failure(links.run("main", write("x", 1)));

    assertThat(failure.code()).isEqualTo(Code.CONSTRAINT_UNIQUE);
    assertThat(failure.message()).isEqualTo("UNIQUE constraint failed: t.a");
    assertThat(failure.step()).isZero();
    assertThat(failure.row()).isEqualTo(17);
    assertThat(failure.isAmbiguous()).isFalse();
  }

  @Test
  void callsAWriteAmbiguousWhenTheDeadlinePasses() throws Exception {
    ShardLinks links = fixture.open();
    // The socket stands before the deadlines count, however busy the machine is.
    get(links.run("main", read("x")));
    gateway.script = (peer, frame) -> {};
    Duration deadline = Duration.ofMillis(500);

    BackendException write = failure(links.run("main", write("x", 1).withDeadline(deadline)));
    BackendException read = failure(links.run("main", read("x").withDeadline(deadline)));

    assertThat(write.code()).isEqualTo(Code.TIMEOUT);
    assertThat(write.isAmbiguous()).isTrue();
    assertThat(read.code()).isEqualTo(Code.TIMEOUT);
    assertThat(read.isAmbiguous()).isFalse();
    assertThat(read.isRetryable()).isTrue();
  }

  @Test
  void assemblesAResultFromItsParts() throws Exception {
    ShardLinks links = fixture.open();
    gateway.script =
        (peer, frame) -> {
          String id = frame.get("reqs").get(0).get("id").asText();
          peer.reply("{\"id\":" + id + ",\"part\":true,\"step\":0,\"rows\":[[1],[2]]}");
          peer.reply("{\"id\":" + id + ",\"part\":true,\"step\":0,\"rows\":[[3]]}");
          peer.reply(
              "{\"id\":"
                  + id
                  + ",\"results\":[{\"columns\":[\"a\"],\"rows\":[[4]],\"changes\":0}],\"ver\":5}");
        };

    ShardReply reply = get(links.run("main", read("x")));

    assertThat(reply.results().get(0).rows())
        .extracting(row -> row[0])
        .containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void takesNoMoreRequestsThanItsBound() throws Exception {
    ShardLinks links =
        fixture.open(fixture.settings().withLimits(limits(2, 64 << 20, 31 << 20)), () -> "t");
    gateway.script = (peer, frame) -> {};
    CompletionStage<ShardReply> first =
        links.run("main", read("a").withDeadline(Duration.ofMillis(200)));
    var unused = links.run("main", read("b"));

    BackendException third = failure(links.run("main", read("c")));
    assertThat(third.code()).isEqualTo(Code.OVERLOADED);
    assertThat(third.isRetryable()).isTrue();

    failure(first);
    gateway.script = FakeGateway.Peer::echo;
    assertThat(get(links.run("main", read("d"))).results()).hasSize(1);
  }

  @Test
  void takesNoMoreBytesThanItsBound() {
    ShardLinks links =
        fixture.open(fixture.settings().withLimits(limits(100, 1000, 31 << 20)), () -> "t");
    gateway.script = (peer, frame) -> {};
    var unused = links.run("main", read("x".repeat(800)));

    assertThat(failure(links.run("main", read("x".repeat(800)))).code()).isEqualTo(Code.OVERLOADED);
  }

  @Test
  void refusesNamesThatAreNoShards() {
    assertThat(failure(fixture.open().run("../control", read("x"))).code())
        .isEqualTo(Code.BAD_REQUEST);
  }

  @Test
  void failsWhatIsOpenWhenItIsClosed() {
    ShardLinks links = fixture.open();
    gateway.script = (peer, frame) -> {};
    CompletionStage<ShardReply> stage = links.run("main", read("x"));

    links.close();

    assertThat(failure(stage).code()).isEqualTo(Code.CLOSED);
    assertThat(failure(links.run("main", read("x"))).code()).isEqualTo(Code.CLOSED);
  }
}
