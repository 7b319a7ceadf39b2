package io.edgesql.proxy.execute.routine;

import io.edgesql.dialect.tree.Locals;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All of a function happens or nothing, and its statements see one state, as in MySQL. */
final class FunctionTransaction {
  /** A name that no client gives: a control character stands in it. */
  private static final String SAVEPOINT = "`\u0001function`";

  private final RoutineHost host;

  FunctionTransaction(RoutineHost host) {
    this.host = host;
  }

  /**
   * Runs a function in a transaction of its own, or behind a savepoint of the open one.
   *
   * @param isNeeded false: just runs it
   */
  <T> CompletionStage<T> around(boolean isNeeded, Supplier<CompletionStage<T>> function) {
    if (!isNeeded) {
      return function.get();
    }
    boolean isOpen = host.isInTransaction();
    return statement(isOpen ? "SAVEPOINT " + SAVEPOINT : "START TRANSACTION")
        .thenCompose(begun -> started(function))
        .handle((value, failure) -> ended(value, failure, isOpen))
        .thenCompose(stage -> stage);
  }

  private static <T> CompletionStage<T> started(Supplier<CompletionStage<T>> function) {
    try {
      return function.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  private <T> CompletionStage<T> ended(
      @Nullable T value, @Nullable Throwable failure, boolean isOpen) {
    if (failure == null) {
      return statement(isOpen ? "RELEASE SAVEPOINT " + SAVEPOINT : "COMMIT")
          .thenCompose(done -> CompletableFuture.completedStage(value));
    }
    // What went wrong first is told; a transaction that is gone needs no going back.
    return statement(isOpen ? "ROLLBACK TO SAVEPOINT " + SAVEPOINT : "ROLLBACK")
        .handle((done, again) -> failure)
        .thenCompose(CompletableFuture::failedStage);
  }

  private CompletionStage<Void> statement(String text) {
    host.state().setLocals(Locals.NONE);
    return host.compile(text)
        .thenCompose(compiled -> host.run(compiled, List.of(), false))
        .thenAccept(done -> {});
  }
}
