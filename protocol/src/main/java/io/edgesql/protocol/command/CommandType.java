package io.edgesql.protocol.command;

import java.util.Arrays;

/** The command bytes. Manual: my_command.h, enum_server_command. */
public enum CommandType {
  COM_QUIT(0x01),
  COM_INIT_DB(0x02),
  COM_QUERY(0x03),
  COM_FIELD_LIST(0x04),
  COM_REFRESH(0x07),
  COM_STATISTICS(0x09),
  COM_PROCESS_INFO(0x0a),
  COM_PROCESS_KILL(0x0c),
  COM_DEBUG(0x0d),
  COM_PING(0x0e),
  COM_CHANGE_USER(0x11),
  COM_STMT_PREPARE(0x16),
  COM_STMT_EXECUTE(0x17),
  COM_STMT_SEND_LONG_DATA(0x18),
  COM_STMT_CLOSE(0x19),
  COM_STMT_RESET(0x1a),
  COM_SET_OPTION(0x1b),
  COM_STMT_FETCH(0x1c),
  COM_RESET_CONNECTION(0x1f),
  /** Bytes that MySQL 8 does not know either, COM_CREATE_DB say, and replication's. */
  UNKNOWN(-1);

  private static final CommandType[] BY_CODE = new CommandType[256];

  static {
    Arrays.fill(BY_CODE, UNKNOWN);
    for (CommandType type : values()) {
      if (type != UNKNOWN) {
        BY_CODE[type.code] = type;
      }
    }
  }

  private final int code;

  CommandType(int code) {
    this.code = code;
  }

  /** The first byte of the payload; -1 for {@link #UNKNOWN}. */
  public int code() {
    return code;
  }

  public static CommandType ofCode(int code) {
    return BY_CODE[code & 0xff];
  }
}
