package io.edgesql.proxy.session;

import io.edgesql.backend.BackendException;
import io.edgesql.backend.ShardRequest.Lock;
import io.edgesql.backend.ShardRequest.LockMode;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.plan.Plan;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.Query;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.tree.TableName;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.Value;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.proxy.execute.Client;
import io.edgesql.proxy.execute.Compiled;
import io.edgesql.proxy.execute.StatementRunner;
import io.edgesql.proxy.state.Failures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * LOCK TABLES and UNLOCK TABLES.
 *
 * <p>Differs: the lock is the shard's. READ keeps writers out; WRITE keeps readers out too, but not
 * those that are content with copies. Aliases are not told apart from their tables.
 */
final class LockStatements {
  private final StatementRunner runner;
  private final Client client;

  LockStatements(StatementRunner runner, Client client) {
    this.runner = runner;
    this.client = client;
  }

  /** Locks what the statement names; the transaction before it has been committed. */
  CompletionStage<Void> lock(Statement.LockTables statement, Compiled origin) {
    Map<Table, Boolean> tables = new LinkedHashMap<>();
    String shard = null;
    for (int i = 0; i < statement.tables().size(); i++) {
      Plan.Rows plan = plan(statement.tables().get(i), origin);
      if (shard != null && !shard.equals(plan.shard())) {
        throw Failures.of(MySqlError.ER_NOT_SUPPORTED_YET, "LOCK TABLES on two shards");
      }
      shard = plan.shard();
      boolean isWrite = statement.write().get(i);
      for (String physical : plan.tables()) {
        Table table = origin.snapshot().physicalTable(physical);
        if (table != null && !table.isTemporary()) {
          tables.merge(table, isWrite, Boolean::logicalOr);
        }
      }
    }
    List<Lock> locks = new ArrayList<>();
    tables.forEach(
        (table, isWrite) ->
            locks.add(
                new Lock(table.physical(), null, isWrite ? LockMode.X : LockMode.S, isWrite)));
    if (shard == null) {
      throw Failures.of(MySqlError.ER_NO_TABLES_USED);
    }
    return client
        .transaction()
        .tableLocks()
        .lock(shard, tables, locks, patience())
        .exceptionally(
            failure -> {
              throw failure(failure);
            });
  }

  private Duration patience() {
    long seconds = client.state().variables().number("lock_wait_timeout");
    // As far as the shard's timers count: 23 days.
    return Duration.ofSeconds(Math.min(seconds, 2_000_000));
  }

  private static RuntimeException failure(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof BackendException edge) {
      return switch (edge.code()) {
        case LOCK_TIMEOUT -> Failures.of(MySqlError.ER_LOCK_WAIT_TIMEOUT);
        case DEADLOCK -> Failures.of(MySqlError.ER_LOCK_DEADLOCK);
        case CANCELLED -> Failures.of(MySqlError.ER_QUERY_INTERRUPTED);
        default -> Failures.unknown("The edge failed: " + edge.message());
      };
    }
    return cause instanceof RuntimeException known ? known : new CompletionException(cause);
  }

  /** Finds the tables behind a name: a view stands for those that it reads. */
  private Plan.Rows plan(TableName name, Compiled origin) {
    Query.Column one =
        new Query.Column(new Expr.Literal(new Value.Int(1, false), SqlType.BIGINT, -1), null, "1");
    Query.Select select =
        new Query.Select(
            false,
            false,
            List.of(one),
            new Query.Table(name, null),
            null,
            List.of(),
            false,
            null,
            List.of());
    Query query = new Query(null, select, List.of(), null, null, Query.Locking.NONE, List.of());
    Compiled compiled =
        runner.recompile(
            new Statement.Select(query), origin, client.state(), runner.metadata().virtual());
    if (compiled.plan() instanceof Plan.Rows rows) {
      return rows;
    }
    throw Failures.of(MySqlError.ER_NO_SUCH_TABLE, String.valueOf(name.database()), name.table());
  }
}
