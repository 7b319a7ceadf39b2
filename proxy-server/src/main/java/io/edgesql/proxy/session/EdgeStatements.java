package io.edgesql.proxy.session;

import io.edgesql.backend.MirroredTable;
import io.edgesql.backend.StepResult;
import io.edgesql.dialect.plan.CacheVerdict;
import io.edgesql.dialect.plan.Plan;
import io.edgesql.dialect.plan.Program;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.types.Value;
import io.edgesql.proxy.execute.Client;
import io.edgesql.proxy.execute.Compiled;
import io.edgesql.proxy.execute.Result;
import io.edgesql.proxy.execute.StatementRunner;
import io.edgesql.proxy.execute.metadata.ShowTable;
import io.edgesql.proxy.execute.reads.ReadChoice;
import io.edgesql.proxy.execute.reads.TablePolicy;
import io.edgesql.proxy.state.ReadReceipt;
import io.edgesql.proxy.state.StatementEnvironment;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** SHOW EDGE and EXPLAIN EDGE: where answers come from. */
final class EdgeStatements {
  private final StatementRunner runner;
  private final Client client;

  EdgeStatements(StatementRunner runner, Client client) {
    this.runner = runner;
    this.client = client;
  }

  CompletionStage<Result> show(Statement.ShowEdge show) {
    return switch (show.subject()) {
      case "LAST" -> CompletableFuture.completedStage(done(last()));
      case "LOCKS" -> new EdgeLocks(client).show(runner.catalogs().current()).thenApply(this::done);
      case "MIRROR" ->
          runner
              .cached()
              .mirrors()
              .refresh(runner.catalogs().current().catalog())
              .thenApplyAsync(tables -> finish(mirror(tables), show), client.loop());
      case "POLICIES" ->
          // On the session's thread again.
          runner
              .cached()
              .policies()
              .refresh()
              .thenApplyAsync(policies -> finish(policies(), show), client.loop());
      default -> CompletableFuture.completedStage(finish(status(), show));
    };
  }

  private Result finish(ShowTable table, Statement.ShowEdge show) {
    table.keepLike(show.like());
    return done(table);
  }

  private Result done(ShowTable table) {
    return table.toResult(new StatementEnvironment(client.state(), List.of(), List.of()));
  }

  private ShowTable last() {
    ShowTable table =
        new ShowTable()
            .text("source", 8)
            .text("shard", 64)
            .number("ver")
            .number("age_ms")
            .text("mode", 20)
            .text("verdict", 10)
            .longText("why");
    ReadReceipt receipt = client.state().lastRead();
    return receipt == null
        ? table
        : table.row(
            receipt.source().word(),
            receipt.shard(),
            receipt.ver(),
            receipt.ageMs(),
            receipt.mode(),
            receipt.verdict(),
            receipt.why());
  }

  private static ShowTable mirror(List<MirroredTable> tables) {
    ShowTable shown =
        new ShowTable()
            .text("table", 129)
            .text("state", 10)
            .number("rows_behind")
            .number("lag_ms")
            .number("rows_copied")
            .longText("d1_view")
            .longText("error");
    for (MirroredTable table : tables) {
      shown.row(
          table.name(),
          table.state(),
          table.rowsBehind(),
          table.lagMs(),
          table.copied(),
          table.view(),
          table.error());
    }
    return shown;
  }

  private ShowTable policies() {
    ShowTable table =
        new ShowTable()
            .text("table", 129)
            .text("mode", 8)
            .number("ttl_ms")
            .number("swr_ms")
            .text("prewarm", 3)
            .longText("always_strong_columns")
            .text("pk", 255)
            .text("shard_by", 64)
            .text("mirror", 3);
    runner
        .cached()
        .policies()
        .current()
        .tables()
        .forEach((name, policy) -> policy(table, name, policy));
    return table;
  }

  private static void policy(ShowTable table, String name, TablePolicy policy) {
    table.row(
        name,
        policy.mode().name().toLowerCase(Locale.ROOT),
        policy.ttlMs(),
        policy.swrMs(),
        policy.prewarm() ? "YES" : "NO",
        String.join(",", new TreeSet<>(policy.alwaysStrong())),
        String.join(",", policy.primaryKey()),
        policy.shardBy(),
        policy.mirror() ? "YES" : "NO");
  }

  private ShowTable status() {
    ShowTable table = new ShowTable().text("Variable_name", 64).text("Value", 64);
    runner
        .cached()
        .reads()
        .counters()
        .all()
        .forEach((name, value) -> table.row(name, Long.toString(value)));
    return table;
  }

  /**
   * Tells what the shard would run. Reads are run, to tell what they cost; writes are not: they are
   * neither done nor tried.
   */
  CompletionStage<Result> explain(
      Statement.ExplainEdge explain, Compiled compiled, List<Value> parameters) {
    Compiled explained =
        runner.recompile(
            explain.statement(), compiled, client.state(), runner.metadata().virtual());
    Explainable.require(explained, client.state().rights());
    ShowTable table = new ShowTable().text("item", 20).longText("value");
    if (explained.plan() instanceof Plan.Rows rows) {
      table.row("route", "shard " + rows.shard());
      program(table, rows.program());
      verdict(table, rows.cache(), runner.cached().choice(rows, explained, client));
      return runner
          .measure(explained, parameters, client)
          .thenApply(
              results -> {
                long read = 0;
                long written = 0;
                for (StepResult result : results) {
                  read += result.read();
                  written += result.written();
                }
                table.row("rows read", Long.toString(read));
                table.row("rows written", Long.toString(written));
                return done(table);
              });
    }
    if (explained.plan() instanceof Plan.Write write) {
      table.row("route", "shard " + write.shard());
      program(table, write.program());
      table.row("cache verdict", "not a read");
      return CompletableFuture.completedStage(done(table));
    }
    table.row("route", "proxy: no shard is asked");
    table.row("cache verdict", "nothing to keep");
    return CompletableFuture.completedStage(done(table));
  }

  private static void program(ShowTable table, Program program) {
    for (Program.Step step : program.steps()) {
      table.row("sqlite", step.sql());
    }
  }

  private static void verdict(ShowTable table, CacheVerdict verdict, ReadChoice choice) {
    table.row("read mode", choice.mode() + " by " + choice.why());
    List<String> refusals = choice.refusals();
    table.row("cache verdict", refusals.isEmpty() ? "may be kept" : "refused");
    for (String refusal : refusals) {
      table.row("refused because", refusal);
    }
    for (CacheVerdict.TableRead read : verdict.reads()) {
      table.row("depends on", read.table().database() + "." + read.table().name());
    }
    if (verdict.row() != null) {
      table.row("falls with", "a change of its row");
    } else {
      table.row("falls with", "any change of its tables");
    }
  }
}
