package io.edgesql.protocol.command;

import io.edgesql.protocol.Bytes;
import java.util.List;

/**
 * SQL text, perhaps several statements.
 *
 * <pre>{@code
 * int<1>      0x03
 * if CLIENT_QUERY_ATTRIBUTES:
 *   int<lenenc> parameter_count
 *   int<lenenc> parameter_set_count, always 1
 *   if parameter_count > 0: null_bitmap, int<1> 1, types and names, values
 * string<EOF> query
 * }</pre>
 *
 * <p>Manual: page_protocol_com_query.
 *
 * @param sql in the session's character_set_client
 */
public record Query(Bytes sql, List<QueryAttribute> attributes) implements Command {
  @Override
  public CommandType type() {
    return CommandType.COM_QUERY;
  }
}
