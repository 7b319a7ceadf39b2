package io.edgesql.proxy.execute.metadata;

import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.bind.VirtualTables;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.proxy.state.Collations;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tables that the proxy makes itself: their columns, as MySQL describes its own. */
public final class VirtualCatalog implements VirtualTables {
  /** Holds the rows of a SHOW whose WHERE has to be evaluated; no client can name it. */
  static final String SHOW_DATABASE = "\u0000show";

  /**
   * Tables of information_schema that MySQL fills by itself; all others are views on its data
   * dictionary.
   */
  private static final Set<String> TEMPORARY =
      Set.of(
          "APPLICABLE_ROLES",
          "COLLATIONS",
          "COLUMN_PRIVILEGES",
          "ENABLED_ROLES",
          "ENGINES",
          "OPTIMIZER_TRACE",
          "PLUGINS",
          "PROCESSLIST",
          "PROFILING",
          "ROLE_COLUMN_GRANTS",
          "ROLE_ROUTINE_GRANTS",
          "ROLE_TABLE_GRANTS",
          "SCHEMA_PRIVILEGES",
          "TABLESPACES",
          "TABLE_PRIVILEGES",
          "USER_PRIVILEGES");

  /** The columns of information_schema.COLUMNS that {@code tables.tsv} holds, in its order. */
  static final List<String> DESCRIBED =
      List.of(
          "TABLE_SCHEMA",
          "TABLE_NAME",
          "COLUMN_NAME",
          "COLUMN_DEFAULT",
          "IS_NULLABLE",
          "DATA_TYPE",
          "CHARACTER_MAXIMUM_LENGTH",
          "CHARACTER_OCTET_LENGTH",
          "NUMERIC_PRECISION",
          "NUMERIC_SCALE",
          "DATETIME_PRECISION",
          "CHARACTER_SET_NAME",
          "COLLATION_NAME",
          "COLUMN_TYPE",
          "COLUMN_KEY",
          "EXTRA",
          "PRIVILEGES",
          "COLUMN_COMMENT",
          "GENERATION_EXPRESSION",
          "SRS_ID");

  private final Map<String, VirtualTable> tables = new LinkedHashMap<>();

  /**
   * A virtual table.
   *
   * @param columns an ENUM or SET of MySQL's is text here
   * @param described the columns as MySQL describes them: cells of {@link #DESCRIBED}
   */
  public record VirtualTable(
      String database,
      String name,
      List<BoundQuery.Output> columns,
      List<List<@Nullable String>> described) {
    /** The place of a column, by its name without regard to case; -1 if there is none. */
    int indexOf(String column) {
      for (int i = 0; i < columns.size(); i++) {
        if (columns.get(i).name().equalsIgnoreCase(column)) {
          return i;
        }
      }
      return -1;
    }
  }

  private VirtualCatalog() {}

  /** Reads {@code tables.tsv}. */
  public static VirtualCatalog load() {
    VirtualCatalog catalog = new VirtualCatalog();
    for (List<@Nullable String> cells : TsvResource.rows("tables.tsv")) {
      catalog.add(cells);
    }
    return catalog;
  }

  public static boolean isVirtualDatabase(String database) {
    return switch (database.toLowerCase(Locale.ROOT)) {
      case "information_schema", "performance_schema", "mysql", "sys" -> true;
      default -> false;
    };
  }

  public @Nullable VirtualTable find(String database, String table) {
    return tables.get(key(database, table));
  }

  public Collection<VirtualTable> all() {
    return tables.values();
  }

  @Override
  public @Nullable List<BoundQuery.Output> columns(String database, String table) {
    VirtualTable found = find(database, table);
    return found == null ? null : found.columns();
  }

  @Override
  public boolean isDatabase(String database) {
    return isVirtualDatabase(database);
  }

  @Override
  public boolean isView(String database, String table) {
    if (database.equalsIgnoreCase("sys")) {
      VirtualTable found = find(database, table);
      return found != null && tableType(found).equals("VIEW");
    }
    return database.equalsIgnoreCase("information_schema")
        && !TEMPORARY.contains(table.toUpperCase(Locale.ROOT))
        && !table.toUpperCase(Locale.ROOT).startsWith("INNODB_")
        && find(database, table) != null;
  }

  /** TABLE_TYPE. */
  static String tableType(VirtualTable table) {
    return switch (table.database()) {
      case "information_schema" -> "SYSTEM VIEW";
      case "sys" -> table.name().equals("sys_config") ? "BASE TABLE" : "VIEW";
      default -> "BASE TABLE";
    };
  }

  /** This catalog and one more table: the rows of a SHOW. */
  VirtualTables with(List<BoundQuery.Output> showColumns) {
    return (database, table) ->
        database.equals(SHOW_DATABASE) ? showColumns : columns(database, table);
  }

  private void add(List<@Nullable String> cells) {
    String database = String.valueOf(cells.get(0));
    String name = String.valueOf(cells.get(1));
    String column = String.valueOf(cells.get(2));
    SqlType type = type(String.valueOf(cell(cells, "COLUMN_TYPE")), cell(cells, "COLLATION_NAME"));
    BoundQuery.Origin origin =
        new BoundQuery.Origin(database, name, name, column, null, false, false, false);
    VirtualTable table =
        tables.computeIfAbsent(
            key(database, name),
            key -> new VirtualTable(database, name, new ArrayList<>(), new ArrayList<>()));
    boolean isNullable = "YES".equals(cell(cells, "IS_NULLABLE"));
    table.columns().add(new BoundQuery.Output(column, type, isNullable, origin));
    table.described().add(cells);
  }

  /** A cell of a column's description. */
  static @Nullable String cell(List<@Nullable String> described, String name) {
    return described.get(DESCRIBED.indexOf(name));
  }

  private static String key(String database, String table) {
    return database.toLowerCase(Locale.ROOT) + "." + table.toLowerCase(Locale.ROOT);
  }

  /** Reads a COLUMN_TYPE as far as the virtual tables use them. */
  static SqlType type(String text, @Nullable String collationName) {
    Collation collation =
        collationName == null ? Collation.BINARY : Collations.ofName(collationName);
    int open = text.indexOf('(');
    String name = (open < 0 ? text : text.substring(0, open)).split(" ", 2)[0];
    boolean unsigned = text.endsWith(" unsigned");
    return switch (name) {
      case "tinyint" -> SqlType.integer(TypeName.TINYINT, unsigned);
      case "smallint" -> SqlType.integer(TypeName.SMALLINT, unsigned);
      case "int" -> SqlType.integer(TypeName.INT, unsigned);
      case "bigint" -> SqlType.integer(TypeName.BIGINT, unsigned);
      case "decimal" -> SqlType.decimal(65, 0, false);
      case "float" -> SqlType.DOUBLE.withName(TypeName.FLOAT, 0);
      case "double" -> SqlType.DOUBLE;
      case "datetime" -> SqlType.temporal(TypeName.DATETIME, (int) argument(text, 0));
      case "timestamp" -> SqlType.temporal(TypeName.TIMESTAMP, (int) argument(text, 0));
      case "time" -> SqlType.temporal(TypeName.TIME, (int) argument(text, 0));
      case "date" -> SqlType.DATE;
      case "json" -> SqlType.JSON;
      case "enum" ->
          SqlType.varchar(longest(text), collation).withName(TypeName.CHAR, longest(text));
      case "set" -> SqlType.varchar(text.length(), collation);
      case "char" -> SqlType.varchar(1, collation).withName(TypeName.CHAR, argument(text, 1));
      case "text" -> SqlType.varchar(0, collation).withName(TypeName.TEXT, 0);
      case "mediumtext" -> SqlType.varchar(0, collation).withName(TypeName.MEDIUMTEXT, 0);
      case "longtext" -> SqlType.varchar(0, collation).withName(TypeName.LONGTEXT, 0);
      case "binary", "varbinary" -> SqlType.varbinary(argument(text, 1));
      case "blob", "mediumblob", "longblob" ->
          SqlType.varbinary(0).withName(TypeName.valueOf(name.toUpperCase(Locale.ROOT)), 0);
      default -> SqlType.varchar(argument(text, 255), collation);
    };
  }

  private static long argument(String text, long missing) {
    int open = text.indexOf('(');
    int end = open < 0 ? -1 : text.indexOf(')', open);
    if (end < 0) {
      return missing;
    }
    return Long.parseLong(text.substring(open + 1, end).split(",", 2)[0]);
  }

  private static long longest(String text) {
    long longest = 0;
    for (String member : text.substring(text.indexOf('(') + 1).split(",", -1)) {
      longest = Math.max(longest, member.length() - 2);
    }
    return longest;
  }
}
