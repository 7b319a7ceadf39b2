package io.edgesql.proxy.execute;

import io.edgesql.backend.BackendException;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.proxy.state.Failures;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Statements that change the schema, and COMMIT, which they imply. */
public final class SchemaRunner {
  private static final int COMMIT_RETRIES = 5;

  private final StatementRunner runner;

  public SchemaRunner(StatementRunner runner) {
    this.runner = runner;
  }

  /** Commits, then changes the schema. */
  public CompletionStage<Result> run(Statement.Schema statement, Compiled compiled, Client client) {
    return CompletableFuture.failedStage(
        Failures.of(MySqlError.ER_NOT_SUPPORTED_YET, "schema statements"));
  }

  /** Commits what is open; a newer schema that leaves its tables as they were is no obstacle. */
  public CompletionStage<Void> commit(Client client) {
    return commit(client, COMMIT_RETRIES);
  }

  private CompletionStage<Void> commit(Client client, int retries) {
    CatalogSnapshot snapshot = runner.catalogs().current();
    CompletableFuture<Void> done = new CompletableFuture<>();
    client
        .transaction()
        .commit(snapshot)
        .whenComplete(
            (ok, failure) -> {
              if (failure == null) {
                done.complete(null);
                return;
              }
              Throwable cause =
                  failure instanceof CompletionException e && e.getCause() != null
                      ? e.getCause()
                      : failure;
              if (!(cause instanceof BackendException edge)) {
                done.completeExceptionally(cause);
              } else if (edge.code() == BackendException.Code.SCHEMA_STALE && retries > 0) {
                runner
                    .refresh(client)
                    .thenCompose(newer -> commit(client, retries - 1))
                    .whenComplete(
                        (again, failed) -> {
                          if (failed == null) {
                            done.complete(null);
                          } else {
                            done.completeExceptionally(failed);
                          }
                        });
              } else {
                done.completeExceptionally(new FailureMapper(snapshot, null, null).map(edge));
              }
            });
    return done;
  }
}
