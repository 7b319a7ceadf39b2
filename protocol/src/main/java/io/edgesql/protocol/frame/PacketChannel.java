package io.edgesql.protocol.frame;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;

/**
 * The packet layer of one connection, as its session sees it: installs the handlers and steers
 * them. Event loop only.
 *
 * <p>The session's handler, added behind, receives {@link Packet}s and releases them. It writes
 * payloads ({@code ByteBuf}, one packet each) and {@link PacketBatch}es, and flushes. Failures of
 * the peer arrive in {@code exceptionCaught} as {@link io.edgesql.protocol.ProtocolException}.
 *
 * <p>Numbering: a connection begins as a conversation, in which the ids just count on (greeting,
 * authentication). After the final OK call {@link #expectCommands}: from then on each payload is a
 * command that starts at 0, and {@link #replyTo} must be called before a command's reply is
 * written. Commands may be pipelined, so it is not the last one received that counts. Where a
 * client goes on inside a command (LOAD DATA LOCAL, an authentication switch in COM_CHANGE_USER)
 * call {@link #expectContinuation} before the packet is written that asks for it, and
 * expectCommands afterwards.
 */
public final class PacketChannel {
  /** MySQL's max_allowed_packet, in bytes. */
  public static final int DEFAULT_MAX_PAYLOAD_BYTES = 64 * 1024 * 1024;

  /** What a peer that has not authenticated may send in one packet, in bytes. */
  public static final int DEFAULT_MAX_HANDSHAKE_BYTES = 64 * 1024;

  private static final String DECODER = "packetDecoder";
  private static final String ENCODER = "packetEncoder";

  private final ChannelPipeline pipeline;
  private final Sequence sequence = new Sequence();
  private PacketDecoder decoder;

  private PacketChannel(ChannelPipeline pipeline, int maxPayloadBytes) {
    this.pipeline = pipeline;
    this.decoder = new PacketDecoder(sequence, maxPayloadBytes);
  }

  /** Adds the handlers at the pipeline's end. The limit is in bytes of payload. */
  public static PacketChannel install(ChannelPipeline pipeline, int maxPayloadBytes) {
    PacketChannel channel = new PacketChannel(pipeline, maxPayloadBytes);
    pipeline.addLast(DECODER, channel.decoder);
    pipeline.addLast(ENCODER, new PacketEncoder(channel.sequence));
    return channel;
  }

  /** From the next header on; in bytes of payload. */
  public void setMaxPayloadBytes(int bytes) {
    decoder.setMaxPayloadBytes(bytes);
  }

  /** The next payload must start with sequence id 0. */
  public void expectCommands() {
    sequence.expectConversation(false);
  }

  /** The next payload must continue the numbering of what was sent. */
  public void expectContinuation() {
    sequence.expectConversation(true);
  }

  /** What is written from here on answers this packet. It may have been released. */
  public void replyTo(Packet packet) {
    sequence.replyTo(packet);
  }

  /**
   * Puts TLS below the packets. To be called while the SSL request is being handled: what was
   * received behind it goes to the TLS handler, and none of it is taken for a plain packet.
   */
  public void startTls(ChannelHandler tlsHandler) {
    PacketDecoder plain = decoder;
    decoder = new PacketDecoder(sequence, plain.maxPayloadBytes());
    pipeline.addAfter(DECODER, "tls", tlsHandler);
    pipeline.addAfter("tls", "tlsPacketDecoder", decoder);
    // The removed decoder hands its left-over bytes to the next handler, which is TLS now.
    pipeline.remove(plain);
  }

  /** Compresses both directions from the next byte on. To be called after the OK was flushed. */
  public void startCompression(Compression compression) {
    sequence.startCompression();
    Compression.Codec codec = compression.open();
    String decoderName = pipeline.context(decoder).name();
    pipeline.addBefore(
        decoderName, "compressionDecoder", new CompressionDecoder(sequence, codec, decoder));
    pipeline.addBefore(ENCODER, "compressionEncoder", new CompressionEncoder(sequence, codec));
  }
}
