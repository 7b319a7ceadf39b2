/**
 * What a client asks for: one record a COM_*, read by {@code CommandDecoder}. The parameters of
 * COM_STMT_EXECUTE need the statement and are read in a second step, {@code ExecuteParameters}.
 *
 * <p>Manual: page_protocol_command_phase.
 */
@NullMarked
package io.edgesql.protocol.command;

import org.jspecify.annotations.NullMarked;
