package io.edgesql.proxy.execute.routine;

import io.edgesql.backend.Backend;
import io.edgesql.backend.BackendException;
import io.edgesql.backend.SchemaChange;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Routine;
import io.edgesql.dialect.parse.Parser;
import io.edgesql.dialect.routine.Code;
import io.edgesql.dialect.routine.RoutineError;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.tree.TableName;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.proxy.execute.CatalogJson;
import io.edgesql.proxy.execute.Result;
import io.edgesql.proxy.execute.metadata.VirtualCatalog;
import io.edgesql.proxy.state.Collations;
import io.edgesql.proxy.state.Failures;
import io.edgesql.proxy.state.SessionState;
import io.edgesql.proxy.state.SqlModes;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * CREATE, ALTER and DROP of stored procedures and functions: objects of the schema log that no
 * shard needs to know of.
 */
public final class RoutineDefinitions {
  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  /** ER_EVENT_DOES_NOT_EXIST. */
  private static final int NO_EVENT = 1539;

  private final RoutineHost host;
  private final SessionState state;
  private final Backend backend;
  private final int retries;

  /**
   * @param retries how often to try again because the schema moved on meanwhile
   */
  public RoutineDefinitions(RoutineHost host, Backend backend, int retries) {
    this.host = host;
    this.state = host.state();
    this.backend = backend;
    this.retries = retries;
  }

  /** What a change puts or drops; both null: nothing. */
  private record Change(String key, @org.jspecify.annotations.Nullable String put) {}

  public CompletionStage<Result> create(Statement.CreateRoutine create, String text) {
    boolean isFunction = create.returns() != null;
    String database = database(create.name());
    return again(
        retries,
        text,
        () -> {
          Catalog catalog = host.catalog().catalog();
          Catalog.Database home = catalog.database(database);
          if (home == null) {
            throw VirtualCatalog.isVirtualDatabase(database)
                ? Failures.of(
                    MySqlError.ER_DBACCESS_DENIED_ERROR,
                    state.user(),
                    state.accountHost(),
                    database)
                : Failures.of(MySqlError.ER_BAD_DB_ERROR, database);
          }
          Routine routine = routine(create, home);
          if (catalog.routine(isFunction, database, routine.name()) != null) {
            SqlException exists =
                RoutineError.ER_SP_ALREADY_EXISTS.with(routine.kind(), routine.name());
            if (!create.ifNotExists()) {
              throw exists;
            }
            state.warn("Note", exists.code(), exists.text());
            return List.of();
          }
          return List.of(put(routine));
        });
  }

  private Routine routine(Statement.CreateRoutine create, Catalog.Database home) {
    Statement.Characteristics told = create.characteristics();
    String now = UTC.format(Instant.now());
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
      throw RoutineError.ER_SP_NORETURN.with(routine.fullName());
    }
    for (String variable : code.outline().systemVariables()) {
      state.variables().globals().definition(variable);
    }
    return routine;
  }

  private static Change put(Routine routine) {
    return new Change(
        CatalogJson.routineKey(routine.database(), routine.isFunction(), routine.name()),
        CatalogJson.write(routine));
  }

  public CompletionStage<Result> alter(Statement.AlterRoutine alter, String text) {
    String database = database(alter.name());
    return again(
        retries,
        text,
        () -> {
          Routine old = find(alter.kind(), database, alter.name().table());
          if (old == null) {
            throw missing(alter.kind(), database, alter.name());
          }
          Statement.Characteristics told = alter.changes();
          return List.of(
              put(
                  old.altered(
                      told.dataAccess() == null ? old.dataAccess() : told.dataAccess(),
                      told.security() == null ? old.security() : told.security(),
                      told.comment() == null ? old.comment() : told.comment(),
                      UTC.format(Instant.now()))));
        });
  }

  /** DROP of a routine; all that is said about events, of which there are none. */
  public CompletionStage<Result> drop(Statement.Routine drop, String text) {
    String database = database(drop.name());
    if (drop.kind().equals("EVENT")) {
      return CompletableFuture.completedStage(event(drop));
    }
    return again(
        retries,
        text,
        () -> {
          Routine old = find(drop.kind(), database, drop.name().table());
          if (old != null) {
            return List.of(
                new Change(CatalogJson.routineKey(database, old.isFunction(), old.name()), null));
          }
          SqlException missing = missing(drop.kind(), database, drop.name());
          if (!drop.lenient()) {
            throw missing;
          }
          state.warn("Note", missing.code(), missing.text());
          return List.of();
        });
  }

  private @org.jspecify.annotations.Nullable Routine find(
      String kind, String database, String name) {
    return host.catalog().catalog().routine(kind.equals("FUNCTION"), database, name);
  }

  private static SqlException missing(String kind, String database, TableName name) {
    return RoutineError.ER_SP_DOES_NOT_EXIST.with(kind, database + "." + name.table());
  }

  private Result event(Statement.Routine event) {
    if (event.verb().equals("CREATE")) {
      throw Failures.of(MySqlError.ER_NOT_SUPPORTED_YET, "CREATE EVENT");
    }
    String name = event.name().table();
    if (event.verb().equals("DROP") && event.lenient()) {
      state.warn(
          "Note", MySqlError.ER_SP_DOES_NOT_EXIST.code(), "Event " + name + " does not exist");
      return Result.Done.NOTHING;
    }
    throw new SqlException(NO_EVENT, "HY000", "Unknown event '" + name + "'");
  }

  private String database(TableName name) {
    String database = name.database() == null ? state.database() : name.database();
    if (database == null) {
      throw Failures.of(MySqlError.ER_NO_DB_ERROR);
    }
    return database;
  }

  private CompletionStage<Result> again(int left, String text, Supplier<List<Change>> planned) {
    // What another proxy has made is to be seen.
    return host.refresh()
        .thenCompose(
            snapshot -> {
              List<Change> changes = planned.get();
              if (changes.isEmpty()) {
                return CompletableFuture.<Result>completedStage(Result.Done.NOTHING);
              }
              return append(snapshot.version(), text, changes.get(0))
                  .handle((done, failure) -> after(done, failure, left, text, planned))
                  .thenCompose(stage -> stage);
            });
  }

  private CompletionStage<Result> after(
      Result done, Throwable failure, int left, String text, Supplier<List<Change>> planned) {
    if (failure == null) {
      return CompletableFuture.completedStage(done);
    }
    Throwable cause =
        failure instanceof CompletionException e && e.getCause() != null ? e.getCause() : failure;
    boolean isStale =
        cause instanceof BackendException edge && edge.code() == BackendException.Code.SCHEMA_STALE;
    return isStale && left > 0
        ? again(left - 1, text, planned)
        : CompletableFuture.failedStage(cause);
  }

  private CompletionStage<Result> append(long version, String text, Change change) {
    String put = change.put();
    SchemaChange entry =
        new SchemaChange(
            version,
            text,
            put == null ? Map.of() : Map.of(change.key(), put),
            put == null ? List.of(change.key()) : List.of(),
            Map.of(),
            true);
    return backend
        .changeSchema(entry)
        .thenCompose(newer -> host.refresh())
        .thenApply(newer -> Result.Done.NOTHING);
  }
}
