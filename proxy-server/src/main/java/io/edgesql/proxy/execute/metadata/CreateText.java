package io.edgesql.proxy.execute.metadata;

import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.catalog.View;
import io.edgesql.dialect.lex.QuotedNames;
import io.edgesql.dialect.plan.Session;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.protocol.type.Collation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** The texts of SHOW CREATE, as MySQL 8.0 prints them: dumps depend on every blank. */
public final class CreateText {
  /** As MySQL prints them by default. */
  static final CreateText PLAIN = new CreateText("`", true);

  private final String mark;
  private final boolean hasOptions;

  private CreateText(String mark, boolean hasOptions) {
    this.mark = mark;
    this.hasOptions = hasOptions;
  }

  /**
   * For a session.
   *
   * @param sqlMode its words: ANSI_QUOTES puts names between double quotes; ANSI as a whole leaves
   *     out what other databases do not know
   */
  public static CreateText in(String sqlMode) {
    List<String> words = List.of(sqlMode.split(",", -1));
    return words.contains("ANSI_QUOTES") ? new CreateText("\"", !words.contains("ANSI")) : PLAIN;
  }

  /**
   * SHOW CREATE TABLE.
   *
   * @param nextAutoIncrement the next value that would be given out; 1 or less is not shown
   */
  public String table(Table table, long nextAutoIncrement) {
    List<String> lines = new ArrayList<>();
    for (Table.Column column : table.columns()) {
      lines.add(column(table, column));
    }
    for (Table.Key key : sortedKeys(table)) {
      lines.add(key(key));
    }
    for (Table.ForeignKey foreignKey : table.foreignKeys()) {
      lines.add(foreignKey(table, foreignKey));
    }
    List<Table.Check> checks = new ArrayList<>(table.checks());
    checks.sort(Comparator.comparing(Table.Check::name));
    for (Table.Check check : checks) {
      lines.add(
          "CONSTRAINT "
              + quote(check.name())
              + " CHECK ("
              + check.condition()
              + ")"
              + (check.enforced() ? "" : " /*!80016 NOT ENFORCED */"));
    }
    StringJoiner body =
        new StringJoiner(
            ",\n  ",
            (table.isTemporary() ? "CREATE TEMPORARY TABLE " : "CREATE TABLE ")
                + quote(table.name())
                + " (\n  ",
            "\n)");
    lines.forEach(body::add);
    return hasOptions ? body + options(table, nextAutoIncrement) : body.toString();
  }

  /** SHOW CREATE VIEW. */
  public String view(View view) {
    StringBuilder out = new StringBuilder("CREATE");
    if (hasOptions) {
      out.append(" ALGORITHM=").append(view.algorithm());
      out.append(" DEFINER=").append(account(view.definer()));
      out.append(" SQL SECURITY ").append(view.security());
    }
    out.append(" VIEW ").append(quote(view.name()));
    if (!view.columns().isEmpty()) {
      StringJoiner names = new StringJoiner(",", " (", ")");
      view.columns().forEach(name -> names.add(quote(name)));
      out.append(names);
    }
    out.append(" AS ").append(query(view, mark));
    String check = view.checkOption();
    return check == null ? out.toString() : out + " WITH " + check + " CHECK OPTION";
  }

  /** A view's query, its names in these marks. */
  static String query(View view, String mark) {
    return QuotedNames.requote(
        view.query(), Session.SqlMode.DEFAULT.reading(view.sqlMode()), mark.charAt(0));
  }

  /** SHOW CREATE DATABASE. */
  public String database(Catalog.Database database) {
    String collation = database.collation().name();
    String text =
        "CREATE DATABASE "
            + quote(database.name())
            + " /*!40100 DEFAULT CHARACTER SET "
            + database.collation().charset();
    if (showsCollation(database.collation())) {
      text += " COLLATE " + collation;
    }
    return text + " */ /*!80016 DEFAULT ENCRYPTION='N' */";
  }

  /** SHOW CREATE TRIGGER. */
  public String trigger(Table table, Table.Trigger trigger) {
    return "CREATE DEFINER="
        + account(trigger.definer())
        + " TRIGGER "
        + quote(trigger.name())
        + (trigger.before() ? " BEFORE " : " AFTER ")
        + trigger.event()
        + " ON "
        + quote(table.name())
        + " FOR EACH ROW "
        + trigger.body();
  }

  /** PRIMARY first, then unique keys without NULL, other unique keys, the rest, FULLTEXT. */
  static List<Table.Key> sortedKeys(Table table) {
    List<Table.Key> keys = new ArrayList<>(table.keys());
    keys.sort(Comparator.comparingInt(key -> rank(table, key)));
    return keys;
  }

  private static int rank(Table table, Table.Key key) {
    return switch (key.kind()) {
      case PRIMARY -> 0;
      case UNIQUE -> hasNullablePart(table, key) ? 2 : 1;
      case INDEX, SPATIAL -> 3;
      case FULLTEXT -> 4;
    };
  }

  static boolean hasNullablePart(Table table, Table.Key key) {
    for (Table.Part part : key.parts()) {
      String name = part.column();
      Table.Column column = name == null ? null : table.column(name);
      if (column == null || column.nullable()) {
        return true;
      }
    }
    return false;
  }

  private String column(Table table, Table.Column column) {
    SqlType type = column.type();
    StringBuilder out = new StringBuilder(quote(column.name())).append(' ');
    out.append(TypeText.columnType(type));
    characterSet(out, table, column);
    if (column.generated() != null) {
      out.append(" GENERATED ALWAYS AS (").append(column.generated()).append(')');
      out.append(column.stored() ? " STORED" : " VIRTUAL");
    }
    if (!column.nullable()) {
      out.append(" NOT NULL");
    } else if (type.is(TypeName.TIMESTAMP)) {
      out.append(" NULL");
    }
    if (type.srid() >= 0) {
      out.append(" /*!80003 SRID ").append(type.srid()).append(" */");
    }
    defaultValue(out, column);
    if (column.onUpdateNow()) {
      out.append(" ON UPDATE ").append(now(type));
    }
    if (column.autoIncrement()) {
      out.append(" AUTO_INCREMENT");
    }
    if (column.invisible()) {
      out.append(" /*!80023 INVISIBLE */");
    }
    if (!column.comment().isEmpty()) {
      out.append(" COMMENT ").append(literal(column.comment()));
    }
    return out.toString();
  }

  private static void characterSet(StringBuilder out, Table table, Table.Column column) {
    SqlType type = column.type();
    boolean hasCharset =
        type.name().isCharacter() || type.is(TypeName.ENUM) || type.is(TypeName.SET);
    if (!hasCharset) {
      return;
    }
    boolean differs = column.namesCollation() || type.collation().id() != table.collation().id();
    if (differs) {
      out.append(" CHARACTER SET ").append(type.collation().charset());
    }
    // utf8mb4's default is not what it was: it is told wherever the character set is.
    boolean isTold =
        column.namesCollation()
            || !isDefault(type.collation())
            || (differs && type.collation().charset().equals("utf8mb4"));
    if (isTold) {
      out.append(" COLLATE ").append(type.collation().name());
    }
  }

  private static void defaultValue(StringBuilder out, Table.Column column) {
    Table.Default value = column.defaultValue();
    switch (value.kind()) {
      case NONE -> {}
      case NULL -> {
        if (column.generated() == null && !column.type().name().isLob()) {
          out.append(" DEFAULT NULL");
        }
      }
      case LITERAL ->
          out.append(" DEFAULT ")
              .append(
                  column.type().is(TypeName.BIT) && value.text().startsWith("b'")
                      ? value.text()
                      : literal(value.text()));
      case EXPRESSION -> out.append(" DEFAULT (").append(value.text()).append(')');
      case NOW -> out.append(" DEFAULT ").append(now(column.type()));
    }
  }

  static String now(SqlType type) {
    return type.scale() == 0 ? "CURRENT_TIMESTAMP" : "CURRENT_TIMESTAMP(" + type.scale() + ")";
  }

  private String key(Table.Key key) {
    String head =
        switch (key.kind()) {
          case PRIMARY -> "PRIMARY KEY ";
          case UNIQUE -> "UNIQUE KEY " + quote(key.name()) + " ";
          case INDEX -> "KEY " + quote(key.name()) + " ";
          case FULLTEXT -> "FULLTEXT KEY " + quote(key.name()) + " ";
          case SPATIAL -> "SPATIAL KEY " + quote(key.name()) + " ";
        };
    StringJoiner parts = new StringJoiner(",", "(", ")");
    for (Table.Part part : key.parts()) {
      String text = part.column() == null ? "(" + part.expression() + ")" : quote(part.column());
      text += part.prefix() > 0 ? "(" + part.prefix() + ")" : "";
      parts.add(part.descending() ? text + " DESC" : text);
    }
    String tail = key.comment().isEmpty() ? "" : " COMMENT " + literal(key.comment());
    return head + parts + tail + (key.visible() ? "" : " /*!80000 INVISIBLE */");
  }

  private String foreignKey(Table table, Table.ForeignKey key) {
    String referenced =
        (key.referencedDatabase().equals(table.database())
                ? ""
                : quote(key.referencedDatabase()) + ".")
            + quote(key.referencedTable());
    return "CONSTRAINT "
        + quote(key.name())
        + " FOREIGN KEY "
        + names(key.columns())
        + " REFERENCES "
        + referenced
        + " "
        + names(key.referencedColumns())
        + action(" ON DELETE ", key.onDelete())
        + action(" ON UPDATE ", key.onUpdate());
  }

  private static String action(String head, String action) {
    return action.equals("NO ACTION") ? "" : head + action;
  }

  private String names(List<String> columns) {
    StringJoiner out = new StringJoiner(",", "(", ")");
    columns.forEach(column -> out.add(quote(column)));
    // MySQL separates the columns of foreign keys with a blank, those of keys without.
    return out.toString().replace(mark + "," + mark, mark + ", " + mark);
  }

  private String options(Table table, long nextAutoIncrement) {
    Map<String, String> given = table.options();
    StringBuilder out =
        new StringBuilder(" ENGINE=").append(given.getOrDefault("ENGINE", "InnoDB"));
    if (nextAutoIncrement > 1) {
      out.append(" AUTO_INCREMENT=").append(nextAutoIncrement);
    }
    out.append(" DEFAULT CHARSET=").append(table.collation().charset());
    if (showsCollation(table.collation())) {
      out.append(" COLLATE=").append(table.collation().name());
    }
    for (String name :
        List.of(
            "MIN_ROWS",
            "MAX_ROWS",
            "AVG_ROW_LENGTH",
            "PACK_KEYS",
            "STATS_PERSISTENT",
            "STATS_AUTO_RECALC",
            "STATS_SAMPLE_PAGES",
            "CHECKSUM",
            "DELAY_KEY_WRITE",
            "ROW_FORMAT",
            "KEY_BLOCK_SIZE")) {
      String value = given.get(name);
      if (value != null && !value.equalsIgnoreCase("DEFAULT") && !value.isEmpty()) {
        out.append(' ').append(name).append('=').append(value.toUpperCase(Locale.ROOT));
      }
    }
    String comment = given.getOrDefault("COMMENT", "");
    return comment.isEmpty() ? out.toString() : out + " COMMENT=" + literal(comment);
  }

  private static boolean showsCollation(io.edgesql.dialect.types.Collation collation) {
    return !isDefault(collation) || collation.id() == Collation.UTF8MB4_0900_AI_CI.id();
  }

  private static boolean isDefault(io.edgesql.dialect.types.Collation collation) {
    return Collation.ofId(collation.id()).map(Collation::isDefault).orElse(false);
  }

  String account(String definer) {
    int at = definer.lastIndexOf('@');
    if (definer.startsWith("`")) {
      return definer.replace("`", mark);
    }
    if (at < 0) {
      return definer;
    }
    return quote(definer.substring(0, at)) + "@" + quote(definer.substring(at + 1));
  }

  /** A string literal as SHOW CREATE writes it. */
  private static String literal(String text) {
    return "'"
        + text.replace("\\", "\\\\")
            .replace("'", "''")
            .replace("\n", "\\n")
            .replace("\r", "\\r")
            .replace("\0", "\\0")
        + "'";
  }

  String quote(String name) {
    return mark + name.replace(mark, mark + mark) + mark;
  }
}
