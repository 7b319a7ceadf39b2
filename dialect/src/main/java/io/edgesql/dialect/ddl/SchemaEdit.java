package io.edgesql.dialect.ddl;

import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Catalog.Database;
import io.edgesql.dialect.catalog.Catalog.Relation;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.tree.Statement;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a schema statement changes.
 *
 * @param putDatabases databases that are new or changed (their relations are not looked at)
 * @param dropDatabases names; their relations are listed in {@code dropRelations}
 * @param putRelations tables and views that are new or changed
 * @param dropRelations database and name of what goes
 * @param steps SQLite statements for each shard, in order, for one transaction
 * @param dataOnly nothing in the catalog changes (TRUNCATE, IF EXISTS of nothing): run the steps as
 *     an ordinary write
 * @param notes for SHOW WARNINGS
 * @param then a statement to run afterwards (the INSERT of CREATE TABLE … SELECT), or null
 * @param copied the table whose rows count as affected, or null
 */
public record SchemaEdit(
    List<Database> putDatabases,
    List<String> dropDatabases,
    List<Relation> putRelations,
    List<RelationName> dropRelations,
    Map<String, List<String>> steps,
    boolean dataOnly,
    List<Note> notes,
    @Nullable Statement then,
    @Nullable Copied copied) {

  /** A table whose rows MySQL would copy, under its name inside SQLite. */
  public record Copied(String shard, String physical) {}

  /** A relation's full name; a temporary table may stand in front of another relation. */
  public record RelationName(String database, String name, boolean temporary) {}

  /** A line for SHOW WARNINGS; {@code level} is Note or Warning. */
  public record Note(String level, int code, String message) {}

  /** Whether it changes nothing that other sessions see. */
  public boolean isTemporary() {
    return putDatabases.isEmpty()
        && dropDatabases.isEmpty()
        && putRelations.stream().allMatch(SchemaEdit::isTemporary)
        && dropRelations.stream().allMatch(RelationName::temporary);
  }

  /** Whether a relation is a temporary table. */
  public static boolean isTemporary(Relation relation) {
    return relation instanceof Table table && table.isTemporary();
  }

  /** The catalog after this edit, at the given version. */
  public Catalog apply(Catalog before, long version) {
    return CatalogEdits.apply(before, this, version);
  }
}
