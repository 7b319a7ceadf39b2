package io.edgesql.backend;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a result: one array for each row, its elements as {@link SqlValue} says. Immutable
 * once built; the arrays are shared and must not be changed.
 */
public final class Rows extends AbstractList<@Nullable Object[]> implements RandomAccess {

  public static final Rows EMPTY = new Rows(new Object[0][], 0);

  private final @Nullable Object[][] rows;
  private final int count;

  private Rows(@Nullable Object[][] rows, int count) {
    this.rows = rows;
    this.count = count;
  }

  /** Rows for tests and for results that are made without a shard. */
  public static Rows of(Collection<@Nullable Object[]> rows) {
    return new Rows(rows.toArray(new Object[0][]), rows.size());
  }

  @Override
  public @Nullable Object[] get(int row) {
    if (row >= count) {
      throw new IndexOutOfBoundsException("Row " + row + " of " + count);
    }
    return rows[row];
  }

  public @Nullable Object value(int row, int column) {
    return get(row)[column];
  }

  @Override
  public int size() {
    return count;
  }

  /** Rows gather here as they arrive. Confined to one thread. */
  public static final class Builder {
    private @Nullable Object[][] rows = new Object[1][];
    private int count;

    public void add(@Nullable Object[] row) {
      if (count == rows.length) {
        rows = Arrays.copyOf(rows, count + (count >> 1) + 8);
      }
      rows[count++] = row;
    }

    public void addAll(List<@Nullable Object[]> more) {
      if (count + more.size() > rows.length) {
        rows = Arrays.copyOf(rows, Math.max(count + more.size(), count + (count >> 1)));
      }
      for (@Nullable Object[] row : more) {
        rows[count++] = row;
      }
    }

    /** The rows so far; the builder must not be used afterwards. */
    public Rows build() {
      return count == 0 ? EMPTY : new Rows(rows, count);
    }
  }
}
