package io.edgesql.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mysql.cj.MysqlConnection;
import com.mysql.cj.protocol.ServerSessionStateController;
import io.edgesql.backend.LocalToken.Right;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Copies near and in KV through several proxies of one edge: whose they are, and who sees them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CachingIT {
  private static final String SETTINGS =
      """
      cache:
        ttl-ms: 600000
        policy-poll-ms: 100
        audit-rate: 1
        kv:
          reads: always
      users:
        guest:
          password: visiting
          rights:
            app.open: [read]
      """;

  private final FaultyEdge edge;
  private final EdgeSql one;
  private final EdgeSql two;
  private final EdgeSql stranger;
  private final Path folder;

  CachingIT(@TempDir Path folder) throws IOException, InterruptedException, SQLException {
    this.folder = folder;
    edge = FaultyEdge.start(folder);
    one = edge.proxy("acme", List.of(Right.ADMIN), SETTINGS).server();
    two = edge.proxy("acme", List.of(Right.READ), SETTINGS).server();
    stranger = edge.proxy("other", List.of(Right.ADMIN), SETTINGS).server();
    for (EdgeSql server : List.of(one, stranger)) {
      try (Connection connection = server.connect("", "");
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE DATABASE app");
        statement.execute(
            "CREATE TABLE app.t (id INT PRIMARY KEY, v VARCHAR(30), role VARCHAR(10), KEY (v))");
      }
    }
  }

  @AfterAll
  void stop() throws Exception {
    edge.close();
  }

  private static void run(EdgeSql server, String sql) throws SQLException {
    try (Connection connection = server.connect("app", "");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The first value, and where it came from. */
  private static List<String> read(EdgeSql server, String sql) throws SQLException {
    try (Connection connection = server.connect("app", "");
        Statement statement = connection.createStatement()) {
      return read(statement, sql);
    }
  }

  private static List<String> read(Statement statement, String sql) throws SQLException {
    String value;
    try (ResultSet rows = statement.executeQuery(sql)) {
      value = rows.next() ? rows.getString(1) : "no row";
    }
    try (ResultSet last = statement.executeQuery("SHOW EDGE LAST")) {
      last.next();
      return List.of(value, last.getString("source"));
    }
  }

  /** What is kept behind an answer takes a moment. */
  private static void eventually(Callable<List<String>> read, List<String> wanted)
      throws Exception {
    List<String> found = List.of();
    for (int tries = 0; tries < 400 && !found.equals(wanted); tries++) {
      found = read.call();
      TimeUnit.MILLISECONDS.sleep(50);
    }
    assertThat(found).isEqualTo(wanted);
  }

  private static String byId(int id) {
    return "SELECT /*+ cached */ v FROM t WHERE id = " + id;
  }

  @Test
  void aUserWithoutTheRightGetsNoCopyNearOrInKv() throws Exception {
    run(one, "INSERT INTO t VALUES (70, 'secret', 'x')");
    eventually(() -> read(one, byId(70)), List.of("secret", "near"));
    assertThat(read(two, byId(70))).startsWith("secret");
    for (EdgeSql server : List.of(one, two)) {
      try (Connection guest = server.connectAs("guest", "visiting", "app");
          Statement statement = guest.createStatement()) {
        assertThatThrownBy(() -> statement.executeQuery(byId(70)))
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(1142));
      }
    }
    assertThat(read(one, byId(70))).isEqualTo(List.of("secret", "near"));
  }

  @Test
  void aTenantNeverGetsAnothersCopy() throws Exception {
    run(one, "INSERT INTO t VALUES (1, 'ours', 'x')");
    run(stranger, "INSERT INTO t VALUES (1, 'theirs', 'x')");
    assertThat(read(one, byId(1))).startsWith("ours");
    eventually(() -> read(two, byId(1)), List.of("ours", "near"));
    assertThat(read(stranger, byId(1)).get(0)).isEqualTo("theirs");
    eventually(() -> read(stranger, byId(1)), List.of("theirs", "near"));
    assertThat(read(one, byId(1)).get(0)).isEqualTo("ours");
  }

  @Test
  void aCopyThatOneProxyMadeAnswersAnotherOne() throws Exception {
    run(one, "INSERT INTO t VALUES (2, 'made', 'x')");
    read(one, byId(2));
    // Each try reads under another name, so that nothing near answers.
    assertThat(firstFromKv("SELECT /*+ cached */ v FROM t WHERE id = 2 AND %d = %1$d"))
        .isEqualTo("made");
    assertThat(
            firstFromKv(
                "WITH c AS (SELECT v FROM t WHERE id = 2 AND %d = %1$d)"
                    + " SELECT /*+ cached */ v FROM c"))
        .isEqualTo("made");
  }

  /** Reads by one proxy until another one finds the copy in KV. */
  private String firstFromKv(String sql) throws Exception {
    for (int n = 1; n < 100; n++) {
      String own = sql.formatted(n);
      read(one, own);
      TimeUnit.MILLISECONDS.sleep(50);
      List<String> answer = read(two, own);
      if (answer.get(1).equals("kv")) {
        return answer.get(0);
      }
    }
    return "never from KV";
  }

  @Test
  void aChangeThroughOneProxyReachesTheOthers() throws Exception {
    run(one, "INSERT INTO t VALUES (3, 'before', 'x')");
    eventually(() -> read(two, byId(3)), List.of("before", "near"));
    run(one, "UPDATE t SET v = 'after' WHERE id = 3");
    eventually(() -> List.of(read(two, byId(3)).get(0)), List.of("after"));
  }

  @Test
  void aSessionReadsItsOwnWriteWhateverKvHolds() throws Exception {
    run(one, "INSERT INTO t VALUES (4, '0', 'x')");
    read(one, byId(4));
    try (Connection connection = one.connect("app", "");
        Statement statement = connection.createStatement()) {
      for (int n = 1; n <= 50; n++) {
        statement.execute("UPDATE t SET v = '" + n + "' WHERE id = 4");
        assertThat(read(statement, byId(4)).get(0)).isEqualTo(String.valueOf(n));
      }
    }
  }

  @Test
  void columnsThatMustBeStrongNeverComeFromACopy() throws Exception {
    run(one, "INSERT INTO t VALUES (5, 'v', 'user')");
    String role = "SELECT /*+ cached */ role FROM t WHERE id = 5";
    eventually(() -> read(two, role), List.of("user", "near"));
    Path file = folder.resolve("policy.yaml");
    Files.writeString(
        file,
        """
        tables:
          app.t:
            cache: { mode: cached, ttl_ms: 600000, always_strong_columns: [role] }
        """);
    policy("apply", file);
    eventually(() -> read(two, role), List.of("user", "shard"));
    run(one, "UPDATE t SET role = 'none' WHERE id = 5");
    assertThat(read(two, role)).containsExactly("none", "shard");
    eventually(() -> read(two, "SELECT v FROM t WHERE id = 5"), List.of("v", "near"));
  }

  @Test
  void aMirroredTableFollowsItsShardThroughChangesOfItsDefinition() throws Exception {
    run(one, "CREATE TABLE m (id INT PRIMARY KEY, v DECIMAL(10,2), UNIQUE (v))");
    run(one, "INSERT INTO m VALUES (1, 1.5), (2, 2.5)");
    Path file = folder.resolve("mirror.yaml");
    Files.writeString(file, "tables:\n  app.m:\n    mirror: true\n");
    policy("apply", file);
    eventually(this::mirrored, List.of("app.m", "following", "0", "2"));
    run(one, "ALTER TABLE m ADD COLUMN w VARCHAR(10), MODIFY v DECIMAL(12,3)");
    run(one, "INSERT INTO m VALUES (3, 3.5, 'w')");
    run(one, "CREATE INDEX w ON m (w)");
    eventually(this::mirrored, List.of("app.m", "following", "0", "3"));
    run(one, "DROP TABLE m");
    eventually(this::mirrored, List.of());
  }

  /** Name, state, rows behind and rows copied of the one table that is mirrored. */
  private List<String> mirrored() throws SQLException {
    try (Connection connection = one.connect("app", "");
        Statement statement = connection.createStatement();
        ResultSet table = statement.executeQuery("SHOW EDGE MIRROR")) {
      return table.next()
          ? List.of(
              table.getString("table"),
              table.getString("state"),
              table.getString("rows_behind"),
              table.getString("rows_copied"))
          : List.of();
    }
  }

  private void policy(String command, Path file) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                EdgeSql.ROOT.resolve("edgesql").toString(),
                "policy",
                command,
                file.toString(),
                "--edge",
                edge.url().toString(),
                "--token",
                FaultyEdge.token("acme", List.of(Right.ADMIN)))
            .inheritIO()
            .start();
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void aTokenThatMayOnlyReadChangesNothingAndReadsCopies() throws Exception {
    run(one, "INSERT INTO t VALUES (6, 'kept', 'x')");
    eventually(() -> read(two, byId(6)), List.of("kept", "near"));
    assertThatThrownBy(() -> run(two, "UPDATE t SET v = '' WHERE id = 6"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(1227));
    assertThatThrownBy(() -> edge.proxy("acme", List.of(Right.WRITE), SETTINGS))
        .hasMessageContaining("right read");
  }

  @Test
  void theReceiptComesWithTheRowsForAClientThatTracksIt() throws Exception {
    run(one, "INSERT INTO t VALUES (7, 'seven', 'x')");
    List<String> told = new CopyOnWriteArrayList<>();
    try (Connection connection = one.connect("app", "trackSessionState=true");
        Statement statement = connection.createStatement()) {
      statement.execute("SET session_track_system_variables = 'edgesql_last_read'");
      connection
          .unwrap(MysqlConnection.class)
          .getServerSessionStateController()
          .addSessionStateChangesListener(
              changes ->
                  changes.getSessionStateChangesList().stream()
                      .filter(
                          change ->
                              change.getType()
                                  == ServerSessionStateController.SESSION_TRACK_SYSTEM_VARIABLES)
                      .forEach(change -> told.add(String.join("=", change.getValues()))));
      for (int tries = 0; tries < 2; tries++) {
        try (ResultSet rows = statement.executeQuery(byId(7))) {
          assertThat(rows.next()).isTrue();
        }
      }
      try (ResultSet rows = statement.executeQuery("SELECT v FROM t WHERE id = 7")) {
        assertThat(rows.next()).isTrue();
      }
    }
    assertThat(told).hasSizeGreaterThanOrEqualTo(2);
    assertThat(told.get(0)).startsWith("edgesql_last_read=source=shard,shard=main,ver=");
    assertThat(told.get(1)).startsWith("edgesql_last_read=source=near").contains("verdict=hit");
  }

  @Test
  void theAuditorFindsACopyThatWasSpoilt() throws Exception {
    run(one, "INSERT INTO t VALUES (8, 'truth', 'x')");
    String sql = "SELECT /*+ cached */ CONCAT(v, '!') FROM t WHERE id = 8";
    read(one, sql);
    for (int tries = 0;
        edge.disturb("spoil?from=truth&to=lie").equals("0") && tries < 400;
        tries++) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    assertThat(read(two, sql)).containsExactly("lie!", "kv");
    eventually(() -> List.of(status(two, "audits_violation_rows")), List.of("1"));
  }

  private static String status(EdgeSql server, String name) throws SQLException {
    try (Connection connection = server.connect("", "");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SHOW EDGE STATUS LIKE '" + name + "'")) {
      return rows.next() ? rows.getString(2) : "none";
    }
  }
}
