package io.edgesql.proxy.execute;

import io.edgesql.backend.Rows;
import org.jspecify.annotations.Nullable;

/** Rows that come one portion after the other. Confined to the session's thread. */
public interface RowSource {
  /**
   * The next portion; null when there is none yet, or none any more.
   *
   * @throws RuntimeException what made the rows end before their time
   */
  @Nullable Rows poll();

  /** Whether the last portion was taken. */
  boolean isAtEnd();

  /** Calls this when there may be more to take, or the end. */
  void whenReady(Runnable ready);

  /** Rows that are all there. */
  static RowSource of(Rows rows) {
    return new RowSource() {
      private boolean isTaken;

      @Override
      public @Nullable Rows poll() {
        Rows portion = isTaken ? null : rows;
        isTaken = true;
        return portion;
      }

      @Override
      public boolean isAtEnd() {
        return isTaken;
      }

      @Override
      public void whenReady(Runnable ready) {}
    };
  }
}
