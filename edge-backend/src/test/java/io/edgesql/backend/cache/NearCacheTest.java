package io.edgesql.backend.cache;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.backend.Rows;
import io.edgesql.backend.ShardChanges.Change;
import io.edgesql.backend.ShardChanges.Feed;
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

  private final NearCache cache = new NearCache(1 << 20, 100_000, 4, 1000);
  private final Feed told = cache.feed("main");

  private static ReadKey key(Object... params) {
    return new ReadKey("main", 1, "SELECT a FROM t_1 WHERE id = ?1", List.of(params));
  }

  private static Copy copy(long ver, @Nullable String row, String value) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    rows.add(new Object[] {value});
    StepResult result = new StepResult(List.of("a"), Rows.of(rows), 0, null, null, 1, 0, false);
    return new Copy(
        result,
        new Dependencies(List.of("t_1"), row),
        ver,
        System.nanoTime(),
        Copy.Source.SHARD,
        false);
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
    told.changed(4, List.of(new Change("t_1", List.of("[1]"))), 0);
    assertThat(has(key("1"))).isFalse();
    assertThat(has(key("2"))).isTrue();
  }

  @Test
  void dropsEveryQueryOfATableThatChanged() {
    put(key("q"), copy(3, null, "x"));
    told.changed(4, List.of(new Change("other_2", List.of("[1]"))), 0);
    assertThat(has(key("q"))).isTrue();
    told.changed(5, List.of(new Change("t_1", List.of("[77]"))), 0);
    assertThat(has(key("q"))).isFalse();
  }

  @Test
  void dropsAllRowsWhenTheKeysAreNotTold() {
    put(key("1"), copy(3, "[1]", "x"));
    told.changed(4, List.of(new Change("t_1", null)), 0);
    assertThat(has(key("1"))).isFalse();
  }

  @Test
  void neverServesAFillThatArrivesAfterTheChange() {
    told.changed(4, List.of(new Change("t_1", List.of("[1]"))), 0);
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
      told.changed(i, List.of(new Change("t_1", List.of("[" + i + "]"))), 0);
    }
    put(key("10"), copy(5, "[10]", "late"));
    assertThat(has(key("10"))).isFalse();
    put(key("10"), copy(19, "[10]", "new"));
    assertThat(has(key("10"))).isTrue();
  }

  @Test
  void forgetsWhatWasReadBeforeTheChangesAreTold() {
    put(key("1"), copy(3, "[1]", "x"));
    told.watching(5, 0, List.of("t_1"));
    assertThat(has(key("1"))).isFalse();
    put(key("1"), copy(5, "[1]", "x"));
    told.watching(7, 0, List.of("t_1", "u_2"));
    assertThat(has(key("1"))).isTrue();
    told.lost();
    assertThat(has(key("1"))).isTrue();
    told.watching(8, 0, List.of("t_1"));
    assertThat(has(key("1"))).isFalse();
  }

  @Test
  void showsAWriteToItsSessionOnceTheChangesUpToItAreTold() {
    told.watching(5, 0, List.of("t_1"));
    Copy copy = copy(5, "[1]", "x");
    put(key("1"), copy);
    assertThat(cache.shows(key("1"), copy, 5)).isTrue();
    assertThat(cache.shows(key("1"), copy, 6)).isFalse();
    told.reached(6);
    assertThat(cache.shows(key("1"), copy, 6)).isTrue();
    told.lost();
    assertThat(cache.shows(key("1"), copy, 6)).isFalse();
    told.watching(6, 0, List.of("other_2"));
    assertThat(cache.shows(key("1"), copy, 6)).isFalse();
  }

  @Test
  void keepsWhatOneOfTwoLinksStillTells() {
    Feed other = cache.feed("main");
    told.watching(5, 0, List.of("t_1"));
    put(key("1"), copy(5, "[1]", "x"));
    other.watching(6, 0, List.of("t_1"));
    told.reached(7);
    told.lost();
    assertThat(has(key("1"))).isTrue();
    other.reached(8);
    Copy copy = requireNonNull(cache.find(key("1")));
    // Read before the link began that stands: the first one told the changes in between.
    assertThat(cache.shows(key("1"), copy, 8)).isFalse();
    other.changed(9, List.of(new Change("t_1", List.of("[1]"))), 0);
    assertThat(has(key("1"))).isFalse();
  }

  @Test
  void dropsWhatNeitherOfTwoLinksWouldTell() {
    Feed other = cache.feed("main");
    told.watching(5, 0, List.of("t_1"));
    put(key("1"), copy(5, "[1]", "x"));
    other.watching(9, 0, List.of("t_1"));
    // The first one ends before it has told what was changed up to 9.
    told.lost();
    assertThat(has(key("1"))).isFalse();
    put(key("1"), copy(8, "[1]", "late"));
    assertThat(has(key("1"))).isFalse();
    put(key("1"), copy(9, "[1]", "new"));
    assertThat(has(key("1"))).isTrue();
  }

  @Test
  void letsALinkThatLagsBehindLowerNothing() {
    Feed other = cache.feed("main");
    told.watching(5, 0, List.of("t_1"));
    told.changed(12, List.of(new Change("t_1", List.of("[1]"))), 0);
    other.watching(8, 0, List.of("t_1"));
    other.changed(9, List.of(new Change("t_1", null)), 0);
    put(key("1"), copy(11, "[1]", "old"));
    assertThat(has(key("1"))).isFalse();
    put(key("1"), copy(12, "[1]", "new"));
    assertThat(has(key("1"))).isTrue();
  }

  @Test
  void keepsACopyFromElsewhereForAShortTimeOnlyWhenChangesMayHaveBeenMissed() throws Exception {
    NearCache quick = new NearCache(1 << 20, 100_000, 4, 20);
    Feed feed = quick.feed("main");
    feed.watching(10, 0, List.of("t_1"));
    Dependencies needs = new Dependencies(List.of("t_1"), "[1]");
    assertThat(quick.isFollowed("main", needs, 9)).isFalse();
    assertThat(quick.isFollowed("main", needs, 10)).isTrue();
    StepResult result = new StepResult(List.of("a"), Rows.EMPTY, 0, null, null, 1, 0, false);
    Copy missed = new Copy(result, needs, 9, System.nanoTime(), Copy.Source.KV, true);
    quick.fill(key("1"), LIFE, () -> CompletableFuture.completedStage(missed));
    assertThat(quick.isCurrent(key("1"), missed)).isTrue();
    for (int tries = 0; quick.find(key("1")) != null && tries < 3000; tries++) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    assertThat(quick.find(key("1"))).isNull();
    feed.changed(11, List.of(new Change("t_1", List.of("[1]"))), 0);
    assertThat(quick.isCurrent(key("1"), missed)).isFalse();
    assertThat(quick.floor("main", needs)).isEqualTo(11);
  }

  @Test
  void startsAnewWithAnotherIncarnationOfTheData() {
    told.watching(5, 1000, List.of("t_1"));
    put(key("1"), copy(5, "[1]", "x"));
    told.lost();
    told.watching(6, 2000, List.of("t_1"));
    assertThat(cache.find(key("1"))).isNull();
  }

  @Test
  void startsAnewWhenTheVersionsGoBack() {
    told.watching(100, 0, List.of("t_1"));
    put(key("1"), copy(100, "[1]", "x"));
    told.watching(3, 0, List.of("t_1"));
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
    NearCache small = new NearCache(50_000, 20_000, 4, 1000);
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
    List<Long> versions = new ArrayList<>();
    cache.onSchema(versions::add);
    told.changed(4, List.of(new Change("t_1", null)), 12);
    told.changed(5, List.of(), 0);
    assertThat(versions).containsExactly(12L);
  }
}
