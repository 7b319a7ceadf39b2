/**
 * The WebSocket links to the shards: queue, pack, send, match, retry.
 *
 * <p>{@link io.edgesql.backend.link.ShardLinks} holds the links of every shard and picks one; a
 * {@link io.edgesql.backend.link.ShardLink} is one socket over all its reconnects. Its path: {@code
 * submit} (any thread) → inbox → one drain for each event-loop turn → {@code FramePacker} → socket
 * → {@code LinkHandler} → {@code FrameDecoder} → matched by id → the request's stage.
 *
 * <p>Threads: everything but {@code submit} and {@code keep} happens on the link's event loop, and
 * stages complete there. Buffers: {@code FramePacker} makes one for each frame and the channel
 * releases it; received frames are released by {@code LinkHandler}.
 *
 * <p>Specification: {@code docs/gateway-protocol/README.md}, §1 and §3.
 */
@NullMarked
package io.edgesql.backend.link;

import org.jspecify.annotations.NullMarked;
