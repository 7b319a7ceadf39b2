/**
 * Reads that copies in the gateway's KV may answer, over HTTP on event loops.
 *
 * <p>{@link io.edgesql.backend.copies.CopyClient} has a {@link
 * io.edgesql.backend.copies.ConnectionPool} on each event loop, whose connections take one call
 * after the other. Nothing waits here: a call that finds no room fails at once, because the shard
 * itself can be asked instead.
 */
@NullMarked
package io.edgesql.backend.copies;

import org.jspecify.annotations.NullMarked;
