package io.edgesql.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.backend.Rows;
import io.edgesql.backend.ShardReply;
import io.edgesql.backend.StepResult;
import io.edgesql.backend.cache.NearCache;
import io.edgesql.proxy.config.ProxySettings;
import io.edgesql.proxy.config.SettingsReader;
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

/** What users of the settings may do. Errors and texts are those of MySQL 8.0.31. */
class RightsTest {
  private static final ProxySettings SETTINGS =
      SettingsReader.parse(
          """
          cache: {audit-rate: 0, kv: {reads: never}}
          users:
            u: {rights: {b: [read, write], a.t: [read]}}
            maker: {rights: {b: [read, write, ddl]}}
            nobody: {rights: {}}
            all: {}
          """);

  private final FakeBackend backend = new FakeBackend();
  private final ServerContext server =
      TestClient.server(backend, SETTINGS, new NearCache(1 << 20, 1 << 16, 100, 1000));
  private final TestClient root = TestClient.loggedIn(server);
  private final TestClient user = TestClient.loggedInAs(server, "u");

  @BeforeEach
  void makeTables() {
    root.run("create database a");
    root.run("create database b");
    root.run("create table a.t (id int primary key, v int)");
    root.run("create table a.u (id int primary key, v int)");
    root.run("create table b.t (id int primary key, v int)");
    root.run("create view b.dv as select * from a.u");
    root.run("create sql security invoker view b.iv as select * from a.u");
  }

  @AfterEach
  void close() {
    root.close();
    user.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "select * from a.u | 1142 SELECT | u",
        "select * from a.nope | 1142 SELECT | nope",
        "select * from nodb.x | 1142 SELECT | x",
        "select (select max(v) from a.u) | 1142 SELECT | u",
        "select 1 from b.t where exists (select 1 from a.u) | 1142 SELECT | u",
        "with t as (select * from a.u) select * from t | 1142 SELECT | u",
        "select * from b.t union select * from a.u | 1142 SELECT | u",
        "explain select * from a.u | 1142 SELECT | u",
        "explain edge select * from a.u | 1142 SELECT | u",
        "describe a.u | 1142 SELECT | u",
        "show columns from a.u | 1142 SELECT | u",
        "show index from a.u | 1142 SELECT | u",
        "show create table a.u | 1142 SHOW | u",
        "update a.t set v = 1 | 1142 UPDATE | t",
        "insert into a.t values (1, 1) | 1142 INSERT | t",
        "replace into a.t values (1, 1) | 1142 INSERT, DELETE | t",
        "delete from a.t | 1142 DELETE | t",
        "delete x from a.t as x join b.t as y on x.id = y.id | 1142 DELETE | t",
        "insert into b.t select * from a.u | 1142 SELECT | u",
        "create table a.n (i int) | 1142 CREATE | n",
        "create table b.w like a.u | 1142 CREATE | w",
        "drop table b.t | 1142 DROP | t",
        "truncate b.t | 1142 DROP | t",
        "alter table b.t add x int | 1142 ALTER | t",
        "create index i on b.t (v) | 1142 INDEX | t",
        "create view b.v2 as select 1 | 1142 CREATE VIEW | v2",
        "rename table b.t to b.z | 1142 DROP, ALTER | t",
        "analyze table a.u | 1142 SELECT, INSERT | u",
        "checksum table a.u | 1142 SELECT | u",
        "select * from mysql.user | 1142 SELECT | user",
        "select * from performance_schema.threads | 1142 SELECT | threads",
        "load data local infile 'x' into table a.t | 1142 INSERT | t",
      })
  void whatIsNotAllowedWithATableIsDenied(String sql, String error, String table) {
    assertThat(user.error(sql))
        .startsWith(error + " command denied to user 'u'@'")
        .endsWith("' for table '" + table + "'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "use nodb | nodb",
        "use mysql | mysql",
        "create database c | c",
        "drop database a | a",
        "drop database nodb | nodb",
        "lock tables a.u read | a",
        "create temporary table b.q (i int) | b",
        "show tables from mysql | mysql",
      })
  void whatIsNotAllowedWithADatabaseIsDenied(String sql, String database) {
    assertThat(user.error(sql)).startsWith("1044 Access denied for user 'u'@'");
    assertThat(user.error(sql)).endsWith("' to database '" + database + "'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "set global max_connections = 100 | SUPER or SYSTEM_VARIABLES_ADMIN",
        "flush tables | RELOAD or FLUSH_TABLES",
        "show edge locks | PROCESS",
        "show edge mirror | PROCESS",
      })
  void whatConcernsTheServerIsDenied(String sql, String privileges) {
    assertThat(user.error(sql))
        .isEqualTo(
            "1227 Access denied; you need (at least one of) the "
                + privileges
                + " privilege(s) for this operation");
  }

  @Test
  void aColumnOfATableThatMayNotBeChangedIsNamed() {
    assertThat(user.error("update b.t x join a.t y using (id) set y.v = x.v"))
        .startsWith("1143 UPDATE command denied to user 'u'@'")
        .endsWith("' for column 'v' in table 't'");
  }

  @Test
  void aViewIsReadWithItsDefinersRightsUnlessItSaysOtherwise() {
    assertThat(user.single("select count(*) from b.dv")).isNotNull();
    assertThat(user.error("select * from b.iv"))
        .isEqualTo(
            "1356 View 'b.iv' references invalid table(s) or column(s) or function(s) or"
                + " definer/invoker of view lack rights to use them");
    assertThat(user.error("explain select * from b.dv"))
        .isEqualTo("1345 EXPLAIN/SHOW can not be issued; lacking privileges for underlying table");
    assertThat(user.error("explain edge select * from b.dv")).startsWith("1345 ");
    assertThat(user.query("explain edge select * from b.t").size()).isGreaterThan(4);
    root.run("create view a.hidden as select * from b.t");
    assertThat(user.error("select * from a.hidden")).startsWith("1142 SELECT command denied");
  }

  @Test
  void nobodyMakesAViewOrATriggerOfWhatHeMayNotRead() {
    try (TestClient maker = TestClient.loggedInAs(server, "maker")) {
      maker.run("create view b.mine as select * from b.t");
      assertThat(maker.error("create view b.theirs as select * from a.u"))
          .startsWith("1142 SELECT command denied");
      assertThat(maker.error("create definer = root@localhost view b.theirs as select 1"))
          .startsWith("1227 ");
      assertThat(
              maker.error("create trigger b.tr after insert on b.t for each row delete from a.u"))
          .startsWith("1142 DELETE command denied");
      assertThat(maker.error("create table b.child (i int, foreign key (i) references a.u (id))"))
          .startsWith("1142 REFERENCES command denied");
      maker.run("create temporary table b.own (i int)");
      maker.run("insert into b.own values (1)");
      assertThat(maker.error("alter table b.t rename a.t2")).startsWith("1142 INSERT, CREATE");
    }
  }

  @Test
  void aCommonTableHidesATableOnlyWhereItIsInSight() {
    user.run("use a");
    assertThat(user.query("with u as (select 1 as id) select * from u")).isNotEmpty();
    assertThat(user.error("with u as (select * from u) select * from u")).startsWith("1142 ");
    assertThat(user.error("select * from (with u as (select 1) select * from u) x, u"))
        .startsWith("1142 ");
  }

  @Test
  void whatMayNotBeSeenIsNotListed() {
    assertThat(names("show databases"))
        .containsExactly("a", "b", "information_schema", "performance_schema");
    assertThat(names("show tables from a")).containsExactly("t");
    assertThat(names("show tables from information_schema")).contains("TABLES");
    assertThat(names("show tables from performance_schema"))
        .contains("session_variables")
        .doesNotContain("threads");
    try (TestClient nobody = TestClient.loggedInAs(server, "nobody")) {
      assertThat(names(nobody, "show databases"))
          .containsExactly("information_schema", "performance_schema");
      assertThat(names(nobody, "show grants"))
          .containsExactly("GRANT USAGE ON *.* TO `nobody`@`localhost`");
    }
  }

  @Test
  void routinesAreRunByWhoMayReadAndMadeByWhoMayDefine() {
    root.query("create procedure a.p() select 1");
    root.query("create procedure b.p() select count(*) from a.u");
    root.query("create function b.twice(n int) returns int deterministic return 2 * n");
    root.query("create function a.twice(n int) returns int deterministic return 2 * n");
    assertThat(user.single("select b.twice(4)")).isEqualTo("8");
    assertThat(user.error("select a.twice(4)"))
        .isEqualTo("1370 execute command denied to user 'u'@'localhost' for routine 'a.twice'");
    assertThat(user.error("call a.p()"))
        .isEqualTo("1370 execute command denied to user 'u'@'localhost' for routine 'a.p'");
    // The body's statements are checked for who calls.
    assertThat(user.error("call b.p()")).startsWith("1142 SELECT command denied");
    assertThat(user.error("create procedure b.q() select 1"))
        .isEqualTo("1044 Access denied for user 'u'@'localhost' to database 'b'");
    assertThat(user.error("drop procedure b.p"))
        .isEqualTo("1370 alter routine command denied to user 'u'@'localhost' for routine 'b.p'");
    assertThat(user.error("alter function b.twice comment 'x'"))
        .startsWith("1370 alter routine command denied");
    assertThat(names("show procedure status")).containsExactly("b");
    assertThat(names("show function status")).containsExactly("b");
    for (String each :
        new String[] {"procedure a.p", "procedure b.p", "function b.twice", "function a.twice"}) {
      root.query("drop " + each);
    }
  }

  @Test
  void grantsAreShown() {
    assertThat(names("show grants"))
        .containsExactly(
            "GRANT USAGE ON *.* TO `u`@`localhost`",
            "GRANT SELECT, INSERT, UPDATE, DELETE, LOCK TABLES, EXECUTE, SHOW VIEW ON `b`.* TO `u`@`localhost`",
            "GRANT SELECT, SHOW VIEW ON `a`.`t` TO `u`@`localhost`");
    try (TestClient all = TestClient.loggedInAs(server, "all")) {
      assertThat(names(all, "show grants").get(0))
          .endsWith("TO `all`@`localhost` WITH GRANT OPTION");
      assertThat(all.single("select count(*) from a.u")).isNotNull();
    }
  }

  @Test
  void onlyOnesOwnConnectionsAreSeenAndEnded() {
    assertThat(names("show processlist")).hasSize(1);
    String id = root.single("select connection_id()");
    assertThat(user.error("kill " + id)).isEqualTo("1095 You are not owner of thread " + id);
    user.single("select connection_id()");
  }

  @Test
  void aCopyIsNoWayAroundARight() {
    String read = "select /*+ cached */ v from a.u where id = 1";
    backend.answers.add(
        request -> {
          List<@Nullable Object[]> rows = new ArrayList<>();
          rows.add(new Object[] {7L});
          StepResult result =
              new StepResult(List.of("v"), Rows.of(rows), 0, null, null, 1, 0, false);
          return CompletableFuture.completedStage(
              new ShardReply(List.of(result), 5, false, "boot-1"));
        });
    assertThat(root.single(read)).isEqualTo("7");
    int asked = backend.requests.size();
    // The copy and its plan are there: whoever may read gets them without the shard.
    assertThat(root.single(read)).isEqualTo("7");
    try (TestClient all = TestClient.loggedInAs(server, "all")) {
      assertThat(all.single(read)).isEqualTo("7");
    }
    assertThat(backend.requests).hasSize(asked);
    assertThat(user.error(read)).startsWith("1142 SELECT command denied to user 'u'@'");
    try (TestClient maker = TestClient.loggedInAs(server, "maker")) {
      assertThat(maker.error(read)).startsWith("1142 SELECT command denied to user 'maker'@'");
    }
    assertThat(user.error("prepare s from '" + read + "'")).startsWith("1142 ");
    assertThat(root.single(read)).isEqualTo("7");
    assertThat(backend.requests).hasSize(asked);
  }

  private List<String> names(String sql) {
    return names(user, sql);
  }

  /** The first column of a text result. */
  private static List<String> names(TestClient client, String sql) {
    List<byte[]> reply = client.query(sql);
    List<String> names = new ArrayList<>();
    int columns = reply.get(0)[0];
    for (int i = columns + 1; i < reply.size() - 1; i++) {
      names.add(
          new io.edgesql.protocol.PayloadReader(
                  io.netty.buffer.Unpooled.wrappedBuffer(reply.get(i)))
              .readTextLenenc());
    }
    return names;
  }
}
