package io.edgesql.protocol.command;

/**
 * SHOW PROCESSLIST as a command; answered with a text result set.
 *
 * <p>Manual: page_protocol_com_process_info.
 */
public record ProcessInfo() implements Command {
  @Override
  public CommandType type() {
    return CommandType.COM_PROCESS_INFO;
  }
}
