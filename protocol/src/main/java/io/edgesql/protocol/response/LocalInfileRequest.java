package io.edgesql.protocol.response;

import io.edgesql.protocol.PayloadWriter;
import io.edgesql.protocol.handshake.Capabilities;
import io.netty.buffer.ByteBuf;

/**
 * Asks the client for a file of its own. It answers with packets of content and an empty one.
 *
 * <pre>{@code
 * int<1>      0xfb
 * string<EOF> filename
 * }</pre>
 *
 * <p>Manual: page_protocol_com_query_response_local_infile_request.
 */
public record LocalInfileRequest(String fileName) implements Response {
  @Override
  public void writeTo(ByteBuf payload, Capabilities capabilities) {
    new PayloadWriter(payload).writeInt1(0xfb).writeTextEof(fileName);
  }
}
