package io.edgesql.backend.copies;

import io.edgesql.backend.BackendException;
import io.edgesql.backend.BackendException.Code;
import io.edgesql.backend.CopyAnswer;
import io.edgesql.backend.json.CopyCodec;
import io.edgesql.backend.json.FrameDecoder;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One kept-alive HTTP connection: one call after the other. A call that takes too long ends it,
 * because its answer would be taken for the next one's. Confined to its event loop.
 */
final class CopyConnection extends SimpleChannelInboundHandler<FullHttpResponse> {

  private static final int OK = 200;

  private final ConnectionPool pool;
  private final Duration timeout;
  private @Nullable Channel channel;
  private @Nullable CompletableFuture<CopyAnswer> asked;
  private @Nullable ScheduledFuture<?> timer;

  CopyConnection(ConnectionPool pool, Duration timeout) {
    this.pool = pool;
    this.timeout = timeout;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    channel = ctx.channel();
  }

  /** Takes over the request. */
  void send(FullHttpRequest request, CompletableFuture<CopyAnswer> answer) {
    Channel connected = channel;
    if (connected == null || !connected.isActive()) {
      request.release();
      answer.completeExceptionally(
          BackendException.of(Code.UNREACHABLE, "The connection is gone", true));
      end();
      return;
    }
    asked = answer;
    timer =
        connected.eventLoop().schedule(this::expired, timeout.toMillis(), TimeUnit.MILLISECONDS);
    var unused = connected.writeAndFlush(request, connected.voidPromise());
  }

  void end() {
    Channel connected = channel;
    if (connected != null) {
      var unused = connected.close();
    }
  }

  private void expired() {
    fail(Code.TIMEOUT, "The gateway did not answer within " + timeout.toMillis() + " ms");
    end();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpResponse response) {
    CompletableFuture<CopyAnswer> answer = take();
    if (answer == null) {
      // Nobody asked: what comes over this connection cannot be told apart any more.
      end();
      return;
    }
    boolean isKept = HttpUtil.isKeepAlive(response);
    try {
      CopyAnswer decoded = decode(response);
      release(isKept);
      answer.complete(decoded);
    } catch (BackendException e) {
      release(isKept);
      answer.completeExceptionally(e);
    }
  }

  private void release(boolean isKept) {
    if (isKept) {
      pool.idle(this);
    } else {
      end();
    }
  }

  private static CopyAnswer decode(FullHttpResponse response) throws BackendException {
    int status = response.status().code();
    try {
      if (status == OK) {
        try (InputStream body = new ByteBufInputStream(response.content())) {
          return CopyCodec.decode(body);
        }
      }
      BackendException known = FrameDecoder.decodeError(ByteBufUtil.getBytes(response.content()));
      throw known == null ? unknown(status) : known;
    } catch (IOException e) {
      throw status == OK
          ? BackendException.of(Code.PROTOCOL, "Not understood: " + e.getMessage(), false)
          : unknown(status);
    }
  }

  private static BackendException unknown(int status) {
    return BackendException.of(
        Code.INTERNAL, "The gateway answered with HTTP status " + status, true);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    pool.ended(this);
    fail(Code.UNREACHABLE, "The connection was lost");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    fail(Code.UNREACHABLE, "The connection failed: " + cause);
    end();
  }

  private @Nullable CompletableFuture<CopyAnswer> take() {
    CompletableFuture<CopyAnswer> answer = asked;
    asked = null;
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
    return answer;
  }

  private void fail(Code code, String message) {
    CompletableFuture<CopyAnswer> answer = take();
    if (answer != null) {
      answer.completeExceptionally(BackendException.of(code, message, true));
    }
  }
}
