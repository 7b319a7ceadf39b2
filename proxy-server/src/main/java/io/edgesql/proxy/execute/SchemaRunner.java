package io.edgesql.proxy.execute;

import io.edgesql.backend.Backend;
import io.edgesql.backend.BackendException;
import io.edgesql.backend.SchemaChange;
import io.edgesql.backend.ShardRequest;
import io.edgesql.backend.Step;
import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Routine;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.ddl.SchemaEdit;
import io.edgesql.dialect.ddl.SchemaPlanner;
import io.edgesql.dialect.plan.Plan;
import io.edgesql.dialect.tree.SchemaStatement;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.tree.TableName;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.proxy.config.ProxySettings;
import io.edgesql.proxy.state.Failures;
import io.edgesql.proxy.state.SessionState;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Statements that change the schema, and COMMIT, which they imply. A change is planned against the
 * newest schema known and planned again when the log has moved on meanwhile.
 */
public final class SchemaRunner {
  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  private final StatementRunner runner;
  private final Backend backend;
  private final int retries;
  private final long temporaryKeepMs;

  /**
   * @param settings how often to plan again because the schema moved on, and how often to tell of
   *     temporary tables
   */
  public SchemaRunner(
      StatementRunner runner, Backend backend, ProxySettings.Transactions settings) {
    this.runner = runner;
    this.backend = backend;
    this.retries = settings.schemaRetries();
    this.temporaryKeepMs = settings.temporaryKeepMs();
  }

  /** Commits, unless the statement says TEMPORARY, then changes the schema. */
  public CompletionStage<Result> run(Statement.Schema statement, Compiled compiled, Client client) {
    boolean isTemporary = saysTemporary(statement.statement());
    if (isTemporary && client.transaction().isReadOnly()) {
      throw Failures.of(MySqlError.ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION);
    }
    CompletionStage<Void> before =
        isTemporary ? CompletableFuture.completedStage(null) : commit(client);
    return before.thenCompose(
        done -> again(retries, client, () -> attempt(statement, compiled, client)));
  }

  private static boolean saysTemporary(SchemaStatement statement) {
    return (statement instanceof SchemaStatement.CreateTable create && create.temporary())
        || (statement instanceof SchemaStatement.DropTables drop && drop.temporary());
  }

  /**
   * Drops all temporary tables of a session; does not wait for the shard, which forgets them by
   * itself.
   */
  public void dropTemporaries(Client client) {
    if (client.temporaries().isEmpty()) {
      return;
    }
    CatalogSnapshot snapshot = runner.catalog(client);
    SchemaEdit edit = plan(client.temporaries().dropAll(), snapshot, client);
    client.temporaries().apply(edit, snapshot.catalog());
    runSteps(edit, snapshot, client).exceptionally(failure -> null);
  }

  /** Commits what is open; a newer schema that leaves its tables as they were is no obstacle. */
  public CompletionStage<Void> commit(Client client) {
    return again(retries, client, () -> client.transaction().commit(runner.catalog(client)));
  }

  /** Tries, and tries again with the newer schema as long as the failure is SCHEMA_STALE. */
  private <T> CompletionStage<T> again(
      int left, Client client, Supplier<CompletionStage<T>> attempt) {
    CompletableFuture<T> done = new CompletableFuture<>();
    CompletionStage<T> tried;
    try {
      tried = attempt.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
    tried.whenComplete(
        (value, failure) -> {
          if (failure == null) {
            done.complete(value);
            return;
          }
          Throwable cause =
              failure instanceof CompletionException e && e.getCause() != null
                  ? e.getCause()
                  : failure;
          if (!(cause instanceof BackendException edge)) {
            done.completeExceptionally(cause);
          } else if (edge.code() == BackendException.Code.SCHEMA_STALE && left > 0) {
            CompletionStage<T> next =
                runner.refresh(client).thenCompose(newer -> again(left - 1, client, attempt));
            next.whenComplete((later, failed) -> settle(done, later, failed));
          } else {
            done.completeExceptionally(
                new FailureMapper(runner.catalog(client), null, null).map(edge));
          }
        });
    return done;
  }

  @SuppressWarnings("NullAway") // A stage that did not fail has a value, or is one of Void.
  private static <T> void settle(CompletableFuture<T> done, T value, Throwable failure) {
    if (failure == null) {
      done.complete(value);
    } else {
      done.completeExceptionally(failure);
    }
  }

  private CompletionStage<Result> attempt(
      Statement.Schema statement, Compiled compiled, Client client) {
    CatalogSnapshot snapshot = runner.catalog(client);
    SessionState state = client.state();
    SchemaEdit edit = plan(statement.statement(), snapshot, client);
    CompletionStage<Long> applied =
        copied(edit, client)
            .thenCompose(
                rows ->
                    (edit.dataOnly() || edit.isTemporary()
                            ? runSteps(edit, snapshot, client)
                            : change(statement, edit, snapshot, client))
                        .thenApply(done -> rows));
    return applied.thenCompose(
        copied -> {
          if (!edit.dataOnly()) {
            keepTemporaries(edit, snapshot, client);
          }
          for (SchemaEdit.Note note : edit.notes()) {
            state.warn(note.level(), note.code(), note.message());
          }
          String current = state.database();
          if (current != null && edit.dropDatabases().contains(current)) {
            state.use(null);
          }
          Result.Done done =
              new Result.Done(
                  databaseCount(edit, snapshot) + copied,
                  0,
                  info(statement.statement(), state, copied));
          return then(edit, done, compiled, client);
        });
  }

  /** The shards drop temporary tables of sessions that they have not heard of for long. */
  public void keepTemporaries(Client client) {
    if (!client.temporaries().isKeepDue(temporaryKeepMs)) {
      return;
    }
    CatalogSnapshot snapshot = runner.catalog(client);
    for (String shard : client.temporaries().shards(snapshot.catalog())) {
      client.transaction().keepSession(shard);
    }
  }

  private SchemaEdit plan(SchemaStatement statement, CatalogSnapshot snapshot, Client client) {
    SessionState state = client.state();
    return SchemaPlanner.plan(
        inSession(statement, state),
        snapshot.catalog(),
        state.planning(),
        UTC.format(Instant.now()),
        state.variables().isOn("foreign_key_checks"),
        client.temporaries().prefix(),
        runner.metadata().virtual());
  }

  /**
   * What a definition leaves to the session: a database's collation is collation_server, views and
   * triggers belong to the session's account.
   */
  private static SchemaStatement inSession(SchemaStatement statement, SessionState state) {
    if (statement instanceof SchemaStatement.CreateTrigger trigger) {
      return trigger.by(state.account(), state.variables().text("sql_mode"));
    }
    if (statement instanceof SchemaStatement.CreateView view) {
      return view.by(state.account());
    }
    return statement instanceof SchemaStatement.CreateDatabase create
            && create.charset() == null
            && create.collation() == null
        ? new SchemaStatement.CreateDatabase(
            create.name(), create.ifNotExists(), null, state.variables().text("collation_server"))
        : statement;
  }

  /** What the shard has done to temporary tables is now true for the session. */
  private static void keepTemporaries(SchemaEdit edit, CatalogSnapshot before, Client client) {
    for (SchemaEdit.RelationName name : edit.dropRelations()) {
      Table dropped = before.catalog().temporary(name.database(), name.name());
      if (name.temporary() && dropped != null) {
        client.transaction().forget(dropped.physical());
      }
    }
    client.temporaries().apply(edit, before.catalog());
  }

  /** TRUNCATE, temporary tables, and statements that find nothing to do. */
  private static CompletionStage<Void> runSteps(
      SchemaEdit edit, CatalogSnapshot snapshot, Client client) {
    CompletionStage<Void> all = CompletableFuture.completedStage(null);
    for (Map.Entry<String, List<String>> entry : edit.steps().entrySet()) {
      List<Step> steps = steps(entry.getValue());
      if (steps.isEmpty()) {
        continue;
      }
      ShardWork work =
          ShardWork.unlocked(
              entry.getKey(), snapshot, steps, Collections.nCopies(steps.size(), true), List.of());
      all = all.thenCompose(done -> client.transaction().runAlone(work).thenAccept(results -> {}));
    }
    return all;
  }

  private CompletionStage<Void> change(
      Statement.Schema statement, SchemaEdit edit, CatalogSnapshot snapshot, Client client) {
    Map<String, String> put = new HashMap<>();
    for (Catalog.Database database : edit.putDatabases()) {
      put.put(CatalogJson.databaseKey(database.name()), CatalogJson.write(database));
    }
    for (Catalog.Relation relation : edit.putRelations()) {
      if (!SchemaEdit.isTemporary(relation)) {
        put.put(key(relation), CatalogJson.write(relation));
      }
    }
    Map<String, List<Step>> shards = new HashMap<>();
    edit.steps().forEach((shard, sql) -> shards.put(shard, steps(sql)));
    SchemaChange change =
        new SchemaChange(
            snapshot.version(),
            statement.text(),
            put,
            drops(edit, snapshot, put),
            shards,
            client.state().variables().isOn("foreign_key_checks"));
    return backend
        .changeSchema(change)
        .handleAsync(
            (version, failure) -> {
              if (failure != null) {
                throw failure instanceof CompletionException known
                    ? known
                    : new CompletionException(failure);
              }
              return version;
            },
            client.loop())
        .thenCompose(version -> runner.refresh(client))
        .thenAccept(newer -> {});
  }

  private static List<String> drops(
      SchemaEdit edit, CatalogSnapshot snapshot, Map<String, String> put) {
    List<String> drops = new ArrayList<>();
    for (String name : edit.dropDatabases()) {
      drops.add(CatalogJson.databaseKey(name));
      Catalog.Database database = snapshot.catalog().database(name);
      if (database != null) {
        for (Routine routine : database.routines().values()) {
          drops.add(CatalogJson.routineKey(name, routine.isFunction(), routine.name()));
        }
        database.events().values().forEach(e -> drops.add(CatalogJson.eventKey(name, e.name())));
      }
    }
    for (SchemaEdit.RelationName name : edit.dropRelations()) {
      Catalog.Relation relation = snapshot.catalog().lasting(name.database(), name.name());
      if (!name.temporary() && relation != null && !put.containsKey(key(relation))) {
        drops.add(key(relation));
      }
    }
    return drops;
  }

  private static String key(Catalog.Relation relation) {
    return relation instanceof Table
        ? CatalogJson.tableKey(relation.database(), relation.name())
        : CatalogJson.viewKey(relation.database(), relation.name());
  }

  private static List<Step> steps(List<String> sql) {
    return sql.stream().map(text -> Step.update(text, List.of())).toList();
  }

  /** The rows that MySQL would copy. */
  private CompletionStage<Long> copied(SchemaEdit edit, Client client) {
    SchemaEdit.Copied table = edit.copied();
    if (table == null) {
      return CompletableFuture.completedStage(0L);
    }
    Step count =
        Step.query("SELECT count(*) FROM `" + table.physical().replace("`", "``") + "`", List.of());
    return backend
        .run(table.shard(), ShardRequest.read(0, List.of(count)))
        .thenApplyAsync(
            reply -> Long.valueOf(String.valueOf(reply.results().get(0).rows().value(0, 0))),
            client.loop());
  }

  /** ALTER TABLE tells how many rows MySQL copies: none when it alters in place. */
  private static String info(SchemaStatement statement, SessionState state, long copied) {
    boolean alters =
        statement instanceof SchemaStatement.AlterTable
            || statement instanceof SchemaStatement.CreateIndex
            || statement instanceof SchemaStatement.DropIndex;
    return alters
        ? "Records: " + copied + "  Duplicates: 0  Warnings: " + state.diagnostics().total()
        : "";
  }

  /** MySQL counts a new or altered database as one row, and the tables of one that goes. */
  private static long databaseCount(SchemaEdit edit, CatalogSnapshot before) {
    long count = 0;
    for (String name : edit.dropDatabases()) {
      Catalog.Database database = before.catalog().database(name);
      count += database == null ? 0 : database.relations().size();
    }
    return count + edit.putDatabases().size();
  }

  /** The rows of CREATE TABLE … SELECT. */
  private CompletionStage<Result> then(
      SchemaEdit edit, Result.Done done, Compiled compiled, Client client) {
    Statement next = edit.then();
    if (next == null) {
      return CompletableFuture.completedStage(done);
    }
    return again(retries, client, () -> fill(next, compiled, client))
        .handle(
            (result, failure) ->
                failure == null
                    ? CompletableFuture.completedStage(result)
                    : this.<Result>undo(edit, compiled, client, failure))
        .thenCompose(stage -> stage);
  }

  private CompletionStage<Result> fill(Statement insert, Compiled compiled, Client client) {
    Compiled origin =
        new Compiled(
            compiled.text(),
            new Plan.Other(insert),
            compiled.literals(),
            compiled.parameters(),
            runner.catalog(client));
    return runner.runOnce(
        runner.recompile(insert, origin, client.state(), runner.metadata().virtual()), client);
  }

  /** CREATE TABLE … SELECT that could not fill its table leaves none. */
  private <T> CompletionStage<T> undo(
      SchemaEdit edit, Compiled compiled, Client client, Throwable failure) {
    List<TableName> made = new ArrayList<>();
    boolean isTemporary = false;
    for (Catalog.Relation relation : edit.putRelations()) {
      made.add(new TableName(relation.database(), relation.name()));
      isTemporary |= SchemaEdit.isTemporary(relation);
    }
    Statement.Schema drop =
        new Statement.Schema(
            new SchemaStatement.DropTables(List.copyOf(made), isTemporary, true), compiled.text());
    return run(drop, compiled, client)
        .handle(
            (done, ignored) -> {
              throw failure instanceof CompletionException known
                  ? known
                  : new CompletionException(failure);
            });
  }
}
