package io.edgesql.proxy.execute.routine;

import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.types.Value;
import io.edgesql.proxy.config.ProxySettings;
import io.edgesql.proxy.execute.CatalogSnapshot;
import io.edgesql.proxy.execute.Compiled;
import io.edgesql.proxy.execute.Result;
import io.edgesql.proxy.state.SessionState;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The session that routines run in. All stages end on the session's thread. */
public interface RoutineHost {
  SessionState state();

  ProxySettings.Statements bounds();

  CatalogSnapshot catalog();

  /** Reads the newest schema. */
  CompletionStage<CatalogSnapshot> refresh();

  CompletionStage<Compiled> compile(String text);

  /**
   * Runs a statement as if the client had sent it.
   *
   * @param streams whether the rows may come as a stream
   */
  CompletionStage<Result> run(Compiled compiled, List<Value> parameters, boolean streams);

  /** Runs a query that is no statement of its own: diagnostics stay as they are. */
  CompletionStage<Result> query(Compiled compiled, List<Value> parameters);

  /** Runs what a function needs inside the evaluation of another statement: it never waits. */
  CompletionStage<Result> nested(Compiled compiled, List<Value> parameters);

  /** Whether what is written now waits for COMMIT. */
  boolean isInTransaction();

  /** Evaluates expressions of a statement. */
  CompletionStage<List<Value>> evaluate(
      List<Expr> expressions, Compiled origin, List<Value> parameters);

  /**
   * Sends rows to the client, as one of several results.
   *
   * @param routine whose rows they are
   * @param isOutParameters the values of a prepared CALL's OUT parameters
   */
  CompletionStage<Void> send(Result rows, String routine, boolean isOutParameters);

  /** How often KILL QUERY has hit the session. */
  long interrupts();

  /** Lets other sessions of the same thread have their turn; KILL ends the wait. */
  CompletionStage<Void> pause();
}
