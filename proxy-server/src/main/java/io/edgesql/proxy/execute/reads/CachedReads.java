package io.edgesql.proxy.execute.reads;

import io.edgesql.backend.Backend;
import io.edgesql.backend.ShardReply;
import io.edgesql.backend.ShardRequest;
import io.edgesql.backend.Step;
import io.edgesql.backend.cache.Copy;
import io.edgesql.backend.cache.Dependencies;
import io.edgesql.backend.cache.NearCache;
import io.edgesql.backend.cache.ReadKey;
import io.edgesql.dialect.plan.ReadMode;
import io.edgesql.proxy.config.ProxySettings;
import io.edgesql.proxy.execute.Client;
import io.edgesql.proxy.state.ReadReceipt;
import io.edgesql.proxy.state.ReadReceipt.Source;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads that a copy may answer. A hit is answered on the session's thread at once; a miss reads for
 * all who wait for the same. A session sees at least what it wrote itself.
 */
public final class CachedReads {
  private final Backend backend;
  private final NearCache cache;
  private final ReadCounters counters;
  private final StalenessAuditor auditor;
  private final KvCopies kv;
  private final long marginNanos;

  public CachedReads(
      Backend backend,
      NearCache cache,
      ProxySettings.Cache settings,
      ReadCounters counters,
      StalenessAuditor auditor) {
    this.backend = backend;
    this.cache = cache;
    this.counters = counters;
    this.auditor = auditor;
    this.kv = new KvCopies(backend, cache, counters, settings);
    this.marginNanos = TimeUnit.MILLISECONDS.toNanos(settings.marginMs());
  }

  public NearCache cache() {
    return cache;
  }

  public ReadCounters counters() {
    return counters;
  }

  /**
   * A copy that may be served, or null. Leaves the receipt when there is one.
   *
   * @param choice bounded or cached
   */
  public @Nullable Copy find(ReadKey key, ReadChoice choice, Client client) {
    long now = System.nanoTime();
    Copy copy = cache.find(key);
    Verdict verdict = judge(key, copy, choice, client, now);
    counters.count(verdict);
    if (copy == null || !verdict.isServed()) {
      return null;
    }
    if (verdict == Verdict.STALE && !cache.isFilling(key)) {
      fill(key, copy.dependencies(), choice, 0);
    }
    serve(key, copy, choice, verdict, client, now);
    return copy;
  }

  /** Reads what no copy could answer; completes on the session's thread. */
  public CompletionStage<Copy> read(
      ReadKey key, Dependencies needs, ReadChoice choice, Client client) {
    NearCache.Fill fill = fill(key, needs, choice, client.transaction().writtenVer(key.shard()));
    CompletableFuture<Copy> here = new CompletableFuture<>();
    fill.copy()
        .whenComplete(
            (copy, failure) ->
                client
                    .loop()
                    .execute(
                        () -> {
                          if (failure != null) {
                            here.completeExceptionally(failure);
                          } else if (!fill.isJoined()) {
                            receipt(key, copy, choice, Verdict.READ, client);
                            here.complete(copy);
                          } else {
                            joined(key, copy, needs, choice, client, here);
                          }
                        }));
    return here;
  }

  /** What another one's reading gave may be too old for this session; then it reads for itself. */
  private void joined(
      ReadKey key,
      Copy copy,
      Dependencies needs,
      ReadChoice choice,
      Client client,
      CompletableFuture<Copy> here) {
    Verdict verdict = judge(key, copy, choice, client, System.nanoTime());
    if (verdict.isServed()) {
      receipt(key, copy, choice, Verdict.JOINED, client);
      here.complete(copy);
      return;
    }
    askShard(key, needs)
        .whenComplete(
            (own, failure) ->
                client
                    .loop()
                    .execute(
                        () -> {
                          if (failure != null) {
                            here.completeExceptionally(failure);
                          } else {
                            receipt(key, own, choice, Verdict.READ, client);
                            here.complete(own);
                          }
                        }));
  }

  private Verdict judge(
      ReadKey key, @Nullable Copy copy, ReadChoice choice, Client client, long now) {
    if (copy == null) {
      return Verdict.ABSENT;
    }
    if (!cache.isCurrent(key, copy)) {
      cache.drop(key, copy);
      return Verdict.OUTDATED;
    }
    long written = client.transaction().writtenVer(key.shard());
    if (written > 0 && !cache.shows(key, copy, written)) {
      return Verdict.BEHIND;
    }
    long age = copy.ageNanos(now) + marginNanos;
    if (choice.mode().kind() == ReadMode.Kind.BOUNDED) {
      return age <= TimeUnit.MILLISECONDS.toNanos(choice.mode().maxAgeMs())
          ? Verdict.HIT
          : Verdict.OLD;
    }
    if (age <= TimeUnit.MILLISECONDS.toNanos(choice.ttlMs())) {
      return Verdict.HIT;
    }
    return age <= TimeUnit.MILLISECONDS.toNanos(choice.ttlMs() + choice.swrMs())
        ? Verdict.STALE
        : Verdict.OLD;
  }

  private NearCache.Fill fill(ReadKey key, Dependencies needs, ReadChoice choice, long written) {
    long life =
        choice.mode().kind() == ReadMode.Kind.BOUNDED
            ? Math.max(choice.mode().maxAgeMs(), choice.ttlMs())
            : choice.ttlMs() + choice.swrMs();
    return cache.fill(
        key, TimeUnit.MILLISECONDS.toNanos(life), () -> ask(key, needs, choice, written));
  }

  /** Asks KV, if it is worth it, and the shard for what KV cannot give. */
  private CompletionStage<Copy> ask(
      ReadKey key, Dependencies needs, ReadChoice choice, long written) {
    backend.watch(key.shard(), needs.tables());
    CompletionStage<@Nullable Copy> asked = kv.ask(key, needs, choice, written);
    return asked == null
        ? askShard(key, needs)
        : asked.thenCompose(
            copy -> copy == null ? askShard(key, needs) : CompletableFuture.completedStage(copy));
  }

  /** Asks the shard, which tells changes of the tables from before this answer on. */
  private CompletionStage<Copy> askShard(ReadKey key, Dependencies needs) {
    backend.watch(key.shard(), needs.tables());
    long readAt = System.nanoTime();
    CompletableFuture<Copy> copy = new CompletableFuture<>();
    backend
        .run(key.shard(), request(key))
        .whenComplete(
            (reply, failure) -> {
              if (failure == null) {
                kv.shardAnswered(key.shard(), System.nanoTime() - readAt);
                copy.complete(of(reply, needs, readAt));
              } else {
                copy.completeExceptionally(failure);
              }
            });
    return copy;
  }

  static ShardRequest request(ReadKey key) {
    return ShardRequest.read(key.schemaVersion(), List.of(Step.query(key.sql(), key.params())));
  }

  private static Copy of(ShardReply reply, Dependencies needs, long readAt) {
    return new Copy(reply.results().get(0), needs, reply.ver(), readAt, Copy.Source.SHARD, false);
  }

  private void serve(
      ReadKey key, Copy copy, ReadChoice choice, Verdict verdict, Client client, long now) {
    long age = TimeUnit.NANOSECONDS.toMillis(copy.ageNanos(now));
    counters.age(age);
    client
        .state()
        .setLastRead(
            new ReadReceipt(
                Source.NEAR,
                key.shard(),
                copy.ver(),
                age,
                choice.mode().toString(),
                choice.reason(),
                verdict.word()));
    auditor.sample(key, copy, choice);
  }

  private void receipt(ReadKey key, Copy copy, ReadChoice choice, Verdict verdict, Client client) {
    counters.count(verdict);
    if (copy.source() == Copy.Source.KV) {
      counters.age(TimeUnit.NANOSECONDS.toMillis(copy.ageNanos(System.nanoTime())));
      auditor.sample(key, copy, choice);
    }
    client
        .state()
        .setLastRead(
            new ReadReceipt(
                copy.source() == Copy.Source.KV ? Source.KV : Source.SHARD,
                key.shard(),
                copy.ver(),
                TimeUnit.NANOSECONDS.toMillis(copy.ageNanos(System.nanoTime())),
                choice.mode().toString(),
                choice.reason(),
                verdict.word()));
  }
}
