package io.edgesql.proxy.reply;

import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.plan.Program;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.protocol.frame.Packet;
import io.edgesql.protocol.frame.PacketBatch;
import io.edgesql.protocol.frame.PacketChannel;
import io.edgesql.protocol.handshake.Capabilities;
import io.edgesql.protocol.response.ColumnCount;
import io.edgesql.protocol.response.ErrPacket;
import io.edgesql.protocol.response.OkPacket;
import io.edgesql.protocol.response.Response;
import io.edgesql.protocol.type.Collation;
import io.edgesql.proxy.execute.Result;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sending side of one connection. Event loop only. Nothing is sent before {@link #flush}, which
 * the session calls once for each command.
 */
public final class ReplyChannel {
  private static final Logger LOG = LoggerFactory.getLogger(ReplyChannel.class);

  private final Channel channel;
  private final PacketChannel packets;
  private Capabilities capabilities = Capabilities.NONE;
  private @Nullable RowPump pump;

  public ReplyChannel(Channel channel, PacketChannel packets) {
    this.channel = channel;
    this.packets = packets;
  }

  public Channel channel() {
    return channel;
  }

  public PacketChannel packets() {
    return packets;
  }

  public Capabilities capabilities() {
    return capabilities;
  }

  /** What both sides agreed on. */
  public void agree(Capabilities agreed) {
    capabilities = agreed;
  }

  /** From here on packets answer this one. */
  public void replyTo(Packet command) {
    packets.replyTo(command);
  }

  public void send(Response response) {
    ChannelFuture unused = channel.write(response.toPayload(channel.alloc(), capabilities));
  }

  public void flush() {
    channel.flush();
  }

  /** Ends the connection; what was sent before still goes out. */
  public void close() {
    close(channel);
  }

  /** Ends a connection that nobody waits for. */
  public static void close(Channel ended) {
    ChannelFuture unused = ended.close();
  }

  /** The packet for a failure; what is unknown is logged with the connection and hidden. */
  public static ErrPacket failure(Throwable cause, long connectionId) {
    if (cause instanceof SqlException known) {
      return new ErrPacket(known.code(), known.sqlState(), known.text());
    }
    if (cause instanceof StackOverflowError) {
      return ErrPacket.of(MySqlError.ER_OUT_OF_RESOURCES);
    }
    LOG.error("Connection {}: a statement failed unexpectedly", connectionId, cause);
    return new ErrPacket(
        MySqlError.ER_UNKNOWN_ERROR.code(),
        MySqlError.ER_UNKNOWN_ERROR.sqlState(),
        "Internal error on connection " + connectionId + "; the server's log has the details");
  }

  /** Column count and definitions, closed as the client wants it. */
  public void sendHead(
      List<Program.ResultColumn> columns, @Nullable Collation results, OkPacket status) {
    send(new ColumnCount(columns.size()));
    sendDefinitions(columns, results, () -> status);
  }

  /** Column definitions, with their EOF for clients without CLIENT_DEPRECATE_EOF. */
  public void sendDefinitions(
      List<Program.ResultColumn> columns, @Nullable Collation results, Supplier<OkPacket> status) {
    for (Program.ResultColumn column : columns) {
      send(ColumnMetadata.of(column, results));
    }
    if (!capabilities.has(Capabilities.CLIENT_DEPRECATE_EOF)) {
      send(status.get().asEndOfRows());
    }
  }

  /**
   * Sends rows; the stage completes once all are written (not yet flushed).
   *
   * @param set of which all rows are sent
   */
  public CompletionStage<Void> sendRows(
      Result.RowStream set, boolean isBinary, @Nullable Collation results) {
    RowWriter writer;
    try {
      writer = new RowWriter(set, isBinary, results);
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
    RowPump started = new RowPump(channel, set.rows(), writer);
    pump = started;
    set.rows().whenReady(started::resume);
    started.resume();
    return started.done();
  }

  /** Writes no more of the rows that are being sent. */
  public void stopRows() {
    RowPump running = pump;
    if (running != null) {
      running.stop();
    }
  }

  /** A whole result set. */
  public CompletionStage<Void> sendResult(
      Result.RowSet set, boolean isBinary, @Nullable Collation results, Supplier<OkPacket> status) {
    SentRows made = SentRows.of(set, isBinary, results, capabilities, channel.alloc());
    if (made != null) {
      send(made.head());
      if (!capabilities.has(Capabilities.CLIENT_DEPRECATE_EOF)) {
        send(status.get().asEndOfRows());
      }
      if (made.rows().length > 0) {
        send(made.rows());
      }
      send(status.get().asEndOfRows());
      return CompletableFuture.completedStage(null);
    }
    return sendResult(set.stream(), isBinary, results, status);
  }

  /** A whole result set, as it comes. */
  public CompletionStage<Void> sendResult(
      Result.RowStream set,
      boolean isBinary,
      @Nullable Collation results,
      Supplier<OkPacket> status) {
    send(new ColumnCount(set.columns().size()));
    sendDefinitions(set.columns(), results, status);
    return sendRows(set, isBinary, results).thenRun(() -> send(status.get().asEndOfRows()));
  }

  /** Packets that were made before. */
  private void send(byte[] made) {
    ChannelFuture unused = channel.write(new PacketBatch(channel.alloc(), made));
  }

  /** The channel has room again, or is gone. */
  public void writabilityChanged() {
    RowPump waiting = pump;
    if (waiting != null) {
      waiting.resume();
    }
  }
}
