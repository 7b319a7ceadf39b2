package io.edgesql.dialect.ddl;

import io.edgesql.dialect.catalog.Table.Column;
import io.edgesql.dialect.catalog.Table.Default;
import io.edgesql.dialect.catalog.Table.DefaultKind;
import io.edgesql.dialect.types.Collation;

/** Columns with one component changed. */
final class ColumnCopies {
  private ColumnCopies() {}

  static Column withName(Column column, String name) {
    return new Column(
        name,
        column.type(),
        column.nullable(),
        column.defaultValue(),
        column.autoIncrement(),
        column.onUpdateNow(),
        column.generated(),
        column.stored(),
        column.comment(),
        column.invisible(),
        column.namesCollation());
  }

  static Column withDefault(Column column, Default value) {
    return new Column(
        column.name(),
        column.type(),
        column.nullable(),
        value,
        column.autoIncrement(),
        column.onUpdateNow(),
        column.generated(),
        column.stored(),
        column.comment(),
        column.invisible(),
        column.namesCollation());
  }

  static Column withVisibility(Column column, boolean visible) {
    return new Column(
        column.name(),
        column.type(),
        column.nullable(),
        column.defaultValue(),
        column.autoIncrement(),
        column.onUpdateNow(),
        column.generated(),
        column.stored(),
        column.comment(),
        !visible,
        column.namesCollation());
  }

  static Column withCollation(Column column, Collation collation) {
    return new Column(
        column.name(),
        column.type().withCollation(collation),
        column.nullable(),
        column.defaultValue(),
        column.autoIncrement(),
        column.onUpdateNow(),
        column.generated(),
        column.stored(),
        column.comment(),
        column.invisible(),
        column.namesCollation());
  }

  /** As a primary key has it: without NULL, and without NULL as its default. */
  static Column notNull(Column column) {
    return new Column(
        column.name(),
        column.type(),
        false,
        column.defaultValue().kind() == DefaultKind.NULL ? Default.NONE : column.defaultValue(),
        column.autoIncrement(),
        column.onUpdateNow(),
        column.generated(),
        column.stored(),
        column.comment(),
        column.invisible(),
        column.namesCollation());
  }
}
