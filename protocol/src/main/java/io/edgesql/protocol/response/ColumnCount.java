package io.edgesql.protocol.response;

import io.edgesql.protocol.PayloadWriter;
import io.edgesql.protocol.handshake.Capabilities;
import io.netty.buffer.ByteBuf;

/**
 * The head of a result set.
 *
 * <pre>{@code
 * int<1>      1, metadata follows; if CLIENT_OPTIONAL_RESULTSET_METADATA
 * int<lenenc> column_count
 * }</pre>
 *
 * <p>Manual: page_protocol_com_query_response_text_resultset.
 */
public record ColumnCount(int columns) implements Response {
  private static final int RESULTSET_METADATA_FULL = 1;

  @Override
  public void writeTo(ByteBuf payload, Capabilities capabilities) {
    PayloadWriter out = new PayloadWriter(payload);
    if (capabilities.has(Capabilities.CLIENT_OPTIONAL_RESULTSET_METADATA)) {
      out.writeInt1(RESULTSET_METADATA_FULL);
    }
    out.writeIntLenenc(columns);
  }
}
