package io.edgesql.protocol.command;

/**
 * A command that this server does not have. The answer is ER_UNKNOWN_COM_ERROR.
 *
 * @param code the byte, 0 to 255
 */
public record Unknown(int code) implements Command {
  @Override
  public CommandType type() {
    return CommandType.UNKNOWN;
  }
}
