package io.edgesql.backend.link;

import io.edgesql.backend.json.FrameDecoder;
import io.netty.buffer.ByteBufInputStream;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.AsciiString;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One socket's end of the pipeline: turns its events and frames into calls of its {@link
 * ShardLink}. Frames are released here.
 */
final class LinkHandler extends SimpleChannelInboundHandler<WebSocketFrame> {

  private static final byte[] PONG = AsciiString.cached("pong").array();

  private final ShardLink link;
  private boolean isOpen;
  private @Nullable Throwable failure;

  LinkHandler(ShardLink link) {
    this.link = link;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
      isOpen = true;
      link.opened(ctx.channel());
    } else if (event == ClientHandshakeStateEvent.HANDSHAKE_TIMEOUT) {
      failure = new SocketTimeoutException("The gateway did not answer the upgrade in time");
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) throws IOException {
    link.heard();
    if (!(frame instanceof TextWebSocketFrame)) {
      throw new IOException("Not a text frame: " + frame.getClass().getSimpleName());
    }
    if (isPong(frame)) {
      return;
    }
    try (InputStream text = new ByteBufInputStream(frame.content())) {
      FrameDecoder.decode(text, link);
    }
  }

  private static boolean isPong(WebSocketFrame frame) {
    if (frame.content().readableBytes() != PONG.length) {
      return false;
    }
    int start = frame.content().readerIndex();
    for (int index = 0; index < PONG.length; index++) {
      if (frame.content().getByte(start + index) != PONG[index]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (isOpen && ctx.channel().isWritable()) {
      link.pump();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    link.closed(isOpen, failure);
  }

  /** Whatever broke, the socket's state is unknown afterwards. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (failure == null) {
      failure = cause;
    }
    var unused = ctx.close();
  }
}
