package io.edgesql.backend;

import java.util.List;

/**
 * A read that the gateway may answer from a copy in KV; §7 of the protocol.
 *
 * @param key what is read, by a name that is the sender's own: 1 to 1024 characters
 * @param tables physical names of all tables that the result depends on
 * @param maxAgeMs no copy older than this; 0: any copy within its times
 * @param ttlMs how long what is read now stays fresh
 * @param swrMs how long it may be served after that
 * @param minVer the answer must have seen this change; 0: none
 * @param prewarm whether a change makes the copy be read anew at once
 * @param request the plain read itself
 */
public record CopyRead(
    String key,
    List<String> tables,
    long maxAgeMs,
    long ttlMs,
    long swrMs,
    long minVer,
    boolean prewarm,
    ShardRequest request) {}
