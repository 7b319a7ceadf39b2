package io.edgesql.proxy.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of the process: what was started, until a signal or the end of the local edge. The parts
 * are closed in reverse order, on the main thread; a signal only asks for it and waits.
 */
final class UntilStopped implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UntilStopped.class);
  private static final long STOP_SECONDS = 30;

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean hasEdgeEnded;
  private volatile boolean isStopping;

  UntilStopped() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stopAndWait, "stop"));
  }

  /** Takes charge of a part. */
  <T extends AutoCloseable> T keep(T part) {
    parts.push(part);
    return part;
  }

  /** Ends everything when the local edge ends by itself. */
  void watch(LocalEdge edge) {
    var unused =
        edge.onExit()
            .thenAccept(
                process -> {
                  if (!isStopping) {
                    hasEdgeEnded = true;
                    stopped.countDown();
                  }
                });
  }

  /** Whether a signal has asked for the end. */
  boolean isStopping() {
    return isStopping;
  }

  /** Waits for the end; gives the exit code. */
  int await() throws StartFailure {
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    isStopping = true;
    if (hasEdgeEnded) {
      throw new StartFailure("The local edge has ended unexpectedly.");
    }
    return 0;
  }

  @Override
  public void close() {
    isStopping = true;
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        LOG.warn("A part could not be closed", e);
      }
    }
    closed.countDown();
  }

  /** Runs in the shutdown hook: after a signal, or at once after the command's own end. */
  private void stopAndWait() {
    boolean isSignal = closed.getCount() > 0;
    isStopping = true;
    stopped.countDown();
    try {
      if (!closed.await(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("Not everything could be closed in {} s", STOP_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (isSignal) {
      // Stopping in order is a success; Java's own exit code would be 128 + the signal.
      Runtime.getRuntime().halt(0);
    }
  }
}
