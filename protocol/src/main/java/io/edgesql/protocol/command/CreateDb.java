package io.edgesql.protocol.command;

/**
 * Creates a schema. Removed in MySQL 5.7; answered with ER_UNKNOWN_COM_ERROR there.
 *
 * <pre>{@code
 * int<1>      0x05
 * string<EOF> schema
 * }</pre>
 */
public record CreateDb(String schema) implements Command {
  @Override
  public CommandType type() {
    return CommandType.COM_CREATE_DB;
  }
}
