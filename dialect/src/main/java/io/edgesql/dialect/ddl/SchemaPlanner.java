package io.edgesql.dialect.ddl;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.VirtualTables;
import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Catalog.Database;
import io.edgesql.dialect.catalog.Catalog.Relation;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.catalog.View;
import io.edgesql.dialect.plan.Session;
import io.edgesql.dialect.tree.SchemaStatement;
import io.edgesql.dialect.tree.TableName;
import io.edgesql.dialect.types.Collation;
import java.util.List;

/**
 * Plans schema statements: what the catalog becomes and what each shard must do for it. Pure; the
 * caller appends the edit to the schema log, where shards take it from.
 */
public final class SchemaPlanner {
  /** The shard of databases that name none. */
  public static final String DEFAULT_SHARD = "main";

  private final Catalog catalog;
  private final Session session;
  private final String nowUtc;
  private final boolean foreignKeyChecks;
  private final String temporaryPrefix;
  private final VirtualTables virtualTables;

  private SchemaPlanner(
      Catalog catalog,
      Session session,
      String nowUtc,
      boolean foreignKeyChecks,
      String temporaryPrefix,
      VirtualTables virtualTables) {
    this.virtualTables = virtualTables;
    this.catalog = catalog;
    this.temporaryPrefix = temporaryPrefix;
    this.session = session;
    this.nowUtc = nowUtc;
    this.foreignKeyChecks = foreignKeyChecks;
  }

  /**
   * Plans one statement.
   *
   * @param catalog the current schema; the edit will become its version + 1
   * @param nowUtc 'YYYY-MM-DD HH:MM:SS', for creation times and NOW() defaults
   * @param foreignKeyChecks the session's foreign_key_checks
   * @param temporaryPrefix {@link Table#TEMPORARY} and what no other statement has
   * @param virtualTables what views may read beside the catalogue
   * @throws SqlException when MySQL would refuse
   */
  public static SchemaEdit plan(
      SchemaStatement statement,
      Catalog catalog,
      Session session,
      String nowUtc,
      boolean foreignKeyChecks,
      String temporaryPrefix,
      VirtualTables virtualTables) {
    return new SchemaPlanner(
            catalog, session, nowUtc, foreignKeyChecks, temporaryPrefix, virtualTables)
        .plan(statement);
  }

  /** The same where there are no virtual tables. */
  public static SchemaEdit plan(
      SchemaStatement statement,
      Catalog catalog,
      Session session,
      String nowUtc,
      boolean foreignKeyChecks,
      String temporaryPrefix) {
    return plan(
        statement, catalog, session, nowUtc, foreignKeyChecks, temporaryPrefix, VirtualTables.NONE);
  }

  private SchemaEdit plan(SchemaStatement statement) {
    SchemaDraft draft = new SchemaDraft(catalog, nowUtc, session, temporaryPrefix);
    if (statement instanceof SchemaStatement.CreateDatabase create) {
      createDatabase(create, draft);
    } else if (statement instanceof SchemaStatement.AlterDatabase alter) {
      alterDatabase(alter, draft);
    } else if (statement instanceof SchemaStatement.DropDatabase drop) {
      dropDatabase(drop, draft);
    } else if (statement instanceof SchemaStatement.CreateTable create) {
      createTable(create, draft);
    } else if (statement instanceof SchemaStatement.AlterTable alter) {
      alterTable(alter.table(), alter.changes(), draft);
    } else if (statement instanceof SchemaStatement.CreateIndex create) {
      alterTable(create.table(), List.of(new SchemaStatement.AddKey(create.key())), draft);
    } else if (statement instanceof SchemaStatement.DropIndex drop) {
      alterTable(drop.table(), List.of(new SchemaStatement.DropKey(drop.name())), draft);
    } else if (statement instanceof SchemaStatement.DropTables drop) {
      dropTables(drop, draft);
    } else if (statement instanceof SchemaStatement.RenameTables rename) {
      for (int i = 0; i < rename.from().size(); i++) {
        draft.rename(
            database(rename.from().get(i)),
            rename.from().get(i).table(),
            database(rename.to().get(i)),
            rename.to().get(i).table());
      }
    } else if (statement instanceof SchemaStatement.TruncateTable truncate) {
      TableName name = truncate.table();
      if (draft.catalog().relation(database(name), name.table()) instanceof View) {
        throw SqlException.of(ErrorCode.ER_NO_SUCH_TABLE, database(name), name.table());
      }
      draft.truncate(table(name, draft), foreignKeyChecks);
    } else if (statement instanceof SchemaStatement.CreateView create) {
      new ViewChanges(session, virtualTables).create(create, database(create.name()), draft);
    } else if (statement instanceof SchemaStatement.DropViews drop) {
      dropViews(drop, draft);
    } else if (statement instanceof SchemaStatement.CreateTrigger create) {
      new TriggerChanges(session).create(create, table(create.table(), draft), draft);
    } else if (statement instanceof SchemaStatement.DropTrigger drop) {
      new TriggerChanges(session).drop(drop, database(drop.name()), draft);
    }
    return draft.finish();
  }

  private void createDatabase(SchemaStatement.CreateDatabase create, SchemaDraft draft) {
    checkName(create.name(), ErrorCode.ER_WRONG_DB_NAME);
    if (SystemDatabases.isSystem(create.name())
        || draft.catalog().database(create.name()) != null) {
      if (create.ifNotExists()) {
        draft.note(ErrorCode.ER_DB_CREATE_EXISTS, create.name());
        return;
      }
      throw SqlException.of(ErrorCode.ER_DB_CREATE_EXISTS, create.name());
    }
    Collation collation =
        ColumnBuilder.chosen(create.charset(), create.collation(), Collation.UTF8MB4_0900_AI_CI);
    draft.put(new Database(create.name(), collation, DEFAULT_SHARD, java.util.Map.of()));
  }

  private void alterDatabase(SchemaStatement.AlterDatabase alter, SchemaDraft draft) {
    String name = alter.name() == null ? session.database() : alter.name();
    if (name == null) {
      throw SqlException.of(ErrorCode.ER_NO_DB_ERROR);
    }
    Database old = draft.catalog().database(name);
    if (old == null) {
      throw SystemDatabases.isSystem(name)
          ? SqlException.of(ErrorCode.ER_NO_SYSTEM_SCHEMA_ACCESS, name)
          : SqlException.of(ErrorCode.ER_NO_SUCH_DB, name);
    }
    Collation collation = ColumnBuilder.chosen(alter.charset(), alter.collation(), old.collation());
    draft.put(new Database(name, collation, old.shard(), old.relations()));
  }

  private void dropDatabase(SchemaStatement.DropDatabase drop, SchemaDraft draft) {
    if (SystemDatabases.isSystem(drop.name())) {
      throw drop.name().equalsIgnoreCase("information_schema")
          ? SqlException.of(ErrorCode.ER_DBACCESS_DENIED_ERROR, "root", "localhost", drop.name())
          : SqlException.of(ErrorCode.ER_NO_SYSTEM_SCHEMA_ACCESS, drop.name());
    }
    Database database = draft.catalog().database(drop.name());
    if (database == null) {
      if (drop.ifExists()) {
        draft.note(ErrorCode.ER_DB_DROP_EXISTS, drop.name());
        return;
      }
      throw SqlException.of(ErrorCode.ER_DB_DROP_EXISTS, drop.name());
    }
    for (Relation relation : database.relations().values()) {
      if (relation instanceof Table table && foreignKeyChecks) {
        draft.refuseIfReferenced(table, other -> !other.database().equals(drop.name()));
      }
    }
    draft.dropDatabase(database);
  }

  private void createTable(SchemaStatement.CreateTable create, SchemaDraft draft) {
    String database = database(create.name());
    Database home = draft.requireDatabase(database);
    checkName(create.name().table(), ErrorCode.ER_WRONG_TABLE_NAME);
    if (create.temporary()) {
      TemporaryTables.check(create);
    }
    if (create.partitioning() != null) {
      draft.warn("Warning", ErrorCode.ER_NOT_SUPPORTED_YET, "PARTITION BY: all rows stay in one");
    }
    boolean exists = draft.existing(database, create.name().table(), create.temporary()) != null;
    if (exists && create.ifNotExists()) {
      draft.note(ErrorCode.ER_TABLE_EXISTS_ERROR, create.name().table());
      return;
    }
    TableCreation creation = new TableCreation(session, nowUtc, foreignKeyChecks, draft);
    TableName like = create.like();
    if (like != null) {
      Table model = table(like, draft);
      draft.refuseExisting(database, create.name().table(), create.temporary());
      creation.like(model, database, create.name().table(), create.temporary());
      return;
    }
    NameLengths.check(create);
    creation.checkQuery(create);
    draft.refuseExisting(database, create.name().table(), create.temporary());
    creation.create(create, home);
    if (create.query() != null) {
      draft.then(creation.fill(create, database));
    }
  }

  private void alterTable(
      TableName name, List<SchemaStatement.TableChange> changes, SchemaDraft draft) {
    Table before = table(name, draft);
    if (before.isTemporary()) {
      TemporaryTables.check(changes);
    }
    NameLengths.check(changes);
    TableAlteration alteration =
        new TableAlteration(before, draft.defaults(), draft.definitionChecks());
    TableBuilder builder = alteration.apply(changes);
    Table finished = builder.finish(before.physical());
    draft.definitionChecks().check(finished, builder.columnChecks());
    Table after =
        new ForeignKeyChecks(draft, foreignKeyChecks)
            .altered(before, finished, alteration.origins());
    if (before.isTemporary()
        || new CopiedRows(before, after, alteration.origins()).areCounted(foreignKeyChecks)) {
      draft.copies(before);
    }
    draft.alter(before, after, alteration.origins());
    if (foreignKeyChecks) {
      for (Table.ForeignKey key : after.foreignKeys()) {
        if (ForeignKeyChecks.isNew(before, key)) {
          draft.refuseOrphans(after, key);
        }
      }
    }
    for (SchemaStatement.TableChange change : changes) {
      if (change instanceof SchemaStatement.RenameTo rename) {
        draft.rename(table(name, draft), database(rename.name()), rename.name().table());
      }
    }
  }

  private void dropTables(SchemaStatement.DropTables drop, SchemaDraft draft) {
    StringBuilder missing = new StringBuilder();
    List<Table> found = new java.util.ArrayList<>();
    for (TableName name : drop.tables()) {
      if (database(name).equalsIgnoreCase("information_schema")) {
        throw SqlException.of(
            ErrorCode.ER_DBACCESS_DENIED_ERROR, "root", "localhost", database(name));
      }
      Relation relation =
          drop.temporary()
              ? draft.catalog().temporary(database(name), name.table())
              : draft.catalog().relation(database(name), name.table());
      if (!(relation instanceof Table table)) {
        missing
            .append(missing.isEmpty() ? "" : ",")
            .append(database(name))
            .append('.')
            .append(name.table());
        if (drop.ifExists()) {
          draft.note(ErrorCode.ER_BAD_TABLE_ERROR, database(name) + "." + name.table());
        }
      } else {
        found.add(table);
      }
    }
    // One unknown name fails the statement as a whole, as in MySQL 8.
    if (!missing.isEmpty() && !drop.ifExists()) {
      throw SqlException.of(ErrorCode.ER_BAD_TABLE_ERROR, missing);
    }
    for (Table table : found) {
      if (foreignKeyChecks) {
        draft.refuseIfReferenced(
            table,
            other -> found.stream().noneMatch(also -> also.physical().equals(other.physical())));
      }
    }
    found.forEach(draft::drop);
  }

  private void dropViews(SchemaStatement.DropViews drop, SchemaDraft draft) {
    StringBuilder missing = new StringBuilder();
    for (TableName name : drop.views()) {
      Relation relation = draft.catalog().lasting(database(name), name.table());
      if (relation instanceof View view) {
        draft.drop(view);
      } else if (relation != null) {
        throw SqlException.of(ErrorCode.ER_WRONG_OBJECT, database(name), name.table(), "VIEW");
      } else if (drop.ifExists()) {
        draft.note(ErrorCode.ER_BAD_TABLE_ERROR, database(name) + "." + name.table());
      } else {
        missing
            .append(missing.isEmpty() ? "" : ",")
            .append(database(name))
            .append('.')
            .append(name.table());
      }
    }
    if (!missing.isEmpty()) {
      throw SqlException.of(ErrorCode.ER_BAD_TABLE_ERROR, missing);
    }
  }

  private Table table(TableName name, SchemaDraft draft) {
    Relation relation = draft.catalog().relation(database(name), name.table());
    if (relation instanceof Table table) {
      return table;
    }
    if (relation instanceof View) {
      throw SqlException.of(ErrorCode.ER_WRONG_OBJECT, database(name), name.table(), "BASE TABLE");
    }
    draft.requireDatabase(database(name));
    throw SqlException.of(ErrorCode.ER_NO_SUCH_TABLE, database(name), name.table());
  }

  private String database(TableName name) {
    String database = name.database() == null ? session.database() : name.database();
    if (database == null) {
      throw SqlException.of(ErrorCode.ER_NO_DB_ERROR);
    }
    return database;
  }

  static void checkName(String name, ErrorCode wrong) {
    if (name.isEmpty() || name.endsWith(" ") || name.indexOf('\0') >= 0) {
      throw SqlException.of(wrong, name);
    }
    if (name.codePointCount(0, name.length()) > 64) {
      throw SqlException.of(ErrorCode.ER_TOO_LONG_IDENT, name);
    }
  }
}
