package io.edgesql.proxy.execute.metadata;

import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.catalog.View;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.proxy.execute.metadata.VirtualCatalog.VirtualTable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Columns as information_schema.COLUMNS and SHOW COLUMNS tell them. */
final class ColumnRows {
  private static final String CATALOG = "def";
  private static final String PRIVILEGES = "select,insert,update,references";
  private static final long LONG_LENGTH = 4_294_967_295L;

  private final MetadataSource source;
  private final Catalog catalog;

  ColumnRows(MetadataSource source) {
    this.source = source;
    this.catalog = source.snapshot().catalog();
  }

  void columns(RowList rows) {
    for (Catalog.Database database : catalog.databases().values()) {
      for (Catalog.Relation relation : database.relations().values()) {
        if (relation instanceof Table table) {
          int position = 1;
          for (Table.Column column : table.columns()) {
            head(rows, table.database(), table.name(), column.name(), position++);
            tableColumn(rows, table, column);
          }
        } else if (relation instanceof View view) {
          outputs(rows, view.database(), view.name(), source.views().columns(view));
        }
      }
    }
    for (VirtualTable table : source.virtualTables()) {
      described(rows, table);
    }
  }

  /** The columns of a table of the server's own, in MySQL's words. */
  private static void described(RowList rows, VirtualTable table) {
    int position = 1;
    for (List<@Nullable String> cells : table.described()) {
      rows.add().set("TABLE_CATALOG", CATALOG).set("ORDINAL_POSITION", position++);
      for (int i = 0; i < cells.size(); i++) {
        rows.setText(VirtualCatalog.DESCRIBED.get(i), cells.get(i));
      }
    }
  }

  private void outputs(
      RowList rows, String database, String table, List<BoundQuery.Output> columns) {
    int position = 1;
    for (BoundQuery.Output column : columns) {
      head(rows, database, table, column.name(), position++);
      rows.set("IS_NULLABLE", column.nullable() ? "YES" : "NO")
          .set("COLUMN_KEY", "")
          .set("COLUMN_COMMENT", "")
          .set("GENERATION_EXPRESSION", "");
      ViewColumn shown = ViewColumn.of(column);
      rows.set("COLUMN_DEFAULT", shown.defaultText()).set("EXTRA", shown.extra());
      typeCells(rows, shown.type());
    }
  }

  private static void head(
      RowList rows, String database, String table, String column, int position) {
    rows.add()
        .set("TABLE_CATALOG", CATALOG)
        .set("TABLE_SCHEMA", database)
        .set("TABLE_NAME", table)
        .set("COLUMN_NAME", column)
        .set("ORDINAL_POSITION", position)
        .set("PRIVILEGES", PRIVILEGES);
  }

  private static void tableColumn(RowList rows, Table table, Table.Column column) {
    typeCells(rows, column.type());
    rows.set("COLUMN_DEFAULT", defaultText(column))
        .set("IS_NULLABLE", column.nullable() ? "YES" : "NO")
        .set("COLUMN_KEY", columnKey(table, column))
        .set("EXTRA", extra(column))
        .set("COLUMN_COMMENT", column.comment())
        .set("SRS_ID", column.type().srid() < 0 ? null : column.type().srid())
        .set(
            "GENERATION_EXPRESSION", column.generated() == null ? "" : escaped(column.generated()));
  }

  static void typeCells(RowList rows, SqlType type) {
    TypeName name = type.name();
    rows.set("DATA_TYPE", TypeText.dataType(type)).set("COLUMN_TYPE", TypeText.columnType(type));
    boolean isText = name.isCharacter() || name == TypeName.ENUM || name == TypeName.SET;
    if (isText || name.isBinary()) {
      long bytesEach = isText ? type.collation().maxBytes() : 1;
      long length = characters(type);
      rows.set("CHARACTER_MAXIMUM_LENGTH", name.isLob() ? length : (Long) length)
          .set(
              "CHARACTER_OCTET_LENGTH",
              name.isLob() ? length : Math.min(LONG_LENGTH, length * bytesEach));
    }
    if (isText) {
      rows.set("CHARACTER_SET_NAME", type.collation().charset())
          .set("COLLATION_NAME", type.collation().name());
    }
    if (name.isNumeric() && name != TypeName.YEAR) {
      rows.set("NUMERIC_PRECISION", precision(type)).set("NUMERIC_SCALE", scale(type));
    } else if (name == TypeName.TIME || name == TypeName.DATETIME || name == TypeName.TIMESTAMP) {
      rows.set("DATETIME_PRECISION", type.scale());
    }
  }

  private static long characters(SqlType type) {
    return switch (type.name()) {
      case TINYTEXT, TINYBLOB -> 255;
      case TEXT, BLOB -> 65_535;
      case MEDIUMTEXT, MEDIUMBLOB -> 16_777_215;
      case LONGTEXT, LONGBLOB -> LONG_LENGTH;
      case ENUM -> {
        long longest = 0;
        for (String member : type.members()) {
          longest = Math.max(longest, member.codePointCount(0, member.length()));
        }
        yield longest;
      }
      case SET -> {
        long all = Math.max(0, type.members().size() - 1L);
        for (String member : type.members()) {
          all += member.codePointCount(0, member.length());
        }
        yield all;
      }
      default -> type.length();
    };
  }

  private static long precision(SqlType type) {
    return switch (type.name()) {
      case TINYINT -> 3;
      case SMALLINT -> 5;
      case MEDIUMINT -> 7;
      case INT -> 10;
      case BIGINT -> type.unsigned() ? 20 : 19;
      case DECIMAL -> type.precision();
      case FLOAT -> type.scale() == SqlType.NOT_FIXED ? 12 : type.length();
      case DOUBLE -> type.scale() == SqlType.NOT_FIXED ? 22 : type.length();
      default -> type.length();
    };
  }

  private static @Nullable Long scale(SqlType type) {
    return switch (type.name()) {
      case DECIMAL -> (long) type.scale();
      case FLOAT, DOUBLE -> type.scale() == SqlType.NOT_FIXED ? null : (Long) (long) type.scale();
      case BIT -> null;
      default -> 0L;
    };
  }

  /** An expression's text as the data dictionary holds it: quotes and backslashes escaped. */
  static @Nullable String escaped(@Nullable String expression) {
    return expression == null ? null : expression.replace("\\", "\\\\").replace("'", "\\'");
  }

  static @Nullable String defaultText(Table.Column column) {
    return switch (column.defaultValue().kind()) {
      case NONE, NULL -> null;
      case LITERAL -> column.defaultValue().text();
      case EXPRESSION -> escaped(column.defaultValue().text());
      case NOW -> CreateText.now(column.type());
    };
  }

  static String extra(Table.Column column) {
    if (column.autoIncrement()) {
      return "auto_increment";
    }
    if (column.generated() != null) {
      return column.stored() ? "STORED GENERATED" : "VIRTUAL GENERATED";
    }
    StringBuilder out = new StringBuilder();
    Table.DefaultKind kind = column.defaultValue().kind();
    if (kind == Table.DefaultKind.NOW || kind == Table.DefaultKind.EXPRESSION) {
      out.append("DEFAULT_GENERATED");
    }
    if (column.onUpdateNow()) {
      out.append(out.isEmpty() ? "" : " ")
          .append("on update ")
          .append(CreateText.now(column.type()));
    }
    if (column.invisible()) {
      out.append(out.isEmpty() ? "" : " ").append("INVISIBLE");
    }
    return out.toString();
  }

  /**
   * PRI, UNI (alone in a unique key), MUL (first of some key), or nothing; the first key decides. A
   * table without a primary key has its first unique key without NULLs for one.
   */
  static String columnKey(Table table, Table.Column column) {
    String found = "";
    Table.Key primary = primary(table);
    for (Table.Key key : CreateText.sortedKeys(table)) {
      int part = partOf(key, column);
      if (part < 0) {
        continue;
      }
      if (key.equals(primary)) {
        return "PRI";
      }
      if (part == 0 && found.isEmpty()) {
        found = key.kind() == Table.KeyKind.UNIQUE && key.parts().size() == 1 ? "UNI" : "MUL";
      }
    }
    return found;
  }

  private static Table.@Nullable Key primary(Table table) {
    for (Table.Key key : CreateText.sortedKeys(table)) {
      boolean isWhole = key.parts().stream().allMatch(part -> part.prefix() == 0);
      if (key.kind() == Table.KeyKind.PRIMARY
          || (key.kind() == Table.KeyKind.UNIQUE
              && isWhole
              && !CreateText.hasNullablePart(table, key))) {
        return key;
      }
    }
    return null;
  }

  private static int partOf(Table.Key key, Table.Column column) {
    for (int i = 0; i < key.parts().size(); i++) {
      if (column.name().equalsIgnoreCase(key.parts().get(i).column())) {
        return i;
      }
    }
    return -1;
  }
}
