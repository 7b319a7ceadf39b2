package io.edgesql.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadTest {
  @ParameterizedTest
  @CsvSource({
    "0, 00",
    "1, 01",
    "250, fa",
    "251, fcfb00",
    "252, fcfc00",
    "255, fcff00",
    "256, fc0001",
    "65535, fcffff",
    "65536, fd000001",
    "16777215, fdffffff",
    "16777216, fe0000000100000000",
    "4294967295, feffffffff00000000",
    "4294967296, fe0000000001000000",
    "9223372036854775807, feffffffffffffff7f",
    "9223372036854775808, fe0000000000000080",
    "18446744073709551615, feffffffffffffffff",
  })
  void codesLengthEncodedIntegersAtEveryBoundary(String number, String hex) {
    long value = Long.parseUnsignedLong(number);
    assertThat(written(out -> out.writeIntLenenc(value))).isEqualTo(hex);
    PayloadReader in = reader(hex);
    assertThat(in.readIntLenenc()).isEqualTo(value);
    assertThat(in.hasRemaining()).isFalse();
    for (int cut = 0; cut < hex.length(); cut += 2) {
      PayloadReader truncated = reader(hex.substring(0, cut));
      assertThatThrownBy(truncated::readIntLenenc).isInstanceOf(ProtocolException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "fc0000, 0",
    "fc0100, 1",
    "fd010000, 1",
    "fe0100000000000000, 1",
    "fefb00000000000000, 251"
  })
  void readsLengthEncodedIntegersThatAreLongerThanNeeded(String hex, long value) {
    assertThat(reader(hex).readIntLenenc()).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fb", "ff"})
  void refusesMarkersThatAreNoInteger(String hex) {
    assertThatThrownBy(() -> reader(hex).readIntLenenc()).isInstanceOf(ProtocolException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0261", "fcffff61", "fdffffff61", "feffffffffffffffff61", "fe000000008000000061"})
  void refusesLengthsBeyondThePayloadBeforeAllocating(String hex) {
    assertThatThrownBy(() -> reader(hex).readStringLenenc()).isInstanceOf(ProtocolException.class);
  }

  @Test
  void readsFixedIntegersLittleEndian() {
    PayloadReader in =
        reader("ff" + "0102" + "ffffff" + "ffffffff" + "060504030201" + "ffffffffffffffff");
    assertThat(in.readInt1()).isEqualTo(255);
    assertThat(in.readInt2()).isEqualTo(0x0201);
    assertThat(in.readInt3()).isEqualTo(0xffffff);
    assertThat(in.readInt4()).isEqualTo(-1);
    assertThat(in.readInt6()).isEqualTo(0x010203040506L);
    assertThat(in.readInt8()).isEqualTo(-1L);
  }

  @Test
  void writesFixedIntegersLittleEndian() {
    String hex =
        written(
            out ->
                out.writeInt1(255)
                    .writeInt2(0x0201)
                    .writeInt3(0x030201)
                    .writeInt4(0x04030201)
                    .writeInt6(0x060504030201L)
                    .writeInt8(0x0807060504030201L));
    assertThat(hex).isEqualTo("ff0102010203010203040102030405060102030405060708");
  }

  @Test
  void refusesStringsWithoutTheirNul() {
    assertThatThrownBy(() -> reader("6162").readStringNul()).isInstanceOf(ProtocolException.class);
    assertThat(reader("6162").readTextNulOrEof()).isEqualTo("ab");
    assertThat(reader("616200").readTextNul()).isEqualTo("ab");
    assertThat(reader("").readStringEof()).isEqualTo(Bytes.EMPTY);
  }

  @ParameterizedTest
  @ValueSource(
      longs = {0, 9, 10, -1, -9, -10, 99, 100, 1234567890123L, Long.MAX_VALUE, Long.MIN_VALUE})
  void writesDecimalDigits(long value) {
    String hex = written(out -> out.writeDigitsLenenc(value));
    assertThat(reader(hex).readTextLenenc()).isEqualTo(Long.toString(value));
  }

  @Test
  void measuresTextInBytes() {
    assertThat(written(out -> out.writeTextLenenc("h\u00e9"))).isEqualTo("0368c3a9");
  }

  private static PayloadReader reader(String hex) {
    return new PayloadReader(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex)));
  }

  private static String written(Consumer<PayloadWriter> writing) {
    ByteBuf payload = Unpooled.buffer();
    writing.accept(new PayloadWriter(payload));
    return ByteBufUtil.hexDump(payload);
  }
}
