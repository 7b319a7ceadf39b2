package io.edgesql.dialect.ddl;

import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Catalog.Database;
import io.edgesql.dialect.catalog.Catalog.Relation;
import java.util.LinkedHashMap;
import java.util.Map;

/** Applies a {@link SchemaEdit} to a catalog. */
final class CatalogEdits {
  private CatalogEdits() {}

  static Catalog apply(Catalog before, SchemaEdit edit, long version) {
    Map<String, Database> databases = new LinkedHashMap<>(before.databases());
    edit.dropDatabases().forEach(databases::remove);
    for (Database put : edit.putDatabases()) {
      Database old = databases.get(put.name());
      Map<String, Relation> relations = old == null ? Map.of() : old.relations();
      databases.put(put.name(), new Database(put.name(), put.collation(), put.shard(), relations));
    }
    for (SchemaEdit.RelationName dropped : edit.dropRelations()) {
      editRelations(databases, dropped.database(), relations -> relations.remove(dropped.name()));
    }
    for (Relation put : edit.putRelations()) {
      editRelations(databases, put.database(), relations -> relations.put(put.name(), put));
    }
    return new Catalog(version, Map.copyOf(databases));
  }

  private static void editRelations(
      Map<String, Database> databases,
      String name,
      java.util.function.Consumer<Map<String, Relation>> change) {
    Database database = databases.get(name);
    if (database == null) {
      return;
    }
    Map<String, Relation> relations = new LinkedHashMap<>(database.relations());
    change.accept(relations);
    databases.put(
        name,
        new Database(
            database.name(), database.collation(), database.shard(), Map.copyOf(relations)));
  }
}
