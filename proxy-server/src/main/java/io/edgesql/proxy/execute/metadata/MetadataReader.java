package io.edgesql.proxy.execute.metadata;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.edgesql.backend.Backend;
import io.edgesql.backend.BackendException;
import io.edgesql.backend.Rows;
import io.edgesql.backend.ShardRequest;
import io.edgesql.backend.Step;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.Binder;
import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.bind.VirtualTables;
import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.View;
import io.edgesql.dialect.eval.ProgramBinder;
import io.edgesql.dialect.lex.Literals;
import io.edgesql.dialect.parse.Parser;
import io.edgesql.dialect.plan.Program;
import io.edgesql.dialect.plan.Session;
import io.edgesql.proxy.execute.CatalogSnapshot;
import io.edgesql.proxy.execute.Client;
import io.edgesql.proxy.execute.metadata.VirtualCatalog.VirtualTable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes the rows of virtual tables that a program binds; reads counters from the shards if due. */
public final class MetadataReader {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final VirtualCatalog virtual;
  private final ServerFacts facts;
  private final Backend backend;

  public MetadataReader(VirtualCatalog virtual, ServerFacts facts, Backend backend) {
    this.virtual = virtual;
    this.facts = facts;
    this.backend = backend;
  }

  public VirtualCatalog virtual() {
    return virtual;
  }

  /**
   * Gets ready what the virtual tables of a program need.
   *
   * @param showRows rows of the SHOW that the program stands for, as JSON; null if it is none
   */
  public CompletionStage<ProgramBinder.VirtualRows> prepare(
      Program program, CatalogSnapshot snapshot, Client client, @Nullable String showRows) {
    boolean isVirtual = false;
    boolean needsCounters = false;
    boolean needsRuns = false;
    for (Program.Step step : program.steps()) {
      for (Program.Binding binding : step.bindings()) {
        if (binding instanceof Program.VirtualRows rows) {
          isVirtual = true;
          needsCounters |= rows.table().equalsIgnoreCase("TABLES");
          needsRuns |= rows.table().equalsIgnoreCase("EVENTS");
        }
      }
    }
    if (!isVirtual) {
      return CompletableFuture.completedStage(
          (database, table) -> {
            throw new IllegalStateException("No virtual table " + database + "." + table);
          });
    }
    CompletionStage<Map<String, Long>> counters =
        needsCounters ? counters(snapshot, client) : CompletableFuture.completedStage(Map.of());
    CompletionStage<Map<String, Long>> runs =
        needsRuns ? lastRuns(snapshot, client) : CompletableFuture.completedStage(Map.of());
    return counters.thenCombine(
        runs,
        (next, last) -> {
          MetadataSource source = source(snapshot, client, next).withLastRuns(last);
          return (database, table) -> json(source, database, table, showRows);
        });
  }

  /** What rows are made from; {@code next} as {@link #counters} gives it. */
  MetadataSource source(CatalogSnapshot snapshot, Client client, Map<String, Long> next) {
    Session session = client.state().planning();
    return new MetadataSource(
        snapshot.visibleTo(client.state().rights()),
        client.state(),
        facts,
        virtual,
        next,
        Map.of(),
        view -> viewQuery(view, snapshot.catalog(), session));
  }

  /** The next AUTO_INCREMENT values of all tables, by their names inside SQLite. */
  CompletionStage<Map<String, Long>> counters(CatalogSnapshot snapshot, Client client) {
    return numbers(
        snapshot.catalog().databases().values().stream(),
        "SELECT tbl, CAST(next AS TEXT) FROM _edge_auto",
        client);
  }

  /** When events ran last, in seconds since 1970, by {@link MetadataSource#runKey}. */
  private CompletionStage<Map<String, Long>> lastRuns(CatalogSnapshot snapshot, Client client) {
    return numbers(
        snapshot.catalog().databases().values().stream()
            .filter(database -> !database.events().isEmpty()),
        "SELECT db || char(10) || name, CAST(last AS TEXT) FROM _edge_events"
            + " WHERE last IS NOT NULL",
        client);
  }

  /** What a query of names and numbers gives in the shards of databases. */
  private CompletionStage<Map<String, Long>> numbers(
      Stream<Catalog.Database> databases, String sql, Client client) {
    List<String> shards = databases.map(Catalog.Database::shard).distinct().toList();
    CompletionStage<Map<String, Long>> all = CompletableFuture.completedStage(new HashMap<>());
    for (String shard : shards) {
      ShardRequest request = ShardRequest.read(0, List.of(Step.query(sql, List.of())));
      all =
          all.thenCombine(
              backend.run(shard, request),
              (map, reply) -> {
                Rows rows = reply.results().get(0).rows();
                for (int i = 0; i < rows.size(); i++) {
                  map.put(
                      String.valueOf(rows.value(i, 0)),
                      Long.parseLong(String.valueOf(rows.value(i, 1))));
                }
                return map;
              });
    }
    return all.handleAsync(
        (map, failure) -> {
          if (map != null) {
            return map;
          }
          Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
          if (cause instanceof BackendException) {
            throw new CompletionException(cause);
          }
          throw new CompletionException(failure);
        },
        client.loop());
  }

  private String json(
      MetadataSource source, String database, String table, @Nullable String showRows) {
    if (database.equals(VirtualCatalog.SHOW_DATABASE) && showRows != null) {
      return showRows;
    }
    VirtualTable found = virtual.find(database, table);
    if (found == null) {
      throw new IllegalStateException("No virtual table " + database + "." + table);
    }
    return json(new VirtualRows(source).of(found));
  }

  /** Rows as a JSON array of arrays. */
  static String json(List<@Nullable Object[]> rows) {
    try {
      return JSON.writeValueAsString(rows);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Rows of plain values can be written", e);
    }
  }

  /** A view that cannot be bound any more has no query here. */
  private @Nullable BoundQuery viewQuery(View view, Catalog catalog, Session session) {
    try {
      Session own = new Session(view.defaultDatabase(), session.collation(), session.mode());
      return new Binder(catalog, own, new Literals(List.of()), virtual)
          .bind(Parser.parseQuery(view.query(), session.mode().reading(view.sqlMode())));
    } catch (SqlException e) {
      return null;
    }
  }

  /** The virtual tables and the rows of one SHOW. */
  VirtualTables tablesWith(List<BoundQuery.Output> showColumns) {
    return virtual.with(showColumns);
  }
}
