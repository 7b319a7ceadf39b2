package io.edgesql.backend.link;

import io.edgesql.backend.BackendException;
import io.edgesql.backend.BackendException.Code;
import io.edgesql.backend.EdgeUsage;
import io.edgesql.backend.RowFeed;
import io.edgesql.backend.Rows;
import io.edgesql.backend.ShardReply;
import io.edgesql.backend.ShardRequest;
import io.edgesql.backend.ShardRequest.End;
import io.edgesql.backend.Step;
import io.edgesql.backend.StepResult;
import io.edgesql.backend.json.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way and what has come back of it so far. Made by any thread, then confined to
 * its link's event loop.
 */
final class Pending {

  final ShardRequest request;

  /** Takes parts of the result as they come; null: they are gathered. */
  final @Nullable RowFeed feed;

  final CompletableFuture<ShardReply> answer = new CompletableFuture<>();

  /** {@link System#nanoTime} at which it fails. A part that comes or is taken puts it off. */
  long deadlineNanos;

  private final long patienceNanos;

  /** What it weighs while it waits: characters of its texts and bytes of its blobs. */
  final long estimatedBytes;

  /** More than that is no loss of memory. */
  private static final int MAX_TEXTS_UNKNOWN = 8;

  private int textsUnknown;

  /** How often it was put into a frame. */
  int attempts;

  /** JSON text of the parts that are held for it. */
  long partialBytes;

  /** Rows were handed over: another attempt would hand them over twice. */
  boolean isHandedOver;

  private Rows.@Nullable Builder @Nullable [] parts;

  Pending(ShardRequest request, @Nullable RowFeed feed, Duration defaultDeadline, long nowNanos) {
    this.request = request;
    this.feed = feed;
    Duration deadline = request.deadline().isZero() ? defaultDeadline : request.deadline();
    deadline = deadline.plus(request.lockWait());
    this.patienceNanos = deadline.toNanos();
    this.deadlineNanos = nowNanos + patienceNanos;
    this.estimatedBytes = estimate(request);
  }

  private static long estimate(ShardRequest request) {
    long bytes = 64;
    for (Step step : request.steps()) {
      bytes += 32 + step.sql().length();
      for (Object value : step.params()) {
        if (value instanceof String text) {
          bytes += text.length();
        } else if (value instanceof byte[] blob) {
          bytes += blob.length;
        }
        bytes += 8;
      }
    }
    return bytes;
  }

  /** Whether the shard answers as soon as it can: a read that waits for no locks. */
  boolean isQuick() {
    return request.end() == ShardRequest.End.READ && request.locks().isEmpty();
  }

  /** Parts that may come unasked; 0: all of them, gathered or not. */
  int window() {
    boolean isPlain = request.end() == End.READ && request.tx() == null;
    return feed != null && isPlain && request.locks().isEmpty() ? RowFeed.WINDOW : 0;
  }

  /** Whether it may be sent once more after its link was lost. */
  boolean isRepeatable() {
    return !isHandedOver && request.isRepeatable();
  }

  /**
   * The shard has not run it, since it did not know a text by its number: whether it may be sent
   * once more. That it was sent does not count.
   */
  boolean mayBeSentWithTexts() {
    attempts--;
    return textsUnknown++ < MAX_TEXTS_UNKNOWN && partialBytes == 0 && !isHandedOver;
  }

  /** Whether what it waits for is its consumer, not the shard. */
  boolean waitsForConsumer() {
    return feed != null && feed.hasParts();
  }

  void putOffDeadline(long nowNanos) {
    deadlineNanos = nowNanos + patienceNanos;
  }

  /** Keeps the rows of a part; false if the request has no such step. */
  boolean addPart(Reply part) {
    if (part.step() < 0 || part.step() >= request.steps().size()) {
      return false;
    }
    Rows.@Nullable Builder[] gathered = parts;
    if (gathered == null) {
      gathered = new Rows.Builder[request.steps().size()];
      parts = gathered;
    }
    Rows.Builder rows = gathered[part.step()];
    if (rows == null) {
      rows = new Rows.Builder();
      gathered[part.step()] = rows;
    }
    rows.addAll(part.rows());
    partialBytes += part.bytes();
    return true;
  }

  /** Gives up the parts of an attempt that will be repeated; gives the bytes that frees. */
  long dropParts() {
    long freed = partialBytes;
    parts = null;
    partialBytes = 0;
    return freed;
  }

  void succeed(Reply reply, @Nullable String boot, EdgeUsage usage) {
    ShardReply whole =
        new ShardReply(withParts(reply.results()), reply.ver(), reply.replayed(), boot);
    usage.answered(whole);
    answer.complete(whole);
  }

  private List<StepResult> withParts(List<StepResult> results) {
    Rows.@Nullable Builder[] gathered = parts;
    if (gathered == null) {
      return results;
    }
    List<StepResult> whole = new ArrayList<>(results.size());
    for (int step = 0; step < results.size(); step++) {
      StepResult result = results.get(step);
      Rows.Builder rows = step < gathered.length ? gathered[step] : null;
      if (rows == null) {
        whole.add(result);
      } else {
        rows.addAll(result.rows());
        whole.add(withRows(result, rows.build()));
      }
    }
    return whole;
  }

  private static StepResult withRows(StepResult result, Rows rows) {
    return new StepResult(
        result.columns(),
        rows,
        result.changes(),
        result.firstId(),
        result.ids(),
        result.read(),
        result.written(),
        result.skipped());
  }

  /**
   * Fails with the shard's own error. Where an earlier attempt was lost, only an error that the
   * shard gives after looking for the recorded write tells what became of it.
   */
  void fail(BackendException error) {
    if (attempts > 1 && request.end() == End.COMMIT && !settlesRepeatedWrite(error.code())) {
      answer.completeExceptionally(
          BackendException.outcomeUnknown(error.code(), error.message(), error));
    } else {
      answer.completeExceptionally(error);
    }
  }

  /** Fails for a reason on this side of the link. */
  void fail(Code code, String message, boolean retryable, @Nullable Throwable cause) {
    if (attempts > 0 && request.end() == End.COMMIT) {
      answer.completeExceptionally(
          BackendException.outcomeUnknown(
              code, message + "; the write may or may not have been done", cause));
    } else {
      answer.completeExceptionally(
          new BackendException(code, message, null, null, retryable, null, false, cause));
    }
  }

  private static boolean settlesRepeatedWrite(Code code) {
    return switch (code) {
      case CONSTRAINT_UNIQUE,
          CONSTRAINT_PRIMARYKEY,
          CONSTRAINT_NOTNULL,
          CONSTRAINT_CHECK,
          CONSTRAINT_TRIGGER,
          CONSTRAINT_FOREIGNKEY,
          CONSTRAINT_OTHER,
          SQL,
          CONFLICT,
          // Nor can an earlier attempt that is still on its way: what it would commit is gone.
          LOCKS_LOST ->
          true;
      case UNAUTHENTICATED,
          FORBIDDEN,
          BAD_REQUEST,
          NOT_FOUND,
          TOO_LARGE,
          SCHEMA_STALE,
          TEXT_UNKNOWN,
          LOCK_TIMEOUT,
          LOCK_NOWAIT,
          DEADLOCK,
          CANCELLED,
          SNAPSHOT_TOO_OLD,
          TRANSACTION_TOO_LARGE,
          SEQUENCE_STALE,
          RESULT_TOO_LARGE,
          OVERLOADED,
          INTERNAL,
          TIMEOUT,
          UNREACHABLE,
          PROTOCOL,
          CLOSED ->
          false;
    };
  }
}
