package io.edgesql.proxy.session;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.types.Value;
import io.edgesql.protocol.handshake.Capabilities;
import io.edgesql.proxy.config.ProxySettings;
import io.edgesql.proxy.execute.CatalogSnapshot;
import io.edgesql.proxy.execute.Compiled;
import io.edgesql.proxy.execute.Result;
import io.edgesql.proxy.execute.routine.RoutineHost;
import io.edgesql.proxy.state.SessionState;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A session as the routines see it that it calls. */
final class RoutineSession implements RoutineHost {
  private final Conversation conversation;
  private final SessionStatements statements;

  RoutineSession(Conversation conversation, SessionStatements statements) {
    this.conversation = conversation;
    this.statements = statements;
  }

  @Override
  public SessionState state() {
    return conversation.state();
  }

  @Override
  public ProxySettings.Statements bounds() {
    return conversation.server().settings().statements();
  }

  @Override
  public CatalogSnapshot catalog() {
    return statements.runner().catalog(statements.client());
  }

  @Override
  public CompletionStage<CatalogSnapshot> refresh() {
    return statements.runner().refresh(statements.client()).thenApply(newest -> catalog());
  }

  @Override
  public CompletionStage<Compiled> compile(String text) {
    return statements.compile(text);
  }

  @Override
  public CompletionStage<Result> run(Compiled compiled, List<Value> parameters, boolean streams) {
    return streaming(streams, () -> statements.run(compiled.told(), parameters));
  }

  @Override
  public CompletionStage<Result> query(Compiled compiled, List<Value> parameters) {
    return streaming(false, () -> statements.query(compiled, parameters));
  }

  @Override
  public CompletionStage<Result> nested(Compiled compiled, List<Value> parameters) {
    return streaming(false, () -> statements.execute(compiled, parameters));
  }

  @Override
  public boolean isInTransaction() {
    return conversation.transaction().isOpen() || !conversation.state().variables().autocommit();
  }

  private CompletionStage<Result> streaming(
      boolean streams, java.util.function.Supplier<CompletionStage<Result>> run) {
    boolean before = conversation.streams();
    conversation.setStreams(before && streams);
    try {
      return run.get();
    } finally {
      conversation.setStreams(before);
    }
  }

  @Override
  public CompletionStage<List<Value>> evaluate(
      List<Expr> expressions, Compiled origin, List<Value> parameters) {
    return statements.evaluate(expressions, origin, parameters);
  }

  @Override
  public CompletionStage<Void> send(Result rows, String routine, boolean isOutParameters) {
    boolean takesSeveral =
        conversation
            .replies()
            .capabilities()
            .has(
                conversation.isBinary()
                    ? Capabilities.CLIENT_PS_MULTI_RESULTS
                    : Capabilities.CLIENT_MULTI_RESULTS);
    if (isOutParameters) {
      return takesSeveral
          ? conversation.sendOutParameters(rows)
          : CompletableFuture.completedStage(null);
    }
    if (!takesSeveral) {
      throw SqlException.of(ErrorCode.ER_SP_BADSELECT, routine);
    }
    return conversation.sendResult(rows, conversation.isBinary(), true);
  }

  @Override
  public long interrupts() {
    return conversation.interrupts();
  }

  @Override
  public CompletionStage<Void> pause() {
    CompletableFuture<Void> turn = new CompletableFuture<>();
    conversation.loop().execute(() -> turn.complete(null));
    return conversation.interruptible(turn);
  }
}
