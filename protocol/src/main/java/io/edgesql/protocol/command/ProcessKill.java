package io.edgesql.protocol.command;

/**
 * Kills a connection.
 *
 * <pre>{@code
 * int<1>  0x0c
 * int<4>  connection_id, unsigned
 * }</pre>
 *
 * <p>Manual: page_protocol_com_process_kill.
 */
public record ProcessKill(long connectionId) implements Command {
  @Override
  public CommandType type() {
    return CommandType.COM_PROCESS_KILL;
  }
}
