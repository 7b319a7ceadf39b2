package io.edgesql.protocol.command;

/**
 * Drops a statement's long data and closes its cursor.
 *
 * <pre>{@code
 * int<1>  0x1a
 * int<4>  statement_id
 * }</pre>
 *
 * <p>Manual: page_protocol_com_stmt_reset.
 */
public record StmtReset(int statementId) implements Command {
  @Override
  public CommandType type() {
    return CommandType.COM_STMT_RESET;
  }
}
