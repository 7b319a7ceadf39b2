package io.edgesql.protocol.command;

/**
 * Changes the default schema.
 *
 * <pre>{@code
 * int<1>      0x02
 * string<EOF> schema
 * }</pre>
 *
 * <p>Manual: page_protocol_com_init_db.
 */
public record InitDb(String schema) implements Command {
  @Override
  public CommandType type() {
    return CommandType.COM_INIT_DB;
  }
}
