package io.edgesql.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.backend.BackendException;
import io.edgesql.backend.CopyAnswer;
import io.edgesql.backend.CopyRead;
import io.edgesql.backend.Rows;
import io.edgesql.backend.ShardChanges.Change;
import io.edgesql.backend.ShardChanges.Feed;
import io.edgesql.backend.ShardReply;
import io.edgesql.backend.StepResult;
import io.edgesql.backend.cache.NearCache;
import io.edgesql.proxy.config.ProxySettings;
import io.edgesql.proxy.config.ProxySettings.KvReads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads that a copy in KV may answer, and what is not taken from one. */
class KvReadTest {
  private static final String READ = "select /*+ cached */ a from t where id = 1";

  private final FakeBackend backend = new FakeBackend();
  private final NearCache cache = new NearCache(1 << 20, 1 << 16, 100, 1000);
  private final Feed feed = cache.feed("main");
  private final TestClient client =
      TestClient.loggedIn(TestClient.server(backend, settings(KvReads.ALWAYS), cache));

  private static ProxySettings settings(KvReads reads) {
    ProxySettings base = ProxySettings.DEFAULT;
    ProxySettings.Kv kv = new ProxySettings.Kv(reads, 10, 1000, 16, 100, 1000);
    return new ProxySettings(
        base.connections(),
        base.statements(),
        base.transactions(),
        base.edge(),
        new ProxySettings.Cache(1 << 20, 1 << 16, 30_000, 0, 10, 100, 100, 1000, 0, 1, kv));
  }

  @BeforeEach
  void makeTable() {
    client.run("create database d");
    client.run("use d");
    client.run("create table t (id int primary key, a int, b varchar(20), key (b))");
  }

  @AfterEach
  void close() {
    client.close();
  }

  private static StepResult row(long value) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    rows.add(new Object[] {value});
    return new StepResult(List.of("a"), Rows.of(rows), 0, null, null, 1, 0, false);
  }

  private void kv(long value, long ver, long ageMs) {
    backend.copyAnswers.add(
        read ->
            CompletableFuture.completedStage(
                new CopyAnswer(true, ver, 1, ageMs, List.of(row(value)))));
  }

  private void shard(long value, long ver) {
    backend.answers.add(
        request ->
            CompletableFuture.completedStage(
                new ShardReply(List.of(row(value)), ver, false, "boot-1")));
  }

  private CopyRead lastRead() {
    return backend.copyReads.get(backend.copyReads.size() - 1);
  }

  private String receipt() {
    return client.single("select @@edgesql_last_read");
  }

  @Test
  void theReceiptTellsOfTheCopyInKv() {
    int asked = backend.requests.size();
    kv(7, 5, 40);
    assertThat(client.single(READ)).isEqualTo("7");
    assertThat(receipt())
        .startsWith("source=kv,shard=main,ver=5,age_ms=14")
        .endsWith("verdict=read");
    assertThat(backend.requests).hasSize(asked);
    assertThat(client.single(READ)).isEqualTo("7");
    assertThat(receipt()).startsWith("source=near,shard=main,ver=5");
    assertThat(backend.copyReads).hasSize(1);
    assertThat(lastRead().key()).startsWith("t:").endsWith(":id:[1]");
    assertThat(lastRead().maxAgeMs()).isZero();
  }

  @Test
  void copiesAreNamedByRowIndexOrQuery() {
    kv(7, 5, 0);
    client.single("select /*+ cached */ a from t where b = 'it''s'");
    assertThat(lastRead().key()).startsWith("idx:").endsWith(":b:it's");
    kv(7, 5, 0);
    client.single("select /*+ cached */ max(a) from t");
    assertThat(lastRead().key()).matches("q:[^:]+:[0-9a-f]{64}");
  }

  @Test
  void aBoundedReadTakesNothingThatMayBeOlder() {
    String read = "select /*+ bounded=1500 */ a from t where id = 1";
    kv(7, 5, 1400);
    shard(8, 6);
    assertThat(client.single(read)).isEqualTo("8");
    assertThat(lastRead().maxAgeMs()).isBetween(1400L, 1489L);
    assertThat(receipt()).startsWith("source=shard");
  }

  @Test
  void aBoundBelowTheClocksMarginIsNotAskedOfKv() {
    shard(8, 6);
    assertThat(client.single("select /*+ bounded=100 */ a from t where id = 1")).isEqualTo("8");
    assertThat(backend.copyReads).isEmpty();
  }

  @Test
  void aSessionsOwnWriteIsAskedFor() {
    backend.answers.add(
        request -> {
          List<StepResult> results = new ArrayList<>();
          for (int i = 0; i < request.steps().size(); i++) {
            results.add(new StepResult(List.of(), Rows.EMPTY, 1, null, null, 1, 1, false));
          }
          return CompletableFuture.completedStage(new ShardReply(results, 6, false, "boot-1"));
        });
    client.run("insert into t values (9, 9, '')");
    // A gateway that does not keep to it is not believed.
    kv(7, 5, 0);
    shard(8, 6);
    assertThat(client.single(READ)).isEqualTo("8");
    assertThat(lastRead().minVer()).isEqualTo(6);
  }

  @Test
  void aChangeThatTheShardHasToldIsAskedFor() {
    kv(7, 5, 0);
    client.single(READ);
    String table = lastRead().tables().get(0);
    feed.watching(5, 1, List.of(table));
    feed.changed(9, List.of(new Change(table, List.of("[1]"))), 0);
    kv(7, 8, 0);
    shard(8, 9);
    assertThat(client.single(READ)).isEqualTo("8");
    assertThat(lastRead().minVer()).isEqualTo(9);
  }

  @Test
  void aCopyOfOtherDataIsNotTaken() {
    shard(1, 5);
    client.single("select /*+ bounded=50 */ a from t where id = 1");
    feed.watching(5, 2, List.of());
    kv(7, 5, 0);
    shard(8, 6);
    assertThat(client.single("select /*+ cached */ a from t where id = 2")).isEqualTo("8");
  }

  @Test
  void theShardIsAskedWhenTheGatewayDoesNotAnswer() {
    backend.copyAnswers.add(
        read ->
            CompletableFuture.failedStage(
                BackendException.of(BackendException.Code.TIMEOUT, "late", true)));
    shard(8, 6);
    assertThat(client.single(READ)).isEqualTo("8");
    assertThat(receipt()).startsWith("source=shard");
    // For a while nobody waits for it again.
    shard(9, 6);
    assertThat(client.single("select /*+ cached */ a from t where id = 2")).isEqualTo("9");
    assertThat(backend.copyReads).hasSize(1);
  }

  @Test
  void aNearShardIsAskedItself() {
    FakeBackend near = new FakeBackend();
    try (TestClient other =
        TestClient.loggedIn(
            TestClient.server(
                near, settings(KvReads.AUTO), new NearCache(1 << 20, 1 << 16, 9, 9)))) {
      other.run("create database d");
      other.run("create table d.t (id int primary key, a int)");
      for (int id = 0; id < 200; id++) {
        near.answers.add(
            request ->
                CompletableFuture.completedStage(
                    new ShardReply(List.of(row(1)), 5, false, "boot-1")));
        other.single("select /*+ cached */ a from d.t where id = " + id);
      }
      assertThat(near.copyReads).isEmpty();
    }
  }
}
