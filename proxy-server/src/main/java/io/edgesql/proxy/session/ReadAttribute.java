package io.edgesql.proxy.session;

import io.edgesql.dialect.plan.ReadMode;
import io.edgesql.protocol.command.ParameterValue;
import io.edgesql.protocol.command.QueryAttribute;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.proxy.state.Failures;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The query attribute {@code edgesql_read_mode}. */
final class ReadAttribute {
  private static final String NAME = "edgesql_read_mode";

  private ReadAttribute() {}

  /**
   * Takes over what the attributes of the statement that comes now say; without the attribute,
   * nothing.
   *
   * @throws io.edgesql.dialect.SqlException 1231 if its value is no read mode
   */
  static void apply(List<QueryAttribute> attributes, Conversation conversation) {
    ReadMode mode = null;
    for (QueryAttribute attribute : attributes) {
      if (attribute.name().equalsIgnoreCase(NAME)) {
        mode = mode(attribute.value(), conversation);
      }
    }
    conversation.state().setStatementReadMode(mode);
  }

  private static @Nullable ReadMode mode(ParameterValue value, Conversation conversation) {
    if (value instanceof ParameterValue.Null) {
      return null;
    }
    String text =
        value instanceof ParameterValue.Text given
            ? given.bytes().toString(conversation.clientCharset())
            : value.toString();
    ReadMode mode = ReadMode.parse(text.strip());
    if (mode == null) {
      throw Failures.of(MySqlError.ER_WRONG_VALUE_FOR_VAR, NAME, text);
    }
    return mode;
  }
}
