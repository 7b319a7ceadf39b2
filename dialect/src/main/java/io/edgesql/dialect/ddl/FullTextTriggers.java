package io.edgesql.dialect.ddl;

import static io.edgesql.dialect.ddl.SqliteText.name;

import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.catalog.Table.KeyKind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/** Keeps the FTS5 tables of FULLTEXT keys in step with their table. */
final class FullTextTriggers {
  private FullTextTriggers() {}

  static Map<String, String> of(Table table) {
    Map<String, String> triggers = new LinkedHashMap<>();
    for (Table.Key key : table.keys()) {
      if (key.kind() != KeyKind.FULLTEXT) {
        continue;
      }
      String fts = ShardTable.fullTextName(table, key);
      String remove = change(fts, key, "OLD", true);
      String add = change(fts, key, "NEW", false);
      String on = " ON " + name(table.physical()) + " BEGIN ";
      put(triggers, fts + ".insert", "AFTER INSERT" + on + add);
      put(triggers, fts + ".delete", "AFTER DELETE" + on + remove);
      put(triggers, fts + ".update", "AFTER UPDATE" + on + remove + add);
    }
    return triggers;
  }

  private static void put(Map<String, String> triggers, String trigger, String rest) {
    triggers.put(trigger, "CREATE TRIGGER " + name(trigger) + " " + rest + "END");
  }

  private static String change(String fts, Table.Key key, String row, boolean delete) {
    StringJoiner columns = new StringJoiner(", ");
    StringJoiner values = new StringJoiner(", ");
    if (delete) {
      columns.add(name(fts));
      values.add("'delete'");
    }
    columns.add("rowid");
    values.add(row + ".rowid");
    for (Table.Part part : key.parts()) {
      String column = name(String.valueOf(part.column()));
      columns.add(column);
      values.add(row + "." + column);
    }
    return "INSERT INTO " + name(fts) + " (" + columns + ") VALUES (" + values + "); ";
  }
}
