package io.edgesql.protocol.response;

import io.edgesql.protocol.PayloadWriter;
import io.edgesql.protocol.handshake.Capabilities;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A column in the answer to COM_FIELD_LIST: its definition, then its default value.
 *
 * <pre>{@code
 * column definition
 * string<lenenc> default value, or 0xfb for NULL
 * }</pre>
 *
 * <p>Manual: page_protocol_com_field_list_response.
 */
public record FieldListEntry(ColumnDefinition column, @Nullable String defaultValue)
    implements Response {
  @Override
  public void writeTo(ByteBuf payload, Capabilities capabilities) {
    column.writeTo(payload, capabilities);
    PayloadWriter out = new PayloadWriter(payload);
    if (defaultValue == null) {
      out.writeNull();
    } else {
      out.writeTextLenenc(defaultValue);
    }
  }
}
