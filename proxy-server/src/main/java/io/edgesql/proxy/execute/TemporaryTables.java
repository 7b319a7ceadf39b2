package io.edgesql.proxy.execute;

import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.ddl.SchemaEdit;
import io.edgesql.dialect.tree.SchemaStatement;
import io.edgesql.dialect.tree.TableName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The temporary tables of one session. They are tables of the shard under names of the session's
 * own, and stand in no schema log: only this session's catalog has them. The shard drops those of a
 * session that was lost. Session's thread only.
 */
public final class TemporaryTables {
  private static final int CHANGE_BITS = 24;

  private final String sessionName;
  private final long connectionId;
  private Map<String, Map<String, Table>> tables = Map.of();
  private long statements;
  private long changes;
  private long keptNanos = System.nanoTime();
  private @Nullable CatalogSnapshot lasting;
  private @Nullable CatalogSnapshot seen;

  /**
   * @param sessionName unique for this session over all proxies and restarts
   * @param connectionId unique for this session in this proxy
   */
  public TemporaryTables(String sessionName, long connectionId) {
    this.sessionName = sessionName;
    this.connectionId = connectionId;
  }

  public boolean isEmpty() {
    return tables.isEmpty();
  }

  /** The schema as the session sees it; the same object until one of both changes. */
  public CatalogSnapshot over(CatalogSnapshot snapshot) {
    if (tables.isEmpty()) {
      return snapshot;
    }
    CatalogSnapshot known = seen;
    if (known == null || lasting != snapshot) {
      long number = (connectionId << CHANGE_BITS) | (++changes & ((1L << CHANGE_BITS) - 1));
      known = snapshot.withTemporaries(tables, Long.MIN_VALUE | number);
      lasting = snapshot;
      seen = known;
    }
    return known;
  }

  /** Begins the names of the tables that one statement makes. */
  String prefix() {
    return Table.TEMPORARY + sessionName + ":" + ++statements + ":";
  }

  /** Takes over what an edit did to temporary tables. */
  void apply(SchemaEdit edit, Catalog before) {
    tables = edit.apply(before, before.version()).temporaries();
    seen = null;
    keptNanos = System.nanoTime();
  }

  /** The shards that hold them. */
  Set<String> shards(Catalog catalog) {
    Set<String> shards = new HashSet<>();
    for (String name : tables.keySet()) {
      Catalog.Database database = catalog.database(name);
      if (database != null) {
        shards.add(database.shard());
      }
    }
    return shards;
  }

  /** Whether the shards should hear of the session again; counts as done. */
  boolean isKeepDue(long everyMs) {
    long now = System.nanoTime();
    if (tables.isEmpty() || now - keptNanos < TimeUnit.MILLISECONDS.toNanos(everyMs)) {
      return false;
    }
    keptNanos = now;
    return true;
  }

  /** The statement that drops them all. */
  SchemaStatement.DropTables dropAll() {
    List<TableName> names = new ArrayList<>();
    for (Map<String, Table> ofDatabase : tables.values()) {
      for (Table table : ofDatabase.values()) {
        names.add(new TableName(table.database(), table.name()));
      }
    }
    return new SchemaStatement.DropTables(List.copyOf(names), true, true);
  }
}
