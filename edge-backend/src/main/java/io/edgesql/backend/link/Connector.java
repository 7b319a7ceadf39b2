package io.edgesql.backend.link;

import io.edgesql.backend.BackendSettings;
import io.edgesql.backend.http.GatewayAddress;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.util.function.Supplier;

/**
 * Opens sockets to shards through the gateway. Thread-safe.
 *
 * <p>The token is asked for at every upgrade, so a renewed one is used from the next socket on.
 */
final class Connector {

  private static final int MAX_REFUSAL_BYTES = 64 * 1024;
  private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(1 << 20, 4 << 20);

  private final BackendSettings settings;
  private final Supplier<String> token;
  private final GatewayAddress gateway;

  /** Fails with {@link IllegalArgumentException} if the trusted certificates cannot be used. */
  Connector(BackendSettings settings, Supplier<String> token) {
    this.settings = settings;
    this.token = token;
    this.gateway = new GatewayAddress(settings);
  }

  /**
   * Starts to connect. The future tells of the TCP connection alone; {@link LinkHandler} of all
   * that follows.
   */
  ChannelFuture connect(String shard, EventLoop loop, LinkHandler handler) {
    String bearer = token.get();
    return gateway
        .bootstrap(
            loop,
            pipeline ->
                pipeline.addLast(
                    new HttpClientCodec(),
                    new HttpObjectAggregator(MAX_REFUSAL_BYTES),
                    new WebSocketClientProtocolHandler(protocol(shard, bearer)),
                    new WebSocketFrameAggregator(settings.limits().receivedFrameBytes()),
                    handler))
        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
        .connect();
  }

  private WebSocketClientProtocolConfig protocol(String shard, String bearer) {
    String scheme = settings.isTls() ? "wss" : "ws";
    return WebSocketClientProtocolConfig.newBuilder()
        .webSocketUri(gateway.url(scheme, "/v1/shards/" + shard + "/socket"))
        .version(WebSocketVersion.V13)
        .subprotocol("edgesql.v1")
        .customHeaders(
            new DefaultHttpHeaders().set(HttpHeaderNames.AUTHORIZATION, "Bearer " + bearer))
        .maxFramePayloadLength(settings.limits().receivedFrameBytes())
        .handshakeTimeoutMillis(settings.timing().connect().toMillis())
        // The JSON parser checks the encoding as it reads.
        .withUTF8Validator(false)
        .build();
  }

  /** Names the edge in messages. */
  String address() {
    return gateway.toString();
  }
}
