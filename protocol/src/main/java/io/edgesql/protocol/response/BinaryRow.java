package io.edgesql.protocol.response;

import io.edgesql.protocol.Bytes;
import io.edgesql.protocol.PayloadWriter;
import io.netty.buffer.ByteBuf;

/**
 * Writes a row of COM_STMT_EXECUTE's answer, one call a column, in order. The call must fit the
 * type in the column's definition.
 *
 * <pre>{@code
 * int<1>      0x00
 * NULL bitmap (columns + 7 + 2) / 8 bytes; the first column has bit 2
 * values      of those that are not NULL
 * }</pre>
 *
 * <p>Manual: page_protocol_binary_resultset.
 */
public final class BinaryRow {
  /** Bits at the start of the bitmap that belong to no column. */
  private static final int BITMAP_OFFSET = 2;

  private final ByteBuf payload;
  private final PayloadWriter out;
  private final int bitmapIndex;
  private final int columns;
  private int column;

  /** Appends to the payload, which stays the caller's. */
  public BinaryRow(ByteBuf payload, int columns) {
    this.payload = payload;
    this.columns = columns;
    out = new PayloadWriter(payload).writeInt1(0);
    bitmapIndex = payload.writerIndex();
    out.writeZeros((columns + 7 + BITMAP_OFFSET) / 8);
  }

  public BinaryRow writeNull() {
    int bit = column + BITMAP_OFFSET;
    next();
    int index = bitmapIndex + bit / 8;
    payload.setByte(index, payload.getByte(index) | 1 << bit % 8);
    return this;
  }

  /** TINY. */
  public BinaryRow writeInt1(long value) {
    next().writeInt1((int) value);
    return this;
  }

  /** SHORT and YEAR. */
  public BinaryRow writeInt2(long value) {
    next().writeInt2((int) value);
    return this;
  }

  /** LONG and INT24. */
  public BinaryRow writeInt4(long value) {
    next().writeInt4((int) value);
    return this;
  }

  /** LONGLONG, signed or the 64 bits of an unsigned one. */
  public BinaryRow writeInt8(long value) {
    next().writeInt8(value);
    return this;
  }

  public BinaryRow writeFloat(float value) {
    next().writeInt4(Float.floatToRawIntBits(value));
    return this;
  }

  public BinaryRow writeDouble(double value) {
    next().writeInt8(Double.doubleToRawLongBits(value));
    return this;
  }

  /** DECIMAL, BIT, JSON, and all kinds of strings and blobs. */
  public BinaryRow writeBytes(byte[] bytes) {
    next().writeBytesLenenc(bytes);
    return this;
  }

  public BinaryRow writeBytes(Bytes bytes) {
    next().writeBytesLenenc(bytes);
    return this;
  }

  /** As UTF-8. */
  public BinaryRow writeText(String text) {
    next().writeTextLenenc(text);
    return this;
  }

  /** DATE: 4 bytes, or none for the zero date. */
  public BinaryRow writeDate(int year, int month, int day) {
    next();
    if ((year | month | day) == 0) {
      out.writeInt1(0);
    } else {
      out.writeInt1(4);
      writeDay(year, month, day);
    }
    return this;
  }

  /** DATETIME and TIMESTAMP: 11, 7, 4 or no bytes, as few as will do. */
  public BinaryRow writeDateTime(
      int year, int month, int day, int hour, int minute, int second, int micros) {
    boolean hasTime = (hour | minute | second) != 0;
    if (!hasTime && micros == 0) {
      return writeDate(year, month, day);
    }
    next().writeInt1(micros == 0 ? 7 : 11);
    writeDay(year, month, day);
    out.writeInt1(hour).writeInt1(minute).writeInt1(second);
    if (micros != 0) {
      out.writeInt4(micros);
    }
    return this;
  }

  /**
   * TIME: 12, 8 or no bytes.
   *
   * @param hours 0 to 838; days are made of them here
   */
  public BinaryRow writeTime(boolean negative, int hours, int minutes, int seconds, int micros) {
    next();
    if ((hours | minutes | seconds | micros) == 0) {
      out.writeInt1(0);
      return this;
    }
    out.writeInt1(micros == 0 ? 8 : 12)
        .writeInt1(negative ? 1 : 0)
        .writeInt4(hours / 24)
        .writeInt1(hours % 24)
        .writeInt1(minutes)
        .writeInt1(seconds);
    if (micros != 0) {
      out.writeInt4(micros);
    }
    return this;
  }

  private void writeDay(int year, int month, int day) {
    out.writeInt2(year).writeInt1(month).writeInt1(day);
  }

  private PayloadWriter next() {
    if (column == columns) {
      throw new IllegalStateException("the row has " + columns + " columns only");
    }
    column++;
    return out;
  }
}
