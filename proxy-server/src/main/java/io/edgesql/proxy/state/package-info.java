/**
 * What a statement may read and change of its session: variables, time zone, diagnostics, the ids
 * that LAST_INSERT_ID() and its like report.
 *
 * <p>{@link io.edgesql.proxy.state.SessionState} is confined to its session (one statement runs at
 * a time, handed from thread to thread with a happens-before); {@link
 * io.edgesql.proxy.state.GlobalVariables} is shared. {@link
 * io.edgesql.proxy.state.StatementEnvironment} shows both to the dialect for one execution.
 */
@NullMarked
package io.edgesql.proxy.state;

import org.jspecify.annotations.NullMarked;
