package io.edgesql.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.backend.cache.NearCache;
import io.edgesql.proxy.config.ProxySettings;
import io.edgesql.proxy.config.SettingsReader;
import io.edgesql.proxy.session.ServerContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Accounts as MySQL's tables of grants and SHOW tell them. Texts are those of MySQL 8.0.31. */
class AccountsTest {
  private static final ProxySettings SETTINGS =
      SettingsReader.parse(
          """
          cache: {audit-rate: 0, kv: {reads: never}}
          users:
            u: {rights: {a.t: [read]}}
          """);

  private final FakeBackend backend = new FakeBackend();
  private final ServerContext server =
      TestClient.server(backend, SETTINGS, new NearCache(1 << 20, 1 << 16, 100, 1000));
  private final TestClient root = TestClient.loggedIn(server);
  private final TestClient user = TestClient.loggedInAs(server, "u");

  @AfterEach
  void close() {
    root.close();
    user.close();
  }

  @Test
  void grantsAreThoseOfTheAccountThatIsNamed() {
    assertThat(root.single("show grants for 'mysql.infoschema'@localhost"))
        .isEqualTo(
            "GRANT AUDIT_ABORT_EXEMPT,FIREWALL_EXEMPT,SYSTEM_USER ON *.* TO"
                + " `mysql.infoschema`@`localhost`");
    assertThat(root.single("show grants for u@localhost"))
        .isEqualTo("GRANT SELECT, SHOW VIEW ON `a`.`t` TO `u`@`localhost`");
    assertThat(root.error("show grants for nobody"))
        .isEqualTo("1141 There is no such grant defined for user 'nobody' on host '%'");
    assertThat(root.error("show create user nobody@localhost"))
        .isEqualTo("1396 Operation SHOW CREATE USER failed for 'nobody'@'localhost'");
    assertThat(root.single("show create user 'mysql.sys'@localhost"))
        .contains("CREATE USER `mysql.sys`@`localhost`")
        .contains("ACCOUNT LOCK");
  }

  @Test
  void othersGrantsAreForWhoMayReadMysql() {
    assertThat(user.single("show grants for u@localhost"))
        .isEqualTo("GRANT SELECT, SHOW VIEW ON `a`.`t` TO `u`@`localhost`");
    assertThat(user.error("show grants for root@localhost"))
        .isEqualTo("1044 Access denied for user 'u'@'localhost' to database 'mysql'");
    assertThat(user.error("show create user root@localhost"))
        .isEqualTo("1044 Access denied for user 'u'@'localhost' to database 'mysql'");
  }

  @Test
  void changesOfTheServersOwnTablesAreRefused() {
    assertThat(root.error("insert into mysql.user (user) values ('x')"))
        .isEqualTo("1235 This version of MySQL doesn't yet support 'changes of mysql.user'");
    assertThat(root.error("insert into mysql.nope values (1)"))
        .isEqualTo("1146 Table 'mysql.nope' doesn't exist");
    assertThat(root.error("select * from sys.nope"))
        .isEqualTo("1146 Table 'sys.nope' doesn't exist");
  }
}
