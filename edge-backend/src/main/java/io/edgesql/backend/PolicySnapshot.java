package io.edgesql.backend;

import org.jspecify.annotations.Nullable;

/**
 * The table policies at one version.
 *
 * @param tables JSON object of §9 of the gateway protocol; null when the caller has this version
 */
public record PolicySnapshot(long version, @Nullable String tables) {}
