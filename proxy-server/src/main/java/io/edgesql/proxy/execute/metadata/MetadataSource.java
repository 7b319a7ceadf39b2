package io.edgesql.proxy.execute.metadata;

import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.catalog.Event;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.catalog.View;
import io.edgesql.dialect.ddl.TypesOfResults;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.proxy.execute.CatalogSnapshot;
import io.edgesql.proxy.state.SessionState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What rows about the schema are made from.
 *
 * @param nextAutoIncrement next AUTO_INCREMENT values by physical table name; those missing are 1
 * @param lastRuns when events ran last, in seconds since 1970, by {@link #runKey}
 * @param views gives what views stand for
 */
public record MetadataSource(
    CatalogSnapshot snapshot,
    SessionState state,
    ServerFacts facts,
    VirtualCatalog virtual,
    Map<String, Long> nextAutoIncrement,
    Map<String, Long> lastRuns,
    ViewQueries views) {
  /** The same, knowing when events ran last. */
  MetadataSource withLastRuns(Map<String, Long> runs) {
    return new MetadataSource(snapshot, state, facts, virtual, nextAutoIncrement, runs, views);
  }

  /** The key of an event in {@code lastRuns}. */
  static String runKey(Event event) {
    return event.database() + "\n" + Event.key(event.name());
  }

  /** The value that a table gives out next, at most the column's greatest; null if it has none. */
  @Nullable Long nextAutoIncrement(Table table) {
    Table.Column column = table.autoIncrementColumn();
    if (column == null) {
      return null;
    }
    Long next = nextAutoIncrement.get(table.physical());
    return Math.min(next == null ? table.autoIncrementStart() : next, greatest(column.type()));
  }

  private static long greatest(SqlType type) {
    int bits =
        switch (type.name()) {
          case TINYINT -> 8;
          case SMALLINT -> 16;
          case MEDIUMINT -> 24;
          case INT -> 32;
          default -> 64;
        };
    return bits == 64 ? Long.MAX_VALUE : (1L << (type.unsigned() ? bits : bits - 1)) - 1;
  }

  /** The server's own tables that the session may read. */
  List<VirtualCatalog.VirtualTable> virtualTables() {
    return virtual.all().stream()
        .filter(table -> state.rights().readsVirtual(table.database(), table.name()))
        .toList();
  }

  /** The connections that the session may know of: all, or those of its user. */
  List<ServerFacts.Connection> processes() {
    return state.rights().isAll()
        ? facts.processes()
        : facts.processes().stream()
            .filter(process -> process.user().equals(state.user()))
            .toList();
  }

  /** Tells what a view's query gives. */
  public interface ViewQueries {
    /** The query; null if the view is broken. */
    @Nullable BoundQuery bound(View view);

    /** The view's columns; none if it is broken. */
    default List<BoundQuery.Output> columns(View view) {
      BoundQuery query = bound(view);
      List<BoundQuery.Output> outputs = query == null ? List.of() : TypesOfResults.outputs(query);
      List<BoundQuery.Output> columns = new ArrayList<>();
      for (int i = 0; i < outputs.size(); i++) {
        BoundQuery.Output output = outputs.get(i);
        String name = i < view.columns().size() ? view.columns().get(i) : output.name();
        columns.add(new BoundQuery.Output(name, output.type(), output.nullable(), output.origin()));
      }
      return columns;
    }
  }
}
