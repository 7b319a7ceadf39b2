/**
 * From greeting to authenticated: the packets, and {@code Authenticator}, which decides.
 *
 * <p>Manual: page_protocol_connection_phase.
 */
@NullMarked
package io.edgesql.protocol.handshake;

import org.jspecify.annotations.NullMarked;
