package io.edgesql.proxy.execute.metadata;

import io.edgesql.dialect.types.Value;
import io.edgesql.proxy.execute.metadata.VirtualCatalog.VirtualTable;
import io.edgesql.proxy.state.SessionState;
import io.edgesql.proxy.state.StatementEnvironment;
import io.edgesql.proxy.state.VariableDefinition;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a virtual table. A table that nothing is known for is empty, as it may be in MySQL.
 */
public final class VirtualRows {
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
      case "information_schema.USER_PRIVILEGES" -> userPrivileges(rows);
      case "information_schema.SCHEMA_PRIVILEGES" -> granted(rows, true, false);
      case "information_schema.TABLE_PRIVILEGES" -> granted(rows, true, true);
      case "performance_schema.SESSION_VARIABLES" -> variables(rows, false);
      case "performance_schema.GLOBAL_VARIABLES" -> variables(rows, true);
      case "performance_schema.SESSION_STATUS" -> status(rows, false);
      case "performance_schema.GLOBAL_STATUS" -> status(rows, true);
      case "performance_schema.USER_VARIABLES_BY_THREAD" -> userVariables(rows);
      case "mysql.USER" -> users(rows);
      default -> new SchemaRows(source).fill(table, rows);
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

  private void userPrivileges(RowList rows) {
    if (!source.state().rights().isAll()) {
      granted(rows, false, false);
      return;
    }
    for (List<@Nullable String> cells : TsvResource.rows("privileges.tsv")) {
      String privilege = String.valueOf(cells.get(0)).toUpperCase(Locale.ROOT);
      if (!privilege.equals("GRANT OPTION") && !privilege.equals("PROXY")) {
        rows.add()
            .set("GRANTEE", grantee())
            .set("TABLE_CATALOG", "def")
            .set("PRIVILEGE_TYPE", privilege)
            .set("IS_GRANTABLE", "YES");
      }
    }
  }

  private String grantee() {
    return "'" + source.state().user() + "'@'" + source.state().accountHost() + "'";
  }

  /** The privileges of this scope: everywhere, of databases, of tables. */
  private void granted(RowList rows, boolean ofDatabase, boolean ofTable) {
    if (source.state().rights().isAll()) {
      return;
    }
    String without = ofDatabase || ofTable ? null : "USAGE";
    int before = rows.rows().size();
    Privileges.each(
        source.state().rights().grants(),
        (database, table, privilege) -> {
          if ((database != null) == ofDatabase && (table != null) == ofTable) {
            privilege(rows, database, table, privilege.words());
          }
        });
    if (without != null && rows.rows().size() == before) {
      privilege(rows, null, null, without);
    }
  }

  private void privilege(
      RowList rows, @Nullable String database, @Nullable String table, String words) {
    rows.add().set("GRANTEE", grantee()).set("TABLE_CATALOG", "def");
    if (database != null) {
      rows.set("TABLE_SCHEMA", database);
    }
    if (table != null) {
      rows.set("TABLE_NAME", table);
    }
    rows.set("PRIVILEGE_TYPE", words).set("IS_GRANTABLE", "NO");
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

  private void users(RowList rows) {
    user(rows, SessionState.ANY_HOST);
    user(rows, SessionState.LOCALHOST);
  }

  private void user(RowList rows, String host) {
    rows.add();
    for (var column : rows.columns()) {
      boolean isPrivilege = column.name().endsWith("_priv");
      rows.set(column.name(), isPrivilege ? "Y" : column.nullable() ? null : "");
    }
    rows.set("Host", host)
        .set("User", source.state().user())
        .set("plugin", "caching_sha2_password")
        .set("max_questions", 0L)
        .set("max_updates", 0L)
        .set("max_connections", 0L)
        .set("max_user_connections", 0L)
        .set("password_expired", "N")
        .set("account_locked", "N");
  }
}
