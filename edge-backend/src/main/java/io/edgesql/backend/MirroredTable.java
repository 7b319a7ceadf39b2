package io.edgesql.backend;

import org.jspecify.annotations.Nullable;

/**
 * How far the mirror of one table has followed its shard.
 *
 * @param name {@code <database>.<table>}
 * @param view where its rows stand in D1; null before the first copy is complete
 * @param state copying, following, failed or waiting
 * @param copied rows copied so far, while it is copied
 * @param rowsBehind changes that the mirror does not have yet
 * @param lagMs age of the oldest of them, milliseconds
 * @param error why it failed, or why the last try to follow did
 */
public record MirroredTable(
    String name,
    @Nullable String view,
    String state,
    long copied,
    long rowsBehind,
    long lagMs,
    @Nullable String error) {}
