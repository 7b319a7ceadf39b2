package io.edgesql.protocol.command;

/** What a client asks for in one payload of the command phase. */
public sealed interface Command
    permits Quit,
        InitDb,
        Query,
        FieldList,
        Refresh,
        Statistics,
        ProcessInfo,
        ProcessKill,
        Debug,
        Ping,
        ChangeUser,
        StmtPrepare,
        StmtExecute,
        StmtSendLongData,
        StmtClose,
        StmtReset,
        SetOption,
        StmtFetch,
        ResetConnection,
        Unknown {
  /** To switch on: each type has one record. */
  CommandType type();
}
