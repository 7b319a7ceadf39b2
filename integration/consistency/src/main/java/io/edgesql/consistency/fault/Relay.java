package io.edgesql.consistency.fault;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Forwards connections of this machine to a port of it, and spoils them when it is told to. */
public final class Relay implements AutoCloseable {
  private static final int BUFFER_BYTES = 16 * 1024;
  private static final int CONNECT_TIMEOUT_MS = 2000;
  private static final int POLL_MS = 5;

  private final ServerSocket listening;
  private final int target;
  private final List<Pair> pairs = new ArrayList<>();
  private final AtomicInteger cutsDue = new AtomicInteger();
  private final AtomicInteger repliesDue = new AtomicInteger();
  private volatile long heldUntilNanos = System.nanoTime();
  private volatile long slowUntilNanos = System.nanoTime();
  private volatile int delayMs;

  private Relay(ServerSocket listening, int target) {
    this.listening = listening;
    this.target = target;
  }

  /** Listens on a port; 0 takes a free one. */
  public static Relay start(int port, int target) throws IOException {
    ServerSocket listening = new ServerSocket();
    listening.setReuseAddress(true);
    listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    Relay relay = new Relay(listening, target);
    daemon(relay::accept, "relay-accept");
    return relay;
  }

  public int port() {
    return listening.getLocalPort();
  }

  /** Resets all connections. */
  public void cutAll() {
    copyOfPairs().forEach(Pair::reset);
  }

  /** Resets one connection. */
  public void cutOne(Random random) {
    List<Pair> all = copyOfPairs();
    if (!all.isEmpty()) {
      all.get(random.nextInt(all.size())).reset();
    }
  }

  /** Of the next chunks, as many as there are connections, only a part gets through. */
  public void cutMidFrame() {
    cutsDue.set(Math.max(1, copyOfPairs().size()));
  }

  /** Of the next chunks from the target, as many as there are connections, nothing gets through. */
  public void cutReplies() {
    repliesDue.set(Math.max(1, copyOfPairs().size()));
  }

  /** Lets nothing through for some time, and forgets nothing. */
  public void hold(int milliseconds) {
    heldUntilNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
  }

  /** Delays each chunk by up to {@code delayMs} for some time. */
  public void slow(int milliseconds, int delay) {
    delayMs = delay;
    slowUntilNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
  }

  /** Ends all disturbances. */
  public void heal() {
    cutsDue.set(0);
    repliesDue.set(0);
    heldUntilNanos = System.nanoTime();
    slowUntilNanos = System.nanoTime();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    cutAll();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        daemon(() -> connect(client), "relay-connect");
      } catch (IOException e) {
        // Closed, or a client that was gone before it was accepted.
      }
    }
  }

  private void connect(Socket client) {
    Pair pair = null;
    try {
      Socket server = new Socket();
      server.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), target), CONNECT_TIMEOUT_MS);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      Pair made = new Pair(client, server);
      pair = made;
      synchronized (pairs) {
        pairs.add(made);
      }
      daemon(() -> pump(made, server, client, repliesDue), "relay-back");
      pump(made, client, server, new AtomicInteger());
    } catch (IOException e) {
      // Nobody listens behind the relay at the moment.
      reset(client);
    } finally {
      forget(pair);
    }
  }

  private void forget(@Nullable Pair pair) {
    synchronized (pairs) {
      pairs.remove(pair);
    }
  }

  /**
   * @param lossesDue how many of the next chunks are lost whole, each with its connection
   */
  private void pump(Pair pair, Socket from, Socket to, AtomicInteger lossesDue) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        disturb();
        if (lossesDue.get() > 0 && lossesDue.getAndDecrement() > 0) {
          pair.reset();
          return;
        }
        if (cutsDue.get() > 0 && cutsDue.getAndDecrement() > 0) {
          out.write(buffer, 0, ThreadLocalRandom.current().nextInt(count));
          out.flush();
          pair.reset();
          return;
        }
        out.write(buffer, 0, count);
      }
      to.shutdownOutput();
    } catch (IOException e) {
      pair.reset();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      pair.reset();
    }
  }

  private void disturb() throws InterruptedException {
    if (System.nanoTime() < slowUntilNanos) {
      TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextInt(delayMs + 1));
    }
    while (System.nanoTime() < heldUntilNanos) {
      TimeUnit.MILLISECONDS.sleep(POLL_MS);
    }
  }

  private List<Pair> copyOfPairs() {
    synchronized (pairs) {
      return List.copyOf(pairs);
    }
  }

  /** The two ends of a connection. */
  private record Pair(Socket client, Socket server) {
    void reset() {
      Relay.reset(client);
      Relay.reset(server);
    }
  }

  private static void reset(Socket socket) {
    try {
      // Unsent bytes are thrown away, and the peer is told at once.
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // It is closed already.
    }
    try {
      socket.close();
    } catch (IOException e) {
      // Likewise.
    }
  }

  private static void daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }
}
