package io.edgesql.proxy.execute.metadata;

import io.edgesql.proxy.execute.metadata.VirtualCatalog.VirtualTable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of a virtual table while they are made; cells are null, Long, Double or String. */
final class RowList {
  private final VirtualTable table;
  private final List<@Nullable Object[]> rows = new ArrayList<>();
  private @Nullable Object[] row = new Object[0];

  RowList(VirtualTable table) {
    this.table = table;
  }

  /** Starts a row whose cells are all NULL. */
  RowList add() {
    row = new Object[table.columns().size()];
    rows.add(row);
    return this;
  }

  /** Sets a cell of the latest row; a column that this table has not is left out. */
  RowList set(String column, @Nullable Object value) {
    int index = table.indexOf(column);
    if (index >= 0) {
      row[index] = value instanceof Integer number ? (Long) number.longValue() : value;
    }
    return this;
  }

  /** Sets a cell of the latest row from text: a number where the column holds numbers. */
  RowList setText(String column, @Nullable String text) {
    int index = table.indexOf(column);
    if (index >= 0) {
      row[index] = cell(index, text);
    }
    return this;
  }

  private @Nullable Object cell(int index, @Nullable String text) {
    boolean isNumber = table.columns().get(index).type().name().isInteger();
    return text != null && isNumber ? (Object) Long.valueOf(text) : text;
  }

  /** A row with all its cells in order. */
  void addCells(List<@Nullable String> cells) {
    add();
    for (int i = 0; i < cells.size() && i < row.length; i++) {
      row[i] = cell(i, cells.get(i));
    }
  }

  List<io.edgesql.dialect.bind.BoundQuery.Output> columns() {
    return table.columns();
  }

  List<@Nullable Object[]> rows() {
    return rows;
  }
}
