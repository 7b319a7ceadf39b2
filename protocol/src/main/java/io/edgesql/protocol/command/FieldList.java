package io.edgesql.protocol.command;

/**
 * Describes a table's columns. Deprecated; the old shells send it to complete names.
 *
 * <pre>{@code
 * int<1>      0x04
 * string<NUL> table
 * string<EOF> wildcard
 * }</pre>
 *
 * <p>Manual: page_protocol_com_field_list.
 */
public record FieldList(String table, String wildcard) implements Command {
  @Override
  public CommandType type() {
    return CommandType.COM_FIELD_LIST;
  }
}
