package io.edgesql.protocol.command;

/**
 * Asks whether the server is alive: OK.
 *
 * <p>Manual: page_protocol_com_ping.
 */
public record Ping() implements Command {
  @Override
  public CommandType type() {
    return CommandType.COM_PING;
  }
}
