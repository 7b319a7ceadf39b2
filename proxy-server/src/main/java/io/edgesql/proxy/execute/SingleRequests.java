package io.edgesql.proxy.execute;

import io.edgesql.backend.BackendException;
import io.edgesql.backend.RowFeed;
import io.edgesql.backend.ShardRequest;
import io.edgesql.backend.ShardRequest.Flags;
import io.edgesql.backend.StepResult;
import io.edgesql.proxy.state.SessionState;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A session's requests that belong to no open transaction: each is one of its own. */
final class SingleRequests {
  private final ShardChannel shards;
  private final TableLocks tableLocks;
  private final SessionState state;

  SingleRequests(ShardChannel shards, TableLocks tableLocks, SessionState state) {
    this.shards = shards;
    this.tableLocks = tableLocks;
    this.state = state;
  }

  /**
   * Runs a statement with autocommit.
   *
   * @param feed for the rows of the only step of a query; null: they are gathered
   */
  CompletionStage<List<StepResult>> run(ShardWork work, @Nullable RowFeed feed) {
    long version = work.snapshot().version();
    ShardRequest request =
        work.isWrite()
            ? ShardRequest.write(version, work.steps(), shards.nextWrite())
            : ShardRequest.read(version, work.steps());
    request = request.withFlags(flags());
    // A write may have to wait though it names no locks: for rows that somebody else has changed.
    return send(work.shard(), request.withLocks(work.locks(), work.lockWait()), feed);
  }

  /** Reads what is committed, under no locks. */
  CompletionStage<List<StepResult>> read(ShardWork work, @Nullable RowFeed feed) {
    return send(work.shard(), ShardRequest.read(work.snapshot().version(), work.steps()), feed);
  }

  CompletionStage<List<StepResult>> send(
      String shard, ShardRequest request, @Nullable RowFeed feed) {
    return shards
        .send(shard, tableLocks.apply(shard, request), feed)
        .handle(
            (reply, failure) -> {
              if (failure == null) {
                return reply.results();
              }
              BackendException cause = TransactionFailures.cause(failure);
              if (cause.code() == BackendException.Code.LOCKS_LOST) {
                tableLocks.unlock();
              }
              throw new CompletionException(cause);
            });
  }

  /** What a statement changes, not committed yet: to be named a transaction's. */
  ShardRequest change(ShardWork work) {
    return ShardRequest.rollback(work.snapshot().version(), work.steps())
        .withFlags(flags())
        .withLocks(work.locks(), work.lockWait());
  }

  /** The session's checks of constraints. */
  Flags flags() {
    return new Flags(
        state.variables().isOn("foreign_key_checks"), state.variables().isOn("unique_checks"));
  }
}
