package io.edgesql.dialect.ddl;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.catalog.Table.Column;
import io.edgesql.dialect.catalog.Table.KeyKind;
import io.edgesql.dialect.catalog.Table.Part;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What MySQL refuses in a table's definition as a whole. */
final class TableChecks {
  private TableChecks() {}

  static void check(List<Column> columns, List<Table.Key> keys) {
    for (Table.Key key : keys) {
      List<String> seen = new ArrayList<>();
      for (Part part : key.parts()) {
        checkPart(columns, key, part, seen);
      }
    }
    int auto = 0;
    for (Column column : columns) {
      if (column.autoIncrement()) {
        auto++;
        if (auto > 1 || !startsAKey(keys, column)) {
          throw SqlException.of(ErrorCode.ER_WRONG_AUTO_KEY);
        }
      }
    }
  }

  private static void checkPart(List<Column> columns, Table.Key key, Part part, List<String> seen) {
    String name = part.column();
    if (name == null) {
      return;
    }
    Column column = find(columns, name);
    if (column == null) {
      throw SqlException.of(ErrorCode.ER_KEY_COLUMN_DOES_NOT_EXIST, name);
    }
    if (seen.contains(column.name())) {
      throw SqlException.of(ErrorCode.ER_DUP_FIELDNAME, column.name());
    }
    seen.add(column.name());
    boolean whole = key.kind() == KeyKind.FULLTEXT || key.kind() == KeyKind.SPATIAL;
    if (column.type().name().isLob() && part.prefix() == 0 && !whole) {
      throw SqlException.of(ErrorCode.ER_BLOB_KEY_WITHOUT_LENGTH, column.name());
    }
    boolean textual = column.type().name().isCharacter() || column.type().name().isBinary();
    boolean longer =
        part.prefix() > column.type().length()
            && column.type().length() > 0
            && !column.type().name().isLob();
    if (part.prefix() > 0 && !whole && (!textual || longer)) {
      throw SqlException.of(ErrorCode.ER_WRONG_SUB_KEY);
    }
  }

  private static boolean startsAKey(List<Table.Key> keys, Column column) {
    return keys.stream()
        .anyMatch(key -> column.name().equalsIgnoreCase(key.parts().get(0).column()));
  }

  /** The keys with columns spelled as the table spells them. */
  static List<Table.Key> spelled(List<Table.Key> keys, List<Column> columns) {
    List<Table.Key> spelled = new ArrayList<>();
    for (Table.Key key : keys) {
      List<Part> parts = new ArrayList<>();
      for (Part part : key.parts()) {
        Column column = part.column() == null ? null : find(columns, part.column());
        int prefix =
            column != null
                    && part.prefix() == column.type().length()
                    && !column.type().name().isLob()
                ? 0
                : part.prefix();
        parts.add(
            new Part(
                column == null ? null : column.name(),
                prefix,
                part.descending(),
                part.expression()));
      }
      spelled.add(
          new Table.Key(
              key.name(),
              key.kind(),
              List.copyOf(parts),
              key.comment(),
              key.visible(),
              key.physical()));
    }
    return List.copyOf(spelled);
  }

  private static @Nullable Column find(List<Column> columns, String name) {
    for (Column column : columns) {
      if (column.name().equalsIgnoreCase(name)) {
        return column;
      }
    }
    return null;
  }
}
