package io.edgesql.backend;

import java.util.List;

/**
 * The gateway's answer to a {@link CopyRead}.
 *
 * @param isCopy from a copy; else the gateway has asked the shard
 * @param ver the shard's version that it was read at
 * @param epoch incarnation of the shard's data
 * @param ageMs between before the shard was asked and the answer, as the gateway knows it; the
 *     clock of the gateway that made a copy may differ from that of the one that serves it
 * @param results one for each step
 */
public record CopyAnswer(
    boolean isCopy, long ver, long epoch, long ageMs, List<StepResult> results) {}
