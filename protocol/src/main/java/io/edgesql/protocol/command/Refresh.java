package io.edgesql.protocol.command;

/**
 * FLUSH of several things at once.
 *
 * <pre>{@code
 * int<1>  0x07
 * int<1>  flags
 * }</pre>
 */
public record Refresh(int flags) implements Command {
  @Override
  public CommandType type() {
    return CommandType.COM_REFRESH;
  }
}
