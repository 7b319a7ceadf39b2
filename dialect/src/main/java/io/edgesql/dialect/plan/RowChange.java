package io.edgesql.dialect.plan;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.catalog.Table;
import java.util.List;

/**
 * What an UPDATE makes of the one row that it names by its primary key and by nothing else, to be
 * computed in Java from the row as it is. That tells whether the row changes; nothing but the
 * values themselves can be wrong with the change, since no key, constraint or trigger looks at the
 * columns.
 *
 * @param reads places of the table's columns that must be known: those that are assigned, and those
 *     that the values read
 * @param columns places of the columns that are assigned
 * @param values for each what is stored, over {@link Typed.ShardValue}s whose index is the place of
 *     a column in the table
 */
public record RowChange(
    Table table, List<Integer> reads, List<Integer> columns, List<Typed> values) {}
