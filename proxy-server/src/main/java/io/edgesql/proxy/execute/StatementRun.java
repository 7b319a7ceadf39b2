package io.edgesql.proxy.execute;

import io.edgesql.dialect.types.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What all attempts to run a statement have in common.
 *
 * @param showRows rows of a virtual table that exists for this statement alone, as JSON; null: none
 * @param streams whether many rows may be told as a {@link Result.RowStream}
 */
record StatementRun(
    List<Value> parameters, Client client, @Nullable String showRows, boolean streams) {}
