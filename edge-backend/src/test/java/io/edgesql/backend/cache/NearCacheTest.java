package io.edgesql.backend.cache;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.backend.Rows;
import io.edgesql.backend.ShardChanges.Change;
import io.edgesql.backend.StepResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NearCacheTest {
  private static final long LIFE = TimeUnit.MINUTES.toNanos(5);

  private final NearCache cache = new NearCache(1 << 20, 100_000, 4);

  private static ReadKey key(Object... params) {
    return new ReadKey("main", 1, "SELECT a FROM t_1 WHERE id = ?1", List.of(params));
  }

  private static Copy copy(long ver, @Nullable String row, String value) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    rows.add(new Object[] {value});
    StepResult result = new StepResult(List.of("a"), Rows.of(rows), 0, null, null, 1, 0, false);
    return new Copy(
        result, new Dependencies(List.of("t_1"), row), ver, System.nanoTime(), Copy.Source.SHARD);
  }

  private void put(ReadKey key, Copy copy) {
    cache.fill(key, LIFE, () -> CompletableFuture.completedStage(copy));
  }

  private boolean has(ReadKey key) {
    Copy copy = cache.find(key);
    return copy != null && cache.isCurrent(key, copy);
  }

  @Test
  void findsWhatWasRead() {
    put(key("1"), copy(3, "[1]", "x"));
    assertThat(has(key("1"))).isTrue();
    assertThat(has(key("2"))).isFalse();
    assertThat(has(new ReadKey("other", 1, "SELECT a FROM t_1 WHERE id = ?1", List.of("1"))))
        .isFalse();
    assertThat(has(new ReadKey("main", 2, "SELECT a FROM t_1 WHERE id = ?1", List.of("1"))))
        .isFalse();
  }

  @Test
  void comparesBlobsByTheirBytes() {
    put(key(new byte[] {1, 2}), copy(3, null, "x"));
    assertThat(has(key(new byte[] {1, 2}))).isTrue();
    assertThat(has(key(new byte[] {1, 3}))).isFalse();
  }

  @Test
  void dropsTheRowThatChangedAndKeepsTheOthers() {
    put(key("1"), copy(3, "[1]", "x"));
    put(key("2"), copy(3, "[2]", "x"));
    cache.changed("main", 4, List.of(new Change("t_1", List.of("[1]"))), 0);
    assertThat(has(key("1"))).isFalse();
    assertThat(has(key("2"))).isTrue();
  }

  @Test
  void dropsEveryQueryOfATableThatChanged() {
    put(key("q"), copy(3, null, "x"));
    cache.changed("main", 4, List.of(new Change("other_2", List.of("[1]"))), 0);
    assertThat(has(key("q"))).isTrue();
    cache.changed("main", 5, List.of(new Change("t_1", List.of("[77]"))), 0);
    assertThat(has(key("q"))).isFalse();
  }

  @Test
  void dropsAllRowsWhenTheKeysAreNotTold() {
    put(key("1"), copy(3, "[1]", "x"));
    cache.changed("main", 4, List.of(new Change("t_1", null)), 0);
    assertThat(has(key("1"))).isFalse();
  }

  @Test
  void neverServesAFillThatArrivesAfterTheChange() {
    cache.changed("main", 4, List.of(new Change("t_1", List.of("[1]"))), 0);
    put(key("1"), copy(3, "[1]", "old"));
    assertThat(has(key("1"))).isFalse();
    assertThat(cache.lateFills()).isEqualTo(1);
    put(key("1"), copy(4, "[1]", "new"));
    assertThat(has(key("1"))).isTrue();
  }

  @Test
  void doesNotLetAnOlderFillReplaceANewerOne() {
    put(key("1"), copy(9, "[1]", "new"));
    put(key("1"), copy(8, "[1]", "old"));
    assertThat(requireNonNull(cache.find(key("1"))).ver()).isEqualTo(9);
  }

  @Test
  void remembersTooManyRowsAsTheTable() {
    put(key("1"), copy(3, "[1]", "x"));
    for (int i = 10; i < 20; i++) {
      cache.changed("main", i, List.of(new Change("t_1", List.of("[" + i + "]"))), 0);
    }
    put(key("10"), copy(5, "[10]", "late"));
    assertThat(has(key("10"))).isFalse();
    put(key("10"), copy(19, "[10]", "new"));
    assertThat(has(key("10"))).isTrue();
  }

  @Test
  void forgetsWhatWasReadBeforeTheChangesAreTold() {
    put(key("1"), copy(3, "[1]", "x"));
    cache.watching("main", 5, List.of("t_1"));
    assertThat(has(key("1"))).isFalse();
    put(key("1"), copy(5, "[1]", "x"));
    cache.watching("main", 7, List.of("t_1", "u_2"));
    assertThat(has(key("1"))).isTrue();
    cache.lost("main");
    assertThat(has(key("1"))).isTrue();
    cache.watching("main", 8, List.of("t_1"));
    assertThat(has(key("1"))).isFalse();
  }

  @Test
  void showsAWriteToItsSessionOnceTheChangesUpToItAreTold() {
    cache.watching("main", 5, List.of("t_1"));
    Copy copy = copy(5, "[1]", "x");
    put(key("1"), copy);
    assertThat(cache.shows(key("1"), copy, 5)).isTrue();
    assertThat(cache.shows(key("1"), copy, 6)).isFalse();
    cache.reached("main", 6);
    assertThat(cache.shows(key("1"), copy, 6)).isTrue();
    cache.lost("main");
    assertThat(cache.shows(key("1"), copy, 6)).isFalse();
    cache.watching("main", 6, List.of("other_2"));
    assertThat(cache.shows(key("1"), copy, 6)).isFalse();
  }

  @Test
  void startsAnewWhenTheVersionsGoBack() {
    cache.watching("main", 100, List.of("t_1"));
    put(key("1"), copy(100, "[1]", "x"));
    cache.watching("main", 3, List.of("t_1"));
    assertThat(cache.find(key("1"))).isNull();
    put(key("1"), copy(4, "[1]", "y"));
    assertThat(has(key("1"))).isTrue();
  }

  @Test
  void readsOnceForAllWhoAskAtTheSameTime() {
    CompletableFuture<Copy> reading = new CompletableFuture<>();
    List<CompletionStage<Copy>> answers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      boolean first = i == 0;
      NearCache.Fill fill =
          cache.fill(
              key("1"),
              LIFE,
              () -> {
                assertThat(first).isTrue();
                return reading;
              });
      assertThat(fill.isJoined()).isEqualTo(!first);
      answers.add(fill.copy());
    }
    reading.complete(copy(3, "[1]", "x"));
    assertThat(answers)
        .allSatisfy(answer -> assertThat(answer.toCompletableFuture().join().ver()).isEqualTo(3));
    assertThat(cache.isFilling(key("1"))).isFalse();
  }

  @Test
  void passesAFailureToAllAndReadsAgain() {
    NearCache.Fill failed =
        cache.fill(
            key("1"), LIFE, () -> CompletableFuture.failedStage(new IllegalStateException()));
    assertThat(failed.copy().toCompletableFuture()).isCompletedExceptionally();
    put(key("1"), copy(3, "[1]", "x"));
    assertThat(has(key("1"))).isTrue();
  }

  @Test
  void staysWithinItsBytes() {
    NearCache small = new NearCache(50_000, 20_000, 4);
    for (int i = 0; i < 200; i++) {
      Copy copy = copy(3, "[" + i + "]", "x".repeat(1000));
      small.fill(key("k" + i), LIFE, () -> CompletableFuture.completedStage(copy));
    }
    assertThat(small.bytes()).isBetween(10_000L, 50_000L);
    assertThat(small.evicted()).isPositive();
    small.fill(
        key("large"),
        LIFE,
        () -> CompletableFuture.completedStage(copy(3, "[1]", "x".repeat(50_000))));
    assertThat(small.find(key("large"))).isNull();
    assertThat(small.tooLarge()).isEqualTo(1);
  }

  @Test
  void tellsTheSchemasVersion() {
    List<Long> told = new ArrayList<>();
    cache.onSchema(told::add);
    cache.changed("main", 4, List.of(new Change("t_1", null)), 12);
    cache.changed("main", 5, List.of(), 0);
    assertThat(told).containsExactly(12L);
  }
}
