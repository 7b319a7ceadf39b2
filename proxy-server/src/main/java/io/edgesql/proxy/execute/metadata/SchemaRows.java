package io.edgesql.proxy.execute.metadata;

import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.bind.UpdatableViews;
import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.catalog.View;
import io.edgesql.dialect.eval.spatial.ReferenceSystem;
import io.edgesql.dialect.types.Collation;
import io.edgesql.proxy.execute.metadata.VirtualCatalog.VirtualTable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rows of information_schema that tell about databases and what is in them. */
final class SchemaRows {
  private static final String CATALOG = "def";

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
    KeyRows keys = new KeyRows(catalog);
    switch (target.name().toUpperCase(Locale.ROOT)) {
      case "SCHEMATA" -> schemata(rows);
      case "TABLES" -> tables(rows);
      case "COLUMNS" -> new ColumnRows(source).columns(rows);
      case "STATISTICS" -> keys.statistics(rows);
      case "KEY_COLUMN_USAGE" -> keys.keyColumns(rows);
      case "TABLE_CONSTRAINTS" -> keys.constraints(rows);
      case "REFERENTIAL_CONSTRAINTS" -> keys.references(rows);
      case "CHECK_CONSTRAINTS" -> keys.checks(rows);
      case "VIEWS" -> views(rows);
      case "TRIGGERS" -> triggers(rows);
      case "ROUTINES" -> new RoutineRows(catalog).routines(rows);
      case "EVENTS" -> new EventRows(source).events(rows);
      case "PARAMETERS" -> new RoutineRows(catalog).parameters(rows);
      case "PARTITIONS" -> partitions(rows);
      case "SCHEMATA_EXTENSIONS" -> {
        for (String name : databases(source)) {
          rows.add().set("CATALOG_NAME", CATALOG).set("SCHEMA_NAME", name).set("OPTIONS", "");
        }
      }
      case "ST_GEOMETRY_COLUMNS" -> geometries(rows);
      default -> {}
    }
  }

  /** Databases of the catalog and our own, in MySQL's order: by name. */
  static List<String> databases(MetadataSource source) {
    Set<String> names = new java.util.TreeSet<>(source.snapshot().catalog().databases().keySet());
    names.addAll(List.of("information_schema", "performance_schema"));
    for (String own : List.of("mysql", "sys")) {
      if (source.state().rights().sees(own)) {
        names.add(own);
      }
    }
    return List.copyOf(names);
  }

  private void schemata(RowList rows) {
    for (String name : databases(source)) {
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

  private void geometries(RowList rows) {
    for (Catalog.Database database : catalog.databases().values()) {
      for (Catalog.Relation relation : database.relations().values()) {
        if (relation instanceof Table table) {
          for (Table.Column column : table.columns()) {
            if (column.type().name().isGeometry()) {
              geometry(rows, table, column);
            }
          }
        }
      }
    }
  }

  private static void geometry(RowList rows, Table table, Table.Column column) {
    long srid = column.type().srid();
    ReferenceSystem system = ReferenceSystem.of(srid);
    rows.add()
        .set("TABLE_CATALOG", CATALOG)
        .set("TABLE_SCHEMA", table.database())
        .set("TABLE_NAME", table.name())
        .set("COLUMN_NAME", column.name())
        .set("SRS_NAME", system == null ? null : system.title())
        .set("SRS_ID", srid < 0 ? null : srid)
        .set("GEOMETRY_TYPE_NAME", TypeText.dataType(column.type()));
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
    for (VirtualTable table : source.virtualTables()) {
      rows.add()
          .set("TABLE_CATALOG", CATALOG)
          .set("TABLE_SCHEMA", table.database())
          .set("TABLE_NAME", table.name())
          .set("TABLE_TYPE", VirtualCatalog.tableType(table));
      if (VirtualCatalog.tableType(table).equals("VIEW")) {
        rows.set("TABLE_COMMENT", "VIEW");
      } else {
        rows.set("VERSION", 10L).set("TABLE_ROWS", 0L).set("TABLE_COMMENT", "");
      }
    }
  }

  private void baseTable(RowList rows, Table table) {
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
        .set("AUTO_INCREMENT", source.nextAutoIncrement(table))
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

  private void views(RowList rows) {
    for (Catalog.Database database : catalog.databases().values()) {
      for (Catalog.Relation relation : database.relations().values()) {
        if (relation instanceof View view) {
          rows.add()
              .set("TABLE_CATALOG", CATALOG)
              .set("TABLE_SCHEMA", view.database())
              .set("TABLE_NAME", view.name())
              .set("VIEW_DEFINITION", CreateText.query(view, "`"))
              .set("CHECK_OPTION", view.checkOption() == null ? "NONE" : view.checkOption())
              .set("IS_UPDATABLE", isUpdatable(view) ? "YES" : "NO")
              .set("DEFINER", view.definer().replace("`", ""))
              .set("SECURITY_TYPE", view.security())
              .set("CHARACTER_SET_CLIENT", client(view.connectionCollation()))
              .set("COLLATION_CONNECTION", connection(view.connectionCollation()));
        }
      }
    }
  }

  private boolean isUpdatable(View view) {
    BoundQuery query = source.views().bound(view);
    return query != null && UpdatableViews.isUpdatable(view, query);
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
    for (Table table : tables(catalog)) {
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
    for (Table table : tables(catalog)) {
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

  /** All base tables, database after database. */
  static Set<Table> tables(Catalog catalog) {
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
