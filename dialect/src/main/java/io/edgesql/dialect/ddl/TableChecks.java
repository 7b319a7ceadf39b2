package io.edgesql.dialect.ddl;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.catalog.Table.Column;
import io.edgesql.dialect.catalog.Table.KeyKind;
import io.edgesql.dialect.catalog.Table.Part;
import io.edgesql.dialect.types.TypeName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What MySQL refuses in a table's definition as a whole. */
final class TableChecks {
  private static final int MAX_KEY_BYTES = 3072;

  private TableChecks() {}

  static void check(List<Column> columns, List<Table.Key> keys) {
    checkColumns(columns);
    RowSize.check(columns);
    for (Table.Key key : keys) {
      SpatialKeys.check(columns, key);
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
      throw SqlException.of(ErrorCode.ER_KEY_COLUMN_DOES_NOT_EXITS, name);
    }
    if (seen.contains(column.name())) {
      throw SqlException.of(ErrorCode.ER_DUP_FIELDNAME, column.name());
    }
    seen.add(column.name());
    if (column.type().is(TypeName.JSON)) {
      throw SqlException.of(ErrorCode.ER_JSON_USED_AS_KEY, column.name());
    }
    if (key.kind() == KeyKind.FULLTEXT && !column.type().name().isCharacter()) {
      throw SqlException.of(ErrorCode.ER_BAD_FT_COLUMN, column.name());
    }
    if (key.kind() == KeyKind.PRIMARY && column.generated() != null && !column.stored()) {
      throw SqlException.of(
          ErrorCode.ER_UNSUPPORTED_ACTION_ON_GENERATED_COLUMN,
          "Defining a virtual generated column as primary key");
    }
    boolean whole = key.kind() == KeyKind.FULLTEXT || key.kind() == KeyKind.SPATIAL;
    if (column.type().name().isLob() && part.prefix() == 0 && !whole) {
      throw SqlException.of(ErrorCode.ER_BLOB_KEY_WITHOUT_LENGTH, column.name());
    }
    boolean textual = column.type().name().isCharacter() || column.type().name().isBinary();
    boolean longer =
        part.prefix() > column.type().length()
            && column.type().length() > 0
            && !column.type().name().isLob();
    if (!whole && keyBytes(column, part) > MAX_KEY_BYTES) {
      throw SqlException.of(ErrorCode.ER_TOO_LONG_KEY, MAX_KEY_BYTES);
    }
    if (part.prefix() > 0 && !whole && (!textual || longer)) {
      throw SqlException.of(ErrorCode.ER_WRONG_SUB_KEY);
    }
  }

  /** The longest that a part's value can be in its character set. */
  private static long keyBytes(Column column, Part part) {
    long length = part.prefix() > 0 ? part.prefix() : column.type().length();
    return switch (column.type().name()) {
      case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT ->
          length
              * switch (column.type().collation().charset()) {
                case "utf8mb4", "utf16", "utf32" -> 4;
                case "utf8mb3" -> 3;
                case "ucs2" -> 2;
                default -> 1;
              };
      case BINARY, VARBINARY -> length;
      default -> 0;
    };
  }

  /** What MySQL refuses in a list of columns. */
  static void checkColumns(List<Column> columns) {
    if (!columns.isEmpty() && columns.stream().allMatch(Column::invisible)) {
      throw SqlException.of(ErrorCode.ER_TABLE_MUST_HAVE_A_VISIBLE_COLUMN);
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
