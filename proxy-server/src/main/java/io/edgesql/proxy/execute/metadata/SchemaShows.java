package io.edgesql.proxy.execute.metadata;

import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.catalog.View;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.proxy.execute.metadata.VirtualCatalog.VirtualTable;
import io.edgesql.proxy.state.Failures;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The SHOWs about databases, tables and what is in them. */
final class SchemaShows {
  private static final SqlType REQUIRED = SqlType.varchar(3, Collation.UTF8MB4_0900_AI_CI);
  private static final String PRIVILEGES = "select,insert,update,references";

  private final MetadataSource source;
  private final Catalog catalog;

  SchemaShows(MetadataSource source) {
    this.source = source;
    this.catalog = source.snapshot().catalog();
  }

  ShowTable databases(@Nullable String like) {
    ShowTable table = new ShowTable().text(titled("Database", like), 64).required();
    SchemaRows.databases(source).forEach(table::row);
    return table;
  }

  ShowTable tables(String database, boolean full, @Nullable String like) {
    ShowTable table = new ShowTable().text(titled("Tables_in_" + database, like), 64);
    if (full) {
      table.word("Table_type", 11);
    }
    table.required();
    tableTypes(database)
        .forEach(
            (name, type) -> {
              if (full) {
                table.row(name, type);
              } else {
                table.row(name);
              }
            });
    return table;
  }

  private CreateText texts() {
    return CreateText.in(source.state().variables().text("sql_mode"));
  }

  private Map<String, String> tableTypes(String database) {
    Map<String, String> types = new TreeMap<>();
    Catalog.Database known = catalog.database(database);
    if (known != null) {
      known
          .relations()
          .forEach(
              (name, relation) ->
                  types.put(name, relation instanceof View ? "VIEW" : "BASE TABLE"));
    }
    for (VirtualTable table : source.virtualTables()) {
      if (table.database().equalsIgnoreCase(database)) {
        types.put(table.name(), VirtualCatalog.tableType(table));
      }
    }
    return types;
  }

  /** MySQL shows the pattern in the title. */
  private static String titled(String title, @Nullable String like) {
    return like == null ? title : title + " (" + like + ")";
  }

  ShowTable tableStatus(String database) {
    ShowTable table =
        new ShowTable()
            .text("Name", 64)
            .text("Engine", 64)
            .column("Version", SqlType.INT, true)
            .word("Row_format", 10)
            .number("Rows")
            .number("Avg_row_length")
            .number("Data_length")
            .number("Max_data_length")
            .number("Index_length")
            .number("Data_free")
            .number("Auto_increment")
            .column("Create_time", SqlType.temporal(TypeName.TIMESTAMP, 0), false)
            .time("Update_time")
            .time("Check_time")
            .text("Collation", 64)
            .number("Checksum")
            .text("Create_options", 256)
            .longText("Comment");
    VirtualTable shape = source.virtual().find("information_schema", "TABLES");
    if (shape == null) {
      return table;
    }
    for (@Nullable Object[] row : new VirtualRows(source).of(shape)) {
      if (database.equals(row[shape.indexOf("TABLE_SCHEMA")])) {
        table.row(status(shape, row));
      }
    }
    return table;
  }

  private static @Nullable Object[] status(VirtualTable shape, @Nullable Object[] row) {
    String[] names = {
      "TABLE_NAME",
      "ENGINE",
      "VERSION",
      "ROW_FORMAT",
      "TABLE_ROWS",
      "AVG_ROW_LENGTH",
      "DATA_LENGTH",
      "MAX_DATA_LENGTH",
      "INDEX_LENGTH",
      "DATA_FREE",
      "AUTO_INCREMENT",
      "CREATE_TIME",
      "UPDATE_TIME",
      "CHECK_TIME",
      "TABLE_COLLATION",
      "CHECKSUM",
      "CREATE_OPTIONS",
      "TABLE_COMMENT"
    };
    @Nullable Object[] cells = new Object[names.length];
    for (int i = 0; i < names.length; i++) {
      cells[i] = row[shape.indexOf(names[i])];
    }
    return cells;
  }

  ShowTable columns(String database, String name, boolean full, boolean extended) {
    ShowTable table = new ShowTable().text("Field", 64).longText("Type");
    if (full) {
      table.text("Collation", 64);
    }
    table.column("Null", REQUIRED, false).word("Key", 3).longText("Default").text("Extra", 256);
    if (full) {
      table.text("Privileges", 154).longText("Comment");
    }
    Catalog.Relation relation = ShowStatements.relation(source, database, name);
    if (relation instanceof Table found) {
      for (Table.Column column : found.columns()) {
        columnRow(
            table,
            full,
            column.name(),
            column.type(),
            column.nullable(),
            ColumnRows.columnKey(found, column),
            defaultText(found, column),
            extra(found, column),
            column.comment());
      }
      if (extended) {
        HiddenColumns.add(table, found, full ? PRIVILEGES : null);
      }
      return table;
    }
    if (relation == null) {
      virtualColumns(table, source.virtual().find(database, name), full);
      return table;
    }
    for (BoundQuery.Output column : outputs(relation)) {
      ViewColumn shown = ViewColumn.of(column);
      columnRow(
          table,
          full,
          column.name(),
          shown.type(),
          column.nullable(),
          "",
          shown.defaultText(),
          shown.extra(),
          "");
    }
    return table;
  }

  /** MySQL shows NULL as a word where a temporary table's column has nothing special. */
  private static String extra(Table table, Table.Column column) {
    String extra = ColumnRows.extra(column);
    if (!table.isTemporary()) {
      return extra;
    }
    String shown = extra.replace("DEFAULT_GENERATED", "").strip();
    return shown.isEmpty() ? "NULL" : shown;
  }

  private static @Nullable String defaultText(Table table, Table.Column column) {
    String text = ColumnRows.defaultText(column);
    boolean isWrapped =
        table.isTemporary() && column.defaultValue().kind() == Table.DefaultKind.EXPRESSION;
    return isWrapped ? "(" + text + ")" : text;
  }

  private List<BoundQuery.Output> outputs(Catalog.Relation relation) {
    return relation instanceof View view ? source.views().columns(view) : List.of();
  }

  private static void virtualColumns(ShowTable table, @Nullable VirtualTable found, boolean full) {
    List<String> cells =
        full
            ? List.of(
                "COLUMN_NAME",
                "COLUMN_TYPE",
                "COLLATION_NAME",
                "IS_NULLABLE",
                "COLUMN_KEY",
                "COLUMN_DEFAULT",
                "EXTRA",
                "PRIVILEGES",
                "COLUMN_COMMENT")
            : List.of(
                "COLUMN_NAME",
                "COLUMN_TYPE",
                "IS_NULLABLE",
                "COLUMN_KEY",
                "COLUMN_DEFAULT",
                "EXTRA");
    if (found != null) {
      for (List<@Nullable String> described : found.described()) {
        table.row(cells.stream().map(name -> VirtualCatalog.cell(described, name)).toArray());
      }
    }
  }

  @SuppressWarnings("TooManyParameters") // One for each cell of the row.
  private static void columnRow(
      ShowTable table,
      boolean full,
      String name,
      SqlType type,
      boolean nullable,
      String key,
      @Nullable String defaultText,
      String extra,
      String comment) {
    String typeText = TypeText.columnType(type);
    String isNull = nullable ? "YES" : "NO";
    if (!full) {
      table.row(name, typeText, isNull, key, defaultText, extra);
      return;
    }
    boolean hasCollation =
        type.name().isCharacter() || type.is(TypeName.ENUM) || type.is(TypeName.SET);
    String collation = hasCollation ? type.collation().name() : null;
    table.row(name, typeText, collation, isNull, key, defaultText, extra, PRIVILEGES, comment);
  }

  ShowTable indexes(String database, String name) {
    ShowTable table =
        new ShowTable()
            .text("Table", 64)
            .column("Non_unique", SqlType.INT.withName(TypeName.INT, 1), false)
            .text("Key_name", 64)
            .column("Seq_in_index", SqlType.integer(TypeName.INT, true), false)
            .text("Column_name", 64)
            .text("Collation", 1)
            .column("Cardinality", SqlType.BIGINT, true)
            .column("Sub_part", SqlType.BIGINT, true)
            .column("Packed", SqlType.NULL, true)
            .text("Null", 3)
            .text("Index_type", 11)
            .text("Comment", 8)
            .text("Index_comment", 2048)
            .text("Visible", 3)
            .longText("Expression")
            .likeOn(2);
    Catalog.Relation relation = ShowStatements.relation(source, database, name);
    if (!(relation instanceof Table found)) {
      return table;
    }
    for (Table.Key key : CreateText.sortedKeys(found)) {
      long seq = 1;
      for (Table.Part part : key.parts()) {
        Table.Column column = part.column() == null ? null : found.column(part.column());
        boolean isFulltext = key.kind() == Table.KeyKind.FULLTEXT;
        table.row(
            found.name(),
            key.isUnique() ? 0L : 1L,
            key.name(),
            seq++,
            part.column(),
            isFulltext ? null : part.descending() ? "D" : "A",
            0L,
            part.prefix() > 0 ? (Long) (long) part.prefix() : null,
            null,
            column == null || column.nullable() ? "YES" : "",
            isFulltext ? "FULLTEXT" : key.kind() == Table.KeyKind.SPATIAL ? "SPATIAL" : "BTREE",
            "",
            key.comment(),
            key.visible() ? "YES" : "NO",
            part.expression());
      }
    }
    return table;
  }

  ShowTable createTable(String database, String name) {
    Catalog.Relation relation = ShowStatements.relation(source, database, name);
    if (relation instanceof View) {
      return createView(database, name);
    }
    ShowTable table = new ShowTable().text("Table", 64).text("Create Table", 1024).required();
    if (!(relation instanceof Table found)) {
      throw Failures.of(
          MySqlError.ER_TABLEACCESS_DENIED_ERROR,
          "SHOW CREATE TABLE",
          source.state().user(),
          source.state().host(),
          name);
    }
    Long next = source.nextAutoIncrement(found);
    return table.row(found.name(), texts().table(found, next == null ? 0 : next));
  }

  ShowTable createView(String database, String name) {
    Catalog.Relation relation = ShowStatements.relation(source, database, name);
    if (!(relation instanceof View view)) {
      throw Failures.of(MySqlError.ER_WRONG_OBJECT, database, name, "VIEW");
    }
    return new ShowTable()
        .text("View", 64)
        .text("Create View", 1024)
        .text("character_set_client", 64)
        .text("collation_connection", 64)
        .row(
            view.name(),
            texts().view(view),
            SchemaRows.client(view.connectionCollation()),
            SchemaRows.connection(view.connectionCollation()));
  }

  ShowTable createDatabase(String name) {
    ShowTable table = new ShowTable().text("Database", 64).text("Create Database", 1024).required();
    Catalog.Database found = catalog.database(name);
    if (found != null) {
      return table.row(name, texts().database(found));
    }
    if (VirtualCatalog.isVirtualDatabase(name)) {
      String lower = name.toLowerCase(Locale.ROOT);
      return table.row(
          lower,
          "CREATE DATABASE `"
              + lower
              + "` /*!40100 DEFAULT CHARACTER SET utf8mb3 */ /*!80016 DEFAULT ENCRYPTION='N' */");
    }
    throw Failures.of(MySqlError.ER_BAD_DB_ERROR, name);
  }

  ShowTable createTrigger(String database, String name) {
    Catalog.Database found = catalog.database(database);
    if (found != null) {
      for (Catalog.Relation relation : found.relations().values()) {
        if (relation instanceof Table table) {
          for (Table.Trigger trigger : table.triggers()) {
            if (trigger.name().equals(name)) {
              return createTrigger(found, table, trigger);
            }
          }
        }
      }
    }
    throw Failures.of(MySqlError.ER_TRG_DOES_NOT_EXIST);
  }

  private ShowTable createTrigger(Catalog.Database database, Table table, Table.Trigger trigger) {
    return new ShowTable()
        .text("Trigger", 64)
        .text("sql_mode", 520)
        .text("SQL Original Statement", 1024)
        .text("character_set_client", 64)
        .text("collation_connection", 64)
        .text("Database Collation", 64)
        .time("Created")
        .row(
            trigger.name(),
            trigger.sqlMode(),
            texts().trigger(table, trigger),
            SchemaRows.client(trigger.connectionCollation()),
            SchemaRows.connection(trigger.connectionCollation()),
            database.collation().name(),
            trigger.createdAt());
  }

  ShowTable triggers(String database) {
    ShowTable shown =
        new ShowTable()
            .text("Trigger", 64)
            .word("Event", 6)
            .text("Table", 64)
            .longText("Statement")
            .word("Timing", 6)
            .time("Created")
            .text("sql_mode", 520)
            .text("Definer", 288)
            .text("character_set_client", 64)
            .text("collation_connection", 64)
            .text("Database Collation", 64)
            .likeOn(2);
    Catalog.Database found = catalog.database(database);
    if (found == null) {
      return shown;
    }
    for (Catalog.Relation relation : found.relations().values()) {
      if (relation instanceof Table table) {
        for (Table.Trigger trigger : table.triggers()) {
          shown.row(
              trigger.name(),
              trigger.event(),
              table.name(),
              trigger.body(),
              trigger.before() ? "BEFORE" : "AFTER",
              trigger.createdAt(),
              trigger.sqlMode(),
              trigger.definer().replace("`", ""),
              SchemaRows.client(trigger.connectionCollation()),
              SchemaRows.connection(trigger.connectionCollation()),
              found.collation().name());
        }
      }
    }
    return shown;
  }
}
