package io.edgesql.dialect.ddl;

import io.edgesql.dialect.catalog.SortColumn;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.catalog.Table.Column;
import io.edgesql.dialect.catalog.Table.KeyKind;
import io.edgesql.dialect.catalog.Table.Part;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.SqlType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** A catalog table as SQLite statements: the table, its indexes, its full-text tables. */
final class ShardTable {
  private final ExpressionSql expressions;

  ShardTable(ExpressionSql expressions) {
    this.expressions = expressions;
  }

  /** CREATE TABLE under the table's physical name. */
  String create(Table table) {
    boolean rowid = table.primaryKeyIsRowid();
    Table.Key primary = table.primaryKey();
    StringJoiner parts =
        new StringJoiner(", ", "CREATE TABLE " + SqliteText.name(table.physical()) + " (", ")");
    for (Column column : table.columns()) {
      parts.add(column(table, column, rowid && isKeyColumn(primary, column)));
    }
    for (SortColumn sort : SortColumn.of(table)) {
      // The collation stands there so that another one makes another table.
      parts.add(
          SqliteText.name(sort.name())
              + " TEXT /* "
              + sort.column().type().collation().name()
              + " */");
    }
    if (primary != null && !rowid && !table.primaryKeyIsIndex()) {
      parts.add("PRIMARY KEY (" + keyParts(table, primary) + ")");
    }
    for (Table.Check check : table.checks()) {
      if (check.enforced()) {
        parts.add(
            "CONSTRAINT "
                + SqliteText.name(ConstraintNames.name(ConstraintNames.Kind.CHECK, check.name()))
                + " CHECK ("
                + expressions.condition(check, table)
                + ")");
      }
    }
    return parts + (isClustered(table) ? " WITHOUT ROWID" : "");
  }

  /** Whether the table is WITHOUT ROWID. A full-text index needs a rowid to point at. */
  static boolean isClustered(Table table) {
    return table.primaryKey() != null
        && !table.primaryKeyIsRowid()
        && !table.primaryKeyIsIndex()
        && table.keys().stream().noneMatch(key -> key.kind() == KeyKind.FULLTEXT);
  }

  /** Index name to CREATE INDEX; full-text keys and most primary keys have none. */
  Map<String, String> indexes(Table table) {
    Map<String, String> indexes = new LinkedHashMap<>();
    for (Table.Key key : table.keys()) {
      boolean isIndex =
          key.kind() == KeyKind.PRIMARY
              ? table.primaryKeyIsIndex()
              : key.kind() == KeyKind.UNIQUE || key.kind() == KeyKind.INDEX;
      if (isIndex) {
        String index = indexName(table, key);
        indexes.put(
            index,
            (key.isUnique() ? "CREATE UNIQUE INDEX " : "CREATE INDEX ")
                + SqliteText.name(index)
                + " ON "
                + SqliteText.name(table.physical())
                + " ("
                + keyParts(table, key)
                + ")");
      }
    }
    return indexes;
  }

  static String indexName(Table table, Table.Key key) {
    return key.physical().isEmpty() ? table.physical() + "." + key.name() : key.physical();
  }

  /**
   * The keys with names for their indexes inside SQLite: the one that a key has already, so that
   * renaming a key changes nothing there, else a free one made from its name.
   */
  static List<Table.Key> named(List<Table.Key> keys, String physical) {
    Set<String> taken = new HashSet<>();
    for (Table.Key key : keys) {
      taken.add(key.physical());
    }
    List<Table.Key> named = new ArrayList<>();
    for (Table.Key key : keys) {
      boolean isIndex = key.kind() == KeyKind.UNIQUE || key.kind() == KeyKind.INDEX;
      String index = isIndex ? key.physical() : "";
      if (isIndex && !index.startsWith(physical + ".")) {
        index = physical + "." + key.name();
        for (int n = 2; !taken.add(index); n++) {
          index = physical + "." + key.name() + "_" + n;
        }
      }
      named.add(
          new Table.Key(key.name(), key.kind(), key.parts(), key.comment(), key.visible(), index));
    }
    return List.copyOf(named);
  }

  /** The FTS5 table of a FULLTEXT key: {@code <physical>_fts_<place among the keys>}. */
  static String fullTextName(Table table, Table.Key key) {
    return table.physical() + "_fts_" + table.keys().indexOf(key);
  }

  /** Full-text table name to the statements that create and fill it. */
  Map<String, List<String>> fullTexts(Table table) {
    Map<String, List<String>> statements = new LinkedHashMap<>();
    for (Table.Key key : table.keys()) {
      if (key.kind() == KeyKind.FULLTEXT) {
        String fts = fullTextName(table, key);
        StringJoiner columns = new StringJoiner(", ");
        key.parts().forEach(part -> columns.add(SqliteText.name(String.valueOf(part.column()))));
        statements.put(
            fts,
            List.of(
                "CREATE VIRTUAL TABLE "
                    + SqliteText.name(fts)
                    + " USING fts5("
                    + columns
                    + ", content="
                    + SqliteText.string(table.physical())
                    + ", tokenize="
                    + SqliteText.string("unicode61 remove_diacritics 2 tokenchars '_'")
                    + ")",
                "INSERT INTO "
                    + SqliteText.name(fts)
                    + "("
                    + SqliteText.name(fts)
                    + ") VALUES ('rebuild')"));
      }
    }
    return statements;
  }

  /**
   * ALTER TABLE … ADD COLUMN for each column that {@code after} has more at its end, or null if
   * that is not all that differs.
   */
  @Nullable List<String> addedColumns(Table before, Table after, DefaultValues defaults) {
    int kept = before.columns().size();
    if (after.columns().size() <= kept
        || !isSameStart(before.columns(), after.columns())
        || !before.checks().equals(after.checks())
        || !create(before).equals(create(withColumns(after, after.columns().subList(0, kept))))) {
      return null;
    }
    List<String> steps = new ArrayList<>();
    for (Column column : after.columns().subList(kept, after.columns().size())) {
      if (column.autoIncrement()
          || column.stored()
          || ColumnCopy.isComputed(column)
          || isInPrimaryKey(after, column)) {
        return null;
      }
      String value = column.generated() == null ? defaults.sqlite(column) : "NULL";
      steps.add(
          "ALTER TABLE "
              + SqliteText.name(after.physical())
              + " ADD COLUMN "
              + column(after, column, false)
              + (value.equals("NULL") ? "" : " DEFAULT " + value));
    }
    return steps;
  }

  private static boolean isSameStart(List<Column> start, List<Column> all) {
    for (int i = 0; i < start.size(); i++) {
      if (!start.get(i).name().equals(all.get(i).name())) {
        return false;
      }
    }
    return true;
  }

  private static Table withColumns(Table table, List<Column> columns) {
    return TableCopies.withColumns(table, columns);
  }

  private static boolean isInPrimaryKey(Table table, Column column) {
    Table.Key primary = table.primaryKey();
    return primary != null
        && primary.parts().stream().anyMatch(p -> column.name().equalsIgnoreCase(p.column()));
  }

  private String column(Table table, Column column, boolean isRowid) {
    StringBuilder sql = new StringBuilder(SqliteText.name(column.name()));
    Representation representation = Representation.ofColumn(column.type());
    String type = declaredType(representation);
    if (!type.isEmpty()) {
      sql.append(' ').append(type);
    }
    String generated = column.generated();
    if (generated != null) {
      sql.append(" AS (")
          .append(expressions.value(generated, table, column))
          .append(column.stored() ? ") STORED" : ") VIRTUAL");
    }
    if (!column.nullable() && !isRowid) {
      sql.append(" NOT NULL");
    }
    if (isRowid) {
      sql.append(" PRIMARY KEY");
    }
    if (representation.kind() == Representation.Kind.TEXT
        && column.type().collation().isCaseInsensitive()) {
      sql.append(" COLLATE NOCASE");
    }
    ColumnCheck check = ColumnCheck.of(column);
    if (check != null) {
      sql.append(" CONSTRAINT ")
          .append(SqliteText.name(ConstraintNames.name(check.kind(), column.name())))
          .append(" CHECK (")
          .append(check.condition())
          .append(')');
    } else if (generated != null && !column.stored()) {
      // Computed when a row is written, too: what is wrong with it is an error then.
      sql.append(" CHECK (typeof(").append(SqliteText.name(column.name())).append(") <> '')");
    }
    return sql.toString();
  }

  /**
   * SQLite's declared type, for its affinity; UNSIGNED64 has none, so that nothing is converted.
   */
  static String declaredType(Representation representation) {
    return switch (representation.kind()) {
      case INTEGER, SCALED, TIME -> "INTEGER";
      case UNSIGNED64 -> "";
      case REAL -> "REAL";
      case BLOB -> "BLOB";
      case TEXT, DECIMAL_TEXT, DATE, DATETIME, TIMESTAMP, JSON -> "TEXT";
    };
  }

  private String keyParts(Table table, Table.Key key) {
    List<String> parts = new ArrayList<>();
    for (Part part : key.parts()) {
      parts.add(keyPart(table, key, part) + (part.descending() ? " DESC" : ""));
    }
    return String.join(", ", parts);
  }

  private String keyPart(Table table, Table.Key key, Part part) {
    String expression = part.expression();
    if (expression != null) {
      return expressions.indexed(expression, table);
    }
    SortColumn sort = SortColumn.of(table, key, part);
    if (sort != null) {
      return SqliteText.name(sort.name());
    }
    String column = String.valueOf(part.column());
    // A prefix matters only for what counts as a duplicate; a plain index serves better whole.
    if (part.prefix() == 0 || !key.isUnique()) {
      return SqliteText.name(column);
    }
    Column definition = table.column(column);
    SqlType type = definition == null ? SqlType.NULL : definition.type();
    return "substr("
        + SqliteText.name(column)
        + ", 1, "
        + part.prefix()
        + ")"
        + (type.collation().isCaseInsensitive() ? " COLLATE NOCASE" : "");
  }

  private static boolean isKeyColumn(Table.@Nullable Key key, Column column) {
    return key != null && column.name().equalsIgnoreCase(key.parts().get(0).column());
  }
}
