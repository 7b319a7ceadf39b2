package io.edgesql.proxy.reply;

import io.edgesql.dialect.eval.Evaluator;
import io.edgesql.dialect.eval.RowEnvironment;
import io.edgesql.dialect.eval.SqliteCodec;
import io.edgesql.dialect.plan.Program;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.Value;
import io.edgesql.protocol.response.BinaryRow;
import io.edgesql.protocol.response.TextRow;
import io.edgesql.protocol.type.Collation;
import io.edgesql.protocol.type.ColumnType;
import io.edgesql.proxy.execute.Result;
import io.netty.buffer.ByteBuf;
import java.nio.charset.Charset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the rows of one result set, in text or binary. The frequent cases (integers, text, blobs
 * as the shard sent them) go straight into the buffer; everything else is decoded to a {@link
 * Value} first.
 */
final class RowWriter {
  private final Column[] columns;
  private final RowEnvironment row;
  private final boolean isBinary;

  /** One column, with all that can be decided before the rows. */
  private record Column(
      Program.Cell cell,
      int index,
      SqlType type,
      Representation representation,
      boolean isPlainInteger,
      boolean isPlainText,
      ColumnType wireType,
      @Nullable Charset charset) {}

  RowWriter(Result.RowStream set, boolean isBinary, @Nullable Collation results) {
    this.isBinary = isBinary;
    this.row = new RowEnvironment(set.environment());
    List<Program.ResultColumn> given = set.columns();
    columns = new Column[given.size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = column(given.get(i), results);
      if (given.get(i).cell() instanceof Program.ComputedCell computed) {
        row.learn(computed.expr());
      }
    }
  }

  /** Appends one row's payload. */
  void write(@Nullable Object[] cells, ByteBuf payload) {
    row.move(cells);
    if (isBinary) {
      BinaryRow out = new BinaryRow(payload, columns.length);
      for (Column column : columns) {
        writeBinary(out, column, cells);
      }
    } else {
      TextRow out = new TextRow(payload);
      for (Column column : columns) {
        writeText(out, column, cells);
      }
    }
  }

  private static Column column(Program.ResultColumn column, @Nullable Collation results) {
    SqlType type = column.type();
    ColumnType wire = ColumnMetadata.wireType(type, column.origin() != null);
    Charset charset = TextEncoder.charsetOf(type, results);
    if (!(column.cell() instanceof Program.ShardCell shard)) {
      return new Column(
          column.cell(),
          -1,
          type,
          Representation.of(Representation.Kind.TEXT),
          false,
          false,
          wire,
          charset);
    }
    Representation.Kind kind = shard.representation().kind();
    boolean isInteger =
        kind == Representation.Kind.INTEGER && type.name().isInteger() && !type.zerofill();
    boolean isText =
        charset == null
            && (kind == Representation.Kind.TEXT || kind == Representation.Kind.JSON)
            && !type.name().isNumeric()
            && !type.name().isTemporal();
    return new Column(
        shard, shard.index(), type, shard.representation(), isInteger, isText, wire, charset);
  }

  private void writeText(TextRow out, Column column, @Nullable Object[] cells) {
    if (column.index >= 0) {
      Object raw = cells[column.index];
      if (raw == null) {
        out.writeNull();
        return;
      }
      if (raw instanceof Long number && column.isPlainInteger) {
        out.writeLong(number);
        return;
      }
      if (raw instanceof String text && (column.isPlainText || column.isPlainInteger)) {
        out.writeText(text);
        return;
      }
    }
    ValueWriter.writeText(out, value(column, cells), column.type, column.charset);
  }

  private void writeBinary(BinaryRow out, Column column, @Nullable Object[] cells) {
    if (column.index >= 0) {
      Object raw = cells[column.index];
      if (raw == null) {
        out.writeNull();
        return;
      }
      if (raw instanceof String text && column.isPlainText) {
        out.writeText(text);
        return;
      }
      if (column.isPlainInteger && (raw instanceof Long || raw instanceof String)) {
        long number = raw instanceof Long known ? known : Long.parseLong((String) raw);
        ValueWriter.writeInteger(out, number, column.wireType);
        return;
      }
    }
    ValueWriter.writeBinary(
        out, value(column, cells), column.type, column.wireType, column.charset);
  }

  private Value value(Column column, @Nullable Object[] cells) {
    if (column.cell instanceof Program.ComputedCell computed) {
      return Evaluator.evaluate(computed.expr(), row);
    }
    Object raw = cells[column.index];
    if (raw instanceof Value value) {
      return value;
    }
    return SqliteCodec.decode(raw, column.representation, column.type, row);
  }
}
