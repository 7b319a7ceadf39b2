package io.edgesql.backend.link;

import static io.edgesql.backend.link.LinkFixture.get;
import static io.edgesql.backend.link.LinkFixture.read;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.edgesql.backend.ShardChanges;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchTest {
  private final LinkFixture fixture = new LinkFixture();
  private final Told told = new Told();

  /** Keeps what it is told. */
  private static final class Told implements ShardChanges {
    final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    @Override
    public void watching(String shard, long ver, List<String> tables) {
      events.add("watching " + shard + " " + ver + " " + tables);
    }

    @Override
    public void changed(String shard, long ver, List<Change> changes, long schemaVersion) {
      events.add("changed " + ver + " " + changes.get(0).keys());
    }

    @Override
    public void reached(String shard, long ver) {
      events.add("reached " + ver);
    }

    @Override
    public void lost(String shard) {
      events.add("lost");
    }

    String next() throws InterruptedException {
      String event = events.poll(30, TimeUnit.SECONDS);
      return event == null ? "nothing" : event;
    }
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private static String watched(JsonNode frame) {
    return frame.get("t").asText() + " " + frame.path("tables");
  }

  @Test
  void watchesTheSameTablesAgainAfterALoss() throws Exception {
    fixture.gateway.script =
        (peer, frame) -> {
          peer.send("{\"t\":\"watching\",\"ver\":" + (10 + peer.number()) + "}");
          peer.send(
              "{\"t\":\"changed\",\"ver\":20,\"changes\":[{\"table\":\"t_1\",\"keys\":[\"[1]\"]}]}");
          peer.echo(frame);
          if (peer.number() == 1) {
            peer.drop();
          }
        };
    ShardLinks links = fixture.open(told);
    links.watch("main", List.of("t_1"));
    get(links.run("main", read("a")));
    assertThat(watched(fixture.gateway.nextFrame())).isEqualTo("watch [\"t_1\"]");
    assertThat(watched(fixture.gateway.nextFrame())).startsWith("run");
    assertThat(told.next()).isEqualTo("watching main 11 [t_1]");
    assertThat(told.next()).isEqualTo("changed 20 [[1]]");
    assertThat(told.next()).startsWith("reached");
    assertThat(told.next()).isEqualTo("lost");
    get(links.run("main", read("b")));
    assertThat(watched(fixture.gateway.nextFrame())).isEqualTo("watch [\"t_1\"]");
    assertThat(told.next()).isEqualTo("watching main 12 [t_1]");
  }

  @Test
  void sendsTheWholeSetWhenATableIsAdded() throws Exception {
    fixture.gateway.script = (peer, frame) -> peer.echo(frame);
    ShardLinks links = fixture.open(told);
    get(links.run("main", read("a")));
    assertThat(watched(fixture.gateway.nextFrame())).startsWith("run");
    links.watch("main", List.of("t_1"));
    links.watch("main", List.of("t_1"));
    links.watch("main", List.of("u_2", "t_1"));
    assertThat(watched(fixture.gateway.nextFrame())).isEqualTo("watch [\"t_1\"]");
    assertThat(watched(fixture.gateway.nextFrame())).isEqualTo("watch [\"t_1\",\"u_2\"]");
  }

  @Test
  void goesOnWithoutPushesWhenTheEdgeDoesNotKnowThem() throws Exception {
    fixture.gateway.onWatch =
        peer ->
            peer.send(
                "{\"t\":\"error\",\"error\":{\"code\":\"BAD_REQUEST\",\"message\":\"what?\",\"retryable\":false}}");
    fixture.gateway.script = (peer, frame) -> peer.echo(frame);
    ShardLinks links = fixture.open(told);
    links.watch("main", List.of("t_1"));
    get(links.run("main", read("a")));
    get(links.run("main", read("b")));
    assertThat(told.events).isEmpty();
  }
}
