package io.edgesql.consistency.check;

/**
 * Something wrong with a history.
 *
 * @param words what happened, for a person; lines end with a newline but for the last
 */
public record Anomaly(AnomalyKind kind, String words) {}
