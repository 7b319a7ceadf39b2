package io.edgesql.protocol.response;

import io.edgesql.protocol.PayloadWriter;
import io.edgesql.protocol.handshake.Capabilities;
import io.edgesql.protocol.type.ServerStatus;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/**
 * Success.
 *
 * <pre>{@code
 * int<1>      0x00, or 0xfe at the end of rows under CLIENT_DEPRECATE_EOF
 * int<lenenc> affected_rows
 * int<lenenc> last_insert_id
 * int<2>      status_flags
 * int<2>      warnings
 * if CLIENT_SESSION_TRACK:
 *   string<lenenc> info, if it is not empty or the session's state changed
 *   string<lenenc> session state info, if SERVER_SESSION_STATE_CHANGED
 * else: string<EOF> info
 * }</pre>
 *
 * <p>Manual: page_protocol_basic_ok_packet.
 *
 * @param affectedRows unsigned
 * @param lastInsertId unsigned
 * @param statusFlags see {@link ServerStatus}; SERVER_SESSION_STATE_CHANGED is set here when due
 * @param warnings what exceeds 65535 is sent as that
 * @param info for people: "Rows matched: 1 Changed: 1 Warnings: 0"
 * @param stateChanges sent only to clients with CLIENT_SESSION_TRACK
 */
public record OkPacket(
    long affectedRows,
    long lastInsertId,
    int statusFlags,
    int warnings,
    String info,
    List<SessionStateChange> stateChanges)
    implements Response {
  private static final int HEADER = 0x00;
  private static final int EOF_HEADER = 0xfe;

  public OkPacket {
    stateChanges = List.copyOf(stateChanges);
  }

  public static OkPacket of(int statusFlags) {
    return of(0, 0, statusFlags, 0);
  }

  public static OkPacket of(long affectedRows, long lastInsertId, int statusFlags, int warnings) {
    return new OkPacket(affectedRows, lastInsertId, statusFlags, warnings, "", List.of());
  }

  public OkPacket withInfo(String text) {
    return new OkPacket(affectedRows, lastInsertId, statusFlags, warnings, text, stateChanges);
  }

  public OkPacket withStateChanges(List<SessionStateChange> changes) {
    return new OkPacket(affectedRows, lastInsertId, statusFlags, warnings, info, changes);
  }

  @Override
  public void writeTo(ByteBuf payload, Capabilities capabilities) {
    write(payload, capabilities, HEADER);
  }

  /** The end of rows: this packet with EOF's header, or a true EOF for clients that want it. */
  public Response asEndOfRows() {
    return (payload, capabilities) -> {
      if (capabilities.has(Capabilities.CLIENT_DEPRECATE_EOF)) {
        write(payload, capabilities, EOF_HEADER);
      } else {
        new EofPacket(warnings, statusFlags).writeTo(payload, capabilities);
      }
    };
  }

  private void write(ByteBuf payload, Capabilities capabilities, int header) {
    boolean tracks = capabilities.has(Capabilities.CLIENT_SESSION_TRACK);
    boolean isChanged = tracks && !stateChanges.isEmpty();
    int flags =
        isChanged
            ? statusFlags | ServerStatus.SERVER_SESSION_STATE_CHANGED
            : statusFlags & ~ServerStatus.SERVER_SESSION_STATE_CHANGED;
    PayloadWriter out =
        new PayloadWriter(payload)
            .writeInt1(header)
            .writeIntLenenc(affectedRows)
            .writeIntLenenc(lastInsertId)
            .writeInt2(flags)
            .writeInt2(Math.min(warnings, 0xffff));
    if (!tracks) {
      // MySQL writes this one with a length as well, whatever the manual says.
      if (!info.isEmpty()) {
        out.writeTextLenenc(info);
      }
      return;
    }
    if (!info.isEmpty() || isChanged) {
      out.writeTextLenenc(info);
    }
    if (isChanged) {
      writeStateChanges(out);
    }
  }

  private void writeStateChanges(PayloadWriter out) {
    ByteBuf changes = Unpooled.buffer();
    for (SessionStateChange change : stateChanges) {
      change.writeTo(changes);
    }
    byte[] bytes = new byte[changes.readableBytes()];
    changes.readBytes(bytes);
    out.writeBytesLenenc(bytes);
  }
}
