package io.edgesql.backend.link;

import static io.edgesql.backend.link.LinkFixture.QUICK;
import static io.edgesql.backend.link.LinkFixture.error;
import static io.edgesql.backend.link.LinkFixture.failure;
import static io.edgesql.backend.link.LinkFixture.get;
import static io.edgesql.backend.link.LinkFixture.read;
import static io.edgesql.backend.link.LinkFixture.write;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.edgesql.backend.BackendException;
import io.edgesql.backend.BackendException.Code;
import io.edgesql.backend.BackendSettings.Limits;
import io.edgesql.backend.BackendSettings.Timing;
import io.edgesql.backend.ShardReply;
import io.edgesql.backend.ShardRequest;
import io.edgesql.backend.Step;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What becomes of requests when sockets are lost, dead or refused. */
final class LostLinkTest {

  @AutoClose private final LinkFixture fixture = new LinkFixture();
  private final FakeGateway gateway = fixture.gateway;

  @Test
  void presentsAFreshTokenAtEveryUpgrade() throws Exception {
    AtomicInteger minted = new AtomicInteger();
    ShardLinks links = fixture.open(fixture.settings(), () -> "t" + minted.incrementAndGet());
    fixture.dropTheFirstFrames(1);

    get(links.run("main", read("x")));

    assertThat(gateway.tokens).containsExactly("Bearer t1", "Bearer t2");
  }

  @Test
  void repeatsReadsAndNumberedWritesAfterALostSocket() throws Exception {
    ShardLinks links = fixture.open();
    fixture.dropTheFirstFrames(2);
    // Without a socket both of them wait, and so go out in one frame.
    gateway.refusal = HttpResponseStatus.SERVICE_UNAVAILABLE;
    CompletionStage<ShardReply> read = links.run("main", read("r"));
    CompletionStage<ShardReply> write = links.run("main", write("w", 7));
    gateway.refusal = HttpResponseStatus.SWITCHING_PROTOCOLS;

    assertThat(get(read).results().get(0).rows().value(0, 0)).isEqualTo("r");
    assertThat(get(write).results().get(0).rows().value(0, 0)).isEqualTo("w");
    JsonNode first = gateway.nextFrame().get("reqs");
    JsonNode last = gateway.nextFrame().get("reqs");
    assertThat(first).hasSize(2);
    assertThat(last.get(1).get("write")).isEqualTo(first.get(1).get("write"));
    assertThat(last.get(1).get("write").get("seq").asLong()).isEqualTo(7);
  }

  @Test
  void neverRepeatsAWriteWithoutANumber() throws Exception {
    ShardLinks links = fixture.open();
    fixture.dropTheFirstFrames(1);
    ShardRequest unnumbered =
        new ShardRequest(
            1,
            List.of(Step.update("UPDATE t SET a = 1", List.of("x"))),
            ShardRequest.End.COMMIT,
            null,
            null,
            List.of(),
            List.of(),
            Duration.ZERO,
            null,
            false,
            null,
            ShardRequest.Flags.DEFAULT,
            Duration.ZERO);

    BackendException failure = failure(links.run("main", unnumbered));

    assertThat(failure.code()).isEqualTo(Code.UNREACHABLE);
    assertThat(failure.isAmbiguous()).isTrue();
    assertThat(gateway.frames.size()).isEqualTo(1);
  }

  @Test
  void givesUpOnARequestThatKeepsKillingItsSocket() throws Exception {
    ShardLinks links = fixture.open();
    fixture.dropTheFirstFrames(Integer.MAX_VALUE);

    assertThat(failure(links.run("main", read("x"))).isAmbiguous()).isFalse();
    BackendException write = failure(links.run("main", write("x", 1)));

    assertThat(write.code()).isEqualTo(Code.UNREACHABLE);
    assertThat(write.isAmbiguous()).isTrue();
    assertThat(gateway.frames.size()).isEqualTo(2 * Limits.DEFAULT.attempts());
  }

  @Test
  void doesNotBelieveARefusalThatComesAfterALostAttempt() throws Exception {
    BackendException failure = afterALostAttempt("OVERLOADED");

    assertThat(failure.code()).isEqualTo(Code.OVERLOADED);
    assertThat(failure.isAmbiguous()).isTrue();
  }

  @Test
  void believesThatTheTransactionOfALostAttemptIsGone() throws Exception {
    BackendException failure = afterALostAttempt("LOCKS_LOST");

    assertThat(failure.code()).isEqualTo(Code.LOCKS_LOST);
    assertThat(failure.isAmbiguous()).isFalse();
  }

  /** What comes of a write whose first attempt loses its socket, and whose second is refused. */
  private BackendException afterALostAttempt(String refusal) throws Exception {
    ShardLinks links = fixture.open();
    AtomicInteger received = new AtomicInteger();
    gateway.script =
        (peer, frame) -> {
          if (received.incrementAndGet() == 1) {
            peer.drop();
          } else {
            peer.reply(error(frame, refusal));
          }
        };
    return failure(links.run("main", write("x", 1)));
  }

  @Test
  void dropsThePartsOfAnAttemptThatWasLost() throws Exception {
    ShardLinks links = fixture.open();
    AtomicInteger received = new AtomicInteger();
    gateway.script =
        (peer, frame) -> {
          if (received.incrementAndGet() == 1) {
            String id = frame.get("reqs").get(0).get("id").asText();
            peer.reply("{\"id\":" + id + ",\"part\":true,\"step\":0,\"rows\":[[1],[2]]}");
            peer.drop();
          } else {
            peer.echo(frame);
          }
        };

    assertThat(get(links.run("main", read("x"))).results().get(0).rows()).hasSize(1);
  }

  @Test
  void findsASilentSocketAndRepeatsOnAnother() throws Exception {
    Timing nervous =
        new Timing(
            QUICK.deadline(),
            QUICK.resolution(),
            QUICK.connect(),
            Duration.ofMillis(100),
            Duration.ofMillis(100),
            QUICK.reconnectMin(),
            QUICK.reconnectMax(),
            QUICK.gather());
    ShardLinks links = fixture.open(fixture.settings().withTiming(nervous), () -> "t");
    gateway.answersPings = false;
    gateway.script =
        (peer, frame) -> {
          if (peer.number() > 1) {
            peer.echo(frame);
          }
        };

    assertThat(get(links.run("main", read("x"))).results()).hasSize(1);
    // On a busy machine the second socket may seem silent as well.
    assertThat(gateway.upgrades.get()).isGreaterThan(1);
  }

  @Test
  void keepsASlowSocketThatAnswersPings() throws Exception {
    Timing nervous =
        new Timing(
            QUICK.deadline(),
            QUICK.resolution(),
            QUICK.connect(),
            Duration.ofMillis(50),
            Duration.ofSeconds(1),
            QUICK.reconnectMin(),
            QUICK.reconnectMax(),
            QUICK.gather());
    ShardLinks links = fixture.open(fixture.settings().withTiming(nervous), () -> "t");
    gateway.script = (peer, frame) -> peer.echoLater(frame, 3000);

    assertThat(get(links.run("main", read("x"))).results()).hasSize(1);
    assertThat(gateway.upgrades).hasValue(1);
  }

  @Test
  void tellsARefusedTokenAtOnceAndRecoversWithABetterOne() throws Exception {
    ShardLinks links = fixture.open();
    gateway.refusal = HttpResponseStatus.UNAUTHORIZED;
    BackendException failure = failure(links.run("main", read("x")));
    assertThat(failure.code()).isEqualTo(Code.UNAUTHENTICATED);
    assertThat(failure.isRetryable()).isFalse();

    gateway.refusal = HttpResponseStatus.SWITCHING_PROTOCOLS;
    // Until the pause after the refusal is over, a request is told of it.
    CompletableFuture<ShardReply> next;
    do {
      Thread.sleep(10);
      next = links.run("main", read("x")).toCompletableFuture();
    } while (next.handle((reply, refused) -> refused).get(60, TimeUnit.SECONDS) != null);
    assertThat(get(next).results()).hasSize(1);
  }

  @Test
  void keepsTryingWhileTheGatewayIsUnavailable() throws Exception {
    ShardLinks links = fixture.open();
    gateway.refusal = HttpResponseStatus.SERVICE_UNAVAILABLE;
    CompletionStage<ShardReply> stage = links.run("main", read("x"));
    for (int i = 0; i < 6000 && gateway.upgrades.get() < 3; i++) {
      Thread.sleep(10);
    }
    assertThat(stage.toCompletableFuture()).isNotDone();

    gateway.refusal = HttpResponseStatus.SWITCHING_PROTOCOLS;
    assertThat(get(stage).results()).hasSize(1);
    assertThat(gateway.upgrades.get()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void saysWhyThereIsNoLink() {
    gateway.close();
    ShardLinks links = fixture.open();

    BackendException failure =
        failure(links.run("main", write("x", 1).withDeadline(Duration.ofMillis(200))));

    assertThat(failure.code()).isEqualTo(Code.UNREACHABLE);
    assertThat(failure.isAmbiguous()).isFalse();
    assertThat(failure).hasRootCauseInstanceOf(java.net.ConnectException.class);
  }
}
