package io.edgesql.protocol.response;

import io.edgesql.protocol.Bytes;
import io.edgesql.protocol.PayloadWriter;
import io.netty.buffer.ByteBuf;

/**
 * Writes a row of COM_QUERY's answer, one call a column, in order: each value as {@code
 * string<lenenc>} of its text, NULL as 0xfb.
 *
 * <p>Manual: page_protocol_com_query_response_text_resultset_row.
 */
public final class TextRow {
  private final PayloadWriter out;

  /** Appends to the payload, which stays the caller's. */
  public TextRow(ByteBuf payload) {
    out = new PayloadWriter(payload);
  }

  public TextRow writeNull() {
    out.writeNull();
    return this;
  }

  /** In the character set of the results. */
  public TextRow writeBytes(byte[] bytes) {
    out.writeBytesLenenc(bytes);
    return this;
  }

  public TextRow writeBytes(Bytes bytes) {
    out.writeBytesLenenc(bytes);
    return this;
  }

  /** As UTF-8. */
  public TextRow writeText(String text) {
    out.writeTextLenenc(text);
    return this;
  }

  /** The decimal digits. */
  public TextRow writeLong(long value) {
    out.writeDigitsLenenc(value);
    return this;
  }

  /** The decimal digits of the 64 bits taken as unsigned. */
  public TextRow writeUnsignedLong(long value) {
    if (value < 0) {
      out.writeTextLenenc(Long.toUnsignedString(value));
    } else {
      out.writeDigitsLenenc(value);
    }
    return this;
  }
}
