package io.edgesql.proxy.execute;

import io.edgesql.backend.RowFeed;
import io.edgesql.backend.Rows;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A query's rows on their way through the session. A small result is there at once and becomes a
 * {@link Result.RowSet}; of a large one the first part begins a {@link Result.RowStream}. Confined
 * to the session's thread, but for the call from the link.
 */
final class StreamedRows implements RowSource {
  private final Executor loop;
  private final RowFeed feed;
  private final LongConsumer counted;
  private final CompletableFuture<Result> result = new CompletableFuture<>();
  private final Supplier<Result> stream;
  private Runnable ready = () -> {};
  private long count;
  private boolean hasEnded;
  private @Nullable Rows last;
  private @Nullable RuntimeException failure;

  /**
   * Rows of which nothing is known yet.
   *
   * @param stream makes the result of many rows, which are then taken from here
   * @param counted told how many they were, at their end
   */
  StreamedRows(Executor loop, Function<RowSource, Result> stream, LongConsumer counted) {
    this.loop = loop;
    this.feed = new RowFeed(this::arrived);
    this.stream = () -> stream.apply(this);
    this.counted = counted;
  }

  RowFeed feed() {
    return feed;
  }

  /** On the link's event loop. */
  private void arrived() {
    loop.execute(
        () -> {
          // Nothing is made of a stream that has its result already.
          if (!result.isDone()) {
            result.complete(stream.get());
          }
          ready.run();
        });
  }

  /**
   * The result, as soon as there are rows to send.
   *
   * @param end of the request: the rows after all parts
   * @param whole makes the result of rows that came without parts
   * @param mapped makes a client's error of one that ends a stream
   */
  CompletionStage<Result> result(
      CompletionStage<Rows> end,
      Function<Rows, Result> whole,
      Function<Throwable, RuntimeException> mapped) {
    end.whenComplete(
        (rows, thrown) -> {
          if (result.isDone()) {
            hasEnded = true;
            last = rows;
            failure = thrown == null ? null : mapped.apply(thrown);
            ready.run();
          } else if (thrown != null) {
            result.completeExceptionally(thrown);
          } else {
            finish(whole, rows);
          }
        });
    return result;
  }

  private void finish(Function<Rows, Result> whole, Rows rows) {
    try {
      result.complete(whole.apply(rows));
    } catch (RuntimeException e) {
      result.completeExceptionally(e);
    }
  }

  @Override
  public @Nullable Rows poll() {
    Rows portion = feed.poll();
    if (portion == null && hasEnded) {
      if (failure != null) {
        throw failure;
      }
      portion = last;
      last = null;
    }
    if (portion != null) {
      count += portion.size();
      if (isAtEnd()) {
        counted.accept(count);
      }
    }
    return portion;
  }

  @Override
  public boolean isAtEnd() {
    return hasEnded && failure == null && last == null && !feed.hasParts();
  }

  @Override
  public void whenReady(Runnable action) {
    ready = action;
  }
}
