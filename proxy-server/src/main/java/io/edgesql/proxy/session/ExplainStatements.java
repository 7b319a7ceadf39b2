package io.edgesql.proxy.session;

import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.types.Value;
import io.edgesql.proxy.execute.Client;
import io.edgesql.proxy.execute.Compiled;
import io.edgesql.proxy.execute.ExplainReport;
import io.edgesql.proxy.execute.Result;
import io.edgesql.proxy.execute.StatementRunner;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * EXPLAIN: plans the statement, asks the shard how it would run it, and tells it in MySQL's shape.
 */
final class ExplainStatements {
  private final StatementRunner runner;
  private final Client client;

  ExplainStatements(StatementRunner runner, Client client) {
    this.runner = runner;
    this.client = client;
  }

  CompletionStage<Result> explain(
      Statement.Explain explain, Compiled compiled, List<Value> parameters) {
    Compiled explained =
        runner.recompile(
            explain.statement(), compiled, client.state(), runner.metadata().virtual());
    Explainable.require(explained, client.state().rights());
    return runner
        .queryPlan(explained, parameters, client)
        .thenApply(lines -> ExplainReport.of(explain.format(), explained, lines, client.state()));
  }
}
