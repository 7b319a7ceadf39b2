package io.edgesql.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.backend.Rows;
import io.edgesql.backend.ShardReply;
import io.edgesql.backend.ShardRequest;
import io.edgesql.backend.StepResult;
import io.edgesql.proxy.config.ProxySettings;
import io.edgesql.proxy.session.ServerContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which reads a copy answers, and what the receipts say. */
class CachedReadTest {
  private static final String READ = "select /*+ cached */ a from t where id = 1";

  private final FakeBackend backend = new FakeBackend();
  private final ServerContext server = TestClient.server(backend, settings());
  private TestClient client = TestClient.loggedIn(server);

  /** Without audits, which would ask the shard as well. */
  private static ProxySettings settings() {
    return settings(ProxySettings.KvReads.NEVER);
  }

  private static ProxySettings settings(ProxySettings.KvReads reads) {
    ProxySettings base = ProxySettings.DEFAULT;
    return new ProxySettings(
        base.connections(),
        base.statements(),
        base.transactions(),
        base.edge(),
        new ProxySettings.Cache(
            1 << 20,
            1 << 16,
            30_000,
            0,
            10,
            100,
            100,
            1000,
            0,
            1,
            new ProxySettings.Kv(reads, 10, 1000, 16, 100, 1000)));
  }

  @BeforeEach
  void makeTable() {
    makeTable(client);
  }

  private static void makeTable(TestClient client) {
    client.run("create database d");
    client.run("use d");
    client.run("create table t (id int primary key, a int)");
  }

  @AfterEach
  void close() {
    client.close();
  }

  /** Lays ready one row of one number for the next request. */
  private static void answer(FakeBackend backend, long value, long ver) {
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

  private String last(String column) {
    List<String> columns = List.of("source", "shard", "ver", "age_ms", "mode", "verdict", "why");
    List<byte[]> reply = client.query("show edge last");
    var row =
        new io.edgesql.protocol.PayloadReader(
            io.netty.buffer.Unpooled.wrappedBuffer(reply.get(reply.size() - 2)));
    String value = "";
    for (int i = 0; i <= columns.indexOf(column); i++) {
      value = row.readTextLenenc();
    }
    return value;
  }

  @Test
  void aSecondReadNeedsNoShard() {
    answer(backend, 7, 5);
    assertThat(client.single(READ)).isEqualTo("7");
    assertThat(last("source") + " " + last("verdict")).isEqualTo("shard read");
    int asked = backend.requests.size();
    assertThat(client.single(READ)).isEqualTo("7");
    assertThat(backend.requests).hasSize(asked);
    assertThat(last("source") + " " + last("verdict")).isEqualTo("near hit");
    assertThat(last("ver") + " " + last("mode") + " " + last("why")).isEqualTo("5 cached hint");
  }

  @Test
  void anotherValueIsAnotherCopy() {
    answer(backend, 7, 5);
    answer(backend, 8, 5);
    assertThat(client.single(READ)).isEqualTo("7");
    assertThat(client.single("select /*+ cached */ a from t where id = 2")).isEqualTo("8");
  }

  @Test
  void aSessionReadsItsOwnWritesAndOthersMayReadTheCopy() {
    answer(backend, 7, 5);
    assertThat(client.single(READ)).isEqualTo("7");
    backend.answers.add(
        request -> {
          List<StepResult> results = new ArrayList<>();
          for (int i = 0; i < request.steps().size(); i++) {
            results.add(new StepResult(List.of(), Rows.EMPTY, 1, null, null, 1, 1, false));
          }
          return CompletableFuture.completedStage(new ShardReply(results, 6, false, "boot-1"));
        });
    client.run("insert into t values (9, 9)");
    try (TestClient other = TestClient.loggedIn(server)) {
      other.run("use d");
      assertThat(other.single(READ)).isEqualTo("7");
    }
    answer(backend, 8, 6);
    assertThat(client.single(READ)).isEqualTo("8");
    assertThat(last("verdict")).isEqualTo("read");
  }

  @Test
  void aBoundBelowTheMarginIsAlwaysRead() {
    answer(backend, 7, 5);
    answer(backend, 8, 5);
    String read = "select /*+ bounded=1 */ a from t where id = 1";
    assertThat(client.single(read)).isEqualTo("7");
    assertThat(client.single(read)).isEqualTo("8");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "begin",
        "start transaction read only",
        "set autocommit = 0",
        "set transaction isolation level read committed",
        "set edgesql_read_mode = 'cached'"
      })
  void nothingIsReadFromACopyWhereItMustNotBe(String before) {
    answer(backend, 7, 5);
    assertThat(client.single(READ)).isEqualTo("7");
    client.run(before);
    answer(backend, 8, 5);
    String read =
        before.contains("read_mode") ? "select /*+ strong */ a from t where id = 1" : READ;
    assertThat(client.single(read)).isEqualTo("8");
    assertThat(last("source") + " " + last("mode")).isEqualTo("shard strong");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "select /*+ bounded=2000 */ a from t where id = 1 | bounded=2000 | hint",
        "select a from t where id = 1 | bounded=1500 | session",
        "select /*+ strong */ a from t where id = 1 | strong | hint",
      })
  void theHintComesBeforeTheSession(String sql, String mode, String why) {
    client.run("set edgesql_read_mode = 'Bounded = 1500'");
    answer(backend, 7, 5);
    client.single(sql);
    assertThat(last("mode") + " " + last("why")).isEqualTo(mode + " " + why);
  }

  @Test
  void theRefusalIsTold() {
    answer(backend, 7, 5);
    client.single("select /*+ cached */ a from t where id = 1 for update");
    assertThat(last("why")).isEqualTo("hint cached refused (locking: FOR UPDATE)");
    assertThat(client.single("select @@edgesql_last_read"))
        .contains("source=shard")
        .contains("why=hint cached refused (locking: FOR UPDATE)");
  }

  @Test
  void twoTenantsNeverShareACopy() {
    FakeBackend elsewhere = new FakeBackend();
    try (TestClient other = TestClient.loggedIn(TestClient.server(elsewhere, settings()))) {
      makeTable(other);
      answer(backend, 7, 5);
      answer(elsewhere, 1000, 5);
      assertThat(client.single(READ)).isEqualTo("7");
      assertThat(other.single(READ)).isEqualTo("1000");
      assertThat(client.single(READ)).isEqualTo("7");
      assertThat(other.single(READ)).isEqualTo("1000");
    }
  }

  @Test
  void anotherTimeZoneSeesItsOwnTime() {
    client.run("create table z (id int primary key, at timestamp)");
    backend.answers.add(
        request -> {
          List<@Nullable Object[]> rows = new ArrayList<>();
          rows.add(new Object[] {"2024-01-01 12:00:00"});
          return CompletableFuture.completedStage(
              new ShardReply(
                  List.of(new StepResult(List.of("at"), Rows.of(rows), 0, null, null, 1, 0, false)),
                  5,
                  false,
                  "boot-1"));
        });
    String read = "select /*+ cached */ at from z where id = 1";
    client.run("set time_zone = '+00:00'");
    assertThat(client.single(read)).isEqualTo("2024-01-01 12:00:00");
    client.run("set time_zone = '+02:00'");
    assertThat(client.single(read)).isEqualTo("2024-01-01 14:00:00");
    assertThat(last("source")).isEqualTo("near");
  }

  @Test
  void whatWasSentOnceIsSentAgainByteForByte() {
    answer(backend, 7, 5);
    List<byte[]> first = client.query(READ);
    List<byte[]> second = client.query(READ);
    assertThat(last("source")).isEqualTo("near");
    assertThat(second).hasSameSizeAs(first);
    for (int packet = 0; packet < first.size(); packet++) {
      assertThat(second.get(packet)).isEqualTo(first.get(packet));
    }
    // Another alias, another plan, the same copy.
    List<byte[]> other = client.query("select /*+ cached */ a as b from t where id = 1");
    assertThat(new String(other.get(1), java.nio.charset.StandardCharsets.UTF_8)).contains("b");
    client.run("set character_set_results = latin1");
    client.run("set sql_select_limit = 0");
    assertThat(client.query(READ)).hasSize(first.size() - 1);
  }

  @Test
  void anUnknownHintIsWarnedOfAsMySqlDoes() {
    client.single("select /*+ foo */ 1");
    assertThat(client.single("show count(*) warnings")).isEqualTo("1");
  }

  @Test
  void requestsNameTheSchemaTheyWerePlannedFor() {
    answer(backend, 7, 5);
    client.single(READ);
    ShardRequest request = backend.requests.get(backend.requests.size() - 1);
    assertThat(request.schemaVersion()).isPositive();
    assertThat(request.end()).isEqualTo(ShardRequest.End.READ);
  }
}
