package io.edgesql.proxy.execute;

import io.edgesql.backend.Backend;
import io.edgesql.backend.BackendException;
import io.edgesql.backend.RowFeed;
import io.edgesql.backend.ShardReply;
import io.edgesql.backend.ShardRequest;
import io.edgesql.backend.ShardRequest.WriteId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A session's requests to shards: one at a time, each write under a number of its own, answers on
 * the session's thread. Remembers which versions the session has seen.
 */
final class ShardChannel {
  private final Backend backend;
  private final Executor loop;
  private final String sessionName;
  private final Map<String, Long> written = new HashMap<>();
  private long nextSeq = 1;
  private long lastVer;
  private @Nullable Sent sent;

  /** The request whose answer the session waits for. */
  private record Sent(String shard, ShardRequest request) {}

  /**
   * @param sessionName unique for this session over all proxies and restarts
   * @param loop the session's thread
   */
  ShardChannel(Backend backend, Executor loop, String sessionName) {
    this.backend = backend;
    this.loop = loop;
    this.sessionName = sessionName;
  }

  /** Names the next write. */
  WriteId nextWrite() {
    return new WriteId(sessionName, nextSeq++);
  }

  boolean isWaiting() {
    return sent != null;
  }

  CompletionStage<ShardReply> send(String shard, ShardRequest request) {
    return send(shard, request, null);
  }

  /** Sends a request whose rows go to a feed when they are many; null: they are gathered. */
  @SuppressWarnings("ReferenceEquality") // This very request, not one that says the same.
  CompletionStage<ShardReply> send(String shard, ShardRequest request, @Nullable RowFeed feed) {
    CompletableFuture<ShardReply> here = new CompletableFuture<>();
    Sent now = new Sent(shard, request);
    sent = now;
    (feed == null ? backend.run(shard, request) : backend.run(shard, request, feed))
        .whenComplete(
            (reply, failure) ->
                loop.execute(
                    () -> {
                      if (sent == now) {
                        sent = null;
                      }
                      if (failure == null) {
                        note(shard, request, reply);
                        here.complete(reply);
                      } else {
                        here.completeExceptionally(failure);
                      }
                    }));
    return here;
  }

  /**
   * Sends what was answered before and goes ahead of the next request; its answer comes before that
   * one's.
   */
  void sendAhead(String shard, ShardRequest request, Consumer<BackendException> failed) {
    backend
        .run(shard, request)
        .whenComplete(
            (reply, failure) -> {
              if (failure != null) {
                loop.execute(() -> failed.accept(TransactionFailures.cause(failure)));
              }
            });
  }

  /** Sends what nobody waits for. */
  void sendAndForget(String shard, ShardRequest request) {
    backend.run(shard, request).exceptionally(failure -> null);
  }

  /** Ends the wait for locks of the request that the session waits for. */
  void interrupt() {
    Sent waiting = sent;
    if (waiting != null) {
      backend.interrupt(waiting.shard, waiting.request);
    }
  }

  /** Renews a transaction's lease. */
  void keep(String shard, String transaction) {
    backend.keep(shard, List.of(transaction));
  }

  private void note(String shard, ShardRequest request, ShardReply reply) {
    lastVer = reply.ver();
    if (request.write() != null) {
      written.merge(shard, reply.ver(), Math::max);
    }
  }

  /** The shard's version at the session's last write there; 0: it has written nothing. */
  long writtenVer(String shard) {
    if (written.isEmpty()) {
      return 0;
    }
    Long ver = written.get(shard);
    return ver == null ? 0 : ver;
  }

  /** The version that the last reply of a shard told. */
  long lastVer() {
    return lastVer;
  }
}
