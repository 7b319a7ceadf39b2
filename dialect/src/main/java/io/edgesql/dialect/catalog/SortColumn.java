package io.edgesql.dialect.catalog;

import io.edgesql.dialect.types.SortKeys;
import io.edgesql.dialect.types.SqlType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A column that exists inside SQLite only: the sort key of a text column that is part of a key.
 *
 * <p>SQLite knows no collation of MySQL's, so indexes, UNIQUE and PRIMARY KEY stand on the key
 * (decision 6). Its name ends with a blank, as no column's in MySQL may.
 *
 * @param column the text column
 * @param index its place in the table
 * @param prefix characters of the text that count; 0: all
 */
public record SortColumn(Table.Column column, int index, int prefix) {
  /** The column's name inside SQLite. */
  public String name() {
    return column.name() + (prefix == 0 ? " key " : ":" + prefix + " key ");
  }

  /** The sort columns of a table, in the order of its keys. */
  public static List<SortColumn> of(Table table) {
    Map<String, SortColumn> found = new LinkedHashMap<>();
    for (Table.Key key : table.keys()) {
      for (Table.Part part : key.parts()) {
        SortColumn sort = of(table, key, part);
        if (sort != null) {
          found.putIfAbsent(sort.name(), sort);
        }
      }
    }
    return new ArrayList<>(found.values());
  }

  /** What an index has in the place of a key's part, or null where the column itself will do. */
  public static @Nullable SortColumn of(Table table, Table.Key key, Table.Part part) {
    if (key.kind() == Table.KeyKind.FULLTEXT || part.column() == null) {
      return null;
    }
    for (int i = 0; i < table.columns().size(); i++) {
      Table.Column column = table.columns().get(i);
      if (column.name().equalsIgnoreCase(part.column())) {
        boolean isWhole = part.prefix() == 0 || (!key.isUnique() && !column.type().name().isLob());
        boolean isUseful = isWhole || key.isUnique();
        return isUseful && column.generated() == null && isNeeded(column.type())
            ? new SortColumn(column, i, isWhole ? 0 : part.prefix())
            : null;
      }
    }
    return null;
  }

  /** The sort column of a whole column, or null. */
  public static @Nullable SortColumn of(Table table, int index) {
    for (SortColumn sort : of(table)) {
      if (sort.index() == index && sort.prefix() == 0) {
        return sort;
      }
    }
    return null;
  }

  /** The column by which the values of a named column are compared inside SQLite. */
  public static String comparable(Table table, String column) {
    for (SortColumn sort : of(table)) {
      if (sort.prefix() == 0 && sort.column().name().equalsIgnoreCase(column)) {
        return sort.name();
      }
    }
    return column;
  }

  private static boolean isNeeded(SqlType type) {
    return type.name().isCharacter() && SortKeys.differFromText(type.collation());
  }

  /** The key of a stored text. */
  public @Nullable String of(@Nullable Object stored) {
    if (stored == null) {
      return null;
    }
    String text = stored.toString();
    boolean isCut = prefix > 0 && text.codePointCount(0, text.length()) > prefix;
    String counted = isCut ? text.substring(0, text.offsetByCodePoints(0, prefix)) : text;
    return SortKeys.of(counted, column.type().collation());
  }
}
