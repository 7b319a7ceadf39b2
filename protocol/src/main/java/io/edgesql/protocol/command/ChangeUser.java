package io.edgesql.protocol.command;

import io.edgesql.protocol.Bytes;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Starts over as another user on the same connection. The proof is made with the greeting's nonce.
 *
 * <pre>{@code
 * int<1>      0x11
 * string<NUL> user
 * int<1>      length, then auth_response (string<NUL> without CLIENT_SECURE_CONNECTION)
 * string<NUL> schema
 * int<2>      collation id, may be missing with all behind it
 * string<NUL> plugin, if CLIENT_PLUGIN_AUTH
 * attributes as in the handshake response, if CLIENT_CONNECT_ATTRS
 * }</pre>
 *
 * <p>Manual: page_protocol_com_change_user.
 *
 * @param schema null or not empty
 * @param collationId 0 if none was sent
 */
public record ChangeUser(
    String user,
    Bytes authResponse,
    @Nullable String schema,
    int collationId,
    @Nullable String plugin,
    Map<String, String> attributes)
    implements Command {
  @Override
  public CommandType type() {
    return CommandType.COM_CHANGE_USER;
  }
}
