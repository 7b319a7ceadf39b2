package io.edgesql.backend.link;

import static io.edgesql.backend.link.LinkFixture.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.edgesql.backend.ShardReply;
import io.edgesql.backend.ShardRequest;
import io.edgesql.backend.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Statements that are sent by their numbers. */
final class LinkTextsTest {

  private static final String LONG = "SELECT `t0`.`name` FROM `actor_4` AS `t0` WHERE ?";

  @AutoClose private final LinkFixture fixture = new LinkFixture();
  private final FakeGateway gateway = fixture.gateway;

  @Test
  void sendsATextOnceToAShardThatRemembersIt() throws Exception {
    gateway.texts = 8;
    ShardLinks links = fixture.open();
    run(links, LONG, 4);

    List<JsonNode> steps = steps();
    assertThat(steps.get(steps.size() - 1).has("sql")).isFalse();
    assertThat(steps.get(steps.size() - 1).get("text").asInt()).isZero();
    assertThat(steps.stream().filter(step -> step.has("text") && step.has("sql"))).hasSize(1);
  }

  @Test
  void sendsEveryTextToAShardThatRemembersNone() throws Exception {
    ShardLinks links = fixture.open();
    run(links, LONG, 4);

    assertThat(steps()).hasSize(4).noneMatch(step -> step.has("text"));
  }

  @Test
  void sendsTheTextAgainToAShardThatHasForgottenIt() throws Exception {
    gateway.texts = 8;
    ShardLinks links = fixture.open();
    run(links, LONG, 2);
    AtomicInteger refused = new AtomicInteger();
    gateway.script =
        (peer, frame) -> {
          JsonNode request = frame.get("reqs").get(0);
          if (request.get("steps").get(0).has("sql")) {
            peer.echo(frame);
          } else {
            refused.incrementAndGet();
            peer.reply(
                "{\"id\":%s,\"error\":{\"code\":\"TEXT_UNKNOWN\",\"message\":\"?\",\"retryable\":true}}"
                    .formatted(request.get("id")));
          }
        };
    run(links, LONG, 1);

    assertThat(refused).hasValue(1);
  }

  @Test
  void beginsAnewWhenTheNumbersAreUsedUp() throws Exception {
    gateway.texts = 2;
    ShardLinks links = fixture.open();
    for (int round = 0; round < 3; round++) {
      for (String column : List.of("a", "b", "c")) {
        run(links, LONG.replace("name", column), 1);
      }
    }

    List<String> known = new ArrayList<>(List.of("", ""));
    List<String> seen = new ArrayList<>();
    for (JsonNode step : steps()) {
      if (step.has("text") && step.has("sql")) {
        known.set(step.get("text").asInt(), step.get("sql").asText());
      }
      seen.add(step.has("sql") ? step.get("sql").asText() : known.get(step.get("text").asInt()));
    }
    assertThat(seen).hasSize(9);
    assertThat(seen.subList(6, 9))
        .containsExactly(
            LONG.replace("name", "a"), LONG.replace("name", "b"), LONG.replace("name", "c"));
  }

  private static void run(ShardLinks links, String sql, int times) throws Exception {
    for (int time = 0; time < times; time++) {
      ShardReply reply =
          get(links.run("main", ShardRequest.read(0, List.of(Step.query(sql, List.of("x"))))));
      assertThat(reply.results()).hasSize(1);
    }
  }

  private List<JsonNode> steps() {
    List<JsonNode> steps = new ArrayList<>();
    for (JsonNode frame : gateway.frames) {
      frame.get("reqs").forEach(request -> request.get("steps").forEach(steps::add));
    }
    return steps;
  }
}
