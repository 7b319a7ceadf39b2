package io.edgesql.protocol.command;

import io.edgesql.protocol.Bytes;

/**
 * Prepares a statement.
 *
 * <pre>{@code
 * int<1>      0x16
 * string<EOF> query
 * }</pre>
 *
 * <p>Manual: page_protocol_com_stmt_prepare.
 *
 * @param sql in the session's character_set_client
 */
public record StmtPrepare(Bytes sql) implements Command {
  @Override
  public CommandType type() {
    return CommandType.COM_STMT_PREPARE;
  }
}
