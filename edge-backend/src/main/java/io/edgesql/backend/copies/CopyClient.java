package io.edgesql.backend.copies;

import io.edgesql.backend.BackendException;
import io.edgesql.backend.BackendException.Code;
import io.edgesql.backend.BackendSettings;
import io.edgesql.backend.CopyAnswer;
import io.edgesql.backend.CopyRead;
import io.edgesql.backend.http.GatewayAddress;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Asks the gateway for copies. Thread-safe; connections are made when they are needed. */
public final class CopyClient implements AutoCloseable {

  private static final Pattern SHARD_NAME = Pattern.compile("[a-z0-9-]{1,64}");

  private final List<ConnectionPool> pools = new ArrayList<>();

  /**
   * A client on event loops that belong to others.
   *
   * @param token asked for a bearer token at every call, on an event loop: must not block
   */
  public CopyClient(BackendSettings settings, Supplier<String> token, EventLoopGroup loops) {
    GatewayAddress gateway = new GatewayAddress(settings);
    for (EventExecutor loop : loops) {
      pools.add(new ConnectionPool(settings, gateway, token, (EventLoop) loop));
    }
  }

  /**
   * Reads once; never repeated.
   *
   * @return completes on an event loop, the caller's own if it has one; fails with {@code
   *     OVERLOADED} when all connections are busy
   */
  public CompletionStage<CopyAnswer> read(String shard, CopyRead read) {
    if (!SHARD_NAME.matcher(shard).matches()) {
      return CompletableFuture.failedStage(
          BackendException.of(Code.BAD_REQUEST, "Not a shard name: " + shard, false));
    }
    CompletableFuture<CopyAnswer> answer = new CompletableFuture<>();
    ConnectionPool pool = pool();
    try {
      pool.execute(() -> pool.read(shard, read, answer));
    } catch (RejectedExecutionException e) {
      answer.completeExceptionally(
          BackendException.of(Code.CLOSED, "The backend is closed", false));
    }
    return answer;
  }

  private ConnectionPool pool() {
    for (ConnectionPool pool : pools) {
      if (pool.isOnCallersLoop()) {
        return pool;
      }
    }
    return pools.get(0);
  }

  @Override
  public void close() {
    pools.forEach(ConnectionPool::close);
  }
}
