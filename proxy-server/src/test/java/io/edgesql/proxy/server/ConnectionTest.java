package io.edgesql.proxy.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.backend.BackendException;
import io.edgesql.backend.ShardRequest;
import io.edgesql.backend.ShardRequest.End;
import io.edgesql.proxy.config.ProxySettings;
import io.edgesql.proxy.session.ServerContext;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Sessions over an embedded channel and an edge that is a fake. */
class ConnectionTest {
  private final FakeBackend backend = new FakeBackend();
  private final ServerContext server = TestClient.server(backend, ProxySettings.DEFAULT);

  private void makeTable(TestClient client) {
    client.run("create database app");
    client.run("use app");
    client.run("create table t (id int primary key auto_increment, a int)");
    client.run("create table other (id int primary key, a int)");
    backend.requests.clear();
  }

  @Test
  void answersPingAndConstants() {
    try (TestClient client = TestClient.loggedIn(server)) {
      client.command(0x0e, "");
      assertThat(client.packets()).hasSize(1);
      assertThat(client.single("select 'abc'")).isEqualTo("abc");
      assertThat(backend.requests).isEmpty();
    }
  }

  @Test
  void refusesUnknownUsers() {
    try (TestClient client = new TestClient(server)) {
      client.packets();
      client.login("nobody");
      assertThat(client.channel.isActive()).isTrue();
      List<byte[]> reply = client.packets();
      // An account that does not exist is asked for a proof like any other.
      assertThat(reply.get(reply.size() - 1)[0] & 0xff).isIn(0xfe, 0xff);
    }
  }

  @Test
  void silenceBeforeLoginEndsTheConnection() {
    try (TestClient client = new TestClient(server)) {
      client.channel.advanceTimeBy(
          ProxySettings.DEFAULT.connections().handshakeTimeoutMs() + 1, TimeUnit.MILLISECONDS);
      client.channel.runScheduledPendingTasks();
      assertThat(client.channel.isActive()).isFalse();
      assertThat(server.connections().openCount()).isZero();
    }
  }

  @Test
  void largePacketBeforeLoginIsRefusedByItsHeaderAlone() {
    try (TestClient client = new TestClient(server)) {
      client.packets();
      client.sendBytes(Unpooled.buffer().writeMediumLE(0xfffffe).writeByte(1));
      assertThat(TestClient.errorOf(client.packets())).startsWith("1153 ");
      assertThat(client.channel.isActive()).isFalse();
      assertThat(backend.requests).isEmpty();
    }
  }

  @Test
  void packetOutOfOrderEndsTheConnection() {
    try (TestClient client = TestClient.loggedIn(server)) {
      client.send(5, Unpooled.buffer().writeByte(0x0e));
      assertThat(TestClient.errorOf(client.packets())).startsWith("1156 ");
      assertThat(client.channel.isActive()).isFalse();
    }
  }

  @Test
  void halfAPacketWaitsAndReachesNobody() {
    try (TestClient client = TestClient.loggedIn(server)) {
      client.sendBytes(Unpooled.buffer().writeMediumLE(1000).writeByte(0).writeByte(3));
      assertThat(client.packets()).isEmpty();
      assertThat(backend.requests).isEmpty();
    }
    assertThat(server.connections().openCount()).isZero();
  }

  @Test
  void oneConnectionTooManyGets1040() {
    ProxySettings one =
        new ProxySettings(
            new ProxySettings.Connections(1, 16, 1000, 4096, 1 << 20, 1 << 16, 1, 0),
            ProxySettings.Statements.DEFAULT,
            ProxySettings.Transactions.DEFAULT,
            ProxySettings.Edge.DEFAULT,
            ProxySettings.Cache.DEFAULT);
    ServerContext small = TestClient.server(backend, one);
    try (TestClient first = TestClient.loggedIn(small);
        TestClient second = new TestClient(small)) {
      assertThat(TestClient.errorOf(second.packets())).startsWith("1040 ");
      assertThat(second.channel.isActive()).isFalse();
      assertThat(first.channel.isActive()).isTrue();
      first.run("SET GLOBAL max_connections = 2");
      try (TestClient third = TestClient.loggedIn(small)) {
        assertThat(third.channel.isActive()).isTrue();
      }
    }
  }

  @Test
  void unknownCommandsKeepTheConnection() {
    try (TestClient client = TestClient.loggedIn(server)) {
      client.command(0x55, "");
      assertThat(TestClient.errorOf(client.packets())).startsWith("1047 ");
      assertThat(client.single("select 'on'")).isEqualTo("on");
    }
  }

  @Test
  void variablesAreSetAndRead() {
    try (TestClient client = TestClient.loggedIn(server)) {
      client.run("set @@session.sql_mode = 'ANSI_QUOTES', autocommit = 0");
      assertThat(client.single("select @@sql_mode")).isEqualTo("ANSI_QUOTES");
      assertThat(client.single("select @@autocommit")).isEqualTo("0");
      assertThat(client.error("set nothing_like_it = 1"))
          .isEqualTo("1193 Unknown system variable 'nothing_like_it'");
      assertThat(client.error("set session max_connections = 1"))
          .isEqualTo(
              "1229 Variable 'max_connections' is a GLOBAL variable and should be set with SET"
                  + " GLOBAL");
    }
  }

  @Test
  void nothingIsSetWhenOneOfSeveralIsWrong() {
    try (TestClient client = TestClient.loggedIn(server)) {
      client.error("set wait_timeout = 5, sql_mode = 'bogus'");
      assertThat(client.single("select @@wait_timeout")).isEqualTo("28800");
    }
  }

  @Test
  void severalStatementsAreAnsweredInOrder() {
    try (TestClient client = TestClient.loggedIn(server)) {
      List<byte[]> reply = client.query("set @a = 1; select 'x'; set @b = 2");
      // OK, then count + definition + row + end, then OK.
      assertThat(reply).hasSize(6);
    }
  }

  @Test
  void autocommitWriteGoesOutOnceWithItsName() {
    try (TestClient client = TestClient.loggedIn(server)) {
      makeTable(client);
      client.run("insert into t (a) values (5)");
      assertThat(backend.requests).hasSize(1);
      ShardRequest request = backend.requests.get(0);
      assertThat(request.end()).isEqualTo(End.COMMIT);
      assertThat(request.write()).isNotNull();
      assertThat(client.single("select last_insert_id()")).isEqualTo("7");
    }
  }

  @Test
  void transactionStaysInTheShardAndCommitsOnce() {
    try (TestClient client = TestClient.loggedIn(server)) {
      makeTable(client);
      client.run("begin");
      assertThat(backend.requests).isEmpty();
      client.run("insert into t (a) values (5)");
      client.run("update t set a = 6 where id = 7");
      client.run("commit");

      assertThat(backend.requests).hasSize(3);
      ShardRequest insert = backend.requests.get(0);
      ShardRequest update = backend.requests.get(1);
      assertThat(insert.end()).isEqualTo(End.ROLLBACK);
      assertThat(update.end()).isEqualTo(End.ROLLBACK);
      assertThat(transaction(update).at()).isEqualTo(transaction(insert).number()).isPositive();
      assertThat(transaction(update).number()).isGreaterThan(transaction(insert).number());
      ShardRequest commit = backend.requests.get(2);
      assertThat(commit.end()).isEqualTo(End.COMMIT);
      assertThat(commit.release()).isTrue();
      assertThat(commit.write()).isNotNull();
      // The shard knows what the statements changed: nothing is sent or run a second time.
      assertThat(commit.steps()).isEmpty();
      assertThat(transaction(commit).id()).isEqualTo(transaction(insert).id());
      assertThat(transaction(commit).at()).isEqualTo(transaction(update).number());
    }
  }

  @Test
  void readsInATransactionLeaveNothingInIt() {
    try (TestClient client = TestClient.loggedIn(server)) {
      makeTable(client);
      client.run("begin");
      client.run("insert into t (a) values (5)");
      client.query("select * from t");
      client.run("commit");

      long written = transaction(backend.requests.get(0)).number();
      assertThat(transaction(backend.requests.get(1)).number()).isZero();
      assertThat(transaction(backend.requests.get(1)).at()).isEqualTo(written);
      assertThat(transaction(backend.requests.get(2)).at()).isEqualTo(written);
    }
  }

  @Test
  void rollingBackToASavepointForgetsTheStatementsAfterIt() {
    try (TestClient client = TestClient.loggedIn(server)) {
      makeTable(client);
      client.run("begin");
      client.run("insert into t (a) values (1)");
      client.run("savepoint s");
      client.run("insert into t (a) values (2)");
      client.run("rollback to savepoint s");
      assertThat(client.error("release savepoint nope")).startsWith("1305 ");
      client.run("commit");

      ShardRequest commit = backend.requests.get(backend.requests.size() - 1);
      assertThat(transaction(commit).at()).isEqualTo(transaction(backend.requests.get(0)).number());
    }
  }

  private static ShardRequest.Transaction transaction(ShardRequest request) {
    return requireNonNull(request.tx());
  }

  @Test
  void lostRaceAtCommitIsADeadlockAndEndsTheTransaction() {
    try (TestClient client = TestClient.loggedIn(server)) {
      makeTable(client);
      client.run("begin");
      client.run("insert into t (a) values (1)");
      backend.failNext(BackendException.Code.CONFLICT, "expected 1, changed 0");
      assertThat(client.error("commit")).startsWith("1213 ");
      backend.requests.clear();
      client.run("commit");
      assertThat(backend.requests).isEmpty();
    }
  }

  @Test
  void lockTimeoutLeavesTheTransactionOpen() {
    try (TestClient client = TestClient.loggedIn(server)) {
      makeTable(client);
      client.run("begin");
      client.run("insert into t (a) values (1)");
      backend.failNext(BackendException.Code.LOCK_TIMEOUT, "waited 50 s");
      assertThat(client.error("update t set a = 2 where id = 1")).startsWith("1205 ");
      client.run("commit");
      assertThat(backend.requests.get(backend.requests.size() - 1).end()).isEqualTo(End.COMMIT);
    }
  }

  @Test
  void readOnlyTransactionsRefuseWrites() {
    try (TestClient client = TestClient.loggedIn(server)) {
      makeTable(client);
      client.run("start transaction read only");
      assertThat(client.error("insert into t (a) values (1)"))
          .isEqualTo("1792 Cannot execute statement in a READ ONLY transaction.");
      assertThat(backend.requests).isEmpty();
    }
  }

  @Test
  void transactionThatGrowsTooLargeIsToldSo() {
    try (TestClient client = TestClient.loggedIn(server)) {
      makeTable(client);
      client.run("begin");
      backend.failNext(BackendException.Code.TRANSACTION_TOO_LARGE, "too much");
      assertThat(client.error("insert into t (a) values (1)")).startsWith("1197 ");
    }
  }

  @Test
  void duplicateNamesValueAndKey() {
    try (TestClient client = TestClient.loggedIn(server)) {
      makeTable(client);
      client.run("insert into t (id, a) values (9, 1)");
      String sql = backend.requests.get(0).steps().get(0).sql();
      int start = sql.indexOf('`') + 1;
      String physical = sql.substring(start, sql.indexOf('`', start));
      backend.failNext(
          new BackendException(
              BackendException.Code.CONSTRAINT_PRIMARYKEY,
              "UNIQUE constraint failed: " + physical + ".id",
              0,
              0,
              false,
              null,
              false,
              null));
      assertThat(client.error("insert into t (id, a) values (9, 1)"))
          .isEqualTo("1062 Duplicate entry '9' for key 't.PRIMARY'");
    }
  }

  @Test
  void killQueryFreesASessionThatWaits() {
    try (TestClient victim = TestClient.loggedIn(server);
        TestClient killer = TestClient.loggedIn(server)) {
      makeTable(victim);
      long id = Long.parseLong(victim.single("select connection_id()"));
      backend.hangNext();
      victim.command(3, "select * from t");
      assertThat(victim.packets()).isEmpty();
      killer.run("kill query " + id);
      assertThat(TestClient.errorOf(victim.packets())).startsWith("1317 ");
      assertThat(killer.error("kill 4000000")).isEqualTo("1094 Unknown thread id: 4000000");
    }
  }

  @Test
  void idleSessionsEndAfterWaitTimeout() {
    try (TestClient client = TestClient.loggedIn(server)) {
      client.run("set wait_timeout = 3");
      client.channel.advanceTimeBy(4, TimeUnit.SECONDS);
      client.channel.runScheduledPendingTasks();
      assertThat(TestClient.errorOf(client.packets())).startsWith("4031 ");
      assertThat(client.channel.isActive()).isFalse();
    }
  }

  @Test
  void unreachableEdgeIsNamedAndTheSessionGoesOn() {
    try (TestClient client = TestClient.loggedIn(server)) {
      makeTable(client);
      backend.failNext(BackendException.Code.UNREACHABLE, "no link to 127.0.0.1");
      assertThat(client.error("select * from t"))
          .isEqualTo("1105 The edge is unreachable: no link to 127.0.0.1");
      assertThat(client.single("select 'on'")).isEqualTo("on");
    }
  }

  /** The last attempt of a write may have been refused while an earlier one was done. */
  @Test
  void writesOfUnknownOutcomeAreReportedAsSuchWhateverTheLastAttemptWasTold() {
    try (TestClient client = TestClient.loggedIn(server)) {
      makeTable(client);
      for (BackendException.Code code :
          List.of(
              BackendException.Code.UNREACHABLE,
              BackendException.Code.LOCKS_LOST,
              BackendException.Code.LOCK_TIMEOUT,
              BackendException.Code.OVERLOADED)) {
        backend.failNext(BackendException.outcomeUnknown(code, "the reply was lost", null));
        client.command(3, "insert into t (a) values (1)");
        List<byte[]> reply = client.packets();
        assertThat(TestClient.errorOf(reply))
            .isEqualTo(
                "1105 The connection to the edge was lost while the statement ran; it is not known"
                    + " whether it was done (the reply was lost)");
        assertThat(new String(reply.get(0), 4, 5, StandardCharsets.US_ASCII)).isEqualTo("08007");
      }
      assertThat(client.single("select 'on'")).isEqualTo("on");
    }
  }

  @Test
  void resetForgetsTheSession() {
    try (TestClient client = TestClient.loggedIn(server)) {
      client.run("set @a = 'x', sql_mode = ''");
      client.command(0x1f, "");
      assertThat(client.packets()).hasSize(1);
      assertThat(client.single("select ifnull(@a, 'gone')")).isEqualTo("gone");
      assertThat(client.single("select @@sql_mode")).contains("STRICT_TRANS_TABLES");
    }
  }

  @Test
  void bytesThatAreNoTextAreKeptInLiterals() {
    try (TestClient client = TestClient.loggedIn(server)) {
      client.send(
          0,
          Unpooled.buffer()
              .writeBytes(new byte[] {3, 's', 'e', 'l', 'e', 'c', 't', ' ', 'h', 'e', 'x', '('})
              .writeBytes(new byte[] {'\'', (byte) 0xff, (byte) 0xc3, '\'', ')'}));
      List<byte[]> reply = client.packets();
      assertThat(new String(reply.get(reply.size() - 2), StandardCharsets.UTF_8))
          .isEqualTo("\u0004FFC3");
    }
  }
}
