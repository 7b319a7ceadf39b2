package io.edgesql.dialect.ddl;

import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Catalog.Database;
import io.edgesql.dialect.catalog.Catalog.Relation;
import io.edgesql.dialect.catalog.Event;
import io.edgesql.dialect.catalog.Routine;
import io.edgesql.dialect.catalog.Table;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Applies a {@link SchemaEdit} to a catalog. */
final class CatalogEdits {
  private CatalogEdits() {}

  static Catalog apply(Catalog before, SchemaEdit edit, long version) {
    Map<String, Database> databases = new LinkedHashMap<>(before.databases());
    edit.dropDatabases().forEach(databases::remove);
    for (Database put : edit.putDatabases()) {
      Database old = databases.get(put.name());
      Map<String, Relation> relations = old == null ? Map.of() : old.relations();
      Map<String, Routine> routines = old == null ? Map.of() : old.routines();
      Map<String, Event> events = old == null ? Map.of() : old.events();
      databases.put(
          put.name(),
          new Database(put.name(), put.collation(), put.shard(), relations, routines, events));
    }
    Map<String, Map<String, Table>> temporaries = new HashMap<>(before.temporaries());
    for (SchemaEdit.RelationName dropped : edit.dropRelations()) {
      if (dropped.temporary()) {
        editTemporaries(temporaries, dropped.database(), tables -> tables.remove(dropped.name()));
      } else {
        editRelations(databases, dropped.database(), relations -> relations.remove(dropped.name()));
      }
    }
    for (Relation put : edit.putRelations()) {
      if (put instanceof Table table && table.isTemporary()) {
        editTemporaries(temporaries, put.database(), tables -> tables.put(put.name(), table));
      } else {
        editRelations(databases, put.database(), relations -> relations.put(put.name(), put));
      }
    }
    return new Catalog(version, Map.copyOf(databases), Map.copyOf(temporaries));
  }

  private static void editTemporaries(
      Map<String, Map<String, Table>> temporaries,
      String database,
      Consumer<Map<String, Table>> change) {
    Map<String, Table> tables = new LinkedHashMap<>(temporaries.getOrDefault(database, Map.of()));
    change.accept(tables);
    if (tables.isEmpty()) {
      temporaries.remove(database);
    } else {
      temporaries.put(database, Map.copyOf(tables));
    }
  }

  private static void editRelations(
      Map<String, Database> databases, String name, Consumer<Map<String, Relation>> change) {
    Database database = databases.get(name);
    if (database == null) {
      return;
    }
    Map<String, Relation> relations = new LinkedHashMap<>(database.relations());
    change.accept(relations);
    databases.put(
        name,
        new Database(
            database.name(),
            database.collation(),
            database.shard(),
            Map.copyOf(relations),
            database.routines(),
            database.events()));
  }
}
