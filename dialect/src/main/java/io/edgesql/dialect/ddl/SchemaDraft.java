package io.edgesql.dialect.ddl;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Catalog.Database;
import io.edgesql.dialect.catalog.Catalog.Relation;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.catalog.Table.ForeignKey;
import io.edgesql.dialect.catalog.View;
import io.edgesql.dialect.plan.Session;
import io.edgesql.dialect.tree.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A schema edit while it is made: every change is visible to the next one through {@link #catalog}.
 */
final class SchemaDraft {
  private final Catalog original;
  private final String nowUtc;
  private final String temporaryPrefix;
  private final DefaultValues defaults;
  private final ShardTableEdit shardEdit;
  private final ShardTable shape;
  private final Session session;
  private final CompiledExpressions expressions;
  private Catalog catalog;
  private final List<Database> putDatabases = new ArrayList<>();
  private final List<String> dropDatabases = new ArrayList<>();
  private final Map<String, Relation> putRelations = new LinkedHashMap<>();
  private final Map<String, SchemaEdit.RelationName> dropRelations = new LinkedHashMap<>();
  private final Map<String, List<String>> steps = new LinkedHashMap<>();
  private final List<SchemaEdit.Note> notes = new ArrayList<>();
  private boolean dataOnly;
  private @Nullable Statement then;
  private SchemaEdit.@Nullable Copied copied;

  /**
   * @param temporaryPrefix begins the physical names of temporary tables that this statement makes;
   *     no other statement has the same
   */
  SchemaDraft(Catalog original, String nowUtc, Session session, String temporaryPrefix) {
    this.original = original;
    this.temporaryPrefix = temporaryPrefix;
    this.nowUtc = nowUtc;
    this.catalog = original;
    this.defaults = new DefaultValues(nowUtc, session);
    this.session = session;
    this.expressions = new CompiledExpressions(session);
    this.shape = new ShardTable(expressions);
    this.shardEdit = new ShardTableEdit(shape, new CompiledTriggers());
  }

  /** The schema as this draft has made it so far. */
  Catalog catalog() {
    return catalog;
  }

  String nowUtc() {
    return nowUtc;
  }

  DefaultValues defaults() {
    return defaults;
  }

  DefinitionChecks definitionChecks() {
    return new DefinitionChecks(expressions);
  }

  Database requireDatabase(String name) {
    Database database = catalog.database(name);
    if (database == null) {
      if (SystemDatabases.isSystem(name)) {
        throw SqlException.of(ErrorCode.ER_DBACCESS_DENIED_ERROR, "root", "localhost", name);
      }
      throw SqlException.of(ErrorCode.ER_BAD_DB_ERROR, name);
    }
    return database;
  }

  void put(Database database) {
    putDatabases.add(database);
    move(new SchemaEditPart(List.of(database), List.of(), List.of(), List.of()));
  }

  void dropDatabase(Database database) {
    List<ShardTableEdit.Change> changes = new ArrayList<>();
    for (Relation relation : database.relations().values()) {
      forget(relation);
      if (relation instanceof Table table) {
        changes.add(new ShardTableEdit.Change(table, null));
      }
    }
    dropDatabases.add(database.name());
    Catalog before = catalog;
    move(new SchemaEditPart(List.of(), List.of(database.name()), List.of(), List.of()));
    shardSteps(database.shard(), before, changes, copy(Map.of()));
  }

  void create(Table table) {
    Catalog before = catalog;
    keep(table);
    followColumns(table, table, TableAlteration.unchanged(table));
    shardSteps(
        shard(table), before, List.of(new ShardTableEdit.Change(null, table)), copy(Map.of()));
  }

  void drop(Table table) {
    Catalog before = catalog;
    String shard = shard(table);
    forget(table);
    shardSteps(shard, before, List.of(new ShardTableEdit.Change(table, null)), copy(Map.of()));
  }

  void put(View view) {
    keep(view);
  }

  void drop(View view) {
    forget(view);
  }

  /**
   * Replaces a table; its rows are copied if SQLite's table must change.
   *
   * @param origins new column's name in lower case to the old column's
   */
  void alter(Table before, Table after, Map<String, String> origins) {
    Catalog old = catalog;
    ColumnCopy copy = copy(origins);
    boolean computes =
        after.columns().stream()
            .anyMatch(c -> copy.origin(before, c) == null && ColumnCopy.isComputed(c));
    if (computes && !copy.isIdentity(before, after)) {
      throw SqlException.of(
          ErrorCode.ER_NOT_SUPPORTED_YET,
          "adding a column with an expression as default while others change");
    }
    boolean stays =
        copy.isIdentity(before, after)
            && (shape.create(before).equals(shape.create(after))
                || shape.addedColumns(before, after, defaults) != null);
    Table placed =
        stays
            ? after
            : TableCopies.withPhysical(after, physical(after.name(), before.isTemporary()));
    keep(placed);
    followColumns(before, placed, origins);
    shardSteps(shard(placed), old, List.of(new ShardTableEdit.Change(before, placed)), copy);
  }

  /** Refuses rows of the child without a parent: a key that is added holds for what is there. */
  void refuseOrphans(Table child, ForeignKey key) {
    if (catalog.relation(child.database(), child.name()) instanceof Table placed
        && catalog.relation(key.referencedDatabase(), key.referencedTable())
            instanceof Table parent) {
      Refusals refusals = new Refusals(placed.physical());
      refusals.add(ForeignKeyTriggers.orphans(placed, key, parent));
      steps.computeIfAbsent(shard(placed), any -> new ArrayList<>()).addAll(refusals.steps());
    }
  }

  private ColumnCopy copy(Map<String, String> origins) {
    return new ColumnCopy(origins, defaults, expressions, session.mode().strict());
  }

  /** Keys of other tables that reference a renamed column follow it. */
  private void followColumns(Table before, Table parent, Map<String, String> origins) {
    Map<String, String> now = new HashMap<>();
    for (Table.Column column : parent.columns()) {
      String old = origins.get(column.name().toLowerCase(Locale.ROOT));
      now.put(old == null ? "" : old.toLowerCase(Locale.ROOT), column.name());
    }
    for (Table child : referencing(before)) {
      List<ForeignKey> keys = new ArrayList<>();
      for (ForeignKey key : child.foreignKeys()) {
        List<String> columns = new ArrayList<>(key.referencedColumns());
        if (references(key, parent)) {
          columns.replaceAll(c -> now.getOrDefault(c.toLowerCase(Locale.ROOT), c));
        }
        keys.add(TableCopies.withReferencedColumns(key, columns));
      }
      keep(TableCopies.withForeignKeys(child, keys));
    }
  }

  /** What stands in the way of a new table of this name, or null. */
  @Nullable Relation existing(String database, String name, boolean isTemporary) {
    return isTemporary ? catalog.temporary(database, name) : catalog.lasting(database, name);
  }

  /**
   * @throws SqlException 1050
   */
  void refuseExisting(String database, String name, boolean isTemporary) {
    if (existing(database, name, isTemporary) != null) {
      throw SqlException.of(ErrorCode.ER_TABLE_EXISTS_ERROR, name);
    }
  }

  /** RENAME TABLE, which does not see temporary tables. */
  void rename(String fromDatabase, String from, String toDatabase, String to) {
    Relation relation = catalog.lasting(fromDatabase, from);
    if (relation == null) {
      throw SqlException.of(ErrorCode.ER_NO_SUCH_TABLE, fromDatabase, from);
    }
    rename(relation, toDatabase, to);
  }

  void rename(Relation relation, String toDatabase, String to) {
    String fromDatabase = relation.database();
    String from = relation.name();
    requireDatabase(toDatabase);
    SchemaPlanner.checkName(to, ErrorCode.ER_WRONG_TABLE_NAME);
    if (fromDatabase.equals(toDatabase) && from.equals(to)) {
      return;
    }
    if (existing(toDatabase, to, SchemaEdit.isTemporary(relation)) != null) {
      throw SqlException.of(ErrorCode.ER_TABLE_EXISTS_ERROR, to);
    }
    if (relation instanceof View view) {
      forget(view);
      keep(TableCopies.renamed(view, toDatabase, to));
      return;
    }
    Table table = (Table) relation;
    Catalog before = catalog;
    List<Table> children = referencing(table);
    forget(table);
    Table renamed = TableCopies.renamed(table, toDatabase, to);
    keep(TableCopies.referringTo(renamed, table, renamed));
    for (Table child : children) {
      if (!child.physical().equals(table.physical())) {
        keep(TableCopies.referringTo(child, table, renamed));
      }
    }
    shardSteps(
        shard(renamed),
        before,
        List.of(new ShardTableEdit.Change(table, renamed)),
        copy(TableAlteration.unchanged(table)));
  }

  /** TRUNCATE: rows and the counter go, nothing in the catalog changes. */
  void truncate(Table table, boolean foreignKeyChecks) {
    if (foreignKeyChecks) {
      for (Table child : referencing(table)) {
        if (!child.physical().equals(table.physical())) {
          ForeignKey key =
              child.foreignKeys().stream().filter(k -> references(k, table)).findFirst().get();
          throw SqlException.of(ErrorCode.ER_TRUNCATE_ILLEGAL_FK, ForeignKeyText.name(child, key));
        }
      }
    }
    dataOnly = true;
    List<String> shardSteps = steps.computeIfAbsent(shard(table), any -> new ArrayList<>());
    shardSteps.add("DELETE FROM " + SqliteText.name(table.physical()));
    shardSteps.add(
        "INSERT OR REPLACE INTO _edge_auto (tbl, next) VALUES ("
            + SqliteText.string(table.physical())
            + ", "
            + 1
            + ")");
  }

  /**
   * @throws SqlException 3730 if a table that {@code counts} has a foreign key to this one
   */
  void refuseIfReferenced(Table table, Predicate<Table> counts) {
    for (Table child : referencing(table)) {
      if (!child.physical().equals(table.physical()) && counts.test(child)) {
        for (ForeignKey key : child.foreignKeys()) {
          if (references(key, table)) {
            throw SqlException.of(
                ErrorCode.ER_FK_CANNOT_DROP_PARENT, table.name(), key.name(), child.name());
          }
        }
      }
    }
  }

  List<Table> referencing(Table parent) {
    List<Table> children = new ArrayList<>();
    if (parent.isTemporary()) {
      return children;
    }
    for (Database database : catalog.databases().values()) {
      for (Relation relation : database.relations().values()) {
        if (relation instanceof Table child
            && child.foreignKeys().stream().anyMatch(key -> references(key, parent))) {
          children.add(child);
        }
      }
    }
    return children;
  }

  static boolean references(ForeignKey key, Table parent) {
    return key.referencedDatabase().equals(parent.database())
        && key.referencedTable().equals(parent.name());
  }

  void note(ErrorCode code, String subject) {
    notes.add(new SchemaEdit.Note("Note", code.code(), code.format(subject)));
  }

  void warn(String level, ErrorCode code, String subject) {
    notes.add(new SchemaEdit.Note(level, code.code(), code.format(subject)));
  }

  /** Notes that MySQL would copy the table's rows. */
  void copies(Table table) {
    copied = new SchemaEdit.Copied(shard(table), table.physical());
  }

  void then(Statement statement) {
    then = statement;
  }

  /**
   * A physical name that no table has or had: the schema's next version is part of it, or what the
   * session gave for its temporary tables.
   */
  String physical(String table, boolean isTemporary) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < table.length() && name.length() < 48; i++) {
      char c = Character.toLowerCase(table.charAt(i));
      name.append((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '_');
    }
    return isTemporary
        ? temporaryPrefix + name
        : name.append('_').append(original.version() + 1).toString();
  }

  SchemaEdit finish() {
    boolean nothing =
        putDatabases.isEmpty()
            && dropDatabases.isEmpty()
            && putRelations.isEmpty()
            && dropRelations.isEmpty();
    return new SchemaEdit(
        List.copyOf(putDatabases),
        List.copyOf(dropDatabases),
        List.copyOf(putRelations.values()),
        List.copyOf(dropRelations.values()),
        new HashMap<>(steps),
        dataOnly || nothing,
        List.copyOf(notes),
        then,
        copied);
  }

  private void keep(Relation relation) {
    String key = key(relation);
    dropRelations.remove(key);
    putRelations.put(key, relation);
    move(new SchemaEditPart(List.of(), List.of(), List.of(relation), List.of()));
  }

  private void forget(Relation relation) {
    String key = key(relation);
    putRelations.remove(key);
    SchemaEdit.RelationName name =
        new SchemaEdit.RelationName(
            relation.database(), relation.name(), SchemaEdit.isTemporary(relation));
    dropRelations.put(key, name);
    move(new SchemaEditPart(List.of(), List.of(), List.of(), List.of(name)));
  }

  private static String key(Relation relation) {
    String kind = SchemaEdit.isTemporary(relation) ? "temporary" : "";
    return kind + '\0' + relation.database() + '\0' + relation.name();
  }

  private record SchemaEditPart(
      List<Database> putDatabases,
      List<String> dropDatabases,
      List<Relation> putRelations,
      List<SchemaEdit.RelationName> dropRelations) {}

  private void move(SchemaEditPart part) {
    SchemaEdit edit =
        new SchemaEdit(
            part.putDatabases(),
            part.dropDatabases(),
            part.putRelations(),
            part.dropRelations(),
            Map.of(),
            false,
            List.of(),
            null,
            null);
    catalog = CatalogEdits.apply(catalog, edit, catalog.version());
  }

  private String shard(Table table) {
    return requireDatabase(table.database()).shard();
  }

  private void shardSteps(
      String shard, Catalog before, List<ShardTableEdit.Change> changes, ColumnCopy copy) {
    steps
        .computeIfAbsent(shard, any -> new ArrayList<>())
        .addAll(shardEdit.steps(before.lasting(), catalog.lasting(), changes, copy));
  }
}
