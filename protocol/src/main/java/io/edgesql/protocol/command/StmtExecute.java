package io.edgesql.protocol.command;

import io.edgesql.protocol.Bytes;

/**
 * Executes a prepared statement.
 *
 * <pre>{@code
 * int<1>  0x17
 * int<4>  statement_id
 * int<1>  flags
 * int<4>  iteration_count, always 1
 * the rest: see ExecuteParameters
 * }</pre>
 *
 * <p>Manual: page_protocol_com_stmt_execute.
 *
 * @param parameters for {@link ExecuteParameters#decode}, which needs to know the statement
 */
public record StmtExecute(int statementId, int flags, long iterationCount, Bytes parameters)
    implements Command {
  @Override
  public CommandType type() {
    return CommandType.COM_STMT_EXECUTE;
  }

  public static final int CURSOR_TYPE_READ_ONLY = 1;
  public static final int CURSOR_TYPE_FOR_UPDATE = 2;
  public static final int CURSOR_TYPE_SCROLLABLE = 4;
  public static final int PARAMETER_COUNT_AVAILABLE = 8;

  /** Whether rows are to be kept for {@link StmtFetch} and not sent at once. */
  public boolean wantsCursor() {
    return (flags & CURSOR_TYPE_READ_ONLY) != 0;
  }
}
