package io.edgesql.protocol.command;

import io.edgesql.protocol.Bytes;
import io.edgesql.protocol.PayloadReader;
import io.edgesql.protocol.ProtocolException;
import io.edgesql.protocol.handshake.Capabilities;
import io.edgesql.protocol.handshake.ConnectionAttributes;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Payloads of the command phase to {@link Command}s. */
public final class CommandDecoder {
  /** What MySQL takes an empty payload for; nobody may send it. */
  private static final int COM_SLEEP = 0;

  private CommandDecoder() {}

  /**
   * Reads one; the payload stays the caller's, and the command keeps nothing of it.
   *
   * @param capabilities those that both sides have
   * @throws ProtocolException {@code ER_MALFORMED_PACKET} if the payload is cut. The stream is
   *     still in order: MySQL answers with ERR and reads on
   */
  public static Command decode(ByteBuf payload, Capabilities capabilities) {
    PayloadReader in = new PayloadReader(payload);
    if (!in.hasRemaining()) {
      return new Unknown(COM_SLEEP);
    }
    int code = in.readInt1();
    return switch (CommandType.ofCode(code)) {
      case COM_QUIT -> new Quit();
      case COM_INIT_DB -> new InitDb(in.readTextEof());
      case COM_QUERY -> readQuery(in, capabilities);
      case COM_FIELD_LIST -> new FieldList(in.readTextNul(), in.readTextNulOrEof());
      case COM_REFRESH -> new Refresh(in.readInt1());
      case COM_STATISTICS -> new Statistics();
      case COM_PROCESS_INFO -> new ProcessInfo();
      case COM_PROCESS_KILL -> new ProcessKill(in.readUnsignedInt4());
      case COM_DEBUG -> new Debug();
      case COM_PING -> new Ping();
      case COM_CHANGE_USER -> readChangeUser(in, capabilities);
      case COM_STMT_PREPARE -> new StmtPrepare(in.readStringEof());
      case COM_STMT_EXECUTE ->
          new StmtExecute(in.readInt4(), in.readInt1(), in.readUnsignedInt4(), in.readStringEof());
      case COM_STMT_SEND_LONG_DATA ->
          new StmtSendLongData(in.readInt4(), in.readInt2(), in.readStringEof());
      case COM_STMT_CLOSE -> new StmtClose(in.readInt4());
      case COM_STMT_RESET -> new StmtReset(in.readInt4());
      case COM_SET_OPTION -> new SetOption(in.readInt2());
      case COM_STMT_FETCH -> new StmtFetch(in.readInt4(), in.readUnsignedInt4());
      case COM_RESET_CONNECTION -> new ResetConnection();
      case UNKNOWN -> new Unknown(code);
    };
  }

  private static Query readQuery(PayloadReader in, Capabilities capabilities) {
    List<QueryAttribute> attributes =
        capabilities.has(Capabilities.CLIENT_QUERY_ATTRIBUTES)
            ? ExecuteParameters.readQueryAttributes(in)
            : List.of();
    return new Query(in.readStringEof(), attributes);
  }

  private static ChangeUser readChangeUser(PayloadReader in, Capabilities capabilities) {
    String user = in.readTextNul();
    Bytes authResponse =
        capabilities.has(Capabilities.CLIENT_SECURE_CONNECTION)
            ? in.readStringFix(in.readInt1())
            : in.readStringNul();
    String schema = in.readTextNulOrEof();
    int collationId = 0;
    @Nullable String plugin = null;
    Map<String, String> attributes = Map.of();
    if (in.hasRemaining()) {
      collationId = in.readInt2();
      if (capabilities.has(Capabilities.CLIENT_PLUGIN_AUTH) && in.hasRemaining()) {
        plugin = in.readTextNulOrEof();
      }
      if (capabilities.has(Capabilities.CLIENT_CONNECT_ATTRS)) {
        attributes = ConnectionAttributes.read(in);
      }
    }
    return new ChangeUser(
        user, authResponse, schema.isEmpty() ? null : schema, collationId, plugin, attributes);
  }
}
