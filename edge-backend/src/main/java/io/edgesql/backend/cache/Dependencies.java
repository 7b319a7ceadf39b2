package io.edgesql.backend.cache;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a copy depends on.
 *
 * @param tables physical names, each once
 * @param row the primary key, as the shard's change log spells it, of the one row of the one table
 *     that is read; null: any change of the tables outdates the copy
 */
public record Dependencies(List<String> tables, @Nullable String row) {}
