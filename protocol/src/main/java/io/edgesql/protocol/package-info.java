/**
 * The MySQL wire: bytes to commands, responses to bytes. Knows no SQL and no edge.
 *
 * <p>The way of a byte: {@code frame} (compression, packet headers, sequence ids) gives payloads;
 * {@code handshake} reads those before authentication, {@code command} those after it; {@code
 * response} writes what goes back, which {@code frame} numbers and sends. This package holds the
 * manual's basic types, which all of them share.
 *
 * <p>Manual: "MySQL Source Code Documentation", PAGE_PROTOCOL.
 */
@NullMarked
package io.edgesql.protocol;

import org.jspecify.annotations.NullMarked;
