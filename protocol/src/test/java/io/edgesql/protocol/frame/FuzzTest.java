package io.edgesql.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.protocol.Bytes;
import io.edgesql.protocol.Golden;
import io.edgesql.protocol.ProtocolException;
import io.edgesql.protocol.command.Command;
import io.edgesql.protocol.command.CommandDecoder;
import io.edgesql.protocol.command.CommandType;
import io.edgesql.protocol.command.ExecuteParameters;
import io.edgesql.protocol.command.ParameterType;
import io.edgesql.protocol.command.StmtExecute;
import io.edgesql.protocol.handshake.Capabilities;
import io.edgesql.protocol.handshake.HandshakeDecoder;
import io.edgesql.protocol.type.ColumnType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/**
 * A million hostile inputs, always the same ones: real packets cut, mutated, spliced, and noise.
 * They decode or end in a ProtocolException; nothing else, nothing leaked, and soon.
 */
class FuzzTest {
  private static final long SEED = 20260203;
  private static final Duration BOUND = Duration.ofSeconds(90);
  private static final Capabilities ALL = new Capabilities(-1);
  private static final int CHANNEL_LIMIT = 4096;

  private final Random random = new Random(SEED);
  private int decoded;
  private int refused;

  @Test
  void handshakesDecodeOrAreRefused() {
    byte[][] seeds = seeds("client/handshake_response");
    run(
        330_000,
        () -> {
          byte[] input = next(seeds);
          HandshakeDecoder.decode(Unpooled.wrappedBuffer(input), ALL, random.nextBoolean());
        });
  }

  @Test
  void commandsDecodeOrAreRefused() {
    byte[][] seeds = seeds("client");
    run(
        350_000,
        () -> {
          byte[] input = next(seeds);
          Capabilities capabilities = new Capabilities(random.nextInt());
          CommandDecoder.decode(Unpooled.wrappedBuffer(input), capabilities);
        });
  }

  @Test
  void parametersDecodeOrAreRefused() {
    byte[][] seeds = seeds("client/stmt_execute");
    List<ParameterType> types = List.of(new ParameterType(ColumnType.LONG, true));
    Map<Integer, Bytes> longData = Map.of(1, Bytes.utf8("long"));
    run(
        300_000,
        () -> {
          byte[] input = next(seeds);
          if (input.length > 0) {
            input[0] = (byte) CommandType.COM_STMT_EXECUTE.code();
          }
          Capabilities capabilities = new Capabilities(random.nextInt());
          Command command = CommandDecoder.decode(Unpooled.wrappedBuffer(input), capabilities);
          if (command instanceof StmtExecute execute) {
            ExecuteParameters.decode(
                execute,
                random.nextInt(12),
                random.nextBoolean() ? types : List.of(),
                random.nextInt(4) == 0 ? longData : Map.of(),
                capabilities);
          }
        });
  }

  @Test
  void streamsDecodeOrAreRefused() {
    byte[][] seeds = seeds("client");
    run(20_000, () -> feed(next(seeds)));
  }

  /** One connection's input in random pieces, sometimes compressed, sometimes with true headers. */
  private void feed(byte[] input) {
    EmbeddedChannel channel = new EmbeddedChannel();
    PacketChannel packets = PacketChannel.install(channel.pipeline(), CHANNEL_LIMIT);
    if (random.nextBoolean()) {
      packets.expectCommands();
    }
    if (random.nextInt(3) == 0) {
      Compression.Algorithm[] algorithms = Compression.Algorithm.values();
      packets.startCompression(new Compression(algorithms[random.nextInt(2)], 1));
    }
    ByteBuf stream = Unpooled.buffer();
    if (random.nextInt(4) != 0) {
      stream.writeMediumLE(input.length).writeByte(0);
    }
    stream.writeBytes(input);
    List<ByteBuf> pieces = new ArrayList<>();
    try {
      while (stream.isReadable()) {
        int length =
            Math.min(
                stream.readableBytes(), 1 + random.nextInt(Math.max(32, stream.readableBytes())));
        ByteBuf piece = stream.readBytes(length);
        pieces.add(piece);
        channel.writeInbound(piece);
      }
    } finally {
      stream.release();
      for (Object message = channel.readInbound(); message != null; ) {
        Packet packet = (Packet) message;
        assertThat(packet.payload().readableBytes()).isLessThanOrEqualTo(CHANNEL_LIMIT);
        packet.release();
        message = channel.readInbound();
      }
      assertThat(channel.finishAndReleaseAll()).isFalse();
      assertThat(pieces.stream().mapToInt(ByteBuf::refCnt).sum()).isZero();
    }
  }

  private void run(int inputs, Runnable decoding) {
    Assertions.assertTimeout(
        BOUND,
        () -> {
          for (int i = 0; i < inputs; i++) {
            try {
              decoding.run();
              decoded++;
            } catch (ProtocolException e) {
              refused++;
            }
          }
        });
    assertThat(decoded + refused).isEqualTo(inputs);
    assertThat(decoded).as("some inputs are still good").isPositive();
    assertThat(refused).as("many are not").isGreaterThan(inputs / 20);
  }

  private byte[] next(byte[][] seeds) {
    byte[] seed = seeds[random.nextInt(seeds.length)];
    return switch (random.nextInt(5)) {
      case 0 -> Arrays.copyOf(seed, random.nextInt(seed.length + 1));
      case 1 -> mutate(seed.clone(), 1 + random.nextInt(3));
      case 2 -> mutate(Arrays.copyOf(seed, random.nextInt(seed.length + 20)), 8);
      case 3 -> splice(seed, seeds[random.nextInt(seeds.length)]);
      default -> noise();
    };
  }

  private byte[] mutate(byte[] bytes, int times) {
    byte[] nasty = {
      0, 1, -1, (byte) 0xfb, (byte) 0xfc, (byte) 0xfd, (byte) 0xfe, 0x7f, (byte) 0x80
    };
    for (int i = 0; i < times && bytes.length > 0; i++) {
      int at = random.nextInt(bytes.length);
      bytes[at] =
          random.nextBoolean() ? nasty[random.nextInt(nasty.length)] : (byte) random.nextInt();
    }
    return bytes;
  }

  private byte[] splice(byte[] left, byte[] right) {
    int kept = random.nextInt(left.length + 1);
    int from = random.nextInt(right.length + 1);
    byte[] spliced = Arrays.copyOf(left, kept + right.length - from);
    System.arraycopy(right, from, spliced, kept, right.length - from);
    return spliced;
  }

  private byte[] noise() {
    byte[] noise = new byte[random.nextInt(300)];
    random.nextBytes(noise);
    return noise;
  }

  private static byte[][] seeds(String folder) {
    return Golden.all(folder).stream().map(Golden::payload).toArray(byte[][]::new);
  }
}
