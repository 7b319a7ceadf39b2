package io.edgesql.backend;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one {@link Step} did.
 *
 * @param columns names, with duplicates; empty unless the step asked for rows
 * @param rows empty unless the step asked for rows
 * @param changes rows that matched a write (SQLite's {@code changes()})
 * @param firstId the first generated key in decimal; null if none was
 * @param ids all keys of the inserted rows in decimal; null unless the step gave a list
 * @param read rows read, as SQLite bills them
 * @param written rows written, as SQLite bills them
 * @param skipped the step's condition did not hold: it did not run
 */
public record StepResult(
    List<String> columns,
    Rows rows,
    long changes,
    @Nullable String firstId,
    @Nullable List<String> ids,
    long read,
    long written,
    boolean skipped) {}
