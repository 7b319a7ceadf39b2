package io.edgesql.backend;

import java.util.List;
import java.util.Map;

/**
 * One entry for the schema log and what the shards run for it.
 *
 * @param base the version it was made for; must still be the current one
 * @param sql the statement, for people
 * @param put schema objects that are new or changed, each as JSON text under its key; the edge
 *     keeps them as JavaScript values, so integers beyond 2^53 must be strings
 * @param drop keys that go
 * @param shards steps for each shard, run in one transaction there; of a step only {@code sql} and
 *     {@code params} count
 * @param foreignKeys whether foreign keys are checked meanwhile
 */
public record SchemaChange(
    long base,
    String sql,
    Map<String, String> put,
    List<String> drop,
    Map<String, List<Step>> shards,
    boolean foreignKeys) {}
