package io.edgesql.backend.cache;

import io.edgesql.backend.StepResult;
import org.jspecify.annotations.Nullable;

/**
 * What a shard answered. Immutable but for the form in which it was last sent.
 *
 * @see NearCache
 */
public final class Copy {
  /** Where a copy was read from. */
  public enum Source {
    SHARD,
    KV
  }

  private final StepResult result;
  private final Dependencies dependencies;
  private final long ver;
  private final long readAtNanos;
  private final Source source;
  private final boolean livesByAge;
  private volatile @Nullable Object sent;

  /**
   * A copy.
   *
   * @param ver the shard's version that it was read at
   * @param readAtNanos {@link System#nanoTime} before the shard was asked
   * @param livesByAge changes after its version may have been told before anybody listened
   */
  public Copy(
      StepResult result,
      Dependencies dependencies,
      long ver,
      long readAtNanos,
      Source source,
      boolean livesByAge) {
    this.result = result;
    this.dependencies = dependencies;
    this.ver = ver;
    this.readAtNanos = readAtNanos;
    this.source = source;
    this.livesByAge = livesByAge;
  }

  public StepResult result() {
    return result;
  }

  public Dependencies dependencies() {
    return dependencies;
  }

  public long ver() {
    return ver;
  }

  public long ageNanos(long nowNanos) {
    return nowNanos - readAtNanos;
  }

  public Source source() {
    return source;
  }

  /** Whether its age alone says that it may be served, besides changes that are known. */
  boolean livesByAge() {
    return livesByAge;
  }

  /** The form in which it was last sent to a client, for whoever made it; or null. */
  public @Nullable Object sent() {
    return sent;
  }

  /** Keeps a form; it may weigh about as much as the rows, which {@link #bytes} accounts for. */
  public void keepSent(Object form) {
    sent = form;
  }

  /** Estimated memory of the rows, of their sent form, and of the entry itself. */
  long bytes() {
    long bytes = 200;
    for (@Nullable Object[] row : result.rows()) {
      bytes += 32 + 4L * row.length;
      for (Object cell : row) {
        bytes += 2 * bytesOf(cell);
      }
    }
    for (String name : result.columns()) {
      bytes += 48 + name.length();
    }
    return bytes;
  }

  static long bytesOf(@Nullable Object value) {
    if (value instanceof String text) {
      return 48 + 2L * text.length();
    }
    if (value instanceof byte[] blob) {
      return 16L + blob.length;
    }
    return value == null ? 0 : 16;
  }
}
