package io.edgesql.protocol.command;

/**
 * A command byte that no client may send, or none of this server's business: replication, say. The
 * answer is ER_UNKNOWN_COM_ERROR.
 *
 * @param code the byte, 0 to 255
 */
public record Unknown(int code) implements Command {
  @Override
  public CommandType type() {
    return CommandType.UNKNOWN;
  }
}
