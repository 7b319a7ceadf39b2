package io.edgesql.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/**
 * Appends the manual's basic types to a buffer, which it borrows. Text is written as UTF-8.
 *
 * <p>Manual: page_protocol_basic_data_types.
 */
public final class PayloadWriter {
  /** What stands for NULL where a {@code string<lenenc>} is expected. */
  private static final int NULL_MARKER = 0xfb;

  private final ByteBuf payload;

  public PayloadWriter(ByteBuf payload) {
    this.payload = payload;
  }

  public PayloadWriter writeInt1(int value) {
    payload.writeByte(value);
    return this;
  }

  public PayloadWriter writeInt2(int value) {
    payload.writeShortLE(value);
    return this;
  }

  public PayloadWriter writeInt3(int value) {
    payload.writeMediumLE(value);
    return this;
  }

  public PayloadWriter writeInt4(int value) {
    payload.writeIntLE(value);
    return this;
  }

  public PayloadWriter writeInt6(long value) {
    payload.writeIntLE((int) value);
    payload.writeShortLE((int) (value >>> 32));
    return this;
  }

  public PayloadWriter writeInt8(long value) {
    payload.writeLongLE(value);
    return this;
  }

  /** {@code int<lenenc>} of an unsigned value: a negative argument is one of 2^63 and more. */
  public PayloadWriter writeIntLenenc(long value) {
    if (value < 0 || value > 0xffffffL) {
      payload.writeByte(0xfe).writeLongLE(value);
    } else if (value > 0xffffL) {
      payload.writeByte(0xfd).writeMediumLE((int) value);
    } else if (value > 250) {
      payload.writeByte(0xfc).writeShortLE((int) value);
    } else {
      payload.writeByte((int) value);
    }
    return this;
  }

  /** NULL in a text row. */
  public PayloadWriter writeNull() {
    payload.writeByte(NULL_MARKER);
    return this;
  }

  public PayloadWriter writeZeros(int count) {
    payload.writeZero(count);
    return this;
  }

  public PayloadWriter writeBytes(byte[] bytes) {
    payload.writeBytes(bytes);
    return this;
  }

  public PayloadWriter writeBytes(Bytes bytes) {
    bytes.writeTo(payload);
    return this;
  }

  public PayloadWriter writeBytesLenenc(byte[] bytes) {
    writeIntLenenc(bytes.length);
    return writeBytes(bytes);
  }

  public PayloadWriter writeBytesLenenc(Bytes bytes) {
    writeIntLenenc(bytes.length());
    return writeBytes(bytes);
  }

  public PayloadWriter writeTextEof(String text) {
    ByteBufUtil.writeUtf8(payload, text);
    return this;
  }

  /** The text must not contain a NUL character. */
  public PayloadWriter writeTextNul(String text) {
    return writeTextEof(text).writeInt1(0);
  }

  public PayloadWriter writeTextLenenc(String text) {
    writeIntLenenc(ByteBufUtil.utf8Bytes(text));
    return writeTextEof(text);
  }

  /** The decimal digits of a signed number as {@code string<lenenc>}, without garbage. */
  public PayloadWriter writeDigitsLenenc(long value) {
    if (value == Long.MIN_VALUE) {
      return writeBytesLenenc(Long.toString(value).getBytes(StandardCharsets.US_ASCII));
    }
    long rest = Math.abs(value);
    int length = digits(rest) + (value < 0 ? 1 : 0);
    payload.writeByte(length);
    int start = payload.writerIndex();
    payload.writeZero(length);
    int index = start + length;
    do {
      payload.setByte(--index, (int) ('0' + rest % 10));
      rest /= 10;
    } while (rest != 0);
    if (value < 0) {
      payload.setByte(start, '-');
    }
    return this;
  }

  private static int digits(long value) {
    int digits = 1;
    for (long rest = value / 10; rest != 0; rest /= 10) {
      digits++;
    }
    return digits;
  }
}
