package io.edgesql.backend.link;

import io.edgesql.backend.BackendException;
import io.edgesql.backend.BackendException.Code;
import io.edgesql.backend.BackendSettings.Limits;
import io.edgesql.backend.EdgeUsage;
import io.edgesql.backend.RowFeed;
import io.edgesql.backend.ShardRequest;
import io.edgesql.backend.json.Reply;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import io.netty.util.collection.LongObjectMap.PrimitiveEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open requests of one link. A request is in exactly one of three places until its stage
 * completes: the inbox (any thread puts it there), the waiting line, or among those sent.
 *
 * <p>{@link #admit}, {@link #openRequests} and {@link #failInbox} may be called from any thread;
 * all else only on the link's event loop.
 */
final class RequestQueue {

  private static final Logger LOG = LoggerFactory.getLogger(RequestQueue.class);

  private final String shard;
  private final Limits limits;
  private final EdgeUsage usage;
  private final FramePacker packer;

  private final Queue<Pending> inbox = new ConcurrentLinkedQueue<>();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicLong openBytes = new AtomicLong();

  private final Deque<Pending> waiting = new ArrayDeque<>();
  private final LongObjectMap<Pending> sent = new LongObjectHashMap<>();
  private long partialBytes;

  /** Told on the consumer's thread. */
  interface PartsTaken {
    void taken(Reply part, Pending pending);
  }

  RequestQueue(String shard, Limits limits, EdgeUsage usage) {
    this.shard = shard;
    this.usage = usage;
    this.limits = limits;
    this.packer = new FramePacker(limits, this::forget);
  }

  int openRequests() {
    return open.get();
  }

  /** Takes a request into the inbox; false if it was failed because a bound is reached. */
  boolean admit(Pending pending) {
    int requests = open.incrementAndGet();
    long bytes = openBytes.addAndGet(pending.estimatedBytes);
    // One request alone may weigh what it likes: its own bound is checked when it is encoded.
    boolean isTooMuch = bytes > limits.queuedBytes() && requests > 1;
    if (requests > limits.inFlight() || isTooMuch) {
      forget(pending);
      pending.fail(
          Code.OVERLOADED, "Too many requests are open on the link to shard " + shard, true, null);
      return false;
    }
    inbox.add(pending);
    return true;
  }

  void takeInbox() {
    for (Pending next = inbox.poll(); next != null; next = inbox.poll()) {
      waiting.add(next);
    }
  }

  /** What the shard knows of the texts that were sent to it. */
  LinkTexts texts() {
    return packer.texts();
  }

  boolean hasWaiting() {
    return !waiting.isEmpty();
  }

  boolean isEmpty() {
    return waiting.isEmpty() && sent.isEmpty();
  }

  /** The next frame; null if none of the waiting requests could be sent, or none waits. */
  FramePacker.@Nullable Packed pack(long socket, ByteBufAllocator alloc) {
    FramePacker.Packed packed = packer.pack(waiting, sent, socket, alloc);
    if (packed != null) {
      usage.sent(packed.requests());
    }
    return packed;
  }

  /**
   * Matches a reply with its request.
   *
   * @param boot gives what the reply is to say in {@code boot}
   * @param parts told when the part that the reply is has been taken; the answer is {@link #taken}
   */
  void reply(Reply reply, Supplier<@Nullable String> boot, PartsTaken parts) {
    Pending pending = sent.get(reply.id());
    if (pending == null) {
      // Its deadline had passed, or it was answered before.
      LOG.debug("Reply to unknown request {} of shard {}", reply.id(), shard);
      return;
    }
    boolean isPart = reply.part() && (handOver(reply, pending, parts) || gather(reply, pending));
    if (isPart) {
      if (pending.partialBytes > limits.resultBytes() || partialBytes > limits.partialBytes()) {
        settle(reply.id(), pending);
        pending.fail(
            Code.RESULT_TOO_LARGE, "The result exceeds what the link may hold", false, null);
      }
      return;
    }
    BackendException error = reply.error();
    if (error != null && error.code() == Code.TEXT_UNKNOWN && pending.mayBeSentWithTexts()) {
      sent.remove(reply.id());
      packer.texts().forget();
      waiting.add(pending);
      return;
    }
    settle(reply.id(), pending);
    if (reply.part()) {
      pending.fail(Code.PROTOCOL, "A part of a step that was not asked for", false, null);
    } else if (error != null) {
      pending.fail(error);
    } else if (reply.results().size() != pending.request.steps().size()) {
      pending.fail(Code.PROTOCOL, "A reply with another number of results", false, null);
    } else {
      pending.succeed(reply, boot.get(), usage);
    }
  }

  private boolean gather(Reply part, Pending pending) {
    boolean isGathered = pending.addPart(part);
    partialBytes += isGathered ? part.bytes() : 0;
    return isGathered;
  }

  /** Gives a part to its consumer; counts as held until that takes it. */
  private boolean handOver(Reply part, Pending pending, PartsTaken parts) {
    RowFeed feed = pending.feed;
    if (feed == null || part.step() != 0) {
      return false;
    }
    pending.isHandedOver = true;
    pending.putOffDeadline(System.nanoTime());
    pending.partialBytes += part.bytes();
    partialBytes += part.bytes();
    feed.offer(part.rows(), () -> parts.taken(part, pending));
    return true;
  }

  /**
   * A part was taken.
   *
   * @return whether the shard waits to hear of it
   */
  boolean taken(Reply part, Pending pending) {
    if (sent.get(part.id()) != pending) {
      return false;
    }
    pending.putOffDeadline(System.nanoTime());
    pending.partialBytes -= part.bytes();
    partialBytes -= part.bytes();
    return part.open();
  }

  private void settle(long id, Pending pending) {
    sent.remove(id);
    partialBytes -= pending.partialBytes;
    forget(pending);
  }

  /** The socket is lost: what may be repeated waits again, first and in its order. */
  void takeBackSent(@Nullable Throwable failure) {
    long[] ids = sent.keySet().stream().mapToLong(Long::longValue).sorted().toArray();
    for (int index = ids.length - 1; index >= 0; index--) {
      Pending lost = sent.remove(ids[index]);
      partialBytes -= lost.dropParts();
      if (lost.isRepeatable() && lost.attempts < limits.attempts()) {
        waiting.addFirst(lost);
      } else {
        forget(lost);
        lost.fail(Code.UNREACHABLE, "The link to shard " + shard + " was lost", true, failure);
      }
    }
  }

  /** Takes out what is past its deadline; the caller fails it. */
  List<Pending> takeExpired(long nowNanos) {
    List<Pending> expired = new ArrayList<>();
    for (Iterator<Pending> all = waiting.iterator(); all.hasNext(); ) {
      Pending pending = all.next();
      if (pending.deadlineNanos - nowNanos <= 0) {
        all.remove();
        expired.add(pending);
      }
    }
    for (Iterator<PrimitiveEntry<Pending>> all = sent.entries().iterator(); all.hasNext(); ) {
      Pending pending = all.next().value();
      if (pending.deadlineNanos - nowNanos <= 0 && !pending.waitsForConsumer()) {
        all.remove();
        partialBytes -= pending.partialBytes;
        expired.add(pending);
      }
    }
    expired.forEach(this::forget);
    return expired;
  }

  /**
   * Fails a request that waits to be sent.
   *
   * @return its id if it was sent
   */
  @SuppressWarnings("ReferenceEquality") // This very request, not one that says the same.
  OptionalLong interrupt(ShardRequest request) {
    for (Iterator<Pending> all = waiting.iterator(); all.hasNext(); ) {
      Pending pending = all.next();
      // An earlier attempt may have been run: only the shard can tell.
      if (pending.request == request && pending.attempts == 0) {
        all.remove();
        forget(pending);
        pending.fail(Code.CANCELLED, "The request was cancelled before it was sent", false, null);
        return OptionalLong.empty();
      }
    }
    for (PrimitiveEntry<Pending> entry : sent.entries()) {
      if (entry.value().request == request) {
        return OptionalLong.of(entry.key());
      }
    }
    return OptionalLong.empty();
  }

  /** Fails what waits or was sent. */
  void failAll(Code code, String message, @Nullable Throwable cause) {
    List<Pending> all = new ArrayList<>(waiting);
    all.addAll(Arrays.asList(sent.values().toArray(new Pending[0])));
    waiting.clear();
    sent.clear();
    partialBytes = 0;
    for (Pending pending : all) {
      forget(pending);
      pending.fail(code, message, false, cause);
    }
  }

  /** Fails what came after the link was closed. */
  void failInbox() {
    for (Pending next = inbox.poll(); next != null; next = inbox.poll()) {
      forget(next);
      next.fail(Code.CLOSED, "The backend is closed", false, null);
    }
  }

  /** A request is no longer open. */
  private void forget(Pending pending) {
    open.decrementAndGet();
    openBytes.addAndGet(-pending.estimatedBytes);
  }
}
