package io.edgesql.backend.json;

import io.edgesql.backend.BackendException;
import io.edgesql.backend.Rows;
import io.edgesql.backend.StepResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a {@code replies} frame (§3.3): an error, a part of a result, or the end of one.
 *
 * @param part whether it only carries {@code rows} of {@code step}, with more to come
 * @param open of a part: the shard waits to be told that it was taken
 * @param rows of a part; else empty
 * @param results of a final reply; their rows are what no part carried
 * @param boot the object's boot id, where the reply or its error tells it
 * @param bytes its size as JSON text
 */
public record Reply(
    long id,
    boolean part,
    boolean open,
    int step,
    Rows rows,
    List<StepResult> results,
    long ver,
    boolean replayed,
    @Nullable BackendException error,
    @Nullable String boot,
    long bytes) {}
