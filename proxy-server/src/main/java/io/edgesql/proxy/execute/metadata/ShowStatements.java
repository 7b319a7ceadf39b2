package io.edgesql.proxy.execute.metadata;

import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.catalog.View;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.Query;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.tree.TableName;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.proxy.execute.Client;
import io.edgesql.proxy.execute.Compiled;
import io.edgesql.proxy.execute.Result;
import io.edgesql.proxy.execute.StatementRunner;
import io.edgesql.proxy.state.Diagnostics;
import io.edgesql.proxy.state.Failures;
import io.edgesql.proxy.state.StatementEnvironment;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** SHOW and DESCRIBE. */
public final class ShowStatements {
  private final StatementRunner runner;
  private final MetadataReader reader;

  public ShowStatements(StatementRunner runner) {
    this.runner = runner;
    this.reader = runner.metadata();
  }

  /** Answers a SHOW. */
  public CompletionStage<Result> show(Statement.Show show, Compiled compiled, Client client) {
    boolean needsCounters =
        show.subject().equals("CREATE TABLE") || show.subject().equals("TABLE STATUS");
    CompletionStage<Map<String, Long>> counters =
        needsCounters
            ? reader.counters(compiled.snapshot(), client)
            : CompletableFuture.completedStage(Map.of());
    return counters.thenCompose(
        next -> {
          MetadataSource source = reader.source(compiled.snapshot(), client, next);
          ShowTable table = table(show, source, compiled);
          return finish(table, show, compiled, client);
        });
  }

  /** Answers DESCRIBE, which is SHOW COLUMNS. */
  public CompletionStage<Result> describe(
      Statement.Describe describe, Compiled compiled, Client client) {
    return show(
        new Statement.Show(
            "COLUMNS",
            false,
            false,
            Expr.VariableScope.DEFAULT,
            null,
            describe.table(),
            describe.column(),
            null,
            null,
            null,
            false,
            null),
        compiled,
        client);
  }

  private CompletionStage<Result> finish(
      ShowTable table, Statement.Show show, Compiled compiled, Client client) {
    table.keepLike(show.like());
    if (show.where() == null) {
      return CompletableFuture.completedStage(
          table.toResult(new StatementEnvironment(client.state(), compiled.literals(), List.of())));
    }
    // MySQL, too, filters what SHOW … WHERE gives by a query over its result.
    Query.Select select =
        new Query.Select(
            false,
            false,
            List.of(new Query.Star(null, null)),
            new Query.Table(new TableName(VirtualCatalog.SHOW_DATABASE, "rows"), null),
            show.where(),
            List.of(),
            false,
            null,
            List.of());
    Query query = new Query(null, select, List.of(), null, null, Query.Locking.NONE, List.of());
    Compiled filtered =
        runner.recompile(
            new Statement.Select(query),
            compiled,
            client.state(),
            reader.tablesWith(table.columns()));
    return runner.run(filtered, List.of(), client, MetadataReader.json(table.rows()));
  }

  private ShowTable table(Statement.Show show, MetadataSource source, Compiled compiled) {
    SchemaShows schema = new SchemaShows(source);
    ServerShows server = new ServerShows(source);
    return switch (show.subject()) {
      case "DATABASES", "SCHEMAS" -> schema.databases(show.like());
      case "TABLES" -> schema.tables(database(show, source), show.full(), show.like());
      case "TABLE STATUS" -> schema.tableStatus(database(show, source));
      case "OPEN TABLES" -> server.openTables();
      case "COLUMNS", "FIELDS" ->
          schema.columns(database(show, source), name(show), show.full(), show.extended());
      case "INDEX", "INDEXES", "KEYS" -> schema.indexes(database(show, source), name(show));
      case "CREATE TABLE" -> schema.createTable(database(show, source), name(show));
      case "CREATE VIEW" -> schema.createView(database(show, source), name(show));
      case "CREATE DATABASE", "CREATE SCHEMA" ->
          schema.createDatabase(String.valueOf(show.database()));
      case "CREATE TRIGGER" -> schema.createTrigger(database(show, source), name(show));
      case "TRIGGERS" -> schema.triggers(database(show, source));
      case "CREATE PROCEDURE", "CREATE FUNCTION" -> routine(show, source);
      case "EVENTS" ->
          // Of a database that is not there, MySQL shows no events.
          new EventRows(source)
              .show(show.database() == null ? database(show, source) : show.database());
      case "CREATE EVENT" -> new EventRows(source).create(database(show, source), name(show));
      case "CREATE USER" -> new AccountRows(source).createUser(show.account());
      case "GRANTS" -> new AccountRows(source).grants(show.account());
      case "VARIABLES" -> server.variables(show.scope() == Expr.VariableScope.GLOBAL, show.like());
      case "STATUS" -> server.status(show.scope() == Expr.VariableScope.GLOBAL);
      case "WARNINGS" -> diagnostics(show, source, compiled, false);
      case "ERRORS" -> diagnostics(show, source, compiled, true);
      default -> server.other(show.subject(), show.full());
    };
  }

  private static ShowTable routine(Statement.Show show, MetadataSource source) {
    TableName name = show.table();
    String named = name == null ? null : name.database();
    String database = named == null ? source.state().database() : named;
    if (database == null) {
      throw Failures.of(MySqlError.ER_NO_DB_ERROR);
    }
    return new RoutineRows(source.snapshot().catalog())
        .create(show.subject().equals("CREATE FUNCTION"), database, name(show));
  }

  private static String database(Statement.Show show, MetadataSource source) {
    TableName name = show.table();
    String named = name == null ? null : name.database();
    String database =
        show.database() != null
            ? show.database()
            : named != null ? named : source.state().database();
    if (database == null) {
      throw Failures.of(MySqlError.ER_NO_DB_ERROR);
    }
    Catalog catalog = source.snapshot().catalog();
    if (catalog.database(database) == null && !VirtualCatalog.isVirtualDatabase(database)) {
      throw Failures.of(MySqlError.ER_BAD_DB_ERROR, database);
    }
    return database;
  }

  private static String name(Statement.Show show) {
    TableName name = show.table();
    return name == null ? "" : name.table();
  }

  private static ShowTable diagnostics(
      Statement.Show show, MetadataSource source, Compiled compiled, boolean errorsOnly) {
    Diagnostics diagnostics = source.state().diagnostics();
    if (show.countOnly()) {
      int count = errorsOnly ? diagnostics.errors() : diagnostics.total();
      return new ShowTable()
          .number(errorsOnly ? "@@session.error_count" : "@@session.warning_count")
          .row((long) count);
    }
    ShowTable table =
        new ShowTable()
            .text("Level", 7)
            .column("Code", SqlType.integer(TypeName.INT, true), false)
            .text("Message", 512)
            .required();
    long skip = number(show.offset(), compiled, 0);
    long limit = number(show.limit(), compiled, Long.MAX_VALUE);
    for (Diagnostics.Condition condition : diagnostics.list()) {
      if (errorsOnly && !condition.level().equals("Error")) {
        continue;
      }
      if (skip-- > 0 || limit-- <= 0) {
        continue;
      }
      table.row(condition.level(), (long) condition.code(), condition.message());
    }
    return table;
  }

  private static long number(@Nullable Expr expr, Compiled compiled, long missing) {
    if (!(expr instanceof Expr.Literal literal)) {
      return missing;
    }
    Value value =
        literal.ordinal() >= 0
            ? compiled.literals().get(literal.ordinal()).value()
            : literal.value();
    return value instanceof Value.Int count ? count.bits() : missing;
  }

  /** The table, view or virtual table of a name; 1146 if there is none. */
  static Catalog.@Nullable Relation relation(MetadataSource source, String database, String name) {
    Catalog.Relation found = source.snapshot().catalog().relation(database, name);
    if (found == null && source.virtual().find(database, name) == null) {
      throw Failures.of(MySqlError.ER_NO_SUCH_TABLE, database, name);
    }
    return found;
  }

  /** Whether a relation is a view. */
  static boolean isView(Catalog.@Nullable Relation relation) {
    return relation instanceof View;
  }

  /** A base table, or null. */
  static @Nullable Table asTable(Catalog.@Nullable Relation relation) {
    return relation instanceof Table table ? table : null;
  }
}
