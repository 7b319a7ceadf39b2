package io.edgesql.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesql.protocol.ProtocolException;
import io.edgesql.protocol.error.MySqlError;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

// An EmbeddedChannel rethrows what fails.
@SuppressWarnings("FutureReturnValueIgnored")
class PacketChannelTest {
  private static final int CHUNK = 0xffffff;

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final PacketChannel packets =
      PacketChannel.install(channel.pipeline(), PacketChannel.DEFAULT_MAX_PAYLOAD_BYTES);

  @AfterEach
  void leavesNothingBehind() {
    assertThat(channel.finishAndReleaseAll()).isFalse();
  }

  @Test
  void findsPacketsHoweverTheStreamIsSplit() {
    packets.expectCommands();
    byte[] stream =
        HexFormat.of().parseHex("0100000" + "00e" + "0500000003616263" + "64" + "00000000");
    for (int first = 0; first <= stream.length; first++) {
      for (int second = first; second <= stream.length; second++) {
        channel.writeInbound(Unpooled.copiedBuffer(stream, 0, first));
        channel.writeInbound(Unpooled.copiedBuffer(stream, first, second - first));
        channel.writeInbound(Unpooled.copiedBuffer(stream, second, stream.length - second));
        assertThat(payloads()).containsExactly("0e", "0361626364", "");
      }
    }
  }

  @Test
  void numbersRepliesFromTheCommandTheyAnswer() {
    packets.expectCommands();
    receive("01000000" + "0e" + "01000000" + "01");
    Packet first = channel.readInbound();
    Packet second = channel.readInbound();
    packets.replyTo(first);
    first.release();
    send("aa");
    send("bb");
    packets.replyTo(second);
    second.release();
    send("cc");
    channel.flushOutbound();
    assertThat(sent()).isEqualTo("01000001aa" + "01000002bb" + "01000001cc");
  }

  @Test
  void countsOnThroughAConversation() {
    send("0a");
    channel.flushOutbound();
    assertThat(sent()).isEqualTo("010000000a");
    receive("0100000155");
    assertThat(payloads()).containsExactly("55");
    send("fe");
    channel.flushOutbound();
    assertThat(sent()).isEqualTo("01000002fe");
    receive("0100000366");
    assertThat(payloads()).containsExactly("66");
  }

  @Test
  void wrapsSequenceIdsAfter255() {
    for (int i = 0; i < 257; i++) {
      send("");
    }
    channel.flushOutbound();
    assertThat(sent()).endsWith("000000fe" + "000000ff" + "00000000");
    receive("0000000" + "1");
    assertThat(payloads()).containsExactly("");
  }

  @Test
  void refusesPacketsOutOfOrderOnceAndIgnoresTheRest() {
    packets.expectCommands();
    assertFailure("010000010e", MySqlError.ER_NET_PACKETS_OUT_OF_ORDER);
    receive("010000000e");
    assertThat(payloads()).isEmpty();
  }

  @Test
  void refusesATooLongPayloadByItsHeader() {
    packets.setMaxPayloadBytes(10);
    receive("0a000000" + "00".repeat(10));
    assertThat(payloads()).containsExactly("00".repeat(10));
    assertFailure("0b000001", MySqlError.ER_NET_PACKET_TOO_LARGE);
  }

  @Test
  void putsLargePayloadsTogetherAndAnswersBehindTheirLastChunk() {
    packets.expectCommands();
    for (int extra : new int[] {0, 1, 1000}) {
      channel.writeInbound(chunk(CHUNK, 0), chunk(CHUNK, 1), chunk(extra, 2));
      Packet packet = channel.readInbound();
      assertThat(packet.payload().readableBytes()).isEqualTo(2 * CHUNK + extra);
      packets.replyTo(packet);
      packet.release();
      send("00");
      channel.flushOutbound();
      assertThat(sent()).isEqualTo("0100000300");
    }
  }

  @Test
  void limitsTheSumOfChunks() {
    packets.expectCommands();
    packets.setMaxPayloadBytes(CHUNK + 5);
    channel.writeInbound(chunk(CHUNK, 0));
    assertFailure("06000001", MySqlError.ER_NET_PACKET_TOO_LARGE);
  }

  @Test
  void checksTheOrderOfChunks() {
    packets.expectCommands();
    channel.writeInbound(chunk(CHUNK, 0));
    assertFailure("0100000200", MySqlError.ER_NET_PACKETS_OUT_OF_ORDER);
  }

  @Test
  void splitsLargePayloads() {
    for (int extra : new int[] {-1, 0, 1}) {
      channel.writeOutbound(Unpooled.wrappedBuffer(new byte[CHUNK + extra]));
      ByteBuf bytes = outbound();
      if (extra < 0) {
        assertThat(bytes.readableBytes()).isEqualTo(4 + CHUNK - 1);
      } else {
        assertThat(bytes.readableBytes()).isEqualTo(4 + CHUNK + 4 + extra);
        assertThat(bytes.getUnsignedMediumLE(4 + CHUNK)).isEqualTo(extra);
        assertThat(bytes.getByte(4 + CHUNK + 3)).isEqualTo((byte) (bytes.getByte(3) + 1));
      }
      bytes.release();
    }
  }

  @Test
  void gathersSmallPacketsIntoOneWriteAndTellsEachWriter() {
    List<io.netty.channel.ChannelFuture> futures = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      futures.add(channel.write(payload("0" + i)));
    }
    assertThat(futures).noneMatch(io.netty.util.concurrent.Future::isDone);
    channel.flush();
    assertThat(futures).allMatch(io.netty.util.concurrent.Future::isSuccess);
    assertThat(channel.outboundMessages()).hasSize(1);
    assertThat(sent()).startsWith("0100000000" + "0100000101");
  }

  @Test
  void sendsBatchesInOrderWithOtherPackets() {
    PacketBatch batch = new PacketBatch(channel.alloc(), 16);
    batch.begin().writeByte(0xaa);
    batch.end();
    batch.begin().writeByte(0xee);
    batch.abandon();
    batch.begin().writeShort(0xbbbb);
    batch.end();
    assertThat(batch.count()).isEqualTo(2);
    assertThat(batch.bytes()).isEqualTo(5 + 6);
    send("01");
    channel.write(batch);
    send("02");
    channel.flush();
    assertThat(sent()).isEqualTo("0100000001" + "01000001aa" + "02000002bbbb" + "0100000302");
    assertThat(batch.refCnt()).isZero();
  }

  @Test
  void splitsLargePacketsInsideBatches() {
    for (int extra : new int[] {-1, 0, 1, CHUNK}) {
      byte[] payload = new byte[CHUNK + extra];
      payload[payload.length - 1] = 7;
      PacketBatch batch = new PacketBatch(channel.alloc(), 16);
      batch.begin().writeBytes(payload);
      batch.end();
      batch.begin().writeByte(9);
      batch.end();
      channel.writeOutbound(batch);
      ByteBuf bytes = outbound();
      int rest = bytes.readableBytes();
      int seen = 0;
      for (int length = CHUNK; length == CHUNK; ) {
        length = bytes.readUnsignedMediumLE();
        bytes.skipBytes(1 + length);
        seen += length;
      }
      assertThat(seen).isEqualTo(payload.length);
      assertThat(bytes.getByte(bytes.readerIndex() - (extra == 0 || extra == CHUNK ? 5 : 1)))
          .isEqualTo((byte) 7);
      assertThat(bytes.readableBytes()).isEqualTo(5);
      assertThat(rest).isGreaterThan(CHUNK);
      bytes.release();
    }
  }

  @Test
  void closingSendsWhatWasWritten() {
    send("ff");
    channel.close();
    assertThat(sent()).isEqualTo("01000000ff");
  }

  @Test
  void bytesBehindTheSslRequestGoToTlsAndNowhereElse() {
    StringBuilder seenByTls = new StringBuilder();
    channel
        .pipeline()
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext ctx, Object message) {
                ((Packet) message).release();
                packets.startTls(new Recorder(seenByTls));
                packets.expectCommands();
                ctx.pipeline().remove(this);
              }
            });
    receive("0100000020" + "1603010203");
    assertThat(seenByTls.toString()).isEqualTo("1603010203");
    assertThat(payloads()).isEmpty();
    receive("0100000" + "00e");
    assertThat(seenByTls.toString()).isEqualTo("1603010203" + "010000000e");
  }

  private static final class Recorder extends ChannelInboundHandlerAdapter {
    private final StringBuilder seen;

    Recorder(StringBuilder seen) {
      this.seen = seen;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      seen.append(ByteBufUtil.hexDump(bytes));
      bytes.release();
    }
  }

  private void assertFailure(String hex, MySqlError error) {
    assertThatThrownBy(() -> receive(hex))
        .isInstanceOfSatisfying(
            ProtocolException.class, e -> assertThat(e.error()).isEqualTo(error));
  }

  private void receive(String hex) {
    channel.writeInbound(payload(hex));
  }

  private void send(String hex) {
    channel.write(payload(hex));
  }

  private static ByteBuf payload(String hex) {
    return Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex));
  }

  private static ByteBuf chunk(int length, int sequenceId) {
    ByteBuf chunk = Unpooled.buffer(4 + length);
    return chunk.writeMediumLE(length).writeByte(sequenceId).writeZero(length);
  }

  private List<String> payloads() {
    List<String> payloads = new ArrayList<>();
    for (Packet packet = channel.readInbound(); packet != null; packet = channel.readInbound()) {
      payloads.add(ByteBufUtil.hexDump(packet.payload()));
      packet.release();
    }
    return payloads;
  }

  private String sent() {
    ByteBuf bytes = outbound();
    try {
      return ByteBufUtil.hexDump(bytes);
    } finally {
      bytes.release();
    }
  }

  private ByteBuf outbound() {
    ByteBuf all = Unpooled.buffer();
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      all.writeBytes(part);
      part.release();
    }
    return all;
  }
}
