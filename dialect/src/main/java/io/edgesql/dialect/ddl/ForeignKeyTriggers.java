package io.edgesql.dialect.ddl;

import static io.edgesql.dialect.ddl.SqliteText.name;
import static io.edgesql.dialect.ddl.SqliteText.string;

import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Catalog.Database;
import io.edgesql.dialect.catalog.Catalog.Relation;
import io.edgesql.dialect.catalog.SortColumn;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.catalog.Table.ForeignKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Foreign keys as SQLite triggers.
 *
 * <p>SQLite's own foreign keys are always on inside a Durable Object, so they could not honour
 * {@code SET foreign_key_checks = 0}, which every dump begins with, nor name the constraint that
 * failed. The triggers check row by row after the change, as InnoDB does, and read the session's
 * switch from {@code _edge_flags}.
 */
final class ForeignKeyTriggers {
  private static final String CHECKS_ON =
      "(SELECT value FROM _edge_flags WHERE name = 'foreign_keys') = 1";

  private final Catalog catalog;

  ForeignKeyTriggers(Catalog catalog) {
    this.catalog = catalog;
  }

  /**
   * Trigger name to CREATE TRIGGER for a table: its own keys' checks, and the actions of keys that
   * reference it.
   */
  Map<String, String> of(Table table) {
    Map<String, String> triggers = new LinkedHashMap<>();
    for (ForeignKey key : table.foreignKeys()) {
      childChecks(table, key, triggers);
    }
    for (Database database : catalog.databases().values()) {
      for (Relation relation : database.relations().values()) {
        if (relation instanceof Table child) {
          for (ForeignKey key : child.foreignKeys()) {
            if (key.referencedDatabase().equals(table.database())
                && key.referencedTable().equals(table.name())) {
              parentActions(table, child, key, triggers);
            }
          }
        }
      }
    }
    return triggers;
  }

  private void childChecks(Table child, ForeignKey key, Map<String, String> triggers) {
    String missing = missingParent(child, key);
    StringJoiner given = new StringJoiner(" AND ");
    StringJoiner changed = new StringJoiner(" OR ", "(", ")");
    for (String column : key.columns()) {
      given.add("NEW." + name(column) + " IS NOT NULL");
      changed.add(changed(child, column));
    }
    String raise =
        "SELECT RAISE(ABORT, " + string(raised(ConstraintNames.Kind.CHILD, child, key)) + ");";
    add(
        triggers,
        child.physical() + ".fk." + key.name() + ".insert",
        "AFTER INSERT ON " + name(child.physical()),
        given + " AND " + CHECKS_ON + " AND " + missing,
        raise);
    add(
        triggers,
        child.physical() + ".fk." + key.name() + ".update",
        "AFTER UPDATE OF " + names(key.columns()) + " ON " + name(child.physical()),
        changed + " AND " + given + " AND " + CHECKS_ON + " AND " + missing,
        raise);
  }

  /** A query that finds a row of the child whose parent is missing, with the error's name. */
  static String orphans(Table child, ForeignKey key, Table parent) {
    StringJoiner given = new StringJoiner(" AND ");
    key.columns().forEach(column -> given.add("c." + name(column) + " IS NOT NULL"));
    return "SELECT "
        + string(
            ConstraintNames.name(ConstraintNames.Kind.CHILD, ForeignKeyText.constraint(child, key)))
        + " FROM "
        + name(child.physical())
        + " AS c WHERE "
        + given
        + " AND NOT EXISTS (SELECT 1 FROM "
        + name(parent.physical())
        + " AS p WHERE "
        + equal("p", parent, key.referencedColumns(), "c", child, key.columns())
        + ")";
  }

  private static String changed(Table table, String column) {
    String compared = name(SortColumn.comparable(table, column));
    return "NEW." + compared + " IS NOT OLD." + compared;
  }

  private String missingParent(Table child, ForeignKey key) {
    if (!(catalog.relation(key.referencedDatabase(), key.referencedTable())
        instanceof Table parent)) {
      return "1";
    }
    return "NOT EXISTS (SELECT 1 FROM "
        + name(parent.physical())
        + " AS p WHERE "
        + equal("p", parent, key.referencedColumns(), "NEW", child, key.columns())
        + ")";
  }

  private static void parentActions(
      Table parent, Table child, ForeignKey key, Map<String, String> triggers) {
    String prefix = parent.physical() + ".ref." + child.physical() + "." + key.name();
    String isReferenced = equal("c", child, key.columns(), "OLD", parent, key.referencedColumns());
    String table = name(child.physical());
    StringJoiner changed = new StringJoiner(" OR ", "(", ")");
    for (String column : key.referencedColumns()) {
      changed.add(changed(parent, column));
    }
    String exists = "EXISTS (SELECT 1 FROM " + table + " AS c WHERE " + isReferenced + ")";
    String raise =
        "SELECT RAISE(ABORT, " + string(raised(ConstraintNames.Kind.PARENT, child, key)) + ");";
    String matching =
        equal(child.physical(), child, key.columns(), "OLD", parent, key.referencedColumns());
    String setNull = setNull(child, key) + " WHERE " + matching + ";";
    add(
        triggers,
        prefix + ".delete",
        "AFTER DELETE ON " + name(parent.physical()),
        CHECKS_ON + " AND " + exists,
        switch (key.onDelete()) {
          case "CASCADE" ->
              parent.physical().equals(child.physical())
                  ? deleteDescendants(child, key)
                  : "DELETE FROM " + table + " WHERE " + matching + ";";
          case "SET NULL" -> setNull;
          default -> raise;
        });
    add(
        triggers,
        prefix + ".update",
        "AFTER UPDATE OF " + names(key.referencedColumns()) + " ON " + name(parent.physical()),
        changed + " AND " + CHECKS_ON + " AND " + exists,
        switch (key.onUpdate()) {
          case "CASCADE" -> follow(child, parent, key) + " WHERE " + matching + ";";
          case "SET NULL" -> setNull;
          default -> raise;
        });
  }

  /** A trigger does not fire itself again, so a tree's branches are found by a recursive query. */
  private static String deleteDescendants(Table tree, ForeignKey key) {
    String table = name(tree.physical());
    List<String> referenced = comparable(tree, key.referencedColumns());
    List<String> referencing = comparable(tree, key.columns());
    String parents = names(referenced);
    StringJoiner old = new StringJoiner(", ");
    StringJoiner childColumns = new StringJoiner(", ");
    StringJoiner join = new StringJoiner(" AND ");
    for (int i = 0; i < key.columns().size(); i++) {
      old.add("OLD." + name(referenced.get(i)));
      childColumns.add("c." + name(referenced.get(i)));
      join.add("c." + name(referencing.get(i)) + " = g." + name(referenced.get(i)));
    }
    return "DELETE FROM "
        + table
        + " WHERE ("
        + names(referencing)
        + ") IN (WITH RECURSIVE gone("
        + parents
        + ") AS (VALUES ("
        + old
        + ") UNION SELECT "
        + childColumns
        + " FROM "
        + table
        + " AS c JOIN gone AS g ON "
        + join
        + ") SELECT "
        + parents
        + " FROM gone);";
  }

  private static String setNull(Table child, ForeignKey key) {
    StringJoiner set = new StringJoiner(", ");
    for (String column : key.columns()) {
      set.add(name(column) + " = NULL");
      for (SortColumn sort : sorts(child, column)) {
        set.add(name(sort.name()) + " = NULL");
      }
    }
    return "UPDATE " + name(child.physical()) + " SET " + set;
  }

  private static String follow(Table child, Table parent, ForeignKey key) {
    StringJoiner set = new StringJoiner(", ");
    for (int i = 0; i < key.columns().size(); i++) {
      String source = key.referencedColumns().get(i);
      String value = "NEW." + name(source);
      set.add(name(key.columns().get(i)) + " = " + value);
      for (SortColumn sort : sorts(child, key.columns().get(i))) {
        String known = SortColumn.comparable(parent, source);
        boolean isKnown = sort.prefix() == 0 && !known.equals(source);
        set.add(
            name(sort.name())
                + " = "
                + (isKnown ? "NEW." + name(known) : SortColumnText.key(value, sort)));
      }
    }
    return "UPDATE " + name(child.physical()) + " SET " + set;
  }

  private static List<SortColumn> sorts(Table table, String column) {
    return SortColumn.of(table).stream()
        .filter(sort -> sort.column().name().equalsIgnoreCase(column))
        .toList();
  }

  private static String equal(
      String left,
      Table leftTable,
      List<String> leftColumns,
      String right,
      Table rightTable,
      List<String> rightColumns) {
    StringJoiner all = new StringJoiner(" AND ");
    for (int i = 0; i < leftColumns.size(); i++) {
      String a = SortColumn.comparable(leftTable, leftColumns.get(i));
      String b = SortColumn.comparable(rightTable, rightColumns.get(i));
      boolean both = a.endsWith(" ") && b.endsWith(" ");
      all.add(
          qualified(left, both ? a : leftColumns.get(i))
              + " = "
              + qualified(right, both ? b : rightColumns.get(i)));
    }
    return all.toString();
  }

  private static List<String> comparable(Table table, List<String> columns) {
    return columns.stream().map(column -> SortColumn.comparable(table, column)).toList();
  }

  private static String qualified(String table, String column) {
    return name(table) + "." + name(column);
  }

  private static String names(List<String> columns) {
    List<String> quoted = new ArrayList<>();
    columns.forEach(column -> quoted.add(name(column)));
    return String.join(", ", quoted);
  }

  private static String raised(ConstraintNames.Kind kind, Table child, ForeignKey key) {
    return ConstraintNames.name(kind, child.database() + "/" + child.name() + "/" + key.name());
  }

  private static void add(
      Map<String, String> triggers,
      String trigger,
      String event,
      @Nullable String when,
      String body) {
    triggers.put(
        trigger,
        "CREATE TRIGGER "
            + name(trigger)
            + " "
            + event
            + " WHEN "
            + when
            + " BEGIN "
            + body
            + " END");
  }
}
