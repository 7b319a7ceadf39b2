package io.edgesql.backend.link;

import io.edgesql.backend.BackendException;
import io.edgesql.backend.BackendException.Code;
import io.edgesql.backend.BackendSettings;
import io.edgesql.backend.EdgeUsage;
import io.edgesql.backend.ShardChanges;
import io.edgesql.backend.ShardReply;
import io.edgesql.backend.ShardRequest;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The links of all shards. A shard's sockets are opened by its first request and again by the first
 * one after a loss. Thread-safe.
 */
public final class ShardLinks implements AutoCloseable {

  private static final Pattern SHARD_NAME = Pattern.compile("[a-z0-9-]{1,64}");

  private static final Logger LOG = LoggerFactory.getLogger(ShardLinks.class);

  private final BackendSettings settings;
  private final Connector connector;
  private final EventLoopGroup loops;
  private final EdgeUsage usage = new EdgeUsage();
  private final ShardChanges changes;
  private final AtomicLong sockets = new AtomicLong();
  private final ConcurrentHashMap<String, List<ShardLink>> links = new ConcurrentHashMap<>();
  private volatile boolean isClosed;

  /**
   * No link is opened yet.
   *
   * @param token asked for a bearer token at every upgrade, on an event loop: must not block
   */
  public ShardLinks(BackendSettings settings, Supplier<String> token) {
    this(settings, token, ShardChanges.NONE);
  }

  /**
   * Links that tell what changes.
   *
   * @param changes told what the shards push, see {@link #watch}
   */
  public ShardLinks(BackendSettings settings, Supplier<String> token, ShardChanges changes) {
    this.changes = changes;
    this.settings = settings;
    this.connector = new Connector(settings, token);
    this.loops =
        new MultiThreadIoEventLoopGroup(
            settings.ioThreads(),
            new DefaultThreadFactory("edge-link", true),
            NioIoHandler.newFactory());
  }

  /** What all links have asked for. */
  public EdgeUsage usage() {
    return usage;
  }

  /** See {@link io.edgesql.backend.Backend#run}. */
  public CompletionStage<ShardReply> run(String shard, ShardRequest request) {
    List<ShardLink> candidates;
    try {
      candidates = linksOf(shard);
    } catch (BackendException e) {
      return CompletableFuture.failedStage(e);
    }
    Pending pending = new Pending(request, settings.timing().deadline(), System.nanoTime());
    pick(candidates, request).submit(pending);
    return pending.answer;
  }

  /** See {@link io.edgesql.backend.Backend#interrupt}. */
  public void interrupt(String shard, ShardRequest request) {
    List<ShardLink> candidates = links.get(shard);
    if (candidates != null) {
      candidates.forEach(link -> link.interrupt(request));
    }
  }

  /** See {@link io.edgesql.backend.Backend#keep}. */
  public void keep(String shard, Collection<String> transactions) {
    List<ShardLink> candidates = links.get(shard);
    if (candidates == null) {
      return;
    }
    for (ShardLink link : candidates) {
      List<String> here =
          transactions.stream().filter(id -> linkOf(candidates, id) == link).toList();
      if (!here.isEmpty()) {
        link.keep(here);
      }
    }
  }

  /** See {@link io.edgesql.backend.Backend#watch}. */
  public void watch(String shard, Collection<String> tables) {
    try {
      linksOf(shard).get(0).watch(tables);
    } catch (BackendException e) {
      LOG.debug("Shard {} cannot be watched: {}", shard, e.message());
    }
  }

  /** A transaction's locks live on one socket, so it always takes the same; others the idlest. */
  private static ShardLink pick(List<ShardLink> candidates, ShardRequest request) {
    ShardRequest.Transaction tx = request.tx();
    if (tx != null) {
      return linkOf(candidates, tx.id());
    }
    ShardLink best = candidates.get(0);
    for (int index = 1; index < candidates.size(); index++) {
      if (candidates.get(index).openRequests() < best.openRequests()) {
        best = candidates.get(index);
      }
    }
    return best;
  }

  private static ShardLink linkOf(List<ShardLink> candidates, String transaction) {
    return candidates.get(Math.floorMod(transaction.hashCode(), candidates.size()));
  }

  private List<ShardLink> linksOf(String shard) throws BackendException {
    List<ShardLink> known = links.get(shard);
    if (known != null) {
      return known;
    }
    if (isClosed) {
      throw BackendException.of(Code.CLOSED, "The backend is closed", false);
    }
    if (!SHARD_NAME.matcher(shard).matches()) {
      throw BackendException.of(Code.BAD_REQUEST, "Not a shard name: " + shard, false);
    }
    List<ShardLink> made = links.computeIfAbsent(shard, name -> isFull() ? null : newLinks(name));
    if (made == null) {
      throw BackendException.of(
          Code.OVERLOADED, "More than " + settings.maxShards() + " shards are in use", true);
    }
    return made;
  }

  private boolean isFull() {
    return links.mappingCount() >= settings.maxShards();
  }

  private List<ShardLink> newLinks(String shard) {
    List<ShardLink> made = new ArrayList<>(settings.socketsPerShard());
    for (int index = 0; index < settings.socketsPerShard(); index++) {
      made.add(
          new ShardLink(
              shard,
              new RequestQueue(shard, settings.limits(), usage),
              new Watch(shard, settings.limits().watchedTables(), changes),
              settings.timing(),
              connector,
              loops.next(),
              sockets::incrementAndGet));
    }
    return List.copyOf(made);
  }

  /** Fails what is open with {@code CLOSED}; returns without waiting. */
  @Override
  public void close() {
    isClosed = true;
    links.values().forEach(shard -> shard.forEach(ShardLink::close));
    var unused = loops.shutdownGracefully(100, 2_000, TimeUnit.MILLISECONDS);
  }
}
