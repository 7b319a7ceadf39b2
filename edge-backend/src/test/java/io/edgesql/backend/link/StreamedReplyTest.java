package io.edgesql.backend.link;

import static io.edgesql.backend.link.LinkFixture.failure;
import static io.edgesql.backend.link.LinkFixture.get;
import static io.edgesql.backend.link.LinkFixture.read;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.edgesql.backend.BackendException.Code;
import io.edgesql.backend.RowFeed;
import io.edgesql.backend.Rows;
import io.edgesql.backend.ShardReply;
import io.edgesql.backend.ShardRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Results whose rows are handed over while they come. */
final class StreamedReplyTest {

  @AutoClose private final LinkFixture fixture = new LinkFixture();
  private final FakeGateway gateway = fixture.gateway;
  private final ShardLinks links = fixture.open();
  private final Semaphore arrived = new Semaphore(0);
  private final RowFeed feed = new RowFeed(arrived::release);

  private static String part(JsonNode request, String row, boolean isOpen) {
    return "{\"id\":%s,\"part\":true,\"open\":%s,\"step\":0,\"rows\":[[\"%s\"]]}"
        .formatted(request.get("id"), isOpen, row);
  }

  private void awaitParts(int count) throws InterruptedException {
    assertThat(arrived.tryAcquire(count, 5, TimeUnit.MINUTES)).isTrue();
  }

  private List<Object> taken() {
    List<Object> taken = new ArrayList<>();
    for (Rows rows = feed.poll(); rows != null; rows = feed.poll()) {
      for (@Nullable Object[] row : rows) {
        taken.add(String.valueOf(row[0]));
      }
    }
    return taken;
  }

  @Test
  void asksForMoreWhenAPartIsTakenAndNotBefore() throws Exception {
    gateway.script =
        (peer, frame) -> {
          JsonNode request = frame.get("reqs").get(0);
          peer.reply(part(request, "a", true), part(request, "b", true));
        };
    CompletionStage<ShardReply> reply = links.run("main", read("end"), feed);
    JsonNode request = gateway.nextFrame().get("reqs").get(0);
    assertThat(request.get("window").asInt()).isEqualTo(RowFeed.WINDOW);
    awaitParts(2);
    assertThat(gateway.frames).isEmpty();

    assertThat(taken()).containsExactly("a", "b");

    assertThat(gateway.nextFrame().toString()).isEqualTo("{\"t\":\"more\",\"ids\":[1]}");
    assertThat(gateway.nextFrame().toString()).isEqualTo("{\"t\":\"more\",\"ids\":[1]}");
    gateway.toAll(peer -> peer.reply(FakeGateway.echoReply(request)));
    assertThat(get(reply).results().get(0).rows().value(0, 0)).isEqualTo("end");
    assertThat(get(reply).results().get(0).rows()).hasSize(1);
  }

  @Test
  void handsPartsOverThatNeedNoAsking() throws Exception {
    gateway.script =
        (peer, frame) -> {
          JsonNode request = frame.get("reqs").get(0);
          peer.reply(part(request, "a", false), FakeGateway.echoReply(request));
        };

    assertThat(get(links.run("main", read("end"), feed)).results().get(0).rows()).hasSize(1);

    assertThat(taken()).containsExactly("a");
    gateway.nextFrame();
    assertThat(gateway.frames).isEmpty();
  }

  @Test
  void aLostLinkEndsAResultOfWhichRowsWereHandedOver() throws Exception {
    gateway.script =
        (peer, frame) -> {
          peer.reply(part(frame.get("reqs").get(0), "a", true));
          peer.drop();
        };

    assertThat(failure(links.run("main", read("end"), feed)).code()).isEqualTo(Code.UNREACHABLE);

    assertThat(taken()).containsExactly("a");
    assertThat(gateway.upgrades.get()).isEqualTo(1);
  }

  @Test
  void aLostLinkBeforeTheFirstRowIsNotNoticed() throws Exception {
    fixture.dropTheFirstFrames(1);

    assertThat(get(links.run("main", read("end"), feed)).results().get(0).rows()).hasSize(1);
  }

  @Test
  void aSlowConsumerIsNotTheShardsFault() throws Exception {
    gateway.script = (peer, frame) -> peer.reply(part(frame.get("reqs").get(0), "a", true));
    ShardRequest impatient = read("end").withDeadline(Duration.ofMillis(300));
    CompletionStage<ShardReply> reply = links.run("main", impatient, feed);
    JsonNode request = gateway.nextFrame().get("reqs").get(0);
    awaitParts(1);
    Thread.sleep(900);
    assertThat(reply.toCompletableFuture()).isNotDone();

    taken();
    gateway.nextFrame();
    gateway.toAll(peer -> peer.reply(FakeGateway.echoReply(request)));

    assertThat(get(reply).results()).hasSize(1);
  }

  @Test
  void aShardThatFallsSilentInBetweenIsGivenUp() throws Exception {
    gateway.script = (peer, frame) -> peer.reply(part(frame.get("reqs").get(0), "a", true));
    CompletionStage<ShardReply> reply =
        links.run("main", read("end").withDeadline(Duration.ofMillis(500)), feed);
    awaitParts(1);
    taken();

    assertThat(failure(reply).code()).isEqualTo(Code.TIMEOUT);
  }
}
