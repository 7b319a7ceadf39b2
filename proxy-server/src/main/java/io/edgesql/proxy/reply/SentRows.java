package io.edgesql.proxy.reply;

import io.edgesql.backend.cache.Copy;
import io.edgesql.dialect.plan.Program;
import io.edgesql.dialect.types.Representation;
import io.edgesql.protocol.frame.PacketBatch;
import io.edgesql.protocol.handshake.Capabilities;
import io.edgesql.protocol.response.ColumnCount;
import io.edgesql.protocol.type.Collation;
import io.edgesql.proxy.execute.Result;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The packets of a result set, made once and kept with the copy that it was read from: who is
 * served from the copy gets them as they are. Immutable; of one plan, one protocol and one
 * collation.
 *
 * @param columns of the plan: the very list
 * @param head column count and definitions, with their headers
 * @param rows all rows, with their headers
 */
record SentRows(
    List<Program.ResultColumn> columns,
    boolean isBinary,
    @Nullable Collation results,
    byte[] head,
    byte[] rows) {
  /** Larger results are streamed, so that the client's pace is kept. */
  private static final int MAX_BYTES = 32 * 1024;

  private static final Object NOT_KEPT = new Object();

  /**
   * The packets of a copy's rows; null when they are not to be kept: each session sees its own, or
   * they are too large.
   */
  static @Nullable SentRows of(
      Result.RowSet set,
      boolean isBinary,
      @Nullable Collation results,
      Capabilities capabilities,
      ByteBufAllocator allocator) {
    Copy copy = set.copy();
    if (copy == null || capabilities.has(Capabilities.CLIENT_OPTIONAL_RESULTSET_METADATA)) {
      return null;
    }
    Object kept = copy.sent();
    if (kept instanceof SentRows rows && rows.fits(set, isBinary, results)) {
      return rows;
    }
    if (kept == NOT_KEPT) {
      return null;
    }
    SentRows made =
        isShared(set.columns()) ? make(set, isBinary, results, capabilities, allocator) : null;
    copy.keepSent(made == null ? NOT_KEPT : made);
    return made;
  }

  private boolean fits(Result.RowSet set, boolean binary, @Nullable Collation collation) {
    return columns == set.columns() && isBinary == binary && Objects.equals(results, collation);
  }

  /** Whether all sessions see the same: nothing is computed, and no time zone counts. */
  private static boolean isShared(List<Program.ResultColumn> columns) {
    for (Program.ResultColumn column : columns) {
      if (!(column.cell() instanceof Program.ShardCell cell)
          || cell.representation().kind() == Representation.Kind.TIMESTAMP) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable SentRows make(
      Result.RowSet set,
      boolean isBinary,
      @Nullable Collation results,
      Capabilities capabilities,
      ByteBufAllocator allocator) {
    PacketBatch batch = new PacketBatch(allocator, 256);
    try {
      new ColumnCount(set.columns().size()).writeTo(batch.begin(), capabilities);
      batch.end();
      for (Program.ResultColumn column : set.columns()) {
        ColumnMetadata.of(column, results).writeTo(batch.begin(), capabilities);
        batch.end();
      }
      byte[] head = batch.takeBytes();
      RowWriter writer = new RowWriter(set.stream(), isBinary, results);
      for (@Nullable Object[] row : set.rows()) {
        writer.write(row, batch.begin());
        batch.end();
        if (batch.bytes() > MAX_BYTES) {
          return null;
        }
      }
      return new SentRows(set.columns(), isBinary, results, head, batch.takeBytes());
    } finally {
      batch.release();
    }
  }
}
