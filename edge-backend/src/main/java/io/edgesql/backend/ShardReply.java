package io.edgesql.backend;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a shard made of a {@link ShardRequest}.
 *
 * @param results one for each step
 * @param ver the shard's change sequence: grows with every committed write
 * @param replayed the write had been done before; this is its recorded reply (without rows when it
 *     was large)
 * @param boot opaque: names the object's memory and the socket that hold the transaction's locks;
 *     to be handed back as {@link ShardRequest.Transaction#boot}. Null only if the shard never said
 */
public record ShardReply(
    List<StepResult> results, long ver, boolean replayed, @Nullable String boot) {}
