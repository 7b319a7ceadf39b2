package io.edgesql.dialect.tree;

import org.jspecify.annotations.Nullable;

/** A table's name as written; no database means the session's. */
public record TableName(@Nullable String database, String table) {}
