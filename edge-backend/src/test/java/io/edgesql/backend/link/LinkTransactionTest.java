package io.edgesql.backend.link;

import static io.edgesql.backend.link.LinkFixture.get;
import static io.edgesql.backend.link.LinkFixture.read;
import static io.edgesql.backend.link.LinkFixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.backend.ShardReply;
import io.edgesql.backend.ShardRequest;
import io.edgesql.backend.ShardRequest.Transaction;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Locks hang on a socket and on the memory of an object. */
final class LinkTransactionTest {

  @AutoClose private final LinkFixture fixture = new LinkFixture();
  private final FakeGateway gateway = fixture.gateway;

  @Test
  void addsTheLockWaitToTheDeadline() throws Exception {
    ShardLinks links = fixture.open();
    gateway.script = (peer, frame) -> peer.echoLater(frame, 300);
    ShardRequest request =
        read("x").withDeadline(Duration.ofMillis(50)).withLocks(row(), Duration.ofSeconds(60));

    assertThat(get(links.run("main", request)).results()).hasSize(1);
  }

  @Test
  void bindsATransactionToTheMemoryAndTheSocketThatHoldItsLocks() throws Exception {
    ShardLinks links = fixture.open();
    Transaction begun = new Transaction("tx-1", null);
    ShardReply locked =
        get(links.run("main", read("a").withTransaction(begun).withLocks(row(), Duration.ZERO)));
    Transaction held = new Transaction("tx-1", locked.boot());

    get(links.run("main", read("b").withTransaction(held)));
    fixture.dropTheFirstFrames(1);
    get(links.run("main", read("c")));
    get(links.run("main", read("d").withTransaction(held)));

    assertThat(gateway.nextFrame().get("reqs").get(0).get("tx").has("boot")).isFalse();
    assertThat(fixture.bootOfNextFrame()).isEqualTo("b1");
    gateway.nextFrame();
    gateway.nextFrame();
    // No object has this id, so it answers that the locks are lost.
    assertThat(fixture.bootOfNextFrame()).isEqualTo(locked.boot()).isNotEqualTo("b1");
  }

  @Test
  void asksForTheBootIdWhenATransactionTakesItsFirstLock() throws Exception {
    ShardLinks links = fixture.open();
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
    assertThat(fixture.bootOfNextFrame()).isEqualTo("b2");
  }

  @Test
  void renewsLeasesOnTheSocketOfEachTransaction() throws Exception {
    ShardLinks links = fixture.open(fixture.settings().withSocketsPerShard(2), () -> "t");
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
}
