package io.edgesql.protocol.command;

/**
 * Turns CLIENT_MULTI_STATEMENTS on (0) or off (1).
 *
 * <pre>{@code
 * int<1>  0x1b
 * int<2>  option
 * }</pre>
 *
 * <p>Manual: page_protocol_com_set_option.
 */
public record SetOption(int option) implements Command {
  @Override
  public CommandType type() {
    return CommandType.COM_SET_OPTION;
  }

  public static final int MYSQL_OPTION_MULTI_STATEMENTS_ON = 0;
  public static final int MYSQL_OPTION_MULTI_STATEMENTS_OFF = 1;
}
