package io.edgesql.protocol.command;

import io.edgesql.protocol.Bytes;

/**
 * Appends to a parameter's value. No reply, not even on error.
 *
 * <pre>{@code
 * int<1>      0x18
 * int<4>      statement_id
 * int<2>      parameter index
 * string<EOF> data
 * }</pre>
 *
 * <p>Manual: page_protocol_com_stmt_send_long_data.
 */
public record StmtSendLongData(int statementId, int parameterIndex, Bytes data) implements Command {
  @Override
  public CommandType type() {
    return CommandType.COM_STMT_SEND_LONG_DATA;
  }
}
