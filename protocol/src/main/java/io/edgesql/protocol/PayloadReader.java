package io.edgesql.protocol;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Reads the manual's basic types from one packet's payload, front to back.
 *
 * <p>Borrows the buffer: it advances the reader index and never releases. Every read is checked
 * against what is left; too little is a {@link ProtocolException}. Text is read as UTF-8.
 *
 * <p>Manual: page_protocol_basic_data_types.
 */
public final class PayloadReader {
  private static final int LENENC_NULL = 0xfb;
  private static final int LENENC_TWO = 0xfc;
  private static final int LENENC_THREE = 0xfd;
  private static final int LENENC_EIGHT = 0xfe;

  private final ByteBuf payload;

  public PayloadReader(ByteBuf payload) {
    this.payload = payload;
  }

  public int remaining() {
    return payload.readableBytes();
  }

  public boolean hasRemaining() {
    return payload.isReadable();
  }

  /** The next byte (0 to 255) without consuming it. */
  public int peekInt1() {
    require(1);
    return payload.getUnsignedByte(payload.readerIndex());
  }

  /** The next two bytes without consuming them. */
  public int peekInt2() {
    require(2);
    return payload.getUnsignedShortLE(payload.readerIndex());
  }

  public int readInt1() {
    require(1);
    return payload.readUnsignedByte();
  }

  public int readInt2() {
    require(2);
    return payload.readUnsignedShortLE();
  }

  public int readInt3() {
    require(3);
    return payload.readUnsignedMediumLE();
  }

  /** The four bytes as they are: values of 2^31 and more come out negative. */
  public int readInt4() {
    require(4);
    return payload.readIntLE();
  }

  public long readUnsignedInt4() {
    require(4);
    return payload.readUnsignedIntLE();
  }

  public long readInt6() {
    require(6);
    long low = payload.readUnsignedIntLE();
    return low | (long) payload.readUnsignedShortLE() << 32;
  }

  /** The eight bytes as they are: values of 2^63 and more come out negative. */
  public long readInt8() {
    require(8);
    return payload.readLongLE();
  }

  public float readFloat() {
    require(4);
    return payload.readFloatLE();
  }

  public double readDouble() {
    require(8);
    return payload.readDoubleLE();
  }

  /** {@code int<lenenc>}; NULL's marker 0xFB and 0xFF are refused. Unsigned, as readInt8. */
  public long readIntLenenc() {
    int first = readInt1();
    if (first < LENENC_NULL) {
      return first;
    }
    return switch (first) {
      case LENENC_TWO -> readInt2();
      case LENENC_THREE -> readInt3();
      case LENENC_EIGHT -> readInt8();
      default -> throw new ProtocolException("length-encoded integer starts with " + first);
    };
  }

  /** A length-encoded count of something of which each takes at least one byte of what is left. */
  public int readLengthLenenc() {
    long length = readIntLenenc();
    if (length < 0 || length > remaining()) {
      throw new ProtocolException(
          "length " + Long.toUnsignedString(length) + " exceeds the " + remaining() + " left");
    }
    return (int) length;
  }

  public byte[] readBytes(int length) {
    require(length);
    byte[] bytes = new byte[length];
    payload.readBytes(bytes);
    return bytes;
  }

  public Bytes readStringFix(int length) {
    return Bytes.wrap(readBytes(length));
  }

  public Bytes readStringLenenc() {
    return readStringFix(readLengthLenenc());
  }

  /** Everything that is left, perhaps nothing. */
  public Bytes readStringEof() {
    return readStringFix(remaining());
  }

  /** Up to the next zero byte, which is consumed too and must be there. */
  public Bytes readStringNul() {
    int length = payload.bytesBefore((byte) 0);
    if (length < 0) {
      throw new ProtocolException("string<NUL> without its NUL");
    }
    Bytes text = readStringFix(length);
    payload.skipBytes(1);
    return text;
  }

  public String readTextNul() {
    return readStringNul().utf8();
  }

  /** As {@link #readTextNul}, but the payload's end does for the NUL. */
  public String readTextNulOrEof() {
    return payload.bytesBefore((byte) 0) < 0 ? readTextEof() : readTextNul();
  }

  public String readTextLenenc() {
    int length = readLengthLenenc();
    return payload.readCharSequence(length, StandardCharsets.UTF_8).toString();
  }

  public String readTextEof() {
    return payload.readCharSequence(remaining(), StandardCharsets.UTF_8).toString();
  }

  public void skip(int length) {
    require(length);
    payload.skipBytes(length);
  }

  private void require(int length) {
    if (length < 0 || length > payload.readableBytes()) {
      throw new ProtocolException(
          "payload ends early: " + length + " bytes wanted, " + payload.readableBytes() + " left");
    }
  }
}
