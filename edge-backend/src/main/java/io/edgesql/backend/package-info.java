/**
 * The edge as the proxy sees it: a {@link io.edgesql.backend.Backend} runs requests on shards and
 * reads and changes the schema log. Knows SQLite's values and the gateway's protocol, and no MySQL.
 *
 * <p>The path through it: {@code ShardRequest} → {@code link} (queue, frame, socket) → the shard →
 * {@code link} (match, assemble) → {@code ShardReply} or {@link
 * io.edgesql.backend.BackendException}. {@code json} holds the one encoder and the one decoder of
 * the protocol, {@code http} the calls that need no socket, {@code gateway} wires both into the
 * port.
 *
 * <p>The records here are immutable by contract: they do not copy the lists and arrays they are
 * given, so whoever hands one over must not change it afterwards.
 *
 * <p>Specification: {@code docs/gateway-protocol/README.md}.
 */
@NullMarked
package io.edgesql.backend;

import org.jspecify.annotations.NullMarked;
