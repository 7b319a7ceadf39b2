package io.edgesql.protocol.response;

import io.edgesql.protocol.PayloadWriter;
import io.edgesql.protocol.handshake.Capabilities;
import io.netty.buffer.ByteBuf;

/**
 * A prepared statement's number and shape. Definitions of its parameters follow, then those of its
 * columns, each list (if not empty) closed by EOF without CLIENT_DEPRECATE_EOF.
 *
 * <pre>{@code
 * int<1>  0x00
 * int<4>  statement_id
 * int<2>  num_columns
 * int<2>  num_params
 * int<1>  0
 * int<2>  warnings
 * int<1>  1, metadata follows; if CLIENT_OPTIONAL_RESULTSET_METADATA
 * }</pre>
 *
 * <p>Manual: page_protocol_com_stmt_prepare, COM_STMT_PREPARE_OK.
 */
public record StmtPrepareOk(int statementId, int columnCount, int parameterCount, int warnings)
    implements Response {
  @Override
  public void writeTo(ByteBuf payload, Capabilities capabilities) {
    PayloadWriter out =
        new PayloadWriter(payload)
            .writeInt1(0)
            .writeInt4(statementId)
            .writeInt2(columnCount)
            .writeInt2(parameterCount)
            .writeInt1(0)
            .writeInt2(Math.min(warnings, 0xffff));
    if (capabilities.has(Capabilities.CLIENT_OPTIONAL_RESULTSET_METADATA)) {
      out.writeInt1(1);
    }
  }
}
