package io.edgesql.proxy.execute.reads;

import io.edgesql.backend.Backend;
import io.edgesql.backend.BackendException;
import io.edgesql.backend.CopyAnswer;
import io.edgesql.backend.CopyRead;
import io.edgesql.backend.cache.Copy;
import io.edgesql.backend.cache.Dependencies;
import io.edgesql.backend.cache.NearCache;
import io.edgesql.backend.cache.ReadKey;
import io.edgesql.dialect.plan.ReadMode;
import io.edgesql.proxy.config.ProxySettings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Copies in the gateway's KV, for what is not near. What KV gives is judged here as strictly as
 * what is near: by its age on this proxy's clock, by the changes that the shard has told, and by
 * what the session has written. Whatever does not pass, or fails, is read from the shard.
 */
final class KvCopies {
  /** The gateway's bound on a copy's life. */
  private static final long MAX_LIFE_MS = 86_400_000;

  private static final int MAX_NAME = 1024;

  private final Backend backend;
  private final NearCache cache;
  private final ReadCounters counters;
  private final KvDistance distance;
  private final long marginMs;
  private final long clockMarginMs;

  /** What came of asking. */
  enum Outcome {
    /** A copy answered. */
    COPY,
    /** The gateway asked the shard, and keeps a copy. */
    FILLED,
    /** The answer was too old, or outdated by what is known here. */
    UNFIT,
    /** No answer. */
    FAILED
  }

  KvCopies(Backend backend, NearCache cache, ReadCounters counters, ProxySettings.Cache settings) {
    this.backend = backend;
    this.cache = cache;
    this.counters = counters;
    this.distance = new KvDistance(settings.kv().reads(), settings.kv().distanceMs());
    this.marginMs = settings.marginMs();
    this.clockMarginMs = settings.kv().clockMarginMs();
  }

  /** The shard has answered a read. */
  void shardAnswered(String shard, long nanos) {
    distance.shardAnswered(shard, nanos);
  }

  /**
   * Asks KV.
   *
   * @param written version of the session's last write, which the answer must show
   * @return null when KV is not to be asked; the stage gives null when the shard is to be asked,
   *     and never fails
   */
  @Nullable CompletionStage<@Nullable Copy> ask(
      ReadKey key, Dependencies needs, ReadChoice choice, long written) {
    long bound =
        choice.mode().kind() == ReadMode.Kind.BOUNDED
            ? choice.mode().maxAgeMs() - marginMs - 1 - distance.kvMs()
            : 0;
    boolean isTooTight = choice.mode().kind() == ReadMode.Kind.BOUNDED && bound <= clockMarginMs;
    if (isTooTight || !distance.asksKv(key.shard())) {
      return null;
    }
    long minVer = Math.max(written, cache.floor(key.shard(), needs));
    long ttl = Math.min(MAX_LIFE_MS, Math.max(choice.ttlMs(), choice.mode().maxAgeMs()));
    CopyRead read =
        new CopyRead(
            name(key, needs),
            needs.tables(),
            bound,
            ttl,
            Math.min(choice.swrMs(), MAX_LIFE_MS - ttl),
            minVer,
            choice.prewarm(),
            CachedReads.request(key));
    long sentNanos = System.nanoTime();
    CompletableFuture<@Nullable Copy> copy = new CompletableFuture<>();
    backend
        .read(key.shard(), read)
        .whenComplete(
            (answer, failure) ->
                copy.complete(
                    answer == null
                        ? failed(failure)
                        : fit(key, needs, choice, minVer, answer, sentNanos)));
    return copy;
  }

  private @Nullable Copy failed(@Nullable Throwable failure) {
    counters.kv(Outcome.FAILED);
    // What is wrong with this read alone says nothing about the others.
    if (failure instanceof BackendException edge) {
      switch (edge.code()) {
        case TIMEOUT, UNREACHABLE, INTERNAL, PROTOCOL, UNAUTHENTICATED, FORBIDDEN, NOT_FOUND ->
            distance.kvFailed();
        default -> {}
      }
    }
    return null;
  }

  private @Nullable Copy fit(
      ReadKey key,
      Dependencies needs,
      ReadChoice choice,
      long minVer,
      CopyAnswer answer,
      long sentNanos) {
    long now = System.nanoTime();
    if (answer.isCopy()) {
      distance.kvAnswered(now - sentNanos);
    }
    // Older than the gateway could know: it counted until some moment after it was asked.
    long olderMs = answer.ageMs() + 1 + (answer.isCopy() ? clockMarginMs : 0);
    long ver = answer.ver();
    Copy copy =
        new Copy(
            answer.results().get(0),
            needs,
            ver,
            sentNanos - TimeUnit.MILLISECONDS.toNanos(olderMs),
            answer.isCopy() ? Copy.Source.KV : Copy.Source.SHARD,
            !cache.isFollowed(key.shard(), needs, ver));
    long limitMs =
        choice.mode().kind() == ReadMode.Kind.BOUNDED
            ? choice.mode().maxAgeMs()
            : choice.ttlMs() + choice.swrMs();
    boolean isFit =
        cache.isOfEpoch(key.shard(), answer.epoch())
            && ver >= minVer
            && cache.isCurrent(key, copy)
            && copy.ageNanos(now) <= TimeUnit.MILLISECONDS.toNanos(limitMs - marginMs);
    if (!isFit) {
      counters.kv(Outcome.UNFIT);
      return null;
    }
    counters.kv(answer.isCopy() ? Outcome.COPY : Outcome.FILLED);
    return copy;
  }

  /** §7 of the protocol: by row, by index, or by query. */
  private static String name(ReadKey key, Dependencies needs) {
    String table = needs.tables().get(0);
    String row = needs.row();
    if (row != null) {
      return "t:" + table + ":id:" + row;
    }
    String index = needs.index();
    if (index != null && table.length() + index.length() < MAX_NAME - 10) {
      return "idx:" + table + ":" + index;
    }
    return "q:" + table + ":" + digest(key);
  }

  private static String digest(ReadKey key) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(key.sql().getBytes(StandardCharsets.UTF_8));
      for (Object param : key.params()) {
        // The gateway tells requests apart itself; this is a name.
        sha256.update(String.valueOf(param).getBytes(StandardCharsets.UTF_8));
        sha256.update((byte) 0);
      }
      return HexFormat.of().formatHex(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
