package io.edgesql.backend;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where the edge is and every bound of this side.
 *
 * @param gateway {@code http}, {@code https}, {@code ws} or {@code wss}; TLS for the s-forms
 * @param trustedCertificates PEM file of the authorities to trust instead of Java's own
 * @param ioThreads event loops that carry the links, unless the callers' own loops do
 * @param socketsPerShard links to each shard, from each loop when the callers' own loops carry
 *     them; a transaction stays on one of them
 * @param maxShards shards that may have links at the same time
 */
public record BackendSettings(
    URI gateway,
    @Nullable Path trustedCertificates,
    int ioThreads,
    int socketsPerShard,
    int maxShards,
    Limits limits,
    Timing timing,
    Copies copies) {

  /**
   * Reads from copies at the gateway.
   *
   * @param connections of each event loop, and so many calls at the same time
   * @param timeout until a call must be answered
   */
  public record Copies(int connections, Duration timeout) {
    public static final Copies DEFAULT = new Copies(16, Duration.ofSeconds(1));

    public Copies {
      requirePositive(connections, "connections");
      requirePositive(timeout.toMillis(), "timeout");
    }
  }

  /**
   * Bounds of one link.
   *
   * @param inFlight requests queued or unanswered; more fail with {@code OVERLOADED}
   * @param queuedBytes estimated bytes of those requests; likewise
   * @param requestsPerFrame requests packed into one frame, 1 to 256
   * @param frameBytes a frame is closed once it has grown to this
   * @param requestBytes one encoded request; larger fails with {@code TOO_LARGE}; the runtime takes
   *     32 MiB
   * @param receivedFrameBytes one frame from the shard; larger ends the link
   * @param resultBytes JSON text of one reply with all its parts; larger fails with {@code
   *     RESULT_TOO_LARGE}
   * @param partialBytes JSON text of all the parts whose final reply is not there yet; likewise
   * @param schemaBytes body of a schema answer
   * @param attempts how often a request is sent before lost links make it fail
   * @param watchedTables tables of one shard whose changes are told; beyond, the set starts anew; a
   *     shard takes 500 unless it is told otherwise
   */
  public record Limits(
      int inFlight,
      long queuedBytes,
      int requestsPerFrame,
      int frameBytes,
      int requestBytes,
      int receivedFrameBytes,
      long resultBytes,
      long partialBytes,
      int schemaBytes,
      int attempts,
      int watchedTables) {

    private static final int MIB = 1 << 20;

    public static final Limits DEFAULT =
        new Limits(
            4096,
            64L * MIB,
            256,
            MIB,
            31 * MIB,
            32 * MIB,
            256L * MIB,
            256L * MIB,
            64 * MIB,
            5,
            500);

    public Limits withWatchedTables(int tables) {
      return new Limits(
          inFlight,
          queuedBytes,
          requestsPerFrame,
          frameBytes,
          requestBytes,
          receivedFrameBytes,
          resultBytes,
          partialBytes,
          schemaBytes,
          attempts,
          tables);
    }

    public Limits {
      requirePositive(inFlight, "inFlight");
      requirePositive(queuedBytes, "queuedBytes");
      requirePositive(frameBytes, "frameBytes");
      requirePositive(requestBytes, "requestBytes");
      requirePositive(receivedFrameBytes, "receivedFrameBytes");
      requirePositive(resultBytes, "resultBytes");
      requirePositive(partialBytes, "partialBytes");
      requirePositive(schemaBytes, "schemaBytes");
      requirePositive(attempts, "attempts");
      requirePositive(watchedTables, "watchedTables");
      if (requestsPerFrame < 1 || requestsPerFrame > 256) {
        throw new IllegalArgumentException("requestsPerFrame: 1 to 256");
      }
    }
  }

  /**
   * Times of one link.
   *
   * @param deadline for a request that names none
   * @param resolution how late a deadline may be noticed
   * @param connect until the upgrade is answered, TLS included
   * @param heartbeat silence after which a ping is sent
   * @param heartbeatAnswer silence after a ping until the link counts as dead
   * @param reconnectMin pause before the second attempt to connect; doubles, with full jitter
   * @param reconnectMax the longest such pause
   * @param gather how long requests are held back at most while reads of the frame before are not
   *     answered; zero: not at all
   */
  public record Timing(
      Duration deadline,
      Duration resolution,
      Duration connect,
      Duration heartbeat,
      Duration heartbeatAnswer,
      Duration reconnectMin,
      Duration reconnectMax,
      Duration gather) {

    public static final Timing DEFAULT =
        new Timing(
            Duration.ofSeconds(30),
            Duration.ofMillis(20),
            Duration.ofSeconds(10),
            Duration.ofSeconds(15),
            Duration.ofSeconds(10),
            Duration.ofMillis(50),
            Duration.ofSeconds(5),
            Duration.ofNanos(500_000));

    public Timing {
      requirePositive(deadline.toNanos(), "deadline");
      requirePositive(resolution.toNanos(), "resolution");
      requirePositive(connect.toNanos(), "connect");
      requirePositive(heartbeat.toNanos(), "heartbeat");
      requirePositive(heartbeatAnswer.toNanos(), "heartbeatAnswer");
      requirePositive(reconnectMin.toNanos(), "reconnectMin");
      requirePositive(reconnectMax.toNanos(), "reconnectMax");
      if (gather.isNegative()) {
        throw new IllegalArgumentException("gather must not be negative: " + gather);
      }
    }
  }

  public BackendSettings {
    String scheme = String.valueOf(gateway.getScheme()).toLowerCase(Locale.ROOT);
    switch (scheme) {
      case "http", "https", "ws", "wss" -> {}
      default -> throw new IllegalArgumentException("Gateway must be an http(s) URL: " + gateway);
    }
    if (gateway.getHost() == null) {
      throw new IllegalArgumentException("Gateway URL without a host: " + gateway);
    }
    requirePositive(ioThreads, "ioThreads");
    requirePositive(socketsPerShard, "socketsPerShard");
    requirePositive(maxShards, "maxShards");
  }

  /** Defaults for everything but the address. */
  public static BackendSettings of(URI gateway) {
    return new BackendSettings(
        gateway, null, 1, 1, 1024, Limits.DEFAULT, Timing.DEFAULT, Copies.DEFAULT);
  }

  public BackendSettings withLimits(Limits newLimits) {
    return new BackendSettings(
        gateway,
        trustedCertificates,
        ioThreads,
        socketsPerShard,
        maxShards,
        newLimits,
        timing,
        copies);
  }

  public BackendSettings withTiming(Timing newTiming) {
    return new BackendSettings(
        gateway,
        trustedCertificates,
        ioThreads,
        socketsPerShard,
        maxShards,
        limits,
        newTiming,
        copies);
  }

  public BackendSettings withSocketsPerShard(int sockets) {
    return new BackendSettings(
        gateway, trustedCertificates, ioThreads, sockets, maxShards, limits, timing, copies);
  }

  public BackendSettings withCopies(Copies newCopies) {
    return new BackendSettings(
        gateway,
        trustedCertificates,
        ioThreads,
        socketsPerShard,
        maxShards,
        limits,
        timing,
        newCopies);
  }

  /** Whether the link is encrypted. */
  public boolean isTls() {
    String scheme = gateway.getScheme().toLowerCase(Locale.ROOT);
    return scheme.equals("https") || scheme.equals("wss");
  }

  private static void requirePositive(long value, String name) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " must be positive: " + value);
    }
  }
}
