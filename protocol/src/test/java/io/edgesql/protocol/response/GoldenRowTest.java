package io.edgesql.protocol.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesql.protocol.Golden;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Rows are, byte for byte, those of MySQL 8.0.31. */
class GoldenRowTest {
  private static final int TYPES_COLUMNS = 24;
  private static final byte[] POINT =
      HexFormat.of().parseHex("000000000101000000000000000000f03f0000000000000040");

  private final ByteBuf payload = Unpooled.buffer();

  @Test
  void writesTextOfEveryType() {
    TextRow row =
        new TextRow(payload)
            .writeLong(-5)
            .writeLong(65535)
            .writeLong(-8388608)
            .writeText("0000000042")
            .writeUnsignedLong(-1)
            .writeText("1.5")
            .writeText("12345.678")
            .writeText("12345678.9012")
            .writeText("2026-02-03")
            .writeText("2026-02-03 04:05:06.789000")
            .writeText("2026-02-03 00:00:00")
            .writeText("-838:59:58.500")
            .writeLong(2026)
            .writeText("abc")
            .writeText("d\u00e9f")
            .writeBytes(new byte[] {1, 2, 3})
            .writeBytes(new byte[] {-1, 0})
            .writeText("text")
            .writeText("blob")
            .writeText("b")
            .writeText("x,y")
            .writeText("{\"a\": 1}")
            .writeBytes(new byte[] {2, 1})
            .writeBytes(POINT);
    assertThat(row).isNotNull();
    assertPayload("text_row/types");
  }

  @Test
  void writesTextNulls() {
    TextRow row = new TextRow(payload);
    for (int i = 0; i < TYPES_COLUMNS; i++) {
      row.writeNull();
    }
    assertPayload("text_row/nulls");
  }

  @Test
  void writesBinaryOfEveryType() {
    BinaryRow row =
        new BinaryRow(payload, TYPES_COLUMNS)
            .writeInt1(-5)
            .writeInt2(65535)
            .writeInt4(-8388608)
            .writeInt4(42)
            .writeInt8(-1)
            .writeFloat(1.5f)
            .writeDouble(12345.678)
            .writeText("12345678.9012")
            .writeDate(2026, 2, 3)
            .writeDateTime(2026, 2, 3, 4, 5, 6, 789000)
            .writeDateTime(2026, 2, 3, 0, 0, 0, 0)
            .writeTime(true, 838, 59, 58, 500000)
            .writeInt2(2026)
            .writeText("abc")
            .writeText("d\u00e9f")
            .writeBytes(new byte[] {1, 2, 3})
            .writeBytes(new byte[] {-1, 0})
            .writeText("text")
            .writeText("blob")
            .writeText("b")
            .writeText("x,y")
            .writeText("{\"a\": 1}")
            .writeBytes(new byte[] {2, 1})
            .writeBytes(POINT);
    assertPayload("binary_row/types");
    assertThatThrownBy(row::writeNull).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void writesBinaryNulls() {
    BinaryRow row = new BinaryRow(payload, TYPES_COLUMNS);
    for (int i = 0; i < TYPES_COLUMNS; i++) {
      row.writeNull();
    }
    assertPayload("binary_row/nulls");
  }

  @Test
  void writesTimesInAsFewBytesAsMySql() {
    BinaryRow row =
        new BinaryRow(payload, 9)
            .writeTime(false, 0, 0, 0, 0)
            .writeTime(false, 1, 2, 3, 0)
            .writeTime(true, 838, 59, 59, 0)
            .writeTime(false, 0, 0, 0, 1)
            .writeDateTime(2026, 1, 2, 0, 0, 0, 0)
            .writeDateTime(2026, 1, 2, 3, 0, 0, 0)
            .writeDateTime(2026, 1, 2, 0, 0, 0, 500000)
            .writeDate(2026, 1, 2)
            .writeDateTime(2026, 1, 2, 3, 4, 5, 0);
    assertThat(row).isNotNull();
    assertPayload("binary_row/times");
  }

  private void assertPayload(String golden) {
    assertThat(ByteBufUtil.hexDump(payload)).isEqualTo(Golden.read(golden).hex());
  }
}
