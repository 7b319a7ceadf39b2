package io.edgesql.backend.link;

import io.edgesql.backend.BackendException;
import io.edgesql.backend.BackendException.Code;
import io.edgesql.backend.BackendSettings;
import io.edgesql.backend.EdgeUsage;
import io.edgesql.backend.RowFeed;
import io.edgesql.backend.ShardChanges;
import io.edgesql.backend.ShardReply;
import io.edgesql.backend.ShardRequest;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
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
import org.jspecify.annotations.Nullable;
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
  private final boolean ownsLoops;
  private final EdgeUsage usage = new EdgeUsage();
  private final ShardChanges changes;
  private final AtomicLong sockets = new AtomicLong();
  private final ConcurrentHashMap<String, List<ShardLink>> links = new ConcurrentHashMap<>();
  private volatile boolean isClosed;

  /**
   * Links on event loops of their own. No link is opened yet.
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
    this(
        settings,
        token,
        changes,
        new MultiThreadIoEventLoopGroup(
            settings.ioThreads(),
            new DefaultThreadFactory("edge-link", true),
            NioIoHandler.newFactory()),
        true);
  }

  /**
   * Links on the event loops of those who use them: a request then goes out on the loop that it
   * comes from, and is answered there, so that no thread has to wake another one. Each loop has
   * links of its own; {@link BackendSettings#ioThreads} does not count.
   *
   * @param loops not shut down here
   */
  public ShardLinks(
      BackendSettings settings,
      Supplier<String> token,
      ShardChanges changes,
      EventLoopGroup loops) {
    this(settings, token, changes, loops, false);
  }

  private ShardLinks(
      BackendSettings settings,
      Supplier<String> token,
      ShardChanges changes,
      EventLoopGroup loops,
      boolean ownsLoops) {
    this.settings = settings;
    this.changes = changes;
    this.connector = new Connector(settings, token);
    this.loops = loops;
    this.ownsLoops = ownsLoops;
  }

  /** The event loops that carry the links. */
  public EventLoopGroup loops() {
    return loops;
  }

  /** What all links have asked for. */
  public EdgeUsage usage() {
    return usage;
  }

  /** See {@link io.edgesql.backend.Backend#run}. */
  public CompletionStage<ShardReply> run(String shard, ShardRequest request) {
    return run(shard, request, null);
  }

  /** See {@link io.edgesql.backend.Backend#run}; without a feed the rows are gathered. */
  public CompletionStage<ShardReply> run(
      String shard, ShardRequest request, @Nullable RowFeed feed) {
    List<ShardLink> candidates;
    try {
      candidates = linksOf(shard);
    } catch (BackendException e) {
      return CompletableFuture.failedStage(e);
    }
    Pending pending = new Pending(request, feed, settings.timing().deadline(), System.nanoTime());
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
    List<ShardLink> all = links.get(shard);
    if (all == null) {
      return;
    }
    List<ShardLink> candidates = near(all);
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
      // Each tells all changes: those that come over one link are in order with its replies.
      List<ShardLink> all = linksOf(shard);
      boolean isAnyUp = false;
      for (int index = 0; index < all.size(); index++) {
        all.get(index).watch(tables);
        isAnyUp |= all.get(index).isUp();
      }
      if (!isAnyUp) {
        // Copies may come from elsewhere, without a request over a link.
        near(all).get(0).open();
      }
    } catch (BackendException e) {
      LOG.debug("Shard {} cannot be watched: {}", shard, e.message());
    }
  }

  /** A transaction's locks live on one socket, so it always takes the same; others the idlest. */
  private ShardLink pick(List<ShardLink> all, ShardRequest request) {
    List<ShardLink> candidates = near(all);
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

  /**
   * The links on the caller's own event loop, or all of them when it has none. Links of a loop
   * follow one another.
   */
  private List<ShardLink> near(List<ShardLink> all) {
    if (ownsLoops) {
      return all;
    }
    int each = settings.socketsPerShard();
    for (int first = 0; first < all.size(); first += each) {
      if (all.get(first).isOnCallersLoop()) {
        return all.size() == each ? all : all.subList(first, first + each);
      }
    }
    return all;
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
    List<ShardLink> made = new ArrayList<>();
    if (ownsLoops) {
      addLinks(shard, loops.next(), made);
      return List.copyOf(made);
    }
    for (EventExecutor loop : loops) {
      addLinks(shard, (EventLoop) loop, made);
    }
    return List.copyOf(made);
  }

  private void addLinks(String shard, EventLoop first, List<ShardLink> made) {
    for (int index = 0; index < settings.socketsPerShard(); index++) {
      made.add(
          new ShardLink(
              shard,
              new RequestQueue(shard, settings.limits(), usage),
              new Watch(settings.limits().watchedTables(), changes.feed(shard)),
              settings.timing(),
              connector,
              ownsLoops && index > 0 ? loops.next() : first,
              sockets::incrementAndGet));
    }
  }

  /** Fails what is open with {@code CLOSED}; returns without waiting. */
  @Override
  public void close() {
    isClosed = true;
    links.values().forEach(shard -> shard.forEach(ShardLink::close));
    if (ownsLoops) {
      var unused = loops.shutdownGracefully(100, 2_000, TimeUnit.MILLISECONDS);
    }
  }
}
