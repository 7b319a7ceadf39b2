package io.edgesql.protocol.command;

/**
 * Resets the session's state without a new authentication.
 *
 * <p>Manual: page_protocol_com_reset_connection.
 */
public record ResetConnection() implements Command {
  @Override
  public CommandType type() {
    return CommandType.COM_RESET_CONNECTION;
  }
}
