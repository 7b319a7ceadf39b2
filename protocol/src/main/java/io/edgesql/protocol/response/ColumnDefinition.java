package io.edgesql.protocol.response;

import io.edgesql.protocol.PayloadWriter;
import io.edgesql.protocol.handshake.Capabilities;
import io.edgesql.protocol.type.Collation;
import io.edgesql.protocol.type.ColumnType;
import io.netty.buffer.ByteBuf;

/**
 * What one column is.
 *
 * <pre>{@code
 * string<lenenc> "def"
 * string<lenenc> schema
 * string<lenenc> table
 * string<lenenc> org_table
 * string<lenenc> name
 * string<lenenc> org_name
 * int<lenenc>    12
 * int<2>         collation id
 * int<4>         column_length
 * int<1>         type
 * int<2>         flags
 * int<1>         decimals
 * int<2>         0
 * }</pre>
 *
 * <p>Manual: page_protocol_com_query_response_text_resultset_column_definition.
 *
 * @param table its alias in the query
 * @param originalTable empty for what is not a column of a table
 * @param name the column's alias
 * @param collationId {@link Collation#BINARY} for everything that has no characters; for text that
 *     of the session's character_set_results, not the column's own
 * @param length in bytes, as wide as the widest value
 * @param flags see {@link io.edgesql.protocol.type.ColumnFlag}
 * @param decimals digits after the point; 31 for floating point without a fixed number
 */
public record ColumnDefinition(
    String schema,
    String table,
    String originalTable,
    String name,
    String originalName,
    int collationId,
    long length,
    ColumnType type,
    int flags,
    int decimals)
    implements Response {
  /** Decimals of FLOAT and DOUBLE without a fixed number of digits. */
  public static final int NOT_FIXED_DECIMALS = 31;

  /** Of an expression: no schema, no table. */
  public static ColumnDefinition ofExpression(
      String name, Collation collation, long length, ColumnType type, int flags, int decimals) {
    return new ColumnDefinition(
        "", "", "", name, "", collation.id(), length, type, flags, decimals);
  }

  @Override
  public void writeTo(ByteBuf payload, Capabilities capabilities) {
    new PayloadWriter(payload)
        .writeTextLenenc("def")
        .writeTextLenenc(schema)
        .writeTextLenenc(table)
        .writeTextLenenc(originalTable)
        .writeTextLenenc(name)
        .writeTextLenenc(originalName)
        .writeIntLenenc(12)
        .writeInt2(collationId)
        .writeInt4((int) Math.min(length, 0xffffffffL))
        .writeInt1(type.code())
        .writeInt2(flags)
        .writeInt1(decimals)
        .writeInt2(0);
  }
}
