package io.edgesql.dialect.ddl;

import static io.edgesql.dialect.ddl.SqliteText.name;
import static io.edgesql.dialect.ddl.SqliteText.string;

import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Catalog.Database;
import io.edgesql.dialect.catalog.Catalog.Relation;
import io.edgesql.dialect.catalog.SortColumn;
import io.edgesql.dialect.catalog.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The shard's statements that lead from one catalog to another, found by comparing what each wants
 * SQLite to hold: triggers that differ go first, then tables and indexes change, then the new
 * triggers come.
 */
final class ShardTableEdit {
  private final ShardTable shape;
  private final TriggerSql triggerSql;

  ShardTableEdit(ShardTable shape, TriggerSql triggerSql) {
    this.shape = shape;
    this.triggerSql = triggerSql;
  }

  /** Statements for one shard. Triggers never see temporary tables, and these have none. */
  List<String> steps(Catalog before, Catalog after, List<Change> changes, ColumnCopy copy) {
    Map<String, String> oldTriggers = new LinkedHashMap<>();
    Map<String, String> newTriggers = new LinkedHashMap<>();
    Set<SchemaEdit.RelationName> touched = new LinkedHashSet<>();
    if (!changes.stream().allMatch(Change::isTemporary)) {
      touched.addAll(touched(before, changes));
      touched.addAll(touched(after, changes));
    }
    for (SchemaEdit.RelationName name : touched) {
      if (before.relation(name.database(), name.name()) instanceof Table table) {
        oldTriggers.putAll(triggers(before, table));
      }
      if (after.relation(name.database(), name.name()) instanceof Table table) {
        newTriggers.putAll(triggers(after, table));
      }
    }
    List<String> steps = new ArrayList<>();
    oldTriggers.forEach(
        (trigger, sql) -> {
          if (!sql.equals(newTriggers.get(trigger))) {
            steps.add("DROP TRIGGER IF EXISTS " + name(trigger));
          }
        });
    for (Change change : changes) {
      tableSteps(change, copy, steps);
    }
    newTriggers.forEach(
        (trigger, sql) -> {
          if (!sql.equals(oldTriggers.get(trigger))) {
            steps.add(sql);
          }
        });
    return steps;
  }

  /** A table's old and new form; null before: created; null after: dropped. */
  record Change(
      @org.jspecify.annotations.Nullable Table before,
      @org.jspecify.annotations.Nullable Table after) {
    boolean isTemporary() {
      return (before == null || before.isTemporary()) && (after == null || after.isTemporary());
    }
  }

  private Map<String, String> triggers(Catalog catalog, Table table) {
    Map<String, String> triggers = new LinkedHashMap<>(new ForeignKeyTriggers(catalog).of(table));
    triggers.putAll(FullTextTriggers.of(table));
    triggers.putAll(triggerSql.of(table, catalog));
    return triggers;
  }

  /**
   * Changed tables, what they reference, what references them, and tables whose triggers may name
   * them.
   */
  private static Set<SchemaEdit.RelationName> touched(Catalog catalog, List<Change> changes) {
    Set<SchemaEdit.RelationName> changed = new HashSet<>();
    for (Change change : changes) {
      if (change.before() != null) {
        changed.add(fullName(change.before()));
      }
      if (change.after() != null) {
        changed.add(fullName(change.after()));
      }
    }
    Set<SchemaEdit.RelationName> touched = new LinkedHashSet<>(changed);
    for (Database database : catalog.databases().values()) {
      for (Relation relation : database.relations().values()) {
        if (relation instanceof Table table) {
          boolean isChanged = changed.contains(fullName(table));
          for (Table.ForeignKey key : table.foreignKeys()) {
            SchemaEdit.RelationName parent =
                new SchemaEdit.RelationName(key.referencedDatabase(), key.referencedTable(), false);
            if (isChanged) {
              touched.add(parent);
            } else if (changed.contains(parent)) {
              touched.add(fullName(table));
            }
          }
          if (!table.triggers().isEmpty()) {
            touched.add(fullName(table));
          }
        }
      }
    }
    return touched;
  }

  private static SchemaEdit.RelationName fullName(Table table) {
    return new SchemaEdit.RelationName(table.database(), table.name(), false);
  }

  private void tableSteps(Change change, ColumnCopy copy, List<String> steps) {
    Table before = change.before();
    Table after = change.after();
    if (after == null) {
      if (before != null) {
        drop(before, steps);
      }
      return;
    }
    if (before == null) {
      create(after, steps);
      steps.add(autoRow(after.physical(), String.valueOf(after.autoIncrementStart())));
      return;
    }
    if (!before.physical().equals(after.physical())) {
      rebuild(before, after, copy, steps);
      return;
    }
    List<String> added = shape.addedColumns(before, after, copy.defaults());
    if (added != null) {
      steps.addAll(added);
    } else {
      refuse(before, after, copy, steps);
    }
    indexSteps(before, after, steps);
  }

  private static void refuse(Table before, Table after, ColumnCopy copy, List<String> steps) {
    Refusals refusals = new Refusals(after.physical());
    copy.refuse(before, after, refusals);
    DuplicateKeys.refuse(before, after, copy, refusals);
    steps.addAll(refusals.steps());
  }

  private void create(Table table, List<String> steps) {
    steps.add(shape.create(table));
    steps.addAll(shape.indexes(table).values());
    shape.fullTexts(table).values().forEach(steps::addAll);
  }

  private void drop(Table table, List<String> steps) {
    for (String fts : shape.fullTexts(table).keySet()) {
      steps.add("DROP TABLE IF EXISTS " + name(fts));
    }
    steps.add("DROP TABLE IF EXISTS " + name(table.physical()));
    steps.add("DELETE FROM _edge_auto WHERE tbl = " + string(table.physical()));
  }

  /** A new table under a new physical name takes the rows over; the old one goes. */
  private void rebuild(Table before, Table after, ColumnCopy copy, List<String> steps) {
    refuse(before, after, copy, steps);
    steps.add(shape.create(after));
    List<String> columns = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (Table.Column column : after.columns()) {
      String value = copy.expression(before, column);
      if (value != null) {
        columns.add(name(column.name()));
        values.add(value);
      }
    }
    for (SortColumn sort : SortColumn.of(after)) {
      String value = copy.expression(before, sort.column());
      columns.add(name(sort.name()));
      values.add(value == null ? "NULL" : SortColumnText.key(value, sort));
    }
    steps.add(
        "INSERT INTO "
            + name(after.physical())
            + " ("
            + String.join(", ", columns)
            + ") SELECT "
            + String.join(", ", values)
            + " FROM "
            + name(before.physical()));
    steps.addAll(shape.indexes(after).values());
    shape.fullTexts(after).values().forEach(steps::addAll);
    steps.add(
        "INSERT OR REPLACE INTO _edge_auto (tbl, next) VALUES ("
            + string(after.physical())
            + ", "
            + nextValue(before, after)
            + ")");
    drop(before, steps);
  }

  /** AUTO_INCREMENT goes on where it was, never below what the option or the rows ask for. */
  private static String nextValue(Table before, Table after) {
    Table.Column auto = after.autoIncrementColumn();
    String greatest =
        auto == null
            ? "1"
            : "coalesce((SELECT max("
                + name(auto.name())
                + ") FROM "
                + name(after.physical())
                + "), 0) + 1";
    return "max("
        + (before.autoIncrementStart() == after.autoIncrementStart()
            ? "coalesce((SELECT next FROM _edge_auto WHERE tbl = "
                + string(before.physical())
                + "), 1)"
            : String.valueOf(after.autoIncrementStart()))
        + ", "
        + greatest
        + ")";
  }

  private void indexSteps(Table before, Table after, List<String> steps) {
    Map<String, String> oldIndexes = shape.indexes(before);
    Map<String, String> newIndexes = shape.indexes(after);
    oldIndexes.forEach(
        (index, sql) -> {
          if (!sql.equals(newIndexes.get(index))) {
            steps.add("DROP INDEX IF EXISTS " + name(index));
          }
        });
    newIndexes.forEach(
        (index, sql) -> {
          if (!sql.equals(oldIndexes.get(index))) {
            steps.add(sql);
          }
        });
    Map<String, List<String>> oldTexts = shape.fullTexts(before);
    Map<String, List<String>> newTexts = shape.fullTexts(after);
    oldTexts.forEach(
        (fts, sql) -> {
          if (!sql.equals(newTexts.get(fts))) {
            steps.add("DROP TABLE IF EXISTS " + name(fts));
          }
        });
    newTexts.forEach(
        (fts, sql) -> {
          if (!sql.equals(oldTexts.get(fts))) {
            steps.addAll(sql);
          }
        });
    if (before.autoIncrementStart() != after.autoIncrementStart()
        || !Objects.equals(before.autoIncrementColumn(), after.autoIncrementColumn())) {
      steps.add(autoRow(after.physical(), nextValue(before, after)));
    }
  }

  private static String autoRow(String physical, String next) {
    return "INSERT OR REPLACE INTO _edge_auto (tbl, next) VALUES ("
        + string(physical)
        + ", "
        + next
        + ")";
  }
}
