package io.edgesql.proxy.execute.metadata;

import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Table;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of information_schema about keys and constraints. */
final class KeyRows {
  private static final String CATALOG = "def";

  private final Catalog catalog;

  KeyRows(Catalog catalog) {
    this.catalog = catalog;
  }

  void statistics(RowList rows) {
    for (Table table : SchemaRows.tables(catalog)) {
      for (Table.Key key : CreateText.sortedKeys(table)) {
        int seq = 1;
        for (Table.Part part : key.parts()) {
          String name = part.column();
          Table.Column column = name == null ? null : table.column(name);
          boolean isText = key.kind() == Table.KeyKind.FULLTEXT;
          rows.add()
              .set("TABLE_CATALOG", CATALOG)
              .set("TABLE_SCHEMA", table.database())
              .set("TABLE_NAME", table.name())
              .set("NON_UNIQUE", key.isUnique() ? 0L : 1L)
              .set("INDEX_SCHEMA", table.database())
              .set("INDEX_NAME", key.name())
              .set("SEQ_IN_INDEX", seq++)
              .set("COLUMN_NAME", name)
              .set("COLLATION", isText ? null : part.descending() ? "D" : "A")
              .set("CARDINALITY", 0L)
              .set("SUB_PART", part.prefix() > 0 ? (Long) (long) part.prefix() : null)
              .set("NULLABLE", column == null || column.nullable() ? "YES" : "")
              .set("INDEX_TYPE", indexType(key))
              .set("COMMENT", "")
              .set("INDEX_COMMENT", key.comment())
              .set("IS_VISIBLE", key.visible() ? "YES" : "NO")
              .set("EXPRESSION", ColumnRows.escaped(part.expression()));
        }
      }
    }
  }

  private static String indexType(Table.Key key) {
    return switch (key.kind()) {
      case FULLTEXT -> "FULLTEXT";
      case SPATIAL -> "SPATIAL";
      default -> "BTREE";
    };
  }

  void keyColumns(RowList rows) {
    for (Table table : SchemaRows.tables(catalog)) {
      for (Table.Key key : CreateText.sortedKeys(table)) {
        for (int i = 0; key.isUnique() && i < key.parts().size(); i++) {
          usage(rows, table, key.name(), String.valueOf(key.parts().get(i).column()), i + 1);
        }
      }
      for (Table.ForeignKey key : table.foreignKeys()) {
        for (int i = 0; i < key.columns().size(); i++) {
          usage(rows, table, key.name(), key.columns().get(i), i + 1);
          rows.set("POSITION_IN_UNIQUE_CONSTRAINT", i + 1)
              .set("REFERENCED_TABLE_SCHEMA", key.referencedDatabase())
              .set("REFERENCED_TABLE_NAME", key.referencedTable())
              .set("REFERENCED_COLUMN_NAME", key.referencedColumns().get(i));
        }
      }
    }
  }

  private static void usage(RowList rows, Table table, String name, String column, int position) {
    rows.add()
        .set("CONSTRAINT_CATALOG", CATALOG)
        .set("CONSTRAINT_SCHEMA", table.database())
        .set("CONSTRAINT_NAME", name)
        .set("TABLE_CATALOG", CATALOG)
        .set("TABLE_SCHEMA", table.database())
        .set("TABLE_NAME", table.name())
        .set("COLUMN_NAME", column)
        .set("ORDINAL_POSITION", position);
  }

  void constraints(RowList rows) {
    for (Table table : SchemaRows.tables(catalog)) {
      for (Table.Key key : CreateText.sortedKeys(table)) {
        if (key.isUnique()) {
          boolean isPrimary = key.kind() == Table.KeyKind.PRIMARY;
          constraint(rows, table, key.name(), isPrimary ? "PRIMARY KEY" : "UNIQUE", true);
        }
      }
      table.foreignKeys().forEach(key -> constraint(rows, table, key.name(), "FOREIGN KEY", true));
      table
          .checks()
          .forEach(check -> constraint(rows, table, check.name(), "CHECK", check.enforced()));
    }
  }

  private static void constraint(
      RowList rows, Table table, String name, String type, boolean enforced) {
    rows.add()
        .set("CONSTRAINT_CATALOG", CATALOG)
        .set("CONSTRAINT_SCHEMA", table.database())
        .set("CONSTRAINT_NAME", name)
        .set("TABLE_SCHEMA", table.database())
        .set("TABLE_NAME", table.name())
        .set("CONSTRAINT_TYPE", type)
        .set("ENFORCED", enforced ? "YES" : "NO");
  }

  void references(RowList rows) {
    for (Table table : SchemaRows.tables(catalog)) {
      for (Table.ForeignKey key : table.foreignKeys()) {
        rows.add()
            .set("CONSTRAINT_CATALOG", CATALOG)
            .set("CONSTRAINT_SCHEMA", table.database())
            .set("CONSTRAINT_NAME", key.name())
            .set("UNIQUE_CONSTRAINT_CATALOG", CATALOG)
            .set("UNIQUE_CONSTRAINT_SCHEMA", key.referencedDatabase())
            .set("UNIQUE_CONSTRAINT_NAME", referencedKey(key))
            .set("MATCH_OPTION", "NONE")
            .set("UPDATE_RULE", key.onUpdate())
            .set("DELETE_RULE", key.onDelete())
            .set("TABLE_NAME", table.name())
            .set("REFERENCED_TABLE_NAME", key.referencedTable());
      }
    }
  }

  private @Nullable String referencedKey(Table.ForeignKey key) {
    if (!(catalog.relation(key.referencedDatabase(), key.referencedTable()) instanceof Table t)) {
      return null;
    }
    for (Table.Key candidate : CreateText.sortedKeys(t)) {
      List<@Nullable String> columns = candidate.parts().stream().map(Table.Part::column).toList();
      if (candidate.isUnique() && columns.equals(key.referencedColumns())) {
        return candidate.name();
      }
    }
    return null;
  }

  void checks(RowList rows) {
    for (Table table : SchemaRows.tables(catalog)) {
      for (Table.Check check : table.checks()) {
        rows.add()
            .set("CONSTRAINT_CATALOG", CATALOG)
            .set("CONSTRAINT_SCHEMA", table.database())
            .set("CONSTRAINT_NAME", check.name())
            .set("CHECK_CLAUSE", ColumnRows.escaped(check.condition()));
      }
    }
  }
}
