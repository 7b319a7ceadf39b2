package io.edgesql.proxy.session;

import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.ddl.SchemaPlanner;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.proxy.execute.Compiled;
import io.edgesql.proxy.execute.Result;
import io.edgesql.proxy.execute.TransactionTraits;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Statements about transactions, savepoints and table locks. */
final class TransactionStatements {
  private final Conversation conversation;
  private final SessionStatements statements;
  private final LockStatements locks;

  TransactionStatements(Conversation conversation, SessionStatements statements) {
    this.conversation = conversation;
    this.statements = statements;
    this.locks = new LockStatements(statements.runner(), statements.client());
  }

  /** Runs a statement about transactions or table locks; null: it is another one. */
  @Nullable CompletionStage<Result> run(Statement statement, Compiled compiled) {
    if (statement instanceof Statement.Begin begin) {
      TransactionTraits traits =
          new TransactionTraits(null, begin.readOnly(), begin.consistentSnapshot());
      return statements
          .commit()
          .thenCompose(
              done -> {
                conversation.state().setLocksTables(false);
                conversation.transaction().tableLocks().unlock();
                return conversation.transaction().begin(traits, shard());
              })
          .thenApply(done -> Result.Done.NOTHING);
    }
    if (statement instanceof Statement.Commit commit) {
      TransactionTraits traits = conversation.transaction().traits();
      return statements
          .commit()
          .thenCompose(done -> ended(commit.chain(), commit.release(), traits));
    }
    if (statement instanceof Statement.Rollback rollback) {
      TransactionTraits traits = conversation.transaction().traits();
      return conversation
          .transaction()
          .end()
          .thenCompose(done -> ended(rollback.chain(), rollback.release(), traits));
    }
    if (statement instanceof Statement.Savepoint savepoint) {
      return done(() -> conversation.transaction().savepoint(savepoint.name()));
    }
    if (statement instanceof Statement.RollbackTo to) {
      return done(() -> conversation.transaction().rollbackTo(to.name()));
    }
    if (statement instanceof Statement.ReleaseSavepoint savepoint) {
      return done(() -> conversation.transaction().releaseSavepoint(savepoint.name()));
    }
    if (statement instanceof Statement.LockTables tables) {
      return statements
          .commit()
          .thenCompose(done -> locks.lock(tables, compiled))
          .thenApply(
              done -> {
                conversation.state().setLocksTables(true);
                return Result.Done.NOTHING;
              });
    }
    if (statement instanceof Statement.UnlockTables) {
      return unlock();
    }
    return null;
  }

  /** The shard of the current database. */
  private String shard() {
    String name = conversation.state().database();
    Catalog.Database database =
        name == null ? null : statements.runner().catalogs().current().catalog().database(name);
    return database == null ? SchemaPlanner.DEFAULT_SHARD : database.shard();
  }

  /** UNLOCK TABLES ends a transaction only if LOCK TABLES was in effect. */
  private CompletionStage<Result> unlock() {
    if (!conversation.state().locksTables()) {
      return completed(Result.Done.NOTHING);
    }
    conversation.state().setLocksTables(false);
    return statements
        .commit()
        .thenApply(
            done -> {
              conversation.transaction().tableLocks().unlock();
              return Result.Done.NOTHING;
            });
  }

  private CompletionStage<Result> ended(boolean chain, boolean release, TransactionTraits traits) {
    if (release) {
      conversation.loop().execute(() -> conversation.replies().close());
    }
    return chain
        ? conversation.transaction().begin(traits, shard()).thenApply(done -> Result.Done.NOTHING)
        : completed(Result.Done.NOTHING);
  }

  private static CompletionStage<Result> done(Runnable action) {
    action.run();
    return completed(Result.Done.NOTHING);
  }

  private static CompletionStage<Result> completed(Result result) {
    return CompletableFuture.completedStage(result);
  }
}
