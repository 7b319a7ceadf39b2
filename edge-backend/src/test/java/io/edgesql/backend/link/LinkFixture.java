package io.edgesql.backend.link;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import io.edgesql.backend.BackendException;
import io.edgesql.backend.BackendSettings;
import io.edgesql.backend.BackendSettings.Limits;
import io.edgesql.backend.BackendSettings.Timing;
import io.edgesql.backend.ShardChanges;
import io.edgesql.backend.ShardReply;
import io.edgesql.backend.ShardRequest;
import io.edgesql.backend.ShardRequest.Lock;
import io.edgesql.backend.ShardRequest.LockMode;
import io.edgesql.backend.ShardRequest.WriteId;
import io.edgesql.backend.Step;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A scripted gateway, links to it, and short words for what the tests send. */
final class LinkFixture implements AutoCloseable {

  static final Timing QUICK =
      new Timing(
          // Long enough for a machine that is busy with other builds.
          Duration.ofMinutes(5),
          Duration.ofMillis(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofMillis(1),
          Duration.ofMillis(50),
          Duration.ZERO);

  final FakeGateway gateway = new FakeGateway();
  private final List<ShardLinks> opened = new ArrayList<>();

  @Override
  public void close() {
    opened.forEach(ShardLinks::close);
    gateway.close();
  }

  void dropTheFirstFrames(int count) {
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

  static String error(JsonNode frame, String code) {
    return "{\"id\":%s,\"error\":{\"code\":\"%s\",\"message\":\"no\",\"retryable\":true}}"
        .formatted(frame.get("reqs").get(0).get("id"), code);
  }

  @Nullable String bootOfNextFrame() throws InterruptedException {
    return gateway.nextFrame().get("reqs").get(0).get("tx").get("boot").asText();
  }

  static List<Lock> row() {
    return List.of(new Lock("t_1", "5", LockMode.X));
  }

  BackendSettings settings() {
    return BackendSettings.of(gateway.uri()).withTiming(QUICK);
  }

  static Limits limits(int inFlight, long queuedBytes, int requestBytes) {
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
        d.attempts(),
        d.watchedTables());
  }

  ShardLinks open() {
    return open(settings(), () -> "token");
  }

  ShardLinks open(ShardChanges changes) {
    ShardLinks links = new ShardLinks(settings(), () -> "token", changes);
    opened.add(links);
    return links;
  }

  ShardLinks open(ShardChanges changes, EventLoopGroup loops) {
    ShardLinks links = new ShardLinks(settings(), () -> "token", changes, loops);
    opened.add(links);
    return links;
  }

  ShardLinks open(BackendSettings settings, java.util.function.Supplier<String> token) {
    ShardLinks links = new ShardLinks(settings, token);
    opened.add(links);
    return links;
  }

  static ShardRequest read(String value) {
    return ShardRequest.read(1, List.of(Step.query("SELECT ?", List.of(value))));
  }

  static ShardRequest write(String value, long seq) {
    return ShardRequest.write(
        1, List.of(Step.query("SELECT ?", List.of(value))), new WriteId("s", seq));
  }

  static ShardReply get(CompletionStage<ShardReply> stage) throws Exception {
    return stage.toCompletableFuture().get(5, TimeUnit.MINUTES);
  }

  static BackendException failure(CompletionStage<ShardReply> stage) {
    Throwable thrown = requireNonNull(catchThrowable(() -> get(stage)));
    assertThat(thrown).isInstanceOf(ExecutionException.class);
    assertThat(thrown.getCause()).isInstanceOf(BackendException.class);
    return (BackendException) requireNonNull(thrown.getCause());
  }
}
