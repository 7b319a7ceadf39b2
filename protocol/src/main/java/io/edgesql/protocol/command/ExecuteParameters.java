package io.edgesql.protocol.command;

import io.edgesql.protocol.Bytes;
import io.edgesql.protocol.PayloadReader;
import io.edgesql.protocol.ProtocolException;
import io.edgesql.protocol.handshake.Capabilities;
import io.edgesql.protocol.type.ColumnType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The parameters of a COM_STMT_EXECUTE.
 *
 * <pre>{@code
 * if num_params > 0 or (CLIENT_QUERY_ATTRIBUTES and PARAMETER_COUNT_AVAILABLE in flags):
 *   int<lenenc> parameter_count, if CLIENT_QUERY_ATTRIBUTES
 *   if parameter_count > 0:
 *     null_bitmap, (parameter_count + 7) / 8 bytes
 *     int<1>      new_params_bind_flag
 *     if it is 1: for each  int<2> type, string<lenenc> name if CLIENT_QUERY_ATTRIBUTES
 *     the values of those that are neither NULL nor sent as long data
 * }</pre>
 *
 * <p>Manual: page_protocol_com_stmt_execute.
 *
 * @param values one for each of the statement's parameters
 * @param types to be remembered for the next execution, which may leave them out
 * @param attributes what came beyond the statement's parameters
 */
public record ExecuteParameters(
    List<ParameterValue> values, List<ParameterType> types, List<QueryAttribute> attributes) {
  private static final ExecuteParameters NONE =
      new ExecuteParameters(List.of(), List.of(), List.of());

  /** As many as MySQL allows a statement. */
  private static final int MAX_PARAMETERS = 65535;

  /**
   * Reads them.
   *
   * @param parameterCount of the statement
   * @param previousTypes from the last execution; empty if there was none
   * @param longData by parameter index, what COM_STMT_SEND_LONG_DATA brought: it stands against the
   *     NULL bitmap
   * @param capabilities those that both sides have
   * @throws ProtocolException {@code ER_MALFORMED_PACKET} if cut, or if types are due and missing
   */
  public static ExecuteParameters decode(
      StmtExecute execute,
      int parameterCount,
      List<ParameterType> previousTypes,
      Map<Integer, Bytes> longData,
      Capabilities capabilities) {
    boolean hasAttributes = capabilities.has(Capabilities.CLIENT_QUERY_ATTRIBUTES);
    boolean hasCount =
        hasAttributes && (execute.flags() & StmtExecute.PARAMETER_COUNT_AVAILABLE) != 0;
    if (parameterCount == 0 && !hasCount) {
      return NONE;
    }
    ByteBuf payload = Unpooled.wrappedBuffer(execute.parameters().toArray());
    PayloadReader in = new PayloadReader(payload);
    int sentCount = hasAttributes ? readCount(in) : parameterCount;
    if (sentCount < parameterCount) {
      throw new ProtocolException(sentCount + " parameters sent, " + parameterCount + " wanted");
    }
    if (sentCount == 0) {
      return NONE;
    }
    Block block = Block.read(in, sentCount, previousTypes, longData, hasAttributes);
    List<QueryAttribute> attributes = new ArrayList<>();
    for (int i = parameterCount; i < sentCount; i++) {
      attributes.add(new QueryAttribute(block.names.get(i), block.values.get(i)));
    }
    return new ExecuteParameters(
        List.copyOf(block.values.subList(0, parameterCount)),
        List.copyOf(block.types.subList(0, parameterCount)),
        List.copyOf(attributes));
  }

  /** The attributes in front of a COM_QUERY's text. */
  static List<QueryAttribute> readQueryAttributes(PayloadReader in) {
    int count = readCount(in);
    long sets = in.readIntLenenc();
    if (sets != 1) {
      throw new ProtocolException(Long.toUnsignedString(sets) + " parameter sets");
    }
    if (count == 0) {
      return List.of();
    }
    Block block = Block.read(in, count, List.of(), Map.of(), true);
    List<QueryAttribute> attributes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      attributes.add(new QueryAttribute(block.names.get(i), block.values.get(i)));
    }
    return attributes;
  }

  private static int readCount(PayloadReader in) {
    long count = in.readIntLenenc();
    if (count < 0 || count > MAX_PARAMETERS) {
      throw new ProtocolException(Long.toUnsignedString(count) + " parameters");
    }
    return (int) count;
  }

  /** NULL bitmap, types, names and values. */
  private record Block(List<ParameterValue> values, List<ParameterType> types, List<String> names) {
    static Block read(
        PayloadReader in,
        int count,
        List<ParameterType> previousTypes,
        Map<Integer, Bytes> longData,
        boolean isNamed) {
      byte[] nullBitmap = in.readBytes((count + 7) / 8);
      boolean isBound = in.readInt1() == 1;
      List<ParameterType> types = previousTypes;
      List<String> names = new ArrayList<>();
      if (isBound) {
        types = new ArrayList<>(Math.min(count, in.remaining() / 2));
        for (int i = 0; i < count; i++) {
          types.add(BinaryValues.readType(in));
          names.add(isNamed ? in.readTextLenenc() : "");
        }
      } else if (types.size() != count) {
        throw new ProtocolException("no types were sent, and none for " + count + " are known");
      } else {
        types.forEach(type -> names.add(""));
      }
      List<ParameterValue> values = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        values.add(readValue(in, i, types.get(i), longData, nullBitmap));
      }
      return new Block(values, types, names);
    }

    private static ParameterValue readValue(
        PayloadReader in,
        int index,
        ParameterType type,
        Map<Integer, Bytes> longData,
        byte[] nullBitmap) {
      Bytes sent = longData.get(index);
      if (sent != null) {
        return new ParameterValue.Text(
            type.type() == ColumnType.NULL ? ColumnType.BLOB : type.type(), sent);
      }
      boolean isNull = (nullBitmap[index / 8] & 1 << index % 8) != 0;
      return isNull ? ParameterValue.Null.INSTANCE : BinaryValues.read(in, type);
    }
  }
}
