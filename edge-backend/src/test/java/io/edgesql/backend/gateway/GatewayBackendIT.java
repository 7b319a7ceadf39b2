package io.edgesql.backend.gateway;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.edgesql.backend.Auto;
import io.edgesql.backend.Backend;
import io.edgesql.backend.BackendException;
import io.edgesql.backend.BackendException.Code;
import io.edgesql.backend.BackendSettings;
import io.edgesql.backend.CopyAnswer;
import io.edgesql.backend.CopyRead;
import io.edgesql.backend.LocalToken;
import io.edgesql.backend.LocalToken.Right;
import io.edgesql.backend.SchemaChange;
import io.edgesql.backend.SchemaSnapshot;
import io.edgesql.backend.ShardReply;
import io.edgesql.backend.ShardRequest;
import io.edgesql.backend.ShardRequest.Lock;
import io.edgesql.backend.ShardRequest.LockMode;
import io.edgesql.backend.ShardRequest.Transaction;
import io.edgesql.backend.ShardRequest.WriteId;
import io.edgesql.backend.Step;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole way to real shards on the real runtime. Each test has a project, so a schema, of its
 * own.
 */
final class GatewayBackendIT {

  @TempDir static Path data;
  private static @Nullable LocalEdge edge;

  @BeforeAll
  static void start() throws Exception {
    String obstacle = LocalEdge.obstacle();
    assumeTrue(obstacle == null, obstacle);
    edge = LocalEdge.start(data);
  }

  @AfterAll
  static void stop() throws Exception {
    if (edge != null) {
      edge.close();
    }
  }

  @Test
  void runsStatementsInASchemaOfItsOwn() throws Exception {
    try (Backend backend = open("statements", Set.of(Right.ADMIN))) {
      get(backend.health());
      long version = createTable(backend, 0);
      assertThat(version).isEqualTo(1);
      SchemaSnapshot schema = get(backend.schema(0));
      assertThat(schema.version()).isEqualTo(1);
      assertThat(schema.put()).containsEntry("table/app/t", "{\"n\":9007199254740991,\"s\":\"é\"}");

      byte[] blob = {0, -1, -128};
      ShardReply written =
          get(
              backend.run(
                  "main",
                  ShardRequest.write(
                      version,
                      List.of(
                          Step.update(
                                  "INSERT INTO t_1 SELECT value, ?2, ?3, ?4 FROM json_each(?1)",
                                  Arrays.asList("", "é😀", 1.5, blob))
                              .withAuto(Auto.ids("t_1", Arrays.asList(null, "10", null), 0))),
                      new WriteId("s", 1))));
      assertThat(written.results().get(0).changes()).isEqualTo(3);
      assertThat(written.results().get(0).firstId()).isEqualTo("1");
      assertThat(written.results().get(0).ids()).containsExactly("1", "10", "11");

      ShardReply read =
          get(
              backend.run(
                  "main",
                  ShardRequest.read(
                      version,
                      List.of(
                          Step.query(
                              "SELECT *, NULL, 1e20 FROM t_1 WHERE id = ?", List.of("10"))))));
      Object[] row = read.results().get(0).rows().get(0);
      assertThat(row).containsExactly(10L, "é😀", 1.5, blob, null, 1e20);
      assertThat(read.ver()).isEqualTo(written.ver());
    }
  }

  @Test
  void givesTheRecordedReplyToARepeatedWrite() throws Exception {
    try (Backend backend = open("repeats", Set.of(Right.ADMIN))) {
      long version = createTable(backend, 0);
      ShardRequest insert = ShardRequest.write(version, List.of(insert("5")), new WriteId("s", 1));

      assertThat(get(backend.run("main", insert)).replayed()).isFalse();
      assertThat(get(backend.run("main", insert)).replayed()).isTrue();

      ShardRequest again = ShardRequest.write(version, List.of(insert("5")), new WriteId("s", 2));
      BackendException failure = failure(backend.run("main", again));
      assertThat(failure.code()).isEqualTo(Code.CONSTRAINT_PRIMARYKEY);
      assertThat(failure.message()).isEqualTo("UNIQUE constraint failed: t_1.id");
      assertThat(failure.step()).isZero();
    }
  }

  @Test
  void refusesStatementsOfAnOldSchemaAndSchemaChangesOfAnOldBase() throws Exception {
    try (Backend backend = open("stale", Set.of(Right.ADMIN))) {
      createTable(backend, 0);
      long version =
          get(
              backend.changeSchema(
                  new SchemaChange(
                      1,
                      "ALTER TABLE t ADD e INT",
                      Map.of(),
                      List.of(),
                      Map.of("main", List.of(Step.update("ALTER TABLE t_1 ADD e", List.of()))),
                      true)));
      assertThat(version).isEqualTo(2);

      BackendException stale =
          failure(
              backend.run(
                  "main", ShardRequest.read(1, List.of(Step.query("SELECT 1", List.of())))));
      assertThat(stale.code()).isEqualTo(Code.SCHEMA_STALE);
      assertThat(stale.schemaVersion()).isEqualTo(2);
      BackendException base = failure(createTableStage(backend, 0));
      assertThat(base.code()).isEqualTo(Code.SCHEMA_STALE);
      assertThat(base.schemaVersion()).isEqualTo(2);
    }
  }

  @Test
  void assemblesALargeResult() throws Exception {
    try (Backend backend = open("large", Set.of(Right.ADMIN))) {
      Step large =
          Step.query(
              "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000)"
                  + " SELECT i, ? FROM n",
              List.of("x".repeat(100)));

      ShardReply reply = get(backend.run("main", ShardRequest.read(0, List.of(large))));

      assertThat(reply.results().get(0).rows()).hasSize(50_000);
      assertThat(reply.results().get(0).rows())
          .extracting(row -> row[0])
          .containsExactlyElementsOf(
              IntStream.rangeClosed(1, 50_000).mapToObj(i -> (Object) (long) i).toList());
    }
  }

  @Test
  void makesTheSecondWriterWaitForTheFirst() throws Exception {
    try (Backend backend = open("locks", Set.of(Right.ADMIN))) {
      List<Lock> row = List.of(new Lock("t", "1", LockMode.X));
      ShardRequest nothing = ShardRequest.rollback(0, List.of());
      ShardReply first =
          get(
              backend.run(
                  "main",
                  nothing
                      .withTransaction(new Transaction("a", null))
                      .withLocks(row, Duration.ZERO)));
      CompletionStage<ShardReply> second =
          backend.run(
              "main",
              nothing
                  .withTransaction(new Transaction("b", null))
                  .withLocks(row, Duration.ofSeconds(10)));
      BackendException third =
          failure(
              backend.run(
                  "main",
                  nothing
                      .withTransaction(new Transaction("c", null))
                      .withLocks(row, Duration.ZERO)));
      assertThat(third.code()).isEqualTo(Code.LOCK_NOWAIT);
      backend.keep("main", List.of("a"));
      assertThat(second.toCompletableFuture()).isNotDone();

      get(
          backend.run(
              "main", nothing.withTransaction(new Transaction("a", first.boot())).releasing()));

      assertThat(get(second).boot()).isEqualTo(first.boot());
    }
  }

  @Test
  void tellsATransactionThatItsLocksAreLost() throws Exception {
    try (Backend backend = open("lost", Set.of(Right.ADMIN))) {
      ShardRequest request =
          ShardRequest.rollback(0, List.of())
              .withTransaction(new Transaction("a", "another-memory#1"));

      assertThat(failure(backend.run("main", request)).code()).isEqualTo(Code.LOCKS_LOST);
    }
  }

  @Test
  void holdsTheBearerToItsRights() throws Exception {
    try (Backend admin = open("rights", Set.of(Right.ADMIN));
        Backend reader = open("rights", Set.of(Right.READ))) {
      long version = createTable(admin, 0);
      ShardRequest insert = ShardRequest.write(version, List.of(insert("1")), new WriteId("s", 1));

      assertThat(failure(reader.run("main", insert)).code()).isEqualTo(Code.FORBIDDEN);
      assertThat(failure(createTableStage(reader, 1)).code()).isEqualTo(Code.FORBIDDEN);
    }
    try (Backend stranger =
        new GatewayBackend(
            BackendSettings.of(requireNonNull(edge).uri()),
            () ->
                LocalToken.mint(
                    "not-the-secret", "acme", "x", Set.of(Right.ADMIN), Duration.ofHours(1)))) {
      ShardRequest read = ShardRequest.read(0, List.of(Step.query("SELECT 1", List.of())));
      assertThat(failure(stranger.run("main", read)).code()).isEqualTo(Code.UNAUTHENTICATED);
      assertThat(failure(stranger.schema(0)).code()).isEqualTo(Code.UNAUTHENTICATED);
    }
  }

  @Test
  void readsFromACopyWhatOthersHaveRead() throws Exception {
    try (Backend backend = open("copies", Set.of(Right.ADMIN));
        Backend reader = open("copies", Set.of(Right.READ));
        Backend writer = open("copies", Set.of(Right.WRITE));
        Backend elsewhere = open("elsewhere", Set.of(Right.ADMIN))) {
      long version = createTable(backend, 0);
      createTable(elsewhere, 0);
      get(
          backend.run(
              "main", ShardRequest.write(version, List.of(insert("1")), new WriteId("s", 1))));
      CopyAnswer first = get(backend.read("main", copyRead(version, 0)));
      assertThat(first.isCopy()).isFalse();
      assertThat(first.results().get(0).rows().value(0, 0)).isEqualTo(1L);

      CopyAnswer copy = untilCopied(reader, version);
      assertThat(copy.ver()).isEqualTo(first.ver());
      assertThat(copy.results().get(0).rows().value(0, 0)).isEqualTo(1L);

      // A session's own write is not in the copy, so the shard is asked.
      long written =
          get(backend.run(
                  "main", ShardRequest.write(version, List.of(insert("2")), new WriteId("s", 2))))
              .ver();
      assertThat(get(backend.read("main", copyRead(version, written))).isCopy()).isFalse();

      assertThat(get(elsewhere.read("main", copyRead(version, 0))).results().get(0).rows())
          .isEmpty();
      assertThat(failure(writer.read("main", copyRead(version, 0))).code())
          .isEqualTo(Code.FORBIDDEN);
      assertThat(failure(backend.read("main", copyRead(99, 0))).code())
          .isEqualTo(Code.SCHEMA_STALE);
    }
  }

  private static CopyAnswer untilCopied(Backend backend, long version) throws Exception {
    for (int tries = 0; ; tries++) {
      CopyAnswer answer = get(backend.read("main", copyRead(version, 0)));
      if (answer.isCopy() || tries > 400) {
        assertThat(answer.isCopy()).isTrue();
        return answer;
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private static CopyRead copyRead(long version, long minVer) {
    return new CopyRead(
        "t:t_1:id:[1]",
        List.of("t_1"),
        0,
        60_000,
        0,
        minVer,
        false,
        ShardRequest.read(
            version,
            List.of(Step.query("SELECT id FROM t_1 WHERE id = CAST(? AS INTEGER)", List.of("1")))));
  }

  @Test
  void servesManyAtOnce() throws Exception {
    try (Backend backend = open("many", Set.of(Right.ADMIN))) {
      long version = createTable(backend, 0);
      List<CompletionStage<ShardReply>> stages = new ArrayList<>();
      for (int index = 0; index < 2000; index++) {
        stages.add(
            backend.run(
                "main",
                ShardRequest.write(
                    version,
                    List.of(insert(Integer.toString(index))),
                    new WriteId("s" + index, 1))));
      }
      for (CompletionStage<ShardReply> stage : stages) {
        assertThat(get(stage).results().get(0).changes()).isEqualTo(1);
      }
      Step count = Step.query("SELECT count(*) FROM t_1", List.of());
      assertThat(
              get(backend.run("main", ShardRequest.read(version, List.of(count))))
                  .results()
                  .get(0)
                  .rows()
                  .value(0, 0))
          .isEqualTo(2000L);
    }
  }

  private static Step insert(String id) {
    return Step.update("INSERT INTO t_1(id) VALUES (CAST(? AS INTEGER))", List.of(id));
  }

  private static long createTable(Backend backend, long base) throws Exception {
    return get(createTableStage(backend, base));
  }

  private static CompletionStage<Long> createTableStage(Backend backend, long base) {
    return backend.changeSchema(
        new SchemaChange(
            base,
            "CREATE TABLE t",
            Map.of("table/app/t", "{\"n\":9007199254740991,\"s\":\"é\"}"),
            List.of(),
            Map.of(
                "main",
                List.of(
                    Step.update(
                        "CREATE TABLE t_1(id INTEGER PRIMARY KEY, a TEXT, b REAL, c BLOB)",
                        List.of()))),
            true));
  }

  private static Backend open(String project, Set<Right> rights) {
    return new GatewayBackend(
        BackendSettings.of(requireNonNull(edge).uri()),
        () -> LocalToken.mint(LocalEdge.SECRET, "acme", project, rights, Duration.ofHours(1)));
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(40, TimeUnit.SECONDS);
  }

  private static BackendException failure(CompletionStage<?> stage) {
    Throwable thrown = requireNonNull(catchThrowable(() -> get(stage)));
    assertThat(thrown.getCause()).isInstanceOf(BackendException.class);
    return (BackendException) requireNonNull(thrown.getCause());
  }
}
