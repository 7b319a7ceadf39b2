package io.edgesql.backend.link;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import io.edgesql.backend.BackendException;
import io.edgesql.backend.BackendException.Code;
import io.edgesql.backend.BackendSettings;
import io.edgesql.backend.BackendSettings.Limits;
import io.edgesql.backend.BackendSettings.Timing;
import io.edgesql.backend.ShardReply;
import io.edgesql.backend.ShardRequest;
import io.edgesql.backend.ShardRequest.Lock;
import io.edgesql.backend.ShardRequest.LockMode;
import io.edgesql.backend.ShardRequest.Transaction;
import io.edgesql.backend.ShardRequest.WriteId;
import io.edgesql.backend.Step;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ShardLinksTest {

  private static final Timing QUICK =
      new Timing(
          Duration.ofSeconds(5),
          Duration.ofMillis(5),
          Duration.ofSeconds(2),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofMillis(1),
          Duration.ofMillis(50));

  private final FakeGateway gateway = new FakeGateway();
  private final List<ShardLinks> opened = new ArrayList<>();

  @AfterEach
  void close() {
    opened.forEach(ShardLinks::close);
    gateway.close();
  }

  @Test
  void answersWithTheRowsOfTheShard() throws Exception {
    ShardReply reply = get(open().run("main", read("x")));

    assertThat(reply.results().get(0).columns()).containsExactly("v");
    assertThat(reply.results().get(0).rows().value(0, 0)).isEqualTo("x");
    assertThat(reply.ver()).isEqualTo(1);
  }

  @Test
  void presentsAFreshTokenAtEveryUpgrade() throws Exception {
    AtomicInteger minted = new AtomicInteger();
    ShardLinks links = open(settings(), () -> "t" + minted.incrementAndGet());
    dropTheFirstFrames(1);

    get(links.run("main", read("x")));

    assertThat(gateway.tokens).containsExactly("Bearer t1", "Bearer t2");
  }

  @Test
  void packsWhatIsWaitingIntoOneFrame() throws Exception {
    ShardLinks links = open();
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
    // All waited for the socket: 256 + 256 + 88.
    assertThat(gateway.frames.size()).isEqualTo(3);
    assertThat(gateway.nextFrame().get("reqs")).hasSize(256);
  }

  @Test
  void closesAFrameThatHasGrownLarge() throws Exception {
    ShardLinks links = open();
    String large = "x".repeat(700_000);
    List<CompletionStage<ShardReply>> stages = new ArrayList<>();
    for (int index = 0; index < 4; index++) {
      stages.add(links.run("main", read(large)));
    }

    for (CompletionStage<ShardReply> stage : stages) {
      assertThat(get(stage).results().get(0).rows().value(0, 0)).isEqualTo(large);
    }
    assertThat(gateway.frames.size()).isEqualTo(2);
  }

  @Test
  void refusesARequestThatIsTooLargeAndSendsTheOthers() throws Exception {
    ShardLinks links = open(settings().withLimits(limits(4096, 64 << 20, 10_000)), () -> "t");
    CompletionStage<ShardReply> before = links.run("main", read("a"));
    CompletionStage<ShardReply> large = links.run("main", read("x".repeat(20_000)));
    CompletionStage<ShardReply> after = links.run("main", read("b"));

    assertThat(failure(large).code()).isEqualTo(Code.TOO_LARGE);
    assertThat(get(before).results().get(0).rows().value(0, 0)).isEqualTo("a");
    assertThat(get(after).results().get(0).rows().value(0, 0)).isEqualTo("b");
  }

  @Test
  void failsOnlyTheRequestThatCannotBeEncoded() throws Exception {
    ShardLinks links = open();
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

  @Test
  void repeatsReadsAndNumberedWritesAfterALostSocket() throws Exception {
    ShardLinks links = open();
    dropTheFirstFrames(2);

    CompletionStage<ShardReply> read = links.run("main", read("r"));
    CompletionStage<ShardReply> write = links.run("main", write("w", 7));

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
    ShardLinks links = open();
    dropTheFirstFrames(1);
    ShardRequest unnumbered =
        new ShardRequest(
            1,
            List.of(Step.update("UPDATE t SET a = 1", List.of("x"))),
            ShardRequest.End.COMMIT,
            null,
            null,
            List.of(),
            Duration.ZERO,
            false,
            ShardRequest.Flags.DEFAULT,
            Duration.ZERO);

    BackendException failure = failure(links.run("main", unnumbered));

    assertThat(failure.code()).isEqualTo(Code.UNREACHABLE);
    assertThat(failure.isAmbiguous()).isTrue();
    assertThat(gateway.frames.size()).isEqualTo(1);
  }

  @Test
  void givesUpOnARequestThatKeepsKillingItsSocket() throws Exception {
    ShardLinks links = open();
    dropTheFirstFrames(Integer.MAX_VALUE);

    assertThat(failure(links.run("main", read("x"))).isAmbiguous()).isFalse();
    BackendException write = failure(links.run("main", write("x", 1)));

    assertThat(write.code()).isEqualTo(Code.UNREACHABLE);
    assertThat(write.isAmbiguous()).isTrue();
    assertThat(gateway.frames.size()).isEqualTo(2 * Limits.DEFAULT.attempts());
  }

  @Test
  void doesNotBelieveARefusalThatComesAfterALostAttempt() throws Exception {
    ShardLinks links = open();
    AtomicInteger received = new AtomicInteger();
    gateway.script =
        (peer, frame) -> {
          if (received.incrementAndGet() == 1) {
            peer.drop();
          } else {
            peer.reply(error(frame, "OVERLOADED"));
          }
        };

    BackendException failure = failure(links.run("main", write("x", 1)));

    assertThat(failure.code()).isEqualTo(Code.OVERLOADED);
    assertThat(failure.isAmbiguous()).isTrue();
  }

  @Test
  void tellsTheShardsError() {
    ShardLinks links = open();
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
  void callsAWriteAmbiguousWhenTheDeadlinePasses() {
    ShardLinks links = open();
    gateway.script = (peer, frame) -> {};
    Duration deadline = Duration.ofMillis(100);

    BackendException write = failure(links.run("main", write("x", 1).withDeadline(deadline)));
    BackendException read = failure(links.run("main", read("x").withDeadline(deadline)));

    assertThat(write.code()).isEqualTo(Code.TIMEOUT);
    assertThat(write.isAmbiguous()).isTrue();
    assertThat(read.code()).isEqualTo(Code.TIMEOUT);
    assertThat(read.isAmbiguous()).isFalse();
    assertThat(read.isRetryable()).isTrue();
  }

  @Test
  void addsTheLockWaitToTheDeadline() throws Exception {
    ShardLinks links = open();
    gateway.script = (peer, frame) -> peer.echoLater(frame, 300);
    ShardRequest request =
        read("x").withDeadline(Duration.ofMillis(50)).withLocks(row(), Duration.ofSeconds(5));

    assertThat(get(links.run("main", request)).results()).hasSize(1);
  }

  @Test
  void ignoresLateRepeatedAndForeignReplies() throws Exception {
    ShardLinks links = open();
    List<String> late = Collections.synchronizedList(new ArrayList<>());
    gateway.script = (peer, frame) -> late.add(FakeGateway.echoReply(frame.get("reqs").get(0)));
    failure(links.run("main", read("late").withDeadline(Duration.ofMillis(50))));
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
  void assemblesAResultFromItsParts() throws Exception {
    ShardLinks links = open();
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
  void dropsThePartsOfAnAttemptThatWasLost() throws Exception {
    ShardLinks links = open();
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
            d.attempts());
    ShardLinks links = open(settings().withLimits(small), () -> "t");
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
  void takesNoMoreRequestsThanItsBound() throws Exception {
    ShardLinks links = open(settings().withLimits(limits(2, 64 << 20, 31 << 20)), () -> "t");
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
    ShardLinks links = open(settings().withLimits(limits(100, 1000, 31 << 20)), () -> "t");
    gateway.script = (peer, frame) -> {};
    var unused = links.run("main", read("x".repeat(800)));

    assertThat(failure(links.run("main", read("x".repeat(800)))).code()).isEqualTo(Code.OVERLOADED);
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
            QUICK.reconnectMax());
    ShardLinks links = open(settings().withTiming(nervous), () -> "t");
    gateway.answersPings = false;
    gateway.script =
        (peer, frame) -> {
          if (peer.number() > 1) {
            peer.echo(frame);
          }
        };

    assertThat(get(links.run("main", read("x"))).results()).hasSize(1);
    assertThat(gateway.upgrades).hasValue(2);
  }

  @Test
  void keepsASlowSocketThatAnswersPings() throws Exception {
    Timing nervous =
        new Timing(
            QUICK.deadline(),
            QUICK.resolution(),
            QUICK.connect(),
            Duration.ofMillis(50),
            Duration.ofMillis(100),
            QUICK.reconnectMin(),
            QUICK.reconnectMax());
    ShardLinks links = open(settings().withTiming(nervous), () -> "t");
    gateway.script = (peer, frame) -> peer.echoLater(frame, 600);

    assertThat(get(links.run("main", read("x"))).results()).hasSize(1);
    assertThat(gateway.upgrades).hasValue(1);
  }

  @Test
  void leavesASocketThatSendsWhatIsNoProtocol() throws Exception {
    String[] nonsense = {
      "{\"t\":\"replies\",\"replies\":[{\"id\":1,", "[]", "{\"t\":\"gossip\"}", "", "null", "\"x"
    };
    ShardLinks links = open();
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
    ShardLinks links = open();
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
            d.attempts());
    ShardLinks links = open(settings().withLimits(small), () -> "t");

    assertThat(failure(links.run("main", read("x".repeat(2000)))).code())
        .isEqualTo(Code.UNREACHABLE);
    assertThat(get(links.run("main", read("x"))).results()).hasSize(1);
  }

  @Test
  void failsAReplyThatDoesNotFitItsRequest() {
    ShardLinks links = open();
    gateway.script =
        (peer, frame) ->
            peer.reply(
                "{\"id\":" + frame.get("reqs").get(0).get("id") + ",\"results\":[],\"ver\":1}");

    assertThat(failure(links.run("main", read("x"))).code()).isEqualTo(Code.PROTOCOL);
  }

  @Test
  void tellsARefusedTokenAtOnceAndRecoversWithABetterOne() throws Exception {
    ShardLinks links = open();
    gateway.refusal = HttpResponseStatus.UNAUTHORIZED;
    BackendException failure = failure(links.run("main", read("x")));
    assertThat(failure.code()).isEqualTo(Code.UNAUTHENTICATED);
    assertThat(failure.isRetryable()).isFalse();

    gateway.refusal = HttpResponseStatus.SWITCHING_PROTOCOLS;
    Thread.sleep(100);
    assertThat(get(links.run("main", read("x"))).results()).hasSize(1);
  }

  @Test
  void keepsTryingWhileTheGatewayIsUnavailable() throws Exception {
    ShardLinks links = open();
    gateway.refusal = HttpResponseStatus.SERVICE_UNAVAILABLE;
    CompletionStage<ShardReply> stage = links.run("main", read("x"));
    Thread.sleep(200);
    assertThat(stage.toCompletableFuture()).isNotDone();

    gateway.refusal = HttpResponseStatus.SWITCHING_PROTOCOLS;
    assertThat(get(stage).results()).hasSize(1);
    assertThat(gateway.upgrades.get()).isBetween(3, 100);
  }

  @Test
  void saysWhyThereIsNoLink() {
    gateway.close();
    ShardLinks links = open();

    BackendException failure =
        failure(links.run("main", write("x", 1).withDeadline(Duration.ofMillis(200))));

    assertThat(failure.code()).isEqualTo(Code.UNREACHABLE);
    assertThat(failure.isAmbiguous()).isFalse();
    assertThat(failure).hasRootCauseInstanceOf(java.net.ConnectException.class);
  }

  @Test
  void bindsATransactionToTheMemoryAndTheSocketThatHoldItsLocks() throws Exception {
    ShardLinks links = open();
    Transaction begun = new Transaction("tx-1", null);
    ShardReply locked =
        get(links.run("main", read("a").withTransaction(begun).withLocks(row(), Duration.ZERO)));
    Transaction held = new Transaction("tx-1", locked.boot());

    get(links.run("main", read("b").withTransaction(held)));
    dropTheFirstFrames(1);
    get(links.run("main", read("c")));
    get(links.run("main", read("d").withTransaction(held)));

    assertThat(gateway.nextFrame().get("reqs").get(0).get("tx").has("boot")).isFalse();
    assertThat(bootOfNextFrame()).isEqualTo("b1");
    gateway.nextFrame();
    gateway.nextFrame();
    // No object has this id, so it answers that the locks are lost.
    assertThat(bootOfNextFrame()).isEqualTo(locked.boot()).isNotEqualTo("b1");
  }

  @Test
  void asksForTheBootIdWhenATransactionTakesItsFirstLock() throws Exception {
    ShardLinks links = open();
    get(links.run("main", read("a")));
    gateway.boot = "b2";

    ShardReply locked =
        get(
            links.run(
                "main",
                read("b")
                    .withTransaction(new Transaction("tx", null))
                    .withLocks(row(), Duration.ZERO)));
    get(links.run("main", read("c").withTransaction(new Transaction("tx", locked.boot()))));

    gateway.nextFrame();
    gateway.nextFrame();
    assertThat(bootOfNextFrame()).isEqualTo("b2");
  }

  @Test
  void renewsLeasesOnTheSocketOfEachTransaction() throws Exception {
    ShardLinks links = open(settings().withSocketsPerShard(2), () -> "t");
    for (String id : List.of("a", "b")) {
      get(links.run("main", read("x").withTransaction(new Transaction(id, null))));
    }
    links.keep("main", List.of("a", "b"));

    gateway.nextFrame();
    gateway.nextFrame();
    assertThat(gateway.upgrades).hasValue(2);
    assertThat(
            List.of(
                gateway.nextFrame().get("tx").toString(), gateway.nextFrame().get("tx").toString()))
        .containsExactlyInAnyOrder("[\"a\"]", "[\"b\"]");
  }

  @Test
  void refusesNamesThatAreNoShards() {
    assertThat(failure(open().run("../control", read("x"))).code()).isEqualTo(Code.BAD_REQUEST);
  }

  @Test
  void failsWhatIsOpenWhenItIsClosed() {
    ShardLinks links = open();
    gateway.script = (peer, frame) -> {};
    CompletionStage<ShardReply> stage = links.run("main", read("x"));

    links.close();

    assertThat(failure(stage).code()).isEqualTo(Code.CLOSED);
    assertThat(failure(links.run("main", read("x"))).code()).isEqualTo(Code.CLOSED);
  }

  private void dropTheFirstFrames(int count) {
    AtomicInteger received = new AtomicInteger();
    gateway.script =
        (peer, frame) -> {
          if (received.getAndIncrement() < count) {
            peer.drop();
          } else {
            peer.echo(frame);
          }
        };
  }

  private static String error(JsonNode frame, String code) {
    return "{\"id\":%s,\"error\":{\"code\":\"%s\",\"message\":\"no\",\"retryable\":true}}"
        .formatted(frame.get("reqs").get(0).get("id"), code);
  }

  private @Nullable String bootOfNextFrame() throws InterruptedException {
    return gateway.nextFrame().get("reqs").get(0).get("tx").get("boot").asText();
  }

  private static List<Lock> row() {
    return List.of(new Lock("t_1", "5", LockMode.X));
  }

  private BackendSettings settings() {
    return BackendSettings.of(gateway.uri()).withTiming(QUICK);
  }

  private static Limits limits(int inFlight, long queuedBytes, int requestBytes) {
    Limits d = Limits.DEFAULT;
    return new Limits(
        inFlight,
        queuedBytes,
        d.requestsPerFrame(),
        d.frameBytes(),
        requestBytes,
        d.receivedFrameBytes(),
        d.resultBytes(),
        d.partialBytes(),
        d.schemaBytes(),
        d.attempts());
  }

  private ShardLinks open() {
    return open(settings(), () -> "token");
  }

  private ShardLinks open(BackendSettings settings, java.util.function.Supplier<String> token) {
    ShardLinks links = new ShardLinks(settings, token);
    opened.add(links);
    return links;
  }

  private static ShardRequest read(String value) {
    return ShardRequest.read(1, List.of(Step.query("SELECT ?", List.of(value))));
  }

  private static ShardRequest write(String value, long seq) {
    return ShardRequest.write(
        1, List.of(Step.query("SELECT ?", List.of(value))), new WriteId("s", seq));
  }

  private static ShardReply get(CompletionStage<ShardReply> stage) throws Exception {
    return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private static BackendException failure(CompletionStage<ShardReply> stage) {
    Throwable thrown = requireNonNull(catchThrowable(() -> get(stage)));
    assertThat(thrown).isInstanceOf(ExecutionException.class);
    assertThat(thrown.getCause()).isInstanceOf(BackendException.class);
    return (BackendException) requireNonNull(thrown.getCause());
  }
}
