package io.edgesql.proxy.execute;

import io.edgesql.backend.Rows;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.plan.Plan;
import io.edgesql.dialect.plan.Program;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.proxy.state.SessionState;
import io.edgesql.proxy.state.StatementEnvironment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** SQLite's query plan in the shape of MySQL's EXPLAIN. What SQLite does not say is NULL. */
public final class ExplainReport {
  /**
   * A line of EXPLAIN QUERY PLAN.
   *
   * @param parent the line it belongs under; 0: none
   */
  public record Line(long id, long parent, String detail) {}

  private static final Pattern ALIAS = Pattern.compile("`([^`]+)` AS `?([A-Za-z0-9_]+)`?");

  private ExplainReport() {}

  /** The result for a format: TRADITIONAL, JSON or TREE. */
  public static Result of(String format, Compiled compiled, List<Line> lines, SessionState state) {
    StatementEnvironment environment = new StatementEnvironment(state, List.of(), List.of());
    return switch (format.toUpperCase(Locale.ROOT)) {
      case "TREE" -> text(tree(lines), environment);
      case "JSON" -> text(json(compiled, lines), environment);
      default -> traditional(compiled, lines, environment);
    };
  }

  /** Names inside SQLite by the aliases that the rendered statement gave them. */
  static Map<String, String> aliases(String sql) {
    Map<String, String> names = new HashMap<>();
    Matcher alias = ALIAS.matcher(sql);
    while (alias.find()) {
      names.put(alias.group(2), alias.group(1));
    }
    return names;
  }

  /** A line with the table's own name in place of its alias. */
  static String withNames(String detail, Map<String, String> names) {
    String[] words = detail.split(" ", 3);
    String name = words.length > 1 ? names.get(words[1]) : null;
    if (name == null || !(words[0].equals("SCAN") || words[0].equals("SEARCH"))) {
      return detail;
    }
    return words[0] + " " + name + (words.length > 2 ? " " + words[2] : "");
  }

  private static Result traditional(
      Compiled compiled, List<Line> lines, StatementEnvironment environment) {
    List<Program.ResultColumn> columns = new ArrayList<>();
    number(columns, "id");
    for (String name :
        List.of(
            "select_type",
            "table",
            "partitions",
            "type",
            "possible_keys",
            "key",
            "key_len",
            "ref")) {
      text(columns, name, 64);
    }
    number(columns, "rows");
    text(columns, "filtered", 10);
    text(columns, "Extra", 255);
    List<@Nullable Object[]> rows = new ArrayList<>();
    String type = selectType(compiled.plan());
    for (Access access : accesses(compiled, lines)) {
      rows.add(
          new @Nullable Object[] {
            1L,
            type,
            access.table(),
            null,
            access.type(),
            access.key(),
            access.key(),
            null,
            null,
            null,
            null,
            access.extra()
          });
    }
    if (rows.isEmpty()) {
      rows.add(
          new @Nullable Object[] {
            1L, type, null, null, null, null, null, null, null, null, null, "No tables used"
          });
    }
    return new Result.RowSet(columns, Rows.of(rows), environment);
  }

  private static String selectType(Plan plan) {
    return plan instanceof Plan.Write write ? write.kind().name() : "SIMPLE";
  }

  /** How one table is read. */
  private record Access(String table, String type, @Nullable String key, @Nullable String extra) {}

  private static List<Access> accesses(Compiled compiled, List<Line> lines) {
    List<Access> accesses = new ArrayList<>();
    for (Line line : lines) {
      Access access = access(compiled, line.detail());
      if (access != null) {
        accesses.add(access);
      }
    }
    return accesses;
  }

  /** {@code SCAN t}, {@code SEARCH t USING INDEX i (a=?)} and their like; null for other lines. */
  private static @Nullable Access access(Compiled compiled, String detail) {
    boolean isScan = detail.startsWith("SCAN ");
    if (!isScan && !detail.startsWith("SEARCH ")) {
      return null;
    }
    String rest = detail.substring(isScan ? 5 : 7);
    int blank = rest.indexOf(' ');
    String name = blank < 0 ? rest : rest.substring(0, blank);
    Table table = compiled.snapshot().physicalTable(name);
    boolean isCovering = detail.contains("USING COVERING INDEX");
    String key = key(table, detail);
    String type = isScan ? (key == null ? "ALL" : "index") : "ref";
    if (!isScan && detail.contains("PRIMARY KEY")) {
      type = detail.contains("=?)") ? "const" : "range";
      key = "PRIMARY";
    } else if (!isScan && (detail.contains(">?") || detail.contains("<?"))) {
      type = "range";
    }
    return new Access(
        table == null ? name : table.name(), type, key, isCovering ? "Using index" : null);
  }

  private static @Nullable String key(@Nullable Table table, String detail) {
    int at = detail.indexOf("INDEX ");
    if (at < 0 || table == null) {
      return null;
    }
    String index = detail.substring(at + "INDEX ".length()).split(" ", 2)[0];
    for (Table.Key key : table.keys()) {
      if (key.physical().equals(index)) {
        return key.name();
      }
    }
    return index.startsWith("sqlite_autoindex") ? "PRIMARY" : index;
  }

  private static String tree(List<Line> lines) {
    StringBuilder out = new StringBuilder();
    for (Line line : lines) {
      int depth = 0;
      for (long parent = line.parent(); parent != 0; depth++) {
        parent = parentOf(lines, parent);
      }
      out.append("    ".repeat(depth)).append("-> ").append(line.detail()).append('\n');
    }
    return out.isEmpty() ? "-> Rows fetched before execution\n" : out.toString();
  }

  private static long parentOf(List<Line> lines, long id) {
    for (Line line : lines) {
      if (line.id() == id) {
        return line.parent();
      }
    }
    return 0;
  }

  private static String json(Compiled compiled, List<Line> lines) {
    StringBuilder out = new StringBuilder("{\n  \"query_block\": {\n    \"select_id\": 1");
    List<Access> accesses = accesses(compiled, lines);
    if (accesses.size() == 1) {
      out.append(",\n    \"table\": ");
      table(out, accesses.get(0), "    ");
    } else if (!accesses.isEmpty()) {
      out.append(",\n    \"nested_loop\": [");
      for (int i = 0; i < accesses.size(); i++) {
        out.append(i > 0 ? "," : "").append("\n      {\n        \"table\": ");
        table(out, accesses.get(i), "        ");
        out.append("\n      }");
      }
      out.append("\n    ]");
    }
    return out.append("\n  }\n}").toString();
  }

  private static void table(StringBuilder out, Access access, String indent) {
    out.append("{\n").append(indent).append("  \"table_name\": \"").append(access.table());
    out.append("\",\n").append(indent).append("  \"access_type\": \"").append(access.type());
    out.append('"');
    if (access.key() != null) {
      out.append(",\n").append(indent).append("  \"key\": \"").append(access.key()).append('"');
    }
    out.append('\n').append(indent).append('}');
  }

  private static Result text(String text, StatementEnvironment environment) {
    List<Program.ResultColumn> columns = new ArrayList<>();
    text(columns, "EXPLAIN", 78);
    return new Result.RowSet(
        columns, Rows.of(List.<@Nullable Object[]>of(new Object[] {text})), environment);
  }

  private static void text(List<Program.ResultColumn> columns, String name, int length) {
    add(columns, name, SqlType.varchar(length, Collation.UTF8MB4_0900_AI_CI));
  }

  private static void number(List<Program.ResultColumn> columns, String name) {
    add(columns, name, SqlType.BIGINT_UNSIGNED);
  }

  private static void add(List<Program.ResultColumn> columns, String name, SqlType type) {
    columns.add(
        new Program.ResultColumn(
            name,
            type,
            true,
            null,
            new Program.ShardCell(columns.size(), Representation.ofColumn(type))));
  }
}
