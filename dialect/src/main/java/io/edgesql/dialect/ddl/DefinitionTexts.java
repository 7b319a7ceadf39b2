package io.edgesql.dialect.ddl;

import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.catalog.Table.Check;
import io.edgesql.dialect.catalog.Table.Column;
import io.edgesql.dialect.catalog.Table.Default;
import io.edgesql.dialect.catalog.Table.DefaultKind;
import io.edgesql.dialect.catalog.Table.Part;
import java.util.ArrayList;
import java.util.List;

/** The expressions of a table's definition, with columns spelled as the table spells them. */
final class DefinitionTexts {
  private DefinitionTexts() {}

  static Table spelled(Table table) {
    List<Column> columns = new ArrayList<>();
    table.columns().forEach(column -> columns.add(column(column, table)));
    List<Table.Key> keys = new ArrayList<>();
    table.keys().forEach(key -> keys.add(key(key, table)));
    List<Check> checks = new ArrayList<>();
    for (Check check : table.checks()) {
      checks.add(
          new Check(
              check.name(), CanonicalText.spelled(check.condition(), table), check.enforced()));
    }
    return new Table(
        table.database(),
        table.name(),
        table.physical(),
        List.copyOf(columns),
        List.copyOf(keys),
        table.foreignKeys(),
        List.copyOf(checks),
        table.triggers(),
        table.collation(),
        table.options(),
        table.autoIncrementStart(),
        table.createdAt());
  }

  private static Column column(Column column, Table table) {
    Default value = column.defaultValue();
    String generated = column.generated();
    return new Column(
        column.name(),
        column.type(),
        column.nullable(),
        value.kind() == DefaultKind.EXPRESSION
            ? new Default(value.kind(), CanonicalText.spelled(value.text(), table))
            : value,
        column.autoIncrement(),
        column.onUpdateNow(),
        generated == null ? null : CanonicalText.spelled(generated, table),
        column.stored(),
        column.comment(),
        column.invisible(),
        column.namesCollation());
  }

  private static Table.Key key(Table.Key key, Table table) {
    List<Part> parts = new ArrayList<>();
    for (Part part : key.parts()) {
      String expression = part.expression();
      parts.add(
          expression == null
              ? part
              : new Part(
                  null,
                  part.prefix(),
                  part.descending(),
                  CanonicalText.spelled(expression, table)));
    }
    return new Table.Key(
        key.name(), key.kind(), List.copyOf(parts), key.comment(), key.visible(), key.physical());
  }
}
