package io.edgesql.protocol.command;

/**
 * Forgets a prepared statement. No reply, not even on error.
 *
 * <pre>{@code
 * int<1>  0x19
 * int<4>  statement_id
 * }</pre>
 *
 * <p>Manual: page_protocol_com_stmt_close.
 */
public record StmtClose(int statementId) implements Command {
  @Override
  public CommandType type() {
    return CommandType.COM_STMT_CLOSE;
  }
}
