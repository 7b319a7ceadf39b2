package io.edgesql.proxy.execute.reads;

import io.edgesql.backend.Backend;
import io.edgesql.backend.MirroredTable;
import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.proxy.metrics.ProxyMetrics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How far the mirrored tables have followed, as this proxy has seen it last. Thread-safe. */
public final class Mirrors {
  private static final Logger LOG = LoggerFactory.getLogger(Mirrors.class);

  private final Backend backend;
  private volatile List<MirroredTable> current = List.of();

  public Mirrors(Backend backend) {
    this.backend = backend;
  }

  /** Asks the shards that hold databases; gives the tables by name. */
  public CompletionStage<List<MirroredTable>> refresh(Catalog catalog) {
    Set<String> shards = new TreeSet<>();
    for (Catalog.Database database : catalog.databases().values()) {
      shards.add(database.shard());
    }
    CompletionStage<List<MirroredTable>> all = CompletableFuture.completedStage(List.of());
    for (String shard : shards) {
      all = all.thenCombine(backend.mirror(shard), Mirrors::joined);
    }
    return all.thenApply(
        tables -> {
          current = tables;
          return tables;
        });
  }

  /** The same for the meters, and only where a policy wants a mirror; never fails. */
  public void poll(TablePolicies policies, Catalog catalog) {
    if (policies.tables().values().stream().noneMatch(TablePolicy::mirror)) {
      current = List.of();
      return;
    }
    CompletionStage<?> unused =
        refresh(catalog)
            .whenComplete(
                (tables, failure) -> {
                  if (failure != null) {
                    LOG.debug("The mirror's state cannot be read", failure);
                  }
                });
  }

  /** The meters of this proxy. */
  public void meters(ProxyMetrics metrics) {
    metrics.gauge(
        "edgesql.mirror.rows.behind",
        "Changes that mirrored tables do not have yet",
        () -> current.stream().mapToLong(MirroredTable::rowsBehind).sum());
    metrics.gauge(
        "edgesql.mirror.lag.ms",
        "Age of the oldest of them in milliseconds",
        () -> current.stream().mapToLong(MirroredTable::lagMs).max().orElse(0));
    metrics.gauge(
        "edgesql.mirror.failed",
        "Mirrored tables that have failed",
        () -> current.stream().filter(table -> table.state().equals("failed")).count());
  }

  private static List<MirroredTable> joined(List<MirroredTable> some, List<MirroredTable> more) {
    List<MirroredTable> all = new ArrayList<>(some);
    all.addAll(more);
    all.sort(Comparator.comparing(MirroredTable::name));
    return all;
  }
}
