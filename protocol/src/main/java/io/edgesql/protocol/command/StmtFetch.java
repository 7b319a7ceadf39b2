package io.edgesql.protocol.command;

/**
 * Fetches the next rows of a statement's cursor.
 *
 * <pre>{@code
 * int<1>  0x1c
 * int<4>  statement_id
 * int<4>  num_rows, unsigned
 * }</pre>
 *
 * <p>Manual: page_protocol_com_stmt_fetch.
 */
public record StmtFetch(int statementId, long rowCount) implements Command {
  @Override
  public CommandType type() {
    return CommandType.COM_STMT_FETCH;
  }
}
