package io.edgesql.protocol.command;

/**
 * Asks the server to write to its log; answered with OK.
 *
 * <p>Manual: page_protocol_com_debug.
 */
public record Debug() implements Command {
  @Override
  public CommandType type() {
    return CommandType.COM_DEBUG;
  }
}
