/**
 * Packet headers, sequence ids, 16 MiB splits and compression: nowhere else are they known.
 *
 * <p>{@link io.edgesql.protocol.frame.PacketChannel} puts the handlers into a pipeline and is what
 * a session holds. Inwards: CompressionDecoder, PacketDecoder, then {@code Packet}s. Outwards:
 * payloads or {@code PacketBatch}es, PacketEncoder, CompressionEncoder. All on the channel's event
 * loop.
 *
 * <p>Manual: page_protocol_basic_packets, page_protocol_basic_compression.
 */
@NullMarked
package io.edgesql.protocol.frame;

import org.jspecify.annotations.NullMarked;
