package io.edgesql.protocol.command;

import io.edgesql.protocol.Bytes;
import io.edgesql.protocol.PayloadReader;
import io.edgesql.protocol.ProtocolException;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.protocol.handshake.Capabilities;
import io.edgesql.protocol.type.ColumnType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a COM_STMT_EXECUTE.
 *
 * <pre>{@code
 * if num_params > 0 or (CLIENT_QUERY_ATTRIBUTES and PARAMETER_COUNT_AVAILABLE in flags):
 *   int<lenenc> parameter_count, if CLIENT_QUERY_ATTRIBUTES
 *   if parameter_count > 0:
 *     null_bitmap, (parameter_count + 7) / 8 bytes
 *     int<1>      new_params_bind_flag
 *     if it is not 0: for each  int<2> type, string<lenenc> name if CLIENT_QUERY_ATTRIBUTES
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
   * @throws ProtocolException {@code ER_MALFORMED_PACKET} if cut; {@code ER_WRONG_ARGUMENTS} if
   *     parameters or their types are missing or of a type that no parameter may have. The stream
   *     is still in order: MySQL answers with ERR and reads on
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
      throw new ProtocolException(
          MySqlError.ER_WRONG_ARGUMENTS,
          sentCount + " parameters sent, " + parameterCount + " wanted",
          "COM_STMT_EXECUTE");
    }
    if (sentCount == 0) {
      return NONE;
    }
    Block block = Block.read(in, sentCount, previousTypes, longData, hasAttributes);
    if (block.names.isEmpty() && sentCount > parameterCount) {
      throw new ProtocolException("attributes without types and names");
    }
    List<QueryAttribute> attributes = new ArrayList<>();
    for (int i = parameterCount; i < sentCount; i++) {
      attributes.add(new QueryAttribute(block.names.get(i), block.values.get(i)));
    }
    return new ExecuteParameters(
        List.copyOf(block.values.subList(0, parameterCount)),
        List.copyOf(block.types.subList(0, Math.min(parameterCount, block.types.size()))),
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
    if (block.names.isEmpty()) {
      throw new ProtocolException("attributes without types and names");
    }
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
      boolean isBound = in.readInt1() != 0;
      List<ParameterType> types = isBound ? new ArrayList<>() : previousTypes;
      List<String> names = new ArrayList<>();
      for (int i = 0; isBound && i < count; i++) {
        types.add(BinaryValues.readType(in));
        names.add(isNamed ? in.readTextLenenc() : "");
      }
      List<ParameterValue> values = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        values.add(readValue(in, i, i < types.size() ? types.get(i) : null, longData, nullBitmap));
      }
      return new Block(values, types, names);
    }

    private static ParameterValue readValue(
        PayloadReader in,
        int index,
        @Nullable ParameterType type,
        Map<Integer, Bytes> longData,
        byte[] nullBitmap) {
      Bytes sent = longData.get(index);
      if (sent != null) {
        if (type != null && !BinaryValues.isString(type.type())) {
          throw new ProtocolException("long data for a parameter of type " + type.type());
        }
        return new ParameterValue.Text(type == null ? ColumnType.BLOB : type.type(), sent);
      }
      boolean isNull = (nullBitmap[index / 8] & 1 << index % 8) != 0;
      if (isNull) {
        return ParameterValue.Null.INSTANCE;
      }
      if (type == null) {
        throw BinaryValues.wrongArguments("no types were ever sent");
      }
      return BinaryValues.read(in, type);
    }
  }
}
