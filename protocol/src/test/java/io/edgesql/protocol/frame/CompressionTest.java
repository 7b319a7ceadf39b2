package io.edgesql.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.edgesql.protocol.ProtocolException;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.protocol.frame.Compression.Algorithm;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our side is checked against zlib and zstd themselves, not against itself. */
class CompressionTest {
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final PacketChannel packets = PacketChannel.install(channel.pipeline(), 1 << 20);

  @AfterEach
  void leavesNothingBehind() {
    assertThat(channel.finishAndReleaseAll()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void readsCompressedAndPlainPackets(Algorithm algorithm) throws Exception {
    start(algorithm);
    byte[] plain = frame(text(500), 0);
    channel.writeInbound(pack(compress(algorithm, plain), 0, plain.length));
    assertThat(nextPayload()).isEqualTo(text(500));
    byte[] small = frame(new byte[] {0x0e}, 0);
    channel.writeInbound(pack(small, 0, 0));
    assertThat(nextPayload()).containsExactly(0x0e);
  }

  @ParameterizedTest
  @EnumSource
  void packetsMayCrossCompressedPackets(Algorithm algorithm) throws Exception {
    start(algorithm);
    byte[] plain = frame(text(5000), 0);
    byte[] left = Arrays.copyOf(plain, 3);
    byte[] right = Arrays.copyOfRange(plain, 3, plain.length);
    channel.writeInbound(pack(left, 0, 0), pack(compress(algorithm, right), 1, right.length));
    Packet packet = channel.readInbound();
    packets.replyTo(packet);
    packet.release();
    channel.writeOutbound(Unpooled.wrappedBuffer(new byte[] {0}));
    assertThat(outbound()).containsExactly(5, 0, 0, 2, 0, 0, 0, 1, 0, 0, 1, 0);
  }

  @ParameterizedTest
  @EnumSource
  void findsPacketsHoweverTheStreamIsSplit(Algorithm algorithm) throws Exception {
    start(algorithm);
    byte[] plain = frame(text(200), 0);
    ByteBuf stream = pack(compress(algorithm, plain), 0, plain.length);
    byte[] bytes = new byte[stream.readableBytes()];
    stream.readBytes(bytes);
    stream.release();
    for (int cut = 0; cut <= bytes.length; cut++) {
      channel.writeInbound(Unpooled.copiedBuffer(bytes, 0, cut));
      channel.writeInbound(Unpooled.copiedBuffer(bytes, cut, bytes.length - cut));
      assertThat(nextPayload()).isEqualTo(text(200));
    }
  }

  @ParameterizedTest
  @EnumSource
  void writesWhatTheLibraryReads(Algorithm algorithm) throws Exception {
    start(algorithm);
    packets.replyTo(new Packet(Unpooled.EMPTY_BUFFER, 0, 0));
    channel.writeOutbound(Unpooled.wrappedBuffer(text(3000)));
    byte[] sent = outbound();
    ByteBuf in = Unpooled.wrappedBuffer(sent);
    int length = in.readUnsignedMediumLE();
    assertThat(in.readUnsignedByte()).isEqualTo((short) 1);
    int plainLength = in.readUnsignedMediumLE();
    assertThat(in.readableBytes()).isEqualTo(length).isLessThan(plainLength);
    byte[] compressed = Arrays.copyOfRange(sent, 7, sent.length);
    assertThat(decompress(algorithm, compressed, plainLength)).isEqualTo(frame(text(3000), 1));
  }

  @ParameterizedTest
  @EnumSource
  void sendsMoreThanAHeaderCanSayInSeveralPackets(Algorithm algorithm) throws Exception {
    start(algorithm);
    int size = 0xffffff + 10;
    channel.writeOutbound(Unpooled.wrappedBuffer(new byte[size]));
    byte[] sent = outbound();
    ByteBuf in = Unpooled.wrappedBuffer(sent);
    int plain = 0;
    int sequenceId = 0;
    while (in.isReadable()) {
      int length = in.readUnsignedMediumLE();
      assertThat(in.readUnsignedByte()).isEqualTo((short) sequenceId++);
      int plainLength = in.readUnsignedMediumLE();
      plain += plainLength == 0 ? length : plainLength;
      in.skipBytes(length);
    }
    assertThat(plain).isEqualTo(size + 2 * 4);
  }

  @Test
  void doesNotCompressWhatIsShortOrDoesNotShrink() {
    start(Algorithm.ZLIB);
    channel.writeOutbound(Unpooled.wrappedBuffer(new byte[45]));
    assertThat(Arrays.copyOf(outbound(), 7)).containsExactly(49, 0, 0, 0, 0, 0, 0);
    channel.writeOutbound(Unpooled.wrappedBuffer(new byte[46]));
    assertThat(Arrays.copyOfRange(outbound(), 3, 7)).containsExactly(1, 50, 0, 0);
    byte[] noise = new byte[100];
    new java.util.Random(1).nextBytes(noise);
    channel.writeOutbound(Unpooled.wrappedBuffer(noise));
    assertThat(Arrays.copyOf(outbound(), 7)).containsExactly(104, 0, 0, 2, 0, 0, 0);
  }

  @ParameterizedTest
  @EnumSource
  void refusesBombsAndLies(Algorithm algorithm) throws Exception {
    byte[] compressed = compress(algorithm, new byte[100_000]);
    for (int declared : new int[] {1, 99_999, 100_001}) {
      EmbeddedChannel fresh = new EmbeddedChannel();
      PacketChannel target = PacketChannel.install(fresh.pipeline(), 1 << 20);
      target.expectCommands();
      target.startCompression(new Compression(algorithm, 3));
      assertFailure(fresh, pack(compressed, 0, declared), MySqlError.ER_NET_UNCOMPRESS_ERROR);
      fresh.writeInbound(pack(compressed, 0, 100_000));
      assertThat(fresh.finishAndReleaseAll()).isFalse();
    }
  }

  @Test
  void refusesGarbageAndWrongOrder() {
    start(Algorithm.ZLIB);
    assertFailure(channel, pack(new byte[60], 5, 70), MySqlError.ER_NET_PACKETS_OUT_OF_ORDER);
  }

  @Test
  void refusesZstdGarbage() {
    start(Algorithm.ZSTD);
    assertFailure(channel, pack(new byte[60], 0, 70), MySqlError.ER_NET_UNCOMPRESS_ERROR);
  }

  @Test
  void knowsTheLevelsOfEachAlgorithm() {
    assertThatThrownBy(() -> new Compression(Algorithm.ZLIB, 10))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Compression(Algorithm.ZSTD, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(new Compression(Algorithm.ZSTD, 22).level()).isEqualTo(22);
  }

  private void start(Algorithm algorithm) {
    packets.expectCommands();
    packets.startCompression(new Compression(algorithm, 3));
  }

  private static void assertFailure(EmbeddedChannel target, ByteBuf bytes, MySqlError error) {
    assertThatThrownBy(() -> target.writeInbound(bytes))
        .isInstanceOfSatisfying(
            ProtocolException.class, e -> assertThat(e.error()).isEqualTo(error));
  }

  private byte[] nextPayload() {
    Packet packet = channel.readInbound();
    byte[] payload = new byte[packet.payload().readableBytes()];
    packet.payload().readBytes(payload);
    packet.release();
    return payload;
  }

  private byte[] outbound() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      byte[] bytes = new byte[part.readableBytes()];
      part.readBytes(bytes);
      part.release();
      all.writeBytes(bytes);
    }
    return all.toByteArray();
  }

  private static byte[] text(int length) {
    byte[] text = new byte[length];
    for (int i = 0; i < length; i++) {
      text[i] = (byte) ('a' + i % 7);
    }
    return text;
  }

  private static byte[] frame(byte[] payload, int sequenceId) {
    byte[] frame = new byte[4 + payload.length];
    Unpooled.wrappedBuffer(frame)
        .writerIndex(0)
        .writeMediumLE(payload.length)
        .writeByte(sequenceId)
        .writeBytes(payload);
    return frame;
  }

  private static ByteBuf pack(byte[] bytes, int sequenceId, int plainLength) {
    return Unpooled.buffer()
        .writeMediumLE(bytes.length)
        .writeByte(sequenceId)
        .writeMediumLE(plainLength)
        .writeBytes(bytes);
  }

  private static byte[] compress(Algorithm algorithm, byte[] plain) {
    if (algorithm == Algorithm.ZSTD) {
      return Zstd.compress(plain, 3);
    }
    Deflater deflater = new Deflater();
    deflater.setInput(plain);
    deflater.finish();
    byte[] target = new byte[plain.length + 100];
    int length = deflater.deflate(target);
    deflater.end();
    return Arrays.copyOf(target, length);
  }

  private static byte[] decompress(Algorithm algorithm, byte[] compressed, int length)
      throws DataFormatException {
    if (algorithm == Algorithm.ZSTD) {
      return Zstd.decompress(compressed, length);
    }
    Inflater inflater = new Inflater();
    inflater.setInput(compressed);
    byte[] plain = new byte[length];
    assertThat(inflater.inflate(plain)).isEqualTo(length);
    inflater.end();
    return plain;
  }
}
