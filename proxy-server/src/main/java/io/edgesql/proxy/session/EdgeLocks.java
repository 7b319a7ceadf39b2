package io.edgesql.proxy.session;

import io.edgesql.backend.Step;
import io.edgesql.backend.StepResult;
import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.proxy.execute.CatalogSnapshot;
import io.edgesql.proxy.execute.Client;
import io.edgesql.proxy.execute.ShardWork;
import io.edgesql.proxy.execute.metadata.ShowTable;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** SHOW EDGE LOCKS: who holds what, who waits for whom, and since when. */
final class EdgeLocks {
  /** The shard writes its locks into the parameter. */
  private static final String QUERY =
      "SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, CAST(max(0,"
          + " unixepoch('subsec') * 1000 - (value ->> 5)) AS INTEGER), value ->> 6, value ->> 7"
          + " FROM json_each(?1)";

  private final Client client;

  EdgeLocks(Client client) {
    this.client = client;
  }

  /** The locks of every shard that holds databases. */
  CompletionStage<ShowTable> show(CatalogSnapshot snapshot) {
    ShowTable table =
        new ShowTable()
            .text("shard", 64)
            .text("transaction", 128)
            .number("connection_id")
            .text("table", 129)
            .longText("key")
            .text("mode", 16)
            .text("state", 8)
            .number("age_ms")
            .longText("waits_for")
            .number("rows_written");
    Set<String> shards = new TreeSet<>();
    for (Catalog.Database database : snapshot.catalog().databases().values()) {
      shards.add(database.shard());
    }
    CompletionStage<ShowTable> all = CompletableFuture.completedStage(table);
    for (String shard : shards) {
      all = all.thenCompose(so -> add(so, shard, snapshot));
    }
    return all;
  }

  private CompletionStage<ShowTable> add(ShowTable table, String shard, CatalogSnapshot snapshot) {
    Step step = Step.query(QUERY, Arrays.asList((Object) null)).withLockList(0);
    return client
        .transaction()
        .runAside(ShardWork.unlocked(shard, snapshot, List.of(step), List.of(false), List.of()))
        .thenApply(
            results -> {
              fill(table, shard, results.get(0), snapshot);
              return table;
            });
  }

  private static void fill(
      ShowTable table, String shard, StepResult found, CatalogSnapshot snapshot) {
    for (@Nullable Object[] row : found.rows()) {
      String transaction = String.valueOf(row[0]);
      table.row(
          shard,
          transaction,
          connection(transaction),
          name(String.valueOf(row[1]), snapshot),
          row[2],
          row[3],
          row[4],
          row[5],
          row[6],
          row[7]);
    }
  }

  private static String name(String physical, CatalogSnapshot snapshot) {
    Table table = snapshot.physicalTable(physical);
    return table == null ? physical : table.database() + "." + table.name();
  }

  /**
   * Transactions are named {@code <proxy>-<connection>-<number>}; a statement's own locks are not.
   */
  private static @Nullable Long connection(String transaction) {
    String[] parts = transaction.split("-", -1);
    for (int i = parts.length - 2; i > 0; i--) {
      if (parts[i].matches("[0-9]{1,18}")) {
        return Long.valueOf(parts[i]);
      }
    }
    return null;
  }
}
