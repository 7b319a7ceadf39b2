package io.edgesql.dialect.ddl;

import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.catalog.Table.Check;
import io.edgesql.dialect.catalog.Table.Column;
import io.edgesql.dialect.catalog.Table.ForeignKey;
import io.edgesql.dialect.catalog.Table.Trigger;
import io.edgesql.dialect.catalog.View;
import java.util.ArrayList;
import java.util.List;

/** Tables with one component changed. */
final class TableCopies {
  private TableCopies() {}

  static Table withPhysical(Table table, String physical) {
    return copy(
        table, table.database(), table.name(), physical, table.foreignKeys(), table.triggers());
  }

  static Table withForeignKeys(Table table, List<ForeignKey> keys) {
    return copy(
        table,
        table.database(),
        table.name(),
        table.physical(),
        List.copyOf(keys),
        table.triggers());
  }

  static Table withTriggers(Table table, List<Trigger> triggers) {
    return copy(
        table,
        table.database(),
        table.name(),
        table.physical(),
        table.foreignKeys(),
        List.copyOf(triggers));
  }

  static Table renamed(Table table, String database, String name) {
    // MySQL renames the constraints that it had named itself.
    List<ForeignKey> keys = new ArrayList<>();
    String generated = table.name() + "_ibfk_";
    for (ForeignKey key : table.foreignKeys()) {
      boolean ours = key.name().startsWith(generated);
      keys.add(
          new ForeignKey(
              ours ? name + "_ibfk_" + key.name().substring(generated.length()) : key.name(),
              key.columns(),
              key.referencedDatabase(),
              key.referencedTable(),
              key.referencedColumns(),
              key.onDelete(),
              key.onUpdate()));
    }
    return copy(table, database, name, table.physical(), keys, table.triggers());
  }

  static View renamed(View view, String database, String name) {
    return new View(
        database,
        name,
        view.columns(),
        view.query(),
        view.defaultDatabase(),
        view.algorithm(),
        view.definer(),
        view.security(),
        view.checkOption(),
        view.connectionCollation(),
        view.sqlMode());
  }

  /** The table with foreign keys to {@code parent} pointing at {@code renamed}. */
  static Table referringTo(Table child, Table parent, Table renamed) {
    List<ForeignKey> keys = new ArrayList<>();
    for (ForeignKey key : child.foreignKeys()) {
      boolean same =
          key.referencedDatabase().equals(parent.database())
              && key.referencedTable().equals(parent.name());
      keys.add(
          new ForeignKey(
              key.name(),
              key.columns(),
              same ? renamed.database() : key.referencedDatabase(),
              same ? renamed.name() : key.referencedTable(),
              key.referencedColumns(),
              key.onDelete(),
              key.onUpdate()));
    }
    return withForeignKeys(child, keys);
  }

  static ForeignKey withReferencedColumns(ForeignKey key, List<String> columns) {
    return new ForeignKey(
        key.name(),
        key.columns(),
        key.referencedDatabase(),
        key.referencedTable(),
        List.copyOf(columns),
        key.onDelete(),
        key.onUpdate());
  }

  static Table withChecks(Table table, List<Check> checks) {
    return new Table(
        table.database(),
        table.name(),
        table.physical(),
        table.columns(),
        table.keys(),
        table.foreignKeys(),
        List.copyOf(checks),
        table.triggers(),
        table.collation(),
        table.options(),
        table.autoIncrementStart(),
        table.createdAt());
  }

  /** The same table with fewer or more columns; its keys and checks are left alone. */
  static Table withColumns(Table table, List<Column> columns) {
    return new Table(
        table.database(),
        table.name(),
        table.physical(),
        List.copyOf(columns),
        table.keys(),
        table.foreignKeys(),
        table.checks(),
        table.triggers(),
        table.collation(),
        table.options(),
        table.autoIncrementStart(),
        table.createdAt());
  }

  private static Table copy(
      Table table,
      String database,
      String name,
      String physical,
      List<ForeignKey> keys,
      List<Trigger> triggers) {
    return new Table(
        database,
        name,
        physical,
        table.columns(),
        ShardTable.named(table.keys(), physical),
        List.copyOf(keys),
        table.checks(),
        triggers,
        table.collation(),
        table.options(),
        table.autoIncrementStart(),
        table.createdAt());
  }
}
