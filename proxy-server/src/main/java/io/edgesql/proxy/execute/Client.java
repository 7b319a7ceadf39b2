package io.edgesql.proxy.execute;

import io.edgesql.proxy.state.SessionState;
import java.util.concurrent.Executor;

/**
 * The session that a statement runs for.
 *
 * @param loop the session's thread: what is started on it ends on it
 */
public record Client(
    SessionState state,
    SessionTransaction transaction,
    TemporaryTables temporaries,
    Executor loop) {}
