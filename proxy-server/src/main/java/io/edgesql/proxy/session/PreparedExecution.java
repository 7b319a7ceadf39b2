package io.edgesql.proxy.session;

import io.edgesql.dialect.eval.ParameterReader;
import io.edgesql.dialect.plan.Session;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.Value;
import io.edgesql.proxy.execute.Client;
import io.edgesql.proxy.execute.Compiled;
import io.edgesql.proxy.execute.Result;
import io.edgesql.proxy.execute.StatementRunner;
import io.edgesql.proxy.session.PreparedStatements.Prepared;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Runs prepared statements: compiled again if the schema or the session has changed since, or if
 * the values are of other types than the statement was prepared for.
 */
final class PreparedExecution {
  private final StatementRunner runner;
  private final Client client;
  private final SessionStatements statements;

  PreparedExecution(StatementRunner runner, Client client, SessionStatements statements) {
    this.runner = runner;
    this.client = client;
    this.statements = statements;
  }

  CompletionStage<Result> run(Prepared prepared, List<Value> values) {
    Session session = client.state().planning();
    Compiled known = prepared.compiledFor(session, runner.catalog(client));
    return known != null
        ? fitting(prepared, known, session, values)
        : compile(prepared, session, Map.of())
            .thenCompose(compiled -> fitting(prepared, compiled, session, values));
  }

  private CompletionStage<Result> fitting(
      Prepared prepared, Compiled compiled, Session session, List<Value> values) {
    ParameterReader.Given given =
        ParameterReader.read(values, compiled.parameters(), session.collation());
    Map<Integer, SqlType> types = given.types();
    return types == null
        ? statements.run(compiled.told(), given.values())
        : compile(prepared, session, types)
            .thenCompose(newer -> statements.run(newer.told(), given.values()));
  }

  private CompletionStage<Compiled> compile(
      Prepared prepared, Session session, Map<Integer, SqlType> types) {
    return runner
        .compile(prepared.text(), types, client)
        .thenApply(
            compiled -> {
              prepared.renew(compiled, session);
              return compiled;
            });
  }
}
