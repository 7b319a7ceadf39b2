package io.edgesql.proxy.execute.metadata;

import io.edgesql.dialect.types.Value;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.proxy.execute.metadata.VirtualCatalog.VirtualTable;
import io.edgesql.proxy.state.Failures;
import io.edgesql.proxy.state.StatementEnvironment;
import io.edgesql.proxy.state.VariableDefinition;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a virtual table. A table that nothing is known for is empty, as it may be in MySQL.
 */
public final class VirtualRows {
  /**
   * Views of sys that would show something though there is no performance schema; the others are
   * empty, as they are in a MySQL that was started without it.
   */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "innodb_buffer_stats_by_schema",
          "innodb_buffer_stats_by_table",
          "x$innodb_buffer_stats_by_schema",
          "x$innodb_buffer_stats_by_table",
          "memory_global_total",
          "x$memory_global_total",
          "metrics",
          "schema_auto_increment_columns",
          "schema_object_overview",
          "schema_redundant_indexes",
          "x$schema_flattened_keys",
          "sys_config");

  private final MetadataSource source;

  public VirtualRows(MetadataSource source) {
    this.source = source;
  }

  /** All rows; cells are null, Long, Double or String. */
  public List<@Nullable Object[]> of(VirtualTable table) {
    RowList rows = new RowList(table);
    switch (table.database() + "." + table.name().toUpperCase(Locale.ROOT)) {
      case "information_schema.PROCESSLIST", "performance_schema.PROCESSLIST" -> processes(rows);
      case "information_schema.COLLATIONS" -> resource(rows, "collations.tsv");
      case "information_schema.CHARACTER_SETS" -> resource(rows, "character_sets.tsv");
      case "information_schema.COLLATION_CHARACTER_SET_APPLICABILITY" -> applicability(rows);
      case "information_schema.KEYWORDS" -> resource(rows, "keywords.tsv");
      case "information_schema.ENGINES" -> resource(rows, "engines.tsv");
      case "information_schema.PLUGINS" -> resource(rows, "plugins.tsv");
      case "information_schema.USER_PRIVILEGES" -> new AccountRows(source).userPrivileges(rows);
      case "information_schema.SCHEMA_PRIVILEGES" ->
          new AccountRows(source).databasePrivileges(rows);
      case "information_schema.TABLE_PRIVILEGES" -> new AccountRows(source).tablePrivileges(rows);
      case "performance_schema.SESSION_VARIABLES" -> variables(rows, false);
      case "performance_schema.GLOBAL_VARIABLES" -> variables(rows, true);
      case "performance_schema.SESSION_STATUS" -> status(rows, false);
      case "performance_schema.GLOBAL_STATUS" -> status(rows, true);
      case "performance_schema.USER_VARIABLES_BY_THREAD" -> userVariables(rows);
      case "mysql.USER" -> new AccountRows(source).users(rows);
      case "mysql.DB" -> new AccountRows(source).databases(rows);
      case "mysql.TABLES_PRIV" -> new AccountRows(source).tables(rows);
      case "mysql.GLOBAL_GRANTS" -> new AccountRows(source).dynamic(rows);
      case "sys.VERSION" ->
          rows.add()
              .set("sys_version", "2.1.2")
              .set("mysql_version", source.state().variables().text("version"));
      default -> {
        if (table.database().equals("sys") && ELSEWHERE.contains(table.name())) {
          throw Failures.of(MySqlError.ER_NOT_SUPPORTED_YET, "sys." + table.name());
        }
        new SchemaRows(source).fill(table, rows);
      }
    }
    return rows.rows();
  }

  private static void resource(RowList rows, String name) {
    TsvResource.rows(name).forEach(rows::addCells);
  }

  private static void applicability(RowList rows) {
    for (List<@Nullable String> cells : TsvResource.rows("collations.tsv")) {
      rows.add().set("COLLATION_NAME", cells.get(0)).set("CHARACTER_SET_NAME", cells.get(1));
    }
  }

  private void processes(RowList rows) {
    for (ServerFacts.Connection process : source.processes()) {
      rows.add()
          .set("ID", process.id())
          .set("USER", process.user())
          .set("HOST", process.host())
          .set("DB", process.database())
          .set("COMMAND", process.command())
          .set("TIME", process.seconds())
          .set("STATE", process.activity())
          .set("INFO", process.info());
    }
  }

  private void variables(RowList rows, boolean global) {
    variables(source, global)
        .forEach(
            (name, value) -> rows.add().set("VARIABLE_NAME", name).set("VARIABLE_VALUE", value));
  }

  /** System variables as SHOW VARIABLES prints them, by name. */
  static Map<String, String> variables(MetadataSource source, boolean global) {
    Map<String, String> values = new TreeMap<>();
    for (VariableDefinition definition : source.state().variables().globals().catalogue().all()) {
      if (global && !definition.hasGlobal()) {
        continue;
      }
      Value value = StatementEnvironment.read(source.state(), global, definition.name());
      values.put(definition.name(), definition.show(value));
    }
    return values;
  }

  private void status(RowList rows, boolean global) {
    status(source, global)
        .forEach(
            (name, value) -> rows.add().set("VARIABLE_NAME", name).set("VARIABLE_VALUE", value));
  }

  /** SHOW STATUS: MySQL's names; what is not counted here is 0. */
  static Map<String, String> status(MetadataSource source, boolean global) {
    Map<String, String> values = new TreeMap<>();
    for (List<@Nullable String> cells : TsvResource.rows("status.tsv")) {
      String value = cells.get(1);
      boolean isNumber = value != null && !value.isEmpty() && Character.isDigit(value.charAt(0));
      values.put(String.valueOf(cells.get(0)), isNumber ? "0" : "");
    }
    values.putAll(source.facts().status());
    if (!global) {
      values.putAll(source.state().connectionStatus());
    }
    return values;
  }

  private void userVariables(RowList rows) {
    source
        .state()
        .userVariables()
        .forEach(
            (name, value) ->
                rows.add()
                    .set("THREAD_ID", source.state().connectionId())
                    .set("VARIABLE_NAME", name)
                    .set("VARIABLE_VALUE", value.isNull() ? null : value.toString()));
  }
}
