package io.edgesql.backend.copies;

import io.edgesql.backend.BackendException;
import io.edgesql.backend.BackendException.Code;
import io.edgesql.backend.BackendSettings;
import io.edgesql.backend.CopyAnswer;
import io.edgesql.backend.CopyRead;
import io.edgesql.backend.http.GatewayAddress;
import io.edgesql.backend.json.CopyCodec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * Kept-alive connections of one event loop. Confined to it, except {@link #execute} and {@link
 * #close}.
 */
final class ConnectionPool {

  private final BackendSettings settings;
  private final GatewayAddress gateway;
  private final Supplier<String> token;
  private final EventLoop loop;

  /** Ready for a call; the last one used first, so that what is not needed ends by itself. */
  private final Deque<CopyConnection> idle = new ArrayDeque<>();

  private final Set<CopyConnection> open = new HashSet<>();
  private boolean isClosed;

  ConnectionPool(
      BackendSettings settings, GatewayAddress gateway, Supplier<String> token, EventLoop loop) {
    this.settings = settings;
    this.gateway = gateway;
    this.token = token;
    this.loop = loop;
  }

  boolean isOnCallersLoop() {
    return loop.inEventLoop();
  }

  void execute(Runnable task) {
    if (loop.inEventLoop()) {
      task.run();
    } else {
      loop.execute(task);
    }
  }

  void read(String shard, CopyRead read, CompletableFuture<CopyAnswer> answer) {
    if (isClosed) {
      fail(answer, Code.CLOSED, "The backend is closed");
      return;
    }
    CopyConnection ready = idle.pollFirst();
    if (ready == null && open.size() >= settings.copies().connections()) {
      fail(answer, Code.OVERLOADED, "All connections for copies are busy");
      return;
    }
    FullHttpRequest request;
    try {
      request = request(shard, read);
    } catch (RuntimeException | IOException e) {
      if (ready != null) {
        idle.addFirst(ready);
      }
      fail(answer, Code.BAD_REQUEST, "The read cannot be sent: " + e.getMessage());
      return;
    }
    if (ready != null) {
      ready.send(request, answer);
    } else {
      connect(request, answer);
    }
  }

  private FullHttpRequest request(String shard, CopyRead read) throws IOException {
    String bearer = token.get();
    ByteBuf body = PooledByteBufAllocator.DEFAULT.buffer();
    try (ByteBufOutputStream out = new ByteBufOutputStream(body)) {
      CopyCodec.encode(out, read);
    } catch (RuntimeException | IOException e) {
      body.release();
      throw e;
    }
    FullHttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1,
            HttpMethod.POST,
            gateway.path("/v1/shards/" + shard + "/read"),
            body);
    request
        .headers()
        .set(HttpHeaderNames.HOST, gateway.toString())
        .set(HttpHeaderNames.AUTHORIZATION, "Bearer " + bearer)
        .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
        .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
    return request;
  }

  private void connect(FullHttpRequest request, CompletableFuture<CopyAnswer> answer) {
    CopyConnection connection = new CopyConnection(this, settings.copies().timeout());
    open.add(connection);
    ChannelFuture unused =
        gateway
            .bootstrap(
                loop,
                pipeline ->
                    pipeline.addLast(
                        new HttpClientCodec(),
                        new HttpObjectAggregator(settings.limits().receivedFrameBytes()),
                        connection))
            .connect()
            .addListener(
                connected -> {
                  if (connected.isSuccess()) {
                    connection.send(request, answer);
                  } else {
                    open.remove(connection);
                    request.release();
                    fail(
                        answer,
                        Code.UNREACHABLE,
                        "No connection to " + gateway + ": " + connected.cause());
                  }
                });
  }

  /** A connection has had its answer and may take another call. */
  void idle(CopyConnection connection) {
    idle.addFirst(connection);
  }

  void ended(CopyConnection connection) {
    open.remove(connection);
    idle.remove(connection);
  }

  void close() {
    try {
      loop.execute(
          () -> {
            isClosed = true;
            Set.copyOf(open).forEach(CopyConnection::end);
          });
    } catch (RejectedExecutionException e) {
      // The loop has ended, and its connections with it.
    }
  }

  private static void fail(CompletableFuture<CopyAnswer> answer, Code code, String message) {
    answer.completeExceptionally(BackendException.of(code, message, true));
  }
}
