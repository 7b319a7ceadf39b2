package io.edgesql.proxy.execute.metadata;

import io.edgesql.dialect.catalog.Table;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The columns that InnoDB adds to a table, for SHOW EXTENDED COLUMNS. */
final class HiddenColumns {
  private HiddenColumns() {}

  /**
   * Adds them behind the others.
   *
   * @param privileges of SHOW FULL COLUMNS; null: without FULL
   */
  static void add(ShowTable shown, Table table, @Nullable String privileges) {
    for (String name : of(table)) {
      if (privileges == null) {
        shown.row(name, "", "NO", "", null, "");
      } else {
        shown.row(name, "", null, "NO", "", null, "", privileges, "");
      }
    }
  }

  private static List<String> of(Table table) {
    List<String> names = new ArrayList<>();
    if (table.keys().stream().noneMatch(key -> isClustered(table, key))) {
      names.add("DB_ROW_ID");
    }
    names.add("DB_TRX_ID");
    names.add("DB_ROLL_PTR");
    return names;
  }

  /** Whether InnoDB could order the table by it: its rows need no number of their own then. */
  private static boolean isClustered(Table table, Table.Key key) {
    return key.isUnique() && key.parts().stream().allMatch(part -> isPlain(table, part));
  }

  private static boolean isPlain(Table table, Table.Part part) {
    Table.@Nullable Column column = part.column() == null ? null : table.column(part.column());
    return column != null && part.prefix() == 0 && !column.nullable();
  }
}
