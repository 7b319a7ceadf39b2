package io.edgesql.proxy.execute;

import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.eval.Environment;
import io.edgesql.dialect.eval.SqliteCodec;
import io.edgesql.dialect.plan.Plan;
import io.edgesql.dialect.plan.Program;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a row of a table: some of its cells as the shard tells them. Immutable.
 *
 * <p>Without a session's settings, so that another session can be told them.
 */
final class KnownRow {
  /** Of a cell that nothing is known of; NULL is null. */
  private static final Object UNKNOWN = new Object();

  /** JSON numbers are exact up to here. */
  private static final long MAX_EXACT = (1L << 53) - 1;

  /** So many digits are a long for certain. */
  private static final int MAX_DIGITS = 18;

  /** The query that read the row: the same one would be answered alike. */
  private final Plan.Rows plan;

  private final Table table;
  private final @Nullable Object[] cells;
  private final int width;

  private KnownRow(Plan.Rows plan, Table table, @Nullable Object[] cells, int width) {
    this.plan = plan;
    this.table = table;
    this.cells = cells;
    this.width = width;
  }

  /**
   * The row that a query of one table has read.
   *
   * @param sent its cells in the order of the query's step
   */
  static KnownRow read(Plan.Rows plan, Table table, @Nullable Object[] sent) {
    @Nullable Object[] cells = new @Nullable Object[table.columns().size()];
    Arrays.fill(cells, UNKNOWN);
    for (Program.ResultColumn column : plan.columns()) {
      int place = place(table, column);
      if (place >= 0 && column.cell() instanceof Program.ShardCell cell) {
        cells[place] = sent[cell.index()];
      }
    }
    return new KnownRow(plan, table, cells, sent.length);
  }

  /** The place in the table of a column that shows a stored value as it is; -1: it does not. */
  private static int place(Table table, Program.ResultColumn column) {
    if (column.origin() == null || !(column.cell() instanceof Program.ShardCell cell)) {
      return -1;
    }
    List<Table.Column> columns = table.columns();
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equalsIgnoreCase(column.origin().column())) {
        return cell.representation().equals(Representation.ofColumn(columns.get(i).type()))
            ? i
            : -1;
      }
    }
    return -1;
  }

  boolean knows(int place) {
    return cells[place] != UNKNOWN;
  }

  /** The value of a column that is known. */
  Value value(int place, Environment environment) {
    Table.Column column = table.columns().get(place);
    Representation stored = Representation.ofColumn(column.type());
    return SqliteCodec.decode(cells[place], stored, column.type(), environment);
  }

  /**
   * The row after a change.
   *
   * @param changed by the places of columns what is stored in them, as it is sent to the shard
   */
  KnownRow with(Map<Integer, @Nullable Object> changed) {
    @Nullable Object[] after = cells.clone();
    changed.forEach((place, sent) -> after[place] = told(sent, place));
    return new KnownRow(plan, table, after, width);
  }

  /**
   * What the shard tells of a value that was sent to it, in the form in which it told the old one.
   */
  private @Nullable Object told(@Nullable Object sent, int place) {
    Object before = cells[place];
    if (sent == null) {
      return null;
    }
    if (!(sent instanceof String text) || before == null || before == UNKNOWN) {
      return UNKNOWN;
    }
    // Whole numbers are sent as text; those that JSON may not hold exactly are told as text, too.
    if (before instanceof Long) {
      return text.length() < MAX_DIGITS ? (Object) Long.valueOf(text) : UNKNOWN;
    }
    return before instanceof String ? text : UNKNOWN;
  }

  /**
   * The row as the shard would send it for a query.
   *
   * @param now the table as it is for the asker
   * @return null if that is not known
   */
  @Nullable List<@Nullable Object> answer(Plan.Rows asked, @Nullable Table now) {
    if (!asked.equals(plan) || !table.equals(now)) {
      return null;
    }
    List<@Nullable Object> sent = new ArrayList<>(width);
    for (int i = 0; i < width; i++) {
      sent.add(UNKNOWN);
    }
    for (Program.ResultColumn column : asked.columns()) {
      int place = place(table, column);
      if (place < 0 || !(column.cell() instanceof Program.ShardCell cell)) {
        return null;
      }
      sent.set(cell.index(), cells[place]);
    }
    return sent.stream().allMatch(KnownRow::isExact) ? sent : null;
  }

  /** Whether the shard can tell by a comparison of texts that the cell is the same. */
  private static boolean isExact(@Nullable Object cell) {
    return cell == null
        || cell instanceof String
        || (cell instanceof Long number && Math.abs(number) <= MAX_EXACT);
  }
}
