package io.edgesql.protocol.command;

/**
 * Asks for one line of figures, which comes back as a bare string<EOF>.
 *
 * <p>Manual: page_protocol_com_statistics.
 */
public record Statistics() implements Command {
  @Override
  public CommandType type() {
    return CommandType.COM_STATISTICS;
  }
}
