package io.edgesql.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.backend.BackendException;
import io.edgesql.backend.ShardReply;
import io.edgesql.backend.ShardRequest;
import io.edgesql.backend.ShardRequest.Lock;
import io.edgesql.backend.ShardRequest.LockMode;
import io.edgesql.proxy.config.ProxySettings;
import io.edgesql.proxy.session.ServerContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** GET_LOCK and its like; what they give is what MySQL 8.0.31 gives. */
class UserLocksTest {
  private final FakeBackend backend = new FakeBackend();
  private final ServerContext server = TestClient.server(backend, ProxySettings.DEFAULT);
  private final TestClient client = TestClient.loggedIn(server);

  @AfterEach
  void close() {
    client.close();
  }

  private ShardRequest last() {
    return backend.requests.get(backend.requests.size() - 1);
  }

  private void refuseNext(BackendException.Code code) {
    backend.failNext(code, "held");
  }

  @Test
  void lockIsHeldInTheShardUntilItIsReleasedAsOftenAsTaken() {
    assertThat(client.single("select get_lock('App', 5)")).isEqualTo("1");
    assertThat(last().locks()).containsExactly(new Lock("_edge_user_lock", "app", LockMode.X));
    assertThat(last().lockWait()).isEqualTo(Duration.ofSeconds(5));
    String transaction = java.util.Objects.requireNonNull(last().tx()).id();
    assertThat(client.single("select get_lock('app', 5)")).isEqualTo("1");
    assertThat(backend.requests).hasSize(1);
    assertThat(client.single("select is_free_lock('APP')")).isEqualTo("0");
    assertThat(client.single("select is_used_lock('app') = connection_id()")).isEqualTo("1");
    assertThat(client.single("select release_lock('app')")).isEqualTo("1");
    assertThat(backend.requests).hasSize(1);
    assertThat(client.single("select release_lock('app')")).isEqualTo("1");
    assertThat(last().release()).isTrue();
    assertThat(java.util.Objects.requireNonNull(last().tx()).id()).isEqualTo(transaction);
  }

  @Test
  void anothersLockIsNotTakenInTime() {
    refuseNext(BackendException.Code.LOCK_TIMEOUT);
    assertThat(client.single("select get_lock('app', 1)")).isEqualTo("0");
    refuseNext(BackendException.Code.LOCK_NOWAIT);
    assertThat(client.single("select is_free_lock('app')")).isEqualTo("0");
    refuseNext(BackendException.Code.LOCK_NOWAIT);
    assertThat(client.single("select release_lock('app')")).isEqualTo("0");
    assertThat(client.single("select release_lock('app') is null")).isEqualTo("1");
    assertThat(client.single("select is_used_lock('app') is null")).isEqualTo("1");
  }

  @Test
  void holderIsToldToOtherSessions() {
    client.run("do get_lock('app', 0)");
    String holder = client.single("select connection_id()");
    try (TestClient other = TestClient.loggedIn(server)) {
      refuseNext(BackendException.Code.LOCK_NOWAIT);
      assertThat(other.single("select is_used_lock('app')")).isEqualTo(holder);
    }
  }

  @Test
  void severalCallsInOneStatementAreAnsweredInTheirOrder() {
    assertThat(client.single("select concat(get_lock('x',0), get_lock('y',0), get_lock('x',0))"))
        .isEqualTo("111");
    assertThat(client.single("select release_all_locks()")).isEqualTo("3");
    assertThat(client.single("select release_all_locks()")).isEqualTo("0");
    client.run("set @a = get_lock('x', 0)");
    assertThat(client.single("select @a")).isEqualTo("1");
  }

  @Test
  void wrongNamesAre3057() {
    assertThat(client.error("select get_lock('', 1)"))
        .isEqualTo("3057 Incorrect user-level lock name ''.");
    assertThat(client.error("select is_free_lock(null)"))
        .isEqualTo("3057 Incorrect user-level lock name 'NULL'.");
    assertThat(client.error("select release_lock(repeat('a', 65))")).startsWith("3057 ");
    assertThat(client.single("select get_lock(repeat('a', 64), 1)")).isEqualTo("1");
  }

  @Test
  void killEndsTheWaitAndALockThatComesLateIsGivenBack() {
    CompletableFuture<ShardReply> waiting = new CompletableFuture<>();
    backend.answers.add(request -> waiting);
    assertThat(client.query("select get_lock('app', -1)")).isEmpty();
    String transaction = java.util.Objects.requireNonNull(last().tx()).id();
    long id = server.connections().all().iterator().next().id();
    java.util.Objects.requireNonNull(server.connections().find(id)).kill(true);
    assertThat(TestClient.errorOf(client.packets())).startsWith("1317 ");
    waiting.complete(new ShardReply(List.of(), 1, false, "boot-1"));
    client.packets();
    assertThat(last().release()).isTrue();
    assertThat(java.util.Objects.requireNonNull(last().tx()).id()).isEqualTo(transaction);
    assertThat(client.single("select release_all_locks()")).isEqualTo("0");
  }

  @Test
  void disconnectingFreesTheLocks() {
    try (TestClient other = TestClient.loggedIn(server)) {
      other.run("do get_lock('app', 0)");
      other.command(1, "");
    }
    assertThat(last().release()).isTrue();
  }
}
