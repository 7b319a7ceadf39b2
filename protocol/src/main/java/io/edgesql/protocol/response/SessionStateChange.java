package io.edgesql.protocol.response;

import io.edgesql.protocol.PayloadWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * One thing about the session that a statement changed.
 *
 * <pre>{@code
 * int<1>         type
 * string<lenenc> data
 * }</pre>
 *
 * <p>Manual: page_protocol_basic_ok_packet, sect. Session State Information.
 */
public sealed interface SessionStateChange {
  /** Appends type and data. */
  void writeTo(ByteBuf out);

  /** A system variable has a new value. */
  record SystemVariable(String name, String value) implements SessionStateChange {
    @Override
    public void writeTo(ByteBuf out) {
      int length = lenencBytes(name) + lenencBytes(value);
      new PayloadWriter(out)
          .writeInt1(0)
          .writeIntLenenc(length)
          .writeTextLenenc(name)
          .writeTextLenenc(value);
    }
  }

  /** The default schema has changed. */
  record Schema(String name) implements SessionStateChange {
    @Override
    public void writeTo(ByteBuf out) {
      writeText(out, 1, name);
    }
  }

  /** Something that makes the session unfit for another client; sent as '1'. */
  record StateChanged() implements SessionStateChange {
    @Override
    public void writeTo(ByteBuf out) {
      // The one flag has no length of its own.
      new PayloadWriter(out).writeInt1(2).writeIntLenenc(1).writeInt1('1');
    }
  }

  /** The executed transactions. */
  record Gtids(String gtids) implements SessionStateChange {
    @Override
    public void writeTo(ByteBuf out) {
      // The byte in front is the encoding: 0, a string.
      new PayloadWriter(out)
          .writeInt1(3)
          .writeIntLenenc(1 + lenencBytes(gtids))
          .writeInt1(0)
          .writeTextLenenc(gtids);
    }
  }

  /** The statements that would start a transaction like the open one. */
  record TransactionCharacteristics(String statements) implements SessionStateChange {
    @Override
    public void writeTo(ByteBuf out) {
      writeText(out, 4, statements);
    }
  }

  /** Eight characters, {@code T_RW____} say: kind of transaction and what it has done so far. */
  record TransactionState(String state) implements SessionStateChange {
    @Override
    public void writeTo(ByteBuf out) {
      writeText(out, 5, state);
    }
  }

  private static void writeText(ByteBuf out, int type, String text) {
    new PayloadWriter(out).writeInt1(type).writeIntLenenc(lenencBytes(text)).writeTextLenenc(text);
  }

  private static int lenencBytes(String text) {
    int bytes = ByteBufUtil.utf8Bytes(text);
    return bytes + (bytes < 251 ? 1 : bytes < 0x10000 ? 3 : bytes < 0x1000000 ? 4 : 9);
  }
}
