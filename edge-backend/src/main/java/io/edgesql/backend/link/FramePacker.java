package io.edgesql.backend.link;

import com.fasterxml.jackson.core.JsonGenerator;
import io.edgesql.backend.BackendException.Code;
import io.edgesql.backend.BackendSettings.Limits;
import io.edgesql.backend.ShardRequest.Transaction;
import io.edgesql.backend.json.Json;
import io.edgesql.backend.json.RequestEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.util.AsciiString;
import io.netty.util.collection.LongObjectMap;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Packs waiting requests into {@code run} frames. Confined to its link's event loop.
 *
 * <p>A request that cannot be sent (too large, not SQL values) fails alone: it is cut off the frame
 * again, and the frame ends there.
 */
final class FramePacker {

  private static final AsciiString HEAD = AsciiString.cached("{\"t\":\"run\",\"reqs\":[");
  private static final AsciiString TAIL = AsciiString.cached("]}");
  private static final int INITIAL_BYTES = 512;

  /**
   * A frame on its way.
   *
   * @param frame owned by whoever gets it
   * @param requests how many are in it
   * @param lastQuick id of the last of them that the shard answers at once; 0: none
   */
  record Packed(ByteBuf frame, int requests, long lastQuick) {}

  private static final Logger LOG = LoggerFactory.getLogger(FramePacker.class);

  private final Limits limits;
  private final Consumer<Pending> unsendable;
  private final LinkTexts texts = new LinkTexts();
  private long nextId = 1;

  /**
   * A packer.
   *
   * @param unsendable is told of each request that failed here
   */
  FramePacker(Limits limits, Consumer<Pending> unsendable) {
    this.limits = limits;
    this.unsendable = unsendable;
  }

  /** What the shard knows of the texts that were sent to it. */
  LinkTexts texts() {
    return texts;
  }

  /**
   * Moves requests from the head of {@code waiting} to {@code sent}, under fresh ids.
   *
   * @param socket the socket it goes out on, see {@link BootToken}
   * @return null if nothing could be sent
   */
  @Nullable Packed pack(
      Deque<Pending> waiting, LongObjectMap<Pending> sent, long socket, ByteBufAllocator alloc) {
    ByteBuf frame = alloc.ioBuffer(INITIAL_BYTES);
    frame.writeCharSequence(HEAD, StandardCharsets.US_ASCII);
    int count = 0;
    long lastQuick = 0;
    int end = frame.writerIndex();
    try (OutputStream out = new ByteBufOutputStream(frame);
        JsonGenerator json = Json.FACTORY.createGenerator(out)) {
      while (count < limits.requestsPerFrame() && end < limits.frameBytes()) {
        Pending next = waiting.peek();
        if (next == null) {
          break;
        }
        if (!write(json, next, socket)) {
          reject(waiting, Code.BAD_REQUEST, "The request cannot be encoded");
          break;
        }
        if (frame.writerIndex() > limits.requestBytes()) {
          texts.cancel();
          if (count == 0) {
            reject(
                waiting,
                Code.TOO_LARGE,
                "The request is larger than " + limits.requestBytes() + " bytes");
          }
          break;
        }
        end = frame.writerIndex();
        waiting.remove();
        next.attempts++;
        if (next.isQuick()) {
          lastQuick = nextId;
        }
        sent.put(nextId++, next);
        count++;
      }
    } catch (IOException e) {
      throw new IllegalStateException("A buffer in memory cannot fail", e);
    }
    if (count == 0) {
      frame.release();
      return null;
    }
    frame.writerIndex(end);
    frame.writeCharSequence(TAIL, StandardCharsets.US_ASCII);
    return new Packed(frame, count, lastQuick);
  }

  private boolean write(JsonGenerator json, Pending next, long socket) {
    texts.begin();
    try {
      Transaction tx = next.request.tx();
      String boot = tx == null ? null : BootToken.resolve(tx.boot(), socket);
      RequestEncoder.write(json, nextId, next.request, boot, next.window(), texts);
      json.flush();
      return true;
    } catch (IOException | RuntimeException e) {
      LOG.warn("A request cannot be encoded", e);
      texts.cancel();
      return false;
    }
  }

  private void reject(Deque<Pending> waiting, Code code, String message) {
    Pending rejected = waiting.remove();
    unsendable.accept(rejected);
    rejected.fail(code, message, false, null);
  }
}
