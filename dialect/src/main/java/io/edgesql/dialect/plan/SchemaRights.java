package io.edgesql.dialect.plan;

import io.edgesql.dialect.tree.SchemaStatement;
import io.edgesql.dialect.tree.TableName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes sure that a session may change the schema so. */
final class SchemaRights {
  private final StatementRights statements;
  private final Rights rights;
  private final @Nullable String current;

  SchemaRights(StatementRights statements, Rights rights, @Nullable String current) {
    this.statements = statements;
    this.rights = rights;
    this.current = current;
  }

  void check(SchemaStatement statement) {
    if (statement instanceof SchemaStatement.CreateDatabase create) {
      rights.requireDatabase(create.name(), Privilege.CREATE);
    } else if (statement instanceof SchemaStatement.AlterDatabase alter) {
      String name = alter.name() == null ? current : alter.name();
      if (name != null) {
        rights.requireDatabase(name, Privilege.ALTER);
      }
    } else if (statement instanceof SchemaStatement.DropDatabase drop) {
      rights.requireDatabase(drop.name(), Privilege.DROP);
    } else if (statement instanceof SchemaStatement.CreateTable create) {
      create(create);
    } else if (statement instanceof SchemaStatement.AlterTable alter) {
      alter(alter);
    } else if (statement instanceof SchemaStatement.DropTables drop) {
      drop.tables().forEach(table -> statements.require(table, Privilege.DROP));
    } else if (statement instanceof SchemaStatement.RenameTables rename) {
      for (int i = 0; i < rename.from().size(); i++) {
        rename(rename.from().get(i), rename.to().get(i));
      }
    } else if (statement instanceof SchemaStatement.TruncateTable truncate) {
      statements.require(truncate.table(), Privilege.DROP);
    } else if (statement instanceof SchemaStatement.CreateIndex create) {
      statements.require(create.table(), Privilege.INDEX);
    } else if (statement instanceof SchemaStatement.DropIndex drop) {
      statements.require(drop.table(), Privilege.INDEX);
    } else if (statement instanceof SchemaStatement.CreateView create) {
      view(create);
    } else if (statement instanceof SchemaStatement.DropViews drop) {
      drop.views().forEach(view -> statements.require(view, Privilege.DROP));
    } else if (statement instanceof SchemaStatement.CreateTrigger create) {
      own(create.definer());
      statements.require(create.table(), Privilege.TRIGGER);
      create.body().forEach(this::body);
    } else if (statement instanceof SchemaStatement.DropTrigger drop) {
      trigger(drop.name());
    }
  }

  private void create(SchemaStatement.CreateTable create) {
    String database = statements.database(create.name());
    if (database == null) {
      return;
    }
    if (create.temporary()) {
      rights.requireDatabase(database, Privilege.CREATE_TEMPORARY_TABLES);
    } else if (create.query() == null) {
      rights.require(database, create.name().table(), Privilege.CREATE);
    } else {
      rights.require(database, create.name().table(), Privilege.INSERT, Privilege.CREATE);
    }
    if (create.like() != null) {
      statements.require(create.like(), Privilege.SELECT);
    }
    create.foreignKeys().forEach(key -> references(database, key));
    create.columns().forEach(column -> references(database, column.references()));
  }

  /** An unqualified parent stands in the child's database. */
  private void references(String database, SchemaStatement.@Nullable ForeignKeyDefinition key) {
    if (key != null) {
      TableName parent = key.references();
      rights.require(
          parent.database() == null ? database : parent.database(),
          parent.table(),
          Privilege.REFERENCES);
    }
  }

  private void alter(SchemaStatement.AlterTable alter) {
    statements.require(alter.table(), Privilege.ALTER);
    String database = statements.database(alter.table());
    for (SchemaStatement.TableChange change : alter.changes()) {
      if (change instanceof SchemaStatement.RenameTo rename) {
        rename(alter.table(), rename.name());
      } else if (change instanceof SchemaStatement.AddForeignKey add && database != null) {
        references(database, add.foreignKey());
      }
    }
  }

  private void rename(TableName from, TableName to) {
    statements.require(from, Privilege.DROP, Privilege.ALTER);
    if (!statements.isTemporary(from)) {
      statements.require(to, Privilege.INSERT, Privilege.CREATE);
    }
  }

  private void view(SchemaStatement.CreateView create) {
    own(create.definer());
    if (create.orReplace() || create.alter()) {
      statements.require(create.name(), Privilege.DROP, Privilege.CREATE_VIEW);
    } else {
      statements.require(create.name(), Privilege.CREATE_VIEW);
    }
  }

  private void trigger(TableName name) {
    String database = statements.database(name);
    if (database != null) {
      rights.requireDatabase(database, Privilege.TRIGGER);
    }
  }

  /** Nobody makes things in another one's name. */
  private static void own(@Nullable String definer) {
    if (definer != null) {
      throw StatementRights.special("SUPER or SET_USER_ID");
    }
  }

  private void body(SchemaStatement.TriggerStatement part) {
    if (part instanceof SchemaStatement.TriggerDml dml) {
      statements.body(dml.statement());
    } else if (part instanceof SchemaStatement.TriggerIf choice) {
      for (List<SchemaStatement.TriggerStatement> branch : choice.branches()) {
        branch.forEach(this::body);
      }
    }
  }
}
