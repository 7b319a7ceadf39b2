package io.edgesql.protocol.command;

/**
 * Drops a schema. Removed in MySQL 5.7; answered with ER_UNKNOWN_COM_ERROR there.
 *
 * <pre>{@code
 * int<1>      0x06
 * string<EOF> schema
 * }</pre>
 */
public record DropDb(String schema) implements Command {
  @Override
  public CommandType type() {
    return CommandType.COM_DROP_DB;
  }
}
