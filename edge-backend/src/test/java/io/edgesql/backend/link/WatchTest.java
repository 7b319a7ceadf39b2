package io.edgesql.backend.link;

import static io.edgesql.backend.link.LinkFixture.get;
import static io.edgesql.backend.link.LinkFixture.read;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.edgesql.backend.ShardChanges;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.EventExecutor;
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
    public Feed feed(String shard) {
      return new Feed() {
        @Override
        public void watching(long ver, long epoch, List<String> tables) {
          events.add("watching " + shard + " " + ver + " " + tables);
        }

        @Override
        public void changed(long ver, List<Change> changes, long schemaVersion) {
          events.add("changed " + ver + " " + changes.get(0).keys());
        }

        @Override
        public void reached(long ver) {
          events.add("reached " + ver);
        }

        @Override
        public void lost() {
          events.add("lost");
        }
      };
    }

    String next() throws InterruptedException {
      String event = events.poll(30, TimeUnit.SECONDS);
      return event == null ? "nothing" : event;
    }

    String nextWatching() throws InterruptedException {
      String event = next();
      while (!event.startsWith("watching") && !event.equals("nothing")) {
        event = next();
      }
      return event;
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
  void watchesOnEveryLinkThatIsUsedAndAgainWithoutAnyRequest() throws Exception {
    fixture.gateway.onWatch =
        peer -> peer.send("{\"t\":\"watching\",\"ver\":" + peer.number() + "}");
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    try {
      ShardLinks links = fixture.open(told, loops);
      for (EventExecutor loop : loops) {
        loop.submit(() -> links.watch("main", List.of("t_1"))).get(1, TimeUnit.MINUTES);
        loop.submit(() -> links.run("main", read("a"))).get(1, TimeUnit.MINUTES);
      }
      assertThat(List.of(told.nextWatching(), told.nextWatching()))
          .containsExactlyInAnyOrder("watching main 1 [t_1]", "watching main 2 [t_1]");
      fixture.gateway.dropAll();
      assertThat(List.of(told.nextWatching(), told.nextWatching()))
          .containsExactlyInAnyOrder("watching main 3 [t_1]", "watching main 4 [t_1]");
    } finally {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
  }

  @Test
  void isToldWithoutAnyRequest() throws Exception {
    fixture.gateway.onWatch = peer -> peer.send("{\"t\":\"watching\",\"ver\":3}");
    fixture.open(told).watch("main", List.of("t_1"));
    assertThat(told.nextWatching()).isEqualTo("watching main 3 [t_1]");
  }

  @Test
  void beginsAnewWhenTheNamesOfTheTablesAreTooLongTogether() throws Exception {
    fixture.gateway.script = (peer, frame) -> peer.echo(frame);
    ShardLinks links = fixture.open(told);
    get(links.run("main", read("a")));
    assertThat(watched(fixture.gateway.nextFrame())).startsWith("run");
    links.watch("main", List.of("a".repeat(9000)));
    links.watch("main", List.of("b".repeat(9000)));
    assertThat(fixture.gateway.nextFrame().path("tables")).hasSize(1);
    assertThat(fixture.gateway.nextFrame().path("tables")).hasSize(1);
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
