package io.edgesql.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.backend.Rows;
import io.edgesql.backend.ShardChanges.Change;
import io.edgesql.backend.ShardChanges.Feed;
import io.edgesql.backend.ShardReply;
import io.edgesql.backend.StepResult;
import io.edgesql.backend.cache.NearCache;
import io.edgesql.protocol.PayloadReader;
import io.edgesql.proxy.config.ProxySettings;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Copies that are planted wrongly are found, and those that are right are not. */
class StalenessAuditTest {
  private static final String READ = "select /*+ cached */ a from t where id = 1";

  private final FakeBackend backend = new FakeBackend();
  private final NearCache cache = new NearCache(1 << 20, 1 << 16, 100, 1000);
  private final Feed feed = cache.feed("main");
  private final TestClient client =
      TestClient.loggedIn(TestClient.server(backend, auditing(), cache));

  /** Every answer from a copy is compared with the shard. */
  private static ProxySettings auditing() {
    ProxySettings base = ProxySettings.DEFAULT;
    ProxySettings.Kv never = new ProxySettings.Kv(ProxySettings.KvReads.NEVER, 10, 1000, 1, 100, 0);
    return new ProxySettings(
        base.connections(),
        base.statements(),
        base.transactions(),
        base.edge(),
        new ProxySettings.Cache(1 << 20, 1 << 16, 30_000, 0, 10, 100, 100, 1000, 1, 9, never));
  }

  @BeforeEach
  void plantACopy() {
    client.run("create database d");
    client.run("use d");
    client.run("create table t (id int primary key, a int)");
    shard(7, 5);
    assertThat(client.single(READ)).isEqualTo("7");
    feed.watching(5, 1, backend.watched);
  }

  @AfterEach
  void close() {
    client.close();
  }

  private void shard(long value, long ver) {
    backend.answers.add(
        request -> {
          List<@Nullable Object[]> rows = new ArrayList<>();
          rows.add(new Object[] {value});
          StepResult result =
              new StepResult(List.of("a"), Rows.of(rows), 0, null, null, 1, 0, false);
          return CompletableFuture.completedStage(
              new ShardReply(List.of(result), ver, false, "boot-1"));
        });
  }

  private String audits(String finding) {
    List<byte[]> reply = client.query("show edge status like 'audits_" + finding + "'");
    PayloadReader row = new PayloadReader(Unpooled.wrappedBuffer(reply.get(reply.size() - 2)));
    row.readTextLenenc();
    return row.readTextLenenc();
  }

  @Test
  void theSameRowsAreRight() {
    shard(7, 6);
    client.single(READ);
    assertThat(audits("same")).isEqualTo("1");
  }

  @Test
  void otherRowsOfTheSameVersionAreWrong() {
    shard(8, 5);
    client.single(READ);
    assertThat(audits("violation_rows")).isEqualTo("1");
  }

  @Test
  void aChangeThatShouldHaveBeenToldIsWrong() {
    feed.reached(6);
    shard(8, 6);
    client.single(READ);
    assertThat(audits("violation_untold")).isEqualTo("1");
  }

  @Test
  void aChangeThatIsNotToldYetIsRight() {
    shard(8, 6);
    client.single(READ);
    assertThat(audits("changed")).isEqualTo("1");
    feed.changed(6, List.of(new Change(backend.watched.get(0), List.of("[1]"))), 0);
    shard(8, 6);
    assertThat(client.single(READ)).isEqualTo("8");
  }
}
