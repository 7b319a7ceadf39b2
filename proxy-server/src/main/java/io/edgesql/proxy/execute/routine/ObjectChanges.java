package io.edgesql.proxy.execute.routine;

import io.edgesql.backend.Backend;
import io.edgesql.backend.BackendException;
import io.edgesql.backend.SchemaChange;
import io.edgesql.backend.Step;
import io.edgesql.proxy.execute.Result;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Appends changes of routines and events to the schema log. */
public final class ObjectChanges {
  private final RoutineHost host;
  private final Backend backend;
  private final int retries;

  /**
   * @param retries how often to try again because the schema moved on meanwhile
   */
  public ObjectChanges(RoutineHost host, Backend backend, int retries) {
    this.host = host;
    this.backend = backend;
    this.retries = retries;
  }

  /**
   * A change.
   *
   * @param put objects as JSON by key
   * @param drop keys
   * @param shards what shards do for it
   */
  public record Change(Map<String, String> put, List<String> drop, Map<String, List<Step>> shards) {
    static Change put(String key, String json) {
      return new Change(Map.of(key, json), List.of(), Map.of());
    }

    static Change drop(String key) {
      return new Change(Map.of(), List.of(key), Map.of());
    }
  }

  /**
   * Plans a change with the newest schema and makes it.
   *
   * @param text the statement
   * @param planned gives null if there is nothing to do
   */
  public CompletionStage<Result> apply(String text, Supplier<@Nullable Change> planned) {
    return again(retries, text, planned);
  }

  private CompletionStage<Result> again(int left, String text, Supplier<@Nullable Change> planned) {
    // What another proxy has made is to be seen.
    return host.refresh()
        .thenCompose(
            snapshot -> {
              Change change = planned.get();
              if (change == null) {
                return CompletableFuture.<Result>completedStage(Result.Done.NOTHING);
              }
              return append(snapshot.version(), text, change)
                  .handle((done, failure) -> after(done, failure, left, text, planned))
                  .thenCompose(stage -> stage);
            });
  }

  private CompletionStage<Result> after(
      Result done,
      @Nullable Throwable failure,
      int left,
      String text,
      Supplier<@Nullable Change> planned) {
    if (failure == null) {
      return CompletableFuture.completedStage(done);
    }
    Throwable cause =
        failure instanceof CompletionException e && e.getCause() != null ? e.getCause() : failure;
    boolean isStale =
        cause instanceof BackendException edge && edge.code() == BackendException.Code.SCHEMA_STALE;
    return isStale && left > 0
        ? again(left - 1, text, planned)
        : CompletableFuture.failedStage(cause);
  }

  private CompletionStage<Result> append(long version, String text, Change change) {
    SchemaChange entry =
        new SchemaChange(version, text, change.put(), change.drop(), change.shards(), true);
    return backend
        .changeSchema(entry)
        .thenCompose(newer -> host.refresh())
        .thenApply(newer -> Result.Done.NOTHING);
  }
}
