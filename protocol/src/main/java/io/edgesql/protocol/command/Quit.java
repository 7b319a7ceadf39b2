package io.edgesql.protocol.command;

/**
 * Ends the connection. No reply: the server closes.
 *
 * <p>Manual: page_protocol_com_quit.
 */
public record Quit() implements Command {
  @Override
  public CommandType type() {
    return CommandType.COM_QUIT;
  }
}
