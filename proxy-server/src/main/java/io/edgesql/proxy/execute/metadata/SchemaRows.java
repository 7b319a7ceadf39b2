package io.edgesql.proxy.execute.metadata;

import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.catalog.View;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.proxy.execute.metadata.VirtualCatalog.VirtualTable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rows of information_schema that tell about databases, tables, columns and keys. */
final class SchemaRows {
  private static final String CATALOG = "def";
  private static final String PRIVILEGES = "select,insert,update,references";
  private static final long LONG_LENGTH = 4_294_967_295L;

  private final MetadataSource source;
  private final Catalog catalog;

  SchemaRows(MetadataSource source) {
    this.source = source;
    this.catalog = source.snapshot().catalog();
  }

  void fill(VirtualTable target, RowList rows) {
    if (!target.database().equals("information_schema")) {
      return;
    }
    switch (target.name().toUpperCase(Locale.ROOT)) {
      case "SCHEMATA" -> schemata(rows);
      case "TABLES" -> tables(rows);
      case "COLUMNS" -> columns(rows);
      case "STATISTICS" -> statistics(rows);
      case "KEY_COLUMN_USAGE" -> keyColumns(rows);
      case "TABLE_CONSTRAINTS" -> constraints(rows);
      case "REFERENTIAL_CONSTRAINTS" -> references(rows);
      case "CHECK_CONSTRAINTS" -> checks(rows);
      case "VIEWS" -> views(rows);
      case "TRIGGERS" -> triggers(rows);
      case "PARTITIONS" -> partitions(rows);
      default -> {}
    }
  }

  /** Databases of the catalog and our own, in MySQL's order: by name. */
  static List<String> databases(Catalog catalog) {
    Set<String> names = new java.util.TreeSet<>(catalog.databases().keySet());
    names.addAll(List.of("information_schema", "mysql", "performance_schema", "sys"));
    return List.copyOf(names);
  }

  private void schemata(RowList rows) {
    for (String name : databases(catalog)) {
      Catalog.Database database = catalog.database(name);
      boolean isUtf8mb3 = database == null && name.equals("information_schema");
      Collation collation = database == null ? Collation.UTF8MB4_0900_AI_CI : database.collation();
      rows.add()
          .set("CATALOG_NAME", CATALOG)
          .set("SCHEMA_NAME", name)
          .set("DEFAULT_CHARACTER_SET_NAME", isUtf8mb3 ? "utf8mb3" : collation.charset())
          .set("DEFAULT_COLLATION_NAME", isUtf8mb3 ? "utf8mb3_general_ci" : collation.name())
          .set("DEFAULT_ENCRYPTION", "NO");
    }
  }

  private void tables(RowList rows) {
    for (Catalog.Database database : catalog.databases().values()) {
      for (Catalog.Relation relation : database.relations().values()) {
        rows.add()
            .set("TABLE_CATALOG", CATALOG)
            .set("TABLE_SCHEMA", database.name())
            .set("TABLE_NAME", relation.name());
        if (relation instanceof Table table) {
          baseTable(rows, table);
        } else {
          rows.set("TABLE_TYPE", "VIEW").set("TABLE_COMMENT", "VIEW");
        }
      }
    }
    for (VirtualTable table : source.virtual().all()) {
      rows.add()
          .set("TABLE_CATALOG", CATALOG)
          .set("TABLE_SCHEMA", table.database())
          .set("TABLE_NAME", table.name())
          .set(
              "TABLE_TYPE",
              table.database().equals("information_schema") ? "SYSTEM VIEW" : "BASE TABLE")
          .set("VERSION", 10L)
          .set("TABLE_ROWS", 0L)
          .set("TABLE_COMMENT", "");
    }
  }

  private void baseTable(RowList rows, Table table) {
    boolean hasAuto = table.autoIncrementColumn() != null;
    Long next = source.nextAutoIncrement().get(table.physical());
    rows.set("TABLE_TYPE", "BASE TABLE")
        .set("ENGINE", table.options().getOrDefault("ENGINE", "InnoDB"))
        .set("VERSION", 10L)
        .set("ROW_FORMAT", rowFormat(table))
        .set("TABLE_ROWS", 0L)
        .set("AVG_ROW_LENGTH", 0L)
        .set("DATA_LENGTH", 16_384L)
        .set("MAX_DATA_LENGTH", 0L)
        .set("INDEX_LENGTH", 0L)
        .set("DATA_FREE", 0L)
        .set("AUTO_INCREMENT", hasAuto ? (next == null ? table.autoIncrementStart() : next) : null)
        .set("CREATE_TIME", table.createdAt())
        .set("TABLE_COLLATION", table.collation().name())
        .set("CREATE_OPTIONS", createOptions(table))
        .set("TABLE_COMMENT", table.options().getOrDefault("COMMENT", ""));
  }

  private static String rowFormat(Table table) {
    String format = table.options().getOrDefault("ROW_FORMAT", "Dynamic");
    return format.equalsIgnoreCase("DEFAULT")
        ? "Dynamic"
        : format.substring(0, 1).toUpperCase(Locale.ROOT)
            + format.substring(1).toLowerCase(Locale.ROOT);
  }

  private static String createOptions(Table table) {
    String format = table.options().get("ROW_FORMAT");
    return format == null ? "" : "row_format=" + format.toUpperCase(Locale.ROOT);
  }

  private void columns(RowList rows) {
    for (Catalog.Database database : catalog.databases().values()) {
      for (Catalog.Relation relation : database.relations().values()) {
        if (relation instanceof Table table) {
          int position = 1;
          for (Table.Column column : table.columns()) {
            head(rows, table.database(), table.name(), column.name(), position++);
            tableColumn(rows, table, column);
          }
        } else if (relation instanceof View view) {
          outputs(rows, view.database(), view.name(), source.views().columns(view));
        }
      }
    }
    for (VirtualTable table : source.virtual().all()) {
      outputs(rows, table.database(), table.name(), table.columns());
    }
  }

  private void outputs(
      RowList rows, String database, String table, List<BoundQuery.Output> columns) {
    int position = 1;
    for (BoundQuery.Output column : columns) {
      head(rows, database, table, column.name(), position++);
      rows.set("IS_NULLABLE", column.nullable() ? "YES" : "NO")
          .set("COLUMN_KEY", "")
          .set("EXTRA", "")
          .set("COLUMN_COMMENT", "")
          .set("GENERATION_EXPRESSION", "");
      BoundQuery.Origin origin = column.origin();
      if (origin != null && origin.definition() != null) {
        rows.set("COLUMN_DEFAULT", defaultText(origin.definition()));
      }
      typeCells(rows, column.type());
    }
  }

  private static void head(
      RowList rows, String database, String table, String column, int position) {
    rows.add()
        .set("TABLE_CATALOG", CATALOG)
        .set("TABLE_SCHEMA", database)
        .set("TABLE_NAME", table)
        .set("COLUMN_NAME", column)
        .set("ORDINAL_POSITION", position)
        .set("PRIVILEGES", PRIVILEGES);
  }

  private static void tableColumn(RowList rows, Table table, Table.Column column) {
    typeCells(rows, column.type());
    rows.set("COLUMN_DEFAULT", defaultText(column))
        .set("IS_NULLABLE", column.nullable() ? "YES" : "NO")
        .set("COLUMN_KEY", columnKey(table, column))
        .set("EXTRA", extra(column))
        .set("COLUMN_COMMENT", column.comment())
        .set(
            "GENERATION_EXPRESSION", column.generated() == null ? "" : escaped(column.generated()));
  }

  private static void typeCells(RowList rows, SqlType type) {
    TypeName name = type.name();
    rows.set("DATA_TYPE", TypeText.dataType(type)).set("COLUMN_TYPE", TypeText.columnType(type));
    boolean isText = name.isCharacter() || name == TypeName.ENUM || name == TypeName.SET;
    if (isText || name.isBinary()) {
      long bytesEach = isText ? type.collation().maxBytes() : 1;
      long length = characters(type);
      rows.set("CHARACTER_MAXIMUM_LENGTH", name.isLob() ? length : (Long) length)
          .set(
              "CHARACTER_OCTET_LENGTH",
              name.isLob() ? length : Math.min(LONG_LENGTH, length * bytesEach));
    }
    if (isText) {
      rows.set("CHARACTER_SET_NAME", type.collation().charset())
          .set("COLLATION_NAME", type.collation().name());
    }
    if (name.isNumeric() && name != TypeName.YEAR) {
      rows.set("NUMERIC_PRECISION", precision(type)).set("NUMERIC_SCALE", scale(type));
    } else if (name == TypeName.TIME || name == TypeName.DATETIME || name == TypeName.TIMESTAMP) {
      rows.set("DATETIME_PRECISION", type.scale());
    }
  }

  private static long characters(SqlType type) {
    return switch (type.name()) {
      case TINYTEXT, TINYBLOB -> 255;
      case TEXT, BLOB -> 65_535;
      case MEDIUMTEXT, MEDIUMBLOB -> 16_777_215;
      case LONGTEXT, LONGBLOB -> LONG_LENGTH;
      case ENUM -> {
        long longest = 0;
        for (String member : type.members()) {
          longest = Math.max(longest, member.codePointCount(0, member.length()));
        }
        yield longest;
      }
      case SET -> {
        long all = Math.max(0, type.members().size() - 1L);
        for (String member : type.members()) {
          all += member.codePointCount(0, member.length());
        }
        yield all;
      }
      default -> type.length();
    };
  }

  private static long precision(SqlType type) {
    return switch (type.name()) {
      case TINYINT -> 3;
      case SMALLINT -> 5;
      case MEDIUMINT -> 7;
      case INT -> 10;
      case BIGINT -> type.unsigned() ? 20 : 19;
      case DECIMAL -> type.precision();
      case FLOAT -> type.scale() == SqlType.NOT_FIXED ? 12 : type.length();
      case DOUBLE -> type.scale() == SqlType.NOT_FIXED ? 22 : type.length();
      default -> type.length();
    };
  }

  private static @Nullable Long scale(SqlType type) {
    return switch (type.name()) {
      case DECIMAL -> (long) type.scale();
      case FLOAT, DOUBLE -> type.scale() == SqlType.NOT_FIXED ? null : (Long) (long) type.scale();
      case BIT -> null;
      default -> 0L;
    };
  }

  /** An expression's text as the data dictionary holds it: quotes and backslashes escaped. */
  private static @Nullable String escaped(@Nullable String expression) {
    return expression == null ? null : expression.replace("\\", "\\\\").replace("'", "\\'");
  }

  static @Nullable String defaultText(Table.Column column) {
    return switch (column.defaultValue().kind()) {
      case NONE, NULL -> null;
      case LITERAL -> column.defaultValue().text();
      case EXPRESSION -> escaped(column.defaultValue().text());
      case NOW -> CreateText.now(column.type());
    };
  }

  static String extra(Table.Column column) {
    if (column.autoIncrement()) {
      return "auto_increment";
    }
    if (column.generated() != null) {
      return column.stored() ? "STORED GENERATED" : "VIRTUAL GENERATED";
    }
    StringBuilder out = new StringBuilder();
    Table.DefaultKind kind = column.defaultValue().kind();
    if (kind == Table.DefaultKind.NOW || kind == Table.DefaultKind.EXPRESSION) {
      out.append("DEFAULT_GENERATED");
    }
    if (column.onUpdateNow()) {
      out.append(out.isEmpty() ? "" : " ")
          .append("on update ")
          .append(CreateText.now(column.type()));
    }
    if (column.invisible()) {
      out.append(out.isEmpty() ? "" : " ").append("INVISIBLE");
    }
    return out.toString();
  }

  /** PRI, UNI (alone in a unique key), MUL (first of some key), or nothing. */
  static String columnKey(Table table, Table.Column column) {
    String found = "";
    for (Table.Key key : table.keys()) {
      int part = partOf(key, column);
      if (part < 0) {
        continue;
      }
      if (key.kind() == Table.KeyKind.PRIMARY) {
        return "PRI";
      }
      if (part == 0 && key.kind() == Table.KeyKind.UNIQUE && key.parts().size() == 1) {
        found = "UNI";
      } else if (part == 0 && found.isEmpty()) {
        found = "MUL";
      }
    }
    return found;
  }

  private static int partOf(Table.Key key, Table.Column column) {
    for (int i = 0; i < key.parts().size(); i++) {
      if (column.name().equalsIgnoreCase(key.parts().get(i).column())) {
        return i;
      }
    }
    return -1;
  }

  private void statistics(RowList rows) {
    for (Table table : tables()) {
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
              .set("EXPRESSION", escaped(part.expression()));
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

  private void keyColumns(RowList rows) {
    for (Table table : tables()) {
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

  private void constraints(RowList rows) {
    for (Table table : tables()) {
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

  private void references(RowList rows) {
    for (Table table : tables()) {
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

  private void checks(RowList rows) {
    for (Table table : tables()) {
      for (Table.Check check : table.checks()) {
        rows.add()
            .set("CONSTRAINT_CATALOG", CATALOG)
            .set("CONSTRAINT_SCHEMA", table.database())
            .set("CONSTRAINT_NAME", check.name())
            .set("CHECK_CLAUSE", escaped(check.condition()));
      }
    }
  }

  private void views(RowList rows) {
    for (Catalog.Database database : catalog.databases().values()) {
      for (Catalog.Relation relation : database.relations().values()) {
        if (relation instanceof View view) {
          rows.add()
              .set("TABLE_CATALOG", CATALOG)
              .set("TABLE_SCHEMA", view.database())
              .set("TABLE_NAME", view.name())
              .set("VIEW_DEFINITION", view.query())
              .set("CHECK_OPTION", view.checkOption() == null ? "NONE" : view.checkOption())
              .set("IS_UPDATABLE", "NO")
              .set("DEFINER", view.definer().replace("`", ""))
              .set("SECURITY_TYPE", view.security())
              .set("CHARACTER_SET_CLIENT", client(view.connectionCollation()))
              .set("COLLATION_CONNECTION", connection(view.connectionCollation()));
        }
      }
    }
  }

  /** collation_connection of a definition; MySQL's default where it is not known. */
  static String connection(@Nullable String collation) {
    return collation == null ? "utf8mb4_0900_ai_ci" : collation;
  }

  /** The character set of that collation, in which its text was written. */
  static String client(@Nullable String collation) {
    String name = connection(collation);
    int end = name.indexOf('_');
    return end < 0 ? name : name.substring(0, end);
  }

  private void triggers(RowList rows) {
    for (Table table : tables()) {
      Map<String, Integer> order = new java.util.HashMap<>();
      for (Table.Trigger trigger : table.triggers()) {
        String timing = trigger.before() ? "BEFORE" : "AFTER";
        rows.add()
            .set("TRIGGER_CATALOG", CATALOG)
            .set("TRIGGER_SCHEMA", table.database())
            .set("TRIGGER_NAME", trigger.name())
            .set("EVENT_MANIPULATION", trigger.event())
            .set("EVENT_OBJECT_CATALOG", CATALOG)
            .set("EVENT_OBJECT_SCHEMA", table.database())
            .set("EVENT_OBJECT_TABLE", table.name())
            .set("ACTION_ORDER", order.merge(timing + trigger.event(), 1, Integer::sum))
            .set("ACTION_STATEMENT", trigger.body())
            .set("ACTION_ORIENTATION", "ROW")
            .set("ACTION_TIMING", timing)
            .set("ACTION_REFERENCE_OLD_ROW", "OLD")
            .set("ACTION_REFERENCE_NEW_ROW", "NEW")
            .set("CREATED", trigger.createdAt())
            .set("SQL_MODE", trigger.sqlMode())
            .set("DEFINER", trigger.definer().replace("`", ""))
            .set("CHARACTER_SET_CLIENT", client(trigger.connectionCollation()))
            .set("COLLATION_CONNECTION", connection(trigger.connectionCollation()))
            .set("DATABASE_COLLATION", collationOf(table.database()));
      }
    }
  }

  private void partitions(RowList rows) {
    for (Table table : tables()) {
      rows.add()
          .set("TABLE_CATALOG", CATALOG)
          .set("TABLE_SCHEMA", table.database())
          .set("TABLE_NAME", table.name())
          .set("TABLE_ROWS", 0L)
          .set("AVG_ROW_LENGTH", 0L)
          .set("DATA_LENGTH", 16_384L)
          .set("MAX_DATA_LENGTH", 0L)
          .set("INDEX_LENGTH", 0L)
          .set("DATA_FREE", 0L)
          .set("CREATE_TIME", table.createdAt())
          .set("PARTITION_COMMENT", "")
          .set("NODEGROUP", "");
    }
  }

  private String collationOf(String database) {
    Catalog.Database found = catalog.database(database);
    return found == null ? "utf8mb4_0900_ai_ci" : found.collation().name();
  }

  private Set<Table> tables() {
    Set<Table> tables = new LinkedHashSet<>();
    for (Catalog.Database database : catalog.databases().values()) {
      for (Catalog.Relation relation : database.relations().values()) {
        if (relation instanceof Table table) {
          tables.add(table);
        }
      }
    }
    return tables;
  }
}
