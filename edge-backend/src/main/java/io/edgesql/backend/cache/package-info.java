/**
 * Copies of rows near the client.
 *
 * <p>{@link io.edgesql.backend.cache.NearCache} keeps what shards answered, by the SQLite statement
 * and its values. Each {@link io.edgesql.backend.cache.Copy} carries the shard's version that it
 * was read at and the moment before it was asked for. A copy is good as long as its version is not
 * below a floor of {@link io.edgesql.backend.cache.ShardFloors}: the shard pushes what changed (§8
 * of the gateway protocol) and the floors rise. So a fill that arrives late is never served,
 * whatever the order of events.
 *
 * <p>Lookups may come from any thread; pushes come on the event loop of a shard's link.
 */
@NullMarked
package io.edgesql.backend.cache;

import org.jspecify.annotations.NullMarked;
