package io.edgesql.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.protocol.PayloadReader;
import io.edgesql.protocol.handshake.Capabilities;
import io.edgesql.protocol.type.ServerStatus;
import io.edgesql.proxy.config.ProxySettings;
import io.edgesql.proxy.session.ServerContext;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What OK packets tell of the session, as captured from MySQL 8.0.31. */
class SessionTrackingTest {
  private final ServerContext server = TestClient.server(new FakeBackend(), ProxySettings.DEFAULT);
  private final TestClient client = TestClient.loggedIn(server, Capabilities.CLIENT_SESSION_TRACK);

  @BeforeEach
  void makeTable() {
    client.run("create database app");
    client.run("use app");
    client.run("create table t (id int primary key, a int)");
  }

  @AfterEach
  void close() {
    client.close();
  }

  /** The changes after a statement, each as type, colon, data without its length. */
  private List<String> changes(String sql) {
    List<byte[]> reply = client.query(sql);
    ByteBuf payload = Unpooled.wrappedBuffer(reply.get(reply.size() - 1));
    assertThat((int) payload.readUnsignedByte()).isIn(0, 0xfe);
    PayloadReader in = new PayloadReader(payload);
    in.readIntLenenc();
    in.readIntLenenc();
    int status = payload.readUnsignedShortLE();
    payload.skipBytes(2);
    List<String> changes = new ArrayList<>();
    if ((status & ServerStatus.SERVER_SESSION_STATE_CHANGED) == 0) {
      return changes;
    }
    in.readTextLenenc();
    in.readIntLenenc();
    while (payload.isReadable()) {
      int type = payload.readUnsignedByte();
      int length = (int) in.readIntLenenc();
      String data = payload.readCharSequence(length, StandardCharsets.UTF_8).toString();
      changes.add(type + ":" + (type == 2 ? data : data.substring(1)));
    }
    return changes;
  }

  @Test
  void characteristicsAndStateFollowTheTransaction() {
    assertThat(changes("set session_track_transaction_info=CHARACTERISTICS")).containsExactly("4:");
    assertThat(changes("select * from t")).isEmpty();
    assertThat(changes("begin")).containsExactly("5:T_______", "4:START TRANSACTION;");
    assertThat(changes("select 1")).containsExactly("5:T_____S_");
    assertThat(changes("select a from t")).containsExactly("5:T_R___S_");
    assertThat(changes("insert into t values (1, 1)")).containsExactly("5:T_R_W_S_");
    assertThat(changes("select a from t")).isEmpty();
    assertThat(changes("commit")).containsExactly("5:________", "4:");
  }

  @Test
  void setTransactionIsToldUntilItsTransactionEnds() {
    client.run("set session_track_transaction_info='CHARACTERISTICS'");
    assertThat(changes("set transaction isolation level serializable"))
        .containsExactly("4:SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;");
    assertThat(changes("set transaction read only"))
        .containsExactly(
            "4:SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; SET TRANSACTION READ ONLY;");
    assertThat(changes("begin"))
        .containsExactly(
            "5:T_______",
            "4:SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; START TRANSACTION READ ONLY;");
    assertThat(client.error("insert into t values (1, 1)")).startsWith("1792 ");
    assertThat(changes("commit and chain"))
        .containsExactly(
            "4:SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; START TRANSACTION READ ONLY;");
    assertThat(changes("commit")).containsExactly("5:________", "4:");
    assertThat(changes("set transaction isolation level read committed, read write"))
        .containsExactly(
            "4:SET TRANSACTION ISOLATION LEVEL READ COMMITTED; SET TRANSACTION READ WRITE;");
    assertThat(changes("select a from t")).containsExactly("4:");
  }

  @Test
  void startTransactionIsToldWithItsWords() {
    client.run("set session_track_transaction_info='CHARACTERISTICS'");
    assertThat(changes("start transaction with consistent snapshot, read only"))
        .containsExactly("5:T_R_____", "4:START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY;");
    assertThat(changes("rollback")).containsExactly("5:________", "4:");
    client.run("set session transaction read only");
    assertThat(changes("start transaction read write"))
        .containsExactly("5:T_______", "4:START TRANSACTION READ WRITE;");
    client.run("insert into t values (1, 1)");
  }

  @Test
  void autocommitOffAndLockTablesAreStatesOfTheirOwn() {
    client.run("set session_track_transaction_info='STATE'");
    client.run("set autocommit=0");
    assertThat(changes("select a from t")).containsExactly("5:I_R___S_");
    assertThat(changes("insert into t values (5, 5)")).containsExactly("5:I_R_W_S_");
    assertThat(changes("commit")).containsExactly("5:________");
    assertThat(changes("lock tables t write")).containsExactly("5:_______L");
    assertThat(changes("unlock tables")).containsExactly("5:________");
  }

  @Test
  void variablesAreToldByNameAndInOrder() {
    assertThat(changes("set session_track_system_variables='*'")).hasSize(1);
    assertThat(changes("set sql_mode='', autocommit=1"))
        .containsExactly("0:autocommit\u0002ON", "0:sql_mode\u0000");
    client.run("set session_track_system_variables='autocommit, sql_mode'");
    assertThat(changes("set character_set_results=null")).isEmpty();
    assertThat(changes("set sql_mode=''")).containsExactly("0:sql_mode\u0000");
  }

  @Test
  void stateChangeIsAFlagOfOneByte() {
    client.run("set session_track_state_change=1");
    assertThat(changes("set @a=1")).containsExactly("2:1");
    assertThat(changes("prepare s from 'select 1'")).containsExactly("2:1");
    assertThat(changes("use app")).containsExactly("1:app", "2:1");
    assertThat(changes("select 1")).isEmpty();
  }
}
