package io.edgesql.proxy.execute.routine;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Routine;
import io.edgesql.dialect.parse.Parser;
import io.edgesql.dialect.routine.Code;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.tree.TableName;
import io.edgesql.proxy.execute.CatalogJson;
import io.edgesql.proxy.execute.Result;
import io.edgesql.proxy.state.Collations;
import io.edgesql.proxy.state.SessionState;
import io.edgesql.proxy.state.SqlModes;
import java.util.concurrent.CompletionStage;

/**
 * CREATE, ALTER and DROP of stored procedures and functions: objects of the schema log that no
 * shard needs to know of.
 */
public final class RoutineDefinitions {
  private final RoutineHost host;
  private final SessionState state;
  private final ObjectChanges changes;
  private final ObjectNames names;

  public RoutineDefinitions(RoutineHost host, ObjectChanges changes) {
    this.host = host;
    this.state = host.state();
    this.changes = changes;
    this.names = new ObjectNames(host);
  }

  public CompletionStage<Result> create(Statement.CreateRoutine create, String text) {
    boolean isFunction = create.returns() != null;
    String database = names.database(create.name());
    return changes.apply(
        text,
        () -> {
          Catalog catalog = host.catalog().catalog();
          Catalog.Database home = names.home(database);
          Routine routine = routine(create, home);
          if (catalog.routine(isFunction, database, routine.name()) != null) {
            SqlException exists =
                SqlException.of(ErrorCode.ER_SP_ALREADY_EXISTS, routine.kind(), routine.name());
            if (!create.ifNotExists()) {
              throw exists;
            }
            state.warn("Note", exists.code(), exists.text());
            return null;
          }
          return put(routine);
        });
  }

  private Routine routine(Statement.CreateRoutine create, Catalog.Database home) {
    Statement.Characteristics told = create.characteristics();
    String now = ObjectNames.now();
    Routine routine =
        new Routine(
            home.name(),
            create.name().table(),
            create.parameters(),
            create.returns(),
            create.body(),
            Boolean.TRUE.equals(told.deterministic()),
            told.dataAccess() == null ? "CONTAINS SQL" : told.dataAccess(),
            told.security() == null ? "DEFINER" : told.security(),
            told.comment() == null ? "" : told.comment(),
            create.definer() == null ? state.account() : create.definer(),
            state.variables().text("sql_mode"),
            now,
            now,
            state.variables().text("character_set_client"),
            state.variables().text("collation_connection"),
            home.collation().name());
    Code code =
        Parser.parseRoutine(
            routine,
            SqlModes.parse(routine.sqlMode()),
            Collations.ofName(routine.databaseCollation()));
    if (routine.isFunction() && !code.outline().hasReturn()) {
      throw SqlException.of(ErrorCode.ER_SP_NORETURN, routine.fullName());
    }
    for (String variable : code.outline().systemVariables()) {
      state.variables().globals().definition(variable);
    }
    return routine;
  }

  private static ObjectChanges.Change put(Routine routine) {
    return ObjectChanges.Change.put(
        CatalogJson.routineKey(routine.database(), routine.isFunction(), routine.name()),
        CatalogJson.write(routine));
  }

  public CompletionStage<Result> alter(Statement.AlterRoutine alter, String text) {
    String database = names.database(alter.name());
    return changes.apply(
        text,
        () -> {
          Routine old = find(alter.kind(), database, alter.name().table());
          if (old == null) {
            throw missing(alter.kind(), database, alter.name());
          }
          Statement.Characteristics told = alter.changes();
          return put(
              old.altered(
                  told.dataAccess() == null ? old.dataAccess() : told.dataAccess(),
                  told.security() == null ? old.security() : told.security(),
                  told.comment() == null ? old.comment() : told.comment(),
                  ObjectNames.now()));
        });
  }

  /** DROP of a routine. */
  public CompletionStage<Result> drop(Statement.Routine drop, String text) {
    String database = names.database(drop.name());
    return changes.apply(
        text,
        () -> {
          Routine old = find(drop.kind(), database, drop.name().table());
          if (old != null) {
            return ObjectChanges.Change.drop(
                CatalogJson.routineKey(database, old.isFunction(), old.name()));
          }
          SqlException missing = missing(drop.kind(), database, drop.name());
          if (!drop.lenient()) {
            throw missing;
          }
          state.warn("Note", missing.code(), missing.text());
          return null;
        });
  }

  private @org.jspecify.annotations.Nullable Routine find(
      String kind, String database, String name) {
    return host.catalog().catalog().routine(kind.equals("FUNCTION"), database, name);
  }

  private static SqlException missing(String kind, String database, TableName name) {
    return SqlException.of(ErrorCode.ER_SP_DOES_NOT_EXIST, kind, database + "." + name.table());
  }
}
