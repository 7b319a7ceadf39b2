package io.edgesql.protocol.command;

/** Stops the server. Removed in MySQL 5.7.9. */
public record Shutdown() implements Command {
  @Override
  public CommandType type() {
    return CommandType.COM_SHUTDOWN;
  }
}
