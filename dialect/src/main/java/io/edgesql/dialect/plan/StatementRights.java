package io.edgesql.dialect.plan;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.Query;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.tree.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Makes sure that a session may do what a statement does, before anything else is looked at: to who
 * may not know, a table that is missing looks like one that is hidden. What queries read is checked
 * where their names are resolved.
 */
final class StatementRights {
  private final Rights rights;
  private final Catalog catalog;
  private final @Nullable String current;

  private StatementRights(Catalog catalog, Session session) {
    this.rights = session.rights();
    this.catalog = catalog;
    this.current = session.database();
  }

  /**
   * Checks one statement.
   *
   * @throws SqlException 1044, 1142, 1143, 1227
   */
  static void check(Statement statement, Catalog catalog, Session session) {
    if (!session.rights().isAll()) {
      new StatementRights(catalog, session).check(statement);
    }
  }

  private void check(Statement statement) {
    if (statement instanceof Statement.Insert insert) {
      require(insert.table(), ofInsert(insert));
    } else if (statement instanceof Statement.Update update) {
      update(update);
    } else if (statement instanceof Statement.Delete delete) {
      for (TableName target : delete.targets()) {
        require(named(target, delete.from()), Privilege.DELETE);
      }
    } else if (statement instanceof Statement.LoadData load) {
      require(
          load.table(),
          load.replace()
              ? new Privilege[] {Privilege.INSERT, Privilege.DELETE}
              : new Privilege[] {Privilege.INSERT});
    } else if (statement instanceof Statement.Schema schema) {
      new SchemaRights(this, rights, current).check(schema.statement());
    } else if (statement instanceof Statement.Explain explain) {
      check(explain.statement());
    } else if (statement instanceof Statement.ExplainEdge explain) {
      check(explain.statement());
    } else if (statement instanceof Statement.Show show) {
      show(show);
    } else if (statement instanceof Statement.Describe describe) {
      see(describe.table(), "SELECT");
    } else {
      session(statement);
    }
  }

  /** A statement of a trigger's body. */
  void body(Statement statement) {
    check(statement);
  }

  private static Privilege[] ofInsert(Statement.Insert insert) {
    List<Privilege> needed = new ArrayList<>(List.of(Privilege.INSERT));
    if (insert.replace()) {
      needed.add(Privilege.DELETE);
    }
    if (!insert.onDuplicate().isEmpty()) {
      needed.add(Privilege.UPDATE);
    }
    return needed.toArray(new Privilege[0]);
  }

  private void update(Statement.Update update) {
    if (update.from() instanceof Query.Table table) {
      require(table.name(), Privilege.UPDATE);
      return;
    }
    List<Query.Table> tables = new ArrayList<>();
    collect(update.from(), tables);
    for (Statement.Assignment assignment : update.assignments()) {
      Expr.ColumnName column = assignment.column();
      for (Query.Table table : tables) {
        if (mayBeOf(column, table) && !allows(Privilege.UPDATE, table.name())) {
          throw rights.denied("UPDATE", column.column(), table.name().table());
        }
      }
    }
  }

  private boolean mayBeOf(Expr.ColumnName column, Query.Table table) {
    String alias = table.alias() == null ? table.name().table() : table.alias();
    if (column.table() != null) {
      return column.table().equals(alias);
    }
    String database = database(table.name());
    return database == null
        || !(catalog.relation(database, table.name().table()) instanceof Table found)
        || found.columns().stream().anyMatch(c -> c.name().equalsIgnoreCase(column.column()));
  }

  /** The table of FROM that DELETE calls by its alias; the name itself if there is none. */
  private static TableName named(TableName target, Query.TableReference from) {
    List<Query.Table> tables = new ArrayList<>();
    collect(from, tables);
    for (Query.Table table : tables) {
      String alias = table.alias() == null ? table.name().table() : table.alias();
      if (target.table().equals(alias)
          && (target.database() == null || table.alias() == null || target.equals(table.name()))) {
        return table.name();
      }
    }
    return target;
  }

  private static void collect(Query.TableReference from, List<Query.Table> out) {
    if (from instanceof Query.Table table) {
      out.add(table);
    } else if (from instanceof Query.Join join) {
      collect(join.left(), out);
      collect(join.right(), out);
    }
  }

  private void show(Statement.Show show) {
    TableName table = show.table();
    switch (show.subject()) {
      case "TABLES",
          "TABLE STATUS",
          "TRIGGERS",
          "EVENTS",
          "OPEN TABLES",
          "CREATE DATABASE",
          "CREATE SCHEMA" -> {
        if (show.database() != null && exists(show.database())) {
          rights.requireSight(show.database());
        }
      }
      case "COLUMNS", "FIELDS", "INDEX", "INDEXES", "KEYS" -> {
        if (table != null) {
          see(inside(table, show.database()), "SELECT");
        }
      }
      case "CREATE TABLE" -> {
        if (table != null) {
          see(table, "SHOW");
          String database = database(table);
          if (database != null && catalog.lasting(database, table.table()) != null) {
            view(table);
          }
        }
      }
      case "CREATE VIEW" -> {
        if (table != null) {
          require(table, Privilege.SHOW_VIEW, Privilege.SELECT);
        }
      }
      default -> {}
    }
  }

  private boolean exists(String database) {
    return catalog.database(database) != null
        || database.equalsIgnoreCase("mysql")
        || database.equalsIgnoreCase("sys");
  }

  private void view(TableName name) {
    String database = database(name);
    if (database != null
        && catalog.lasting(database, name.table()) instanceof io.edgesql.dialect.catalog.View) {
      require(name, Privilege.SHOW_VIEW);
    }
  }

  private static TableName inside(TableName table, @Nullable String database) {
    return database == null ? table : new TableName(database, table.table());
  }

  private void see(TableName name, String command) {
    String database = database(name);
    if (database != null && !isTemporary(name) && !rights.sees(database, name.table())) {
      throw rights.denied(command, name.table());
    }
  }

  private void session(Statement statement) {
    if (statement instanceof Statement.LockTables lock) {
      for (TableName table : lock.tables()) {
        String database = database(table);
        if (database != null && !isTemporary(table)) {
          rights.requireDatabase(database, Privilege.LOCK_TABLES);
          require(table, Privilege.SELECT);
        }
      }
    } else if (statement instanceof Statement.TableMaintenance maintenance) {
      boolean reads = maintenance.verb().equals("CHECK") || maintenance.verb().equals("CHECKSUM");
      for (TableName table : maintenance.tables()) {
        require(
            table,
            reads
                ? new Privilege[] {Privilege.SELECT}
                : new Privilege[] {Privilege.SELECT, Privilege.INSERT});
      }
    } else if (statement instanceof Statement.Flush) {
      throw special("RELOAD or FLUSH_TABLES");
    } else if (statement instanceof Statement.ShowEdge show) {
      if (!show.subject().equals("LAST")) {
        throw special("PROCESS");
      }
    } else if (statement instanceof Statement.SetVariables set) {
      for (Statement.VariableAssignment assignment : set.assignments()) {
        if (assignment.target() instanceof Expr.SystemVariable variable
            && isGlobal(variable.scope())) {
          throw special("SUPER or SYSTEM_VARIABLES_ADMIN");
        }
      }
    } else if (statement instanceof Statement.SetTransaction transaction) {
      if (isGlobal(transaction.scope())) {
        throw special("SUPER or SYSTEM_VARIABLES_ADMIN");
      }
    } else if (statement instanceof Statement.Call call) {
      routine(call.procedure(), Privilege.EXECUTE);
    } else if (statement instanceof Statement.CreateRoutine create) {
      String database = database(create.name());
      if (create.definer() != null) {
        throw special("SUPER or SET_USER_ID");
      }
      if (database != null) {
        rights.requireDatabase(database, Privilege.CREATE_ROUTINE);
      }
    } else if (statement instanceof Statement.AlterRoutine alter) {
      routine(alter.name(), Privilege.ALTER_ROUTINE);
    } else if (statement instanceof Statement.Routine drop && !drop.kind().equals("EVENT")) {
      routine(drop.name(), Privilege.ALTER_ROUTINE);
    } else if (statement instanceof Statement.Routine drop) {
      event(drop.name());
    } else if (statement instanceof Statement.EventDefinition event) {
      event(event.name());
    } else if (statement instanceof Statement.SetSeveral several) {
      several.parts().forEach(this::check);
    }
  }

  /** Events are made by who may do everything: settings give no EVENT. */
  private void event(TableName name) {
    String database = database(name);
    if (database != null) {
      rights.requireEvent(database);
    }
  }

  private void routine(TableName name, Privilege privilege) {
    String database = database(name);
    if (database != null) {
      rights.requireRoutine(database, name.table(), privilege);
    }
  }

  private static boolean isGlobal(Expr.VariableScope scope) {
    String name = scope.name().toUpperCase(Locale.ROOT);
    return name.equals("GLOBAL") || name.startsWith("PERSIST");
  }

  /** Error 1227: a privilege that no user of the settings can be given alone. */
  static SqlException special(String privileges) {
    return SqlException.of(ErrorCode.ER_SPECIFIC_ACCESS_DENIED_ERROR, privileges);
  }

  void require(TableName name, Privilege... privileges) {
    String database = database(name);
    // Without a database the statement fails by itself.
    if (database != null && !isTemporary(name)) {
      rights.require(database, name.table(), privileges);
    }
  }

  private boolean allows(Privilege privilege, TableName name) {
    String database = database(name);
    return database == null
        || isTemporary(name)
        || rights.allows(privilege, database, name.table());
  }

  boolean isTemporary(TableName name) {
    String database = database(name);
    return database != null && catalog.temporary(database, name.table()) != null;
  }

  @Nullable String database(TableName name) {
    return name.database() == null ? current : name.database();
  }
}
