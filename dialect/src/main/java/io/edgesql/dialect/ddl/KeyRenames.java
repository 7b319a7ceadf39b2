package io.edgesql.dialect.ddl;

import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.catalog.Table.ForeignKey;
import io.edgesql.dialect.catalog.Table.Part;
import java.util.Locale;
import java.util.Map;

/**
 * A table's keys after its columns got other names.
 *
 * @param table as it was
 * @param names old column names in lower case to new ones
 */
record KeyRenames(Table table, Map<String, String> names) {
  Table.Key of(Table.Key key) {
    return new Table.Key(
        key.name(),
        key.kind(),
        key.parts().stream().map(this::of).toList(),
        key.comment(),
        key.visible(),
        key.physical());
  }

  private Part of(Part part) {
    String column = part.column();
    return column == null
        ? part
        : new Part(now(column), part.prefix(), part.descending(), part.expression());
  }

  ForeignKey of(ForeignKey key) {
    return new ForeignKey(
        key.name(),
        key.columns().stream().map(this::now).toList(),
        key.referencedDatabase(),
        key.referencedTable(),
        SchemaDraft.references(key, table)
            ? key.referencedColumns().stream().map(this::now).toList()
            : key.referencedColumns(),
        key.onDelete(),
        key.onUpdate());
  }

  private String now(String column) {
    return names.getOrDefault(column.toLowerCase(Locale.ROOT), column);
  }
}
