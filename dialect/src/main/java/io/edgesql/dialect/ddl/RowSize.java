package io.edgesql.dialect.ddl;

import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.catalog.Table.Column;
import io.edgesql.dialect.types.SqlType;
import java.util.List;

/** MySQL's bound on the bytes of a row, in which a BLOB counts as its length and a pointer. */
final class RowSize {
  private static final int MAX_BYTES = 65_535;
  private static final int POINTER = 8;

  /** Bytes of one to eight digits of a DECIMAL; nine take four. */
  private static final int[] DIGIT_BYTES = {0, 1, 1, 2, 2, 3, 3, 4, 4};

  private RowSize() {}

  /**
   * @throws SqlException 1118
   */
  static void check(List<Column> columns) {
    long bytes = 0;
    int nulls = 0;
    for (Column column : columns) {
      bytes += bytes(column.type());
      nulls += column.nullable() ? 1 : 0;
    }
    if (bytes + (nulls + 7) / 8 > MAX_BYTES) {
      throw new SqlException(
          1118,
          "42000",
          "Row size too large. The maximum row size for the used table type, not counting BLOBs,"
              + " is 65535. This includes storage overhead, check the manual. You have to change"
              + " some columns to TEXT or BLOBs");
    }
  }

  private static long bytes(SqlType type) {
    int fraction = (type.scale() + 1) / 2;
    long text = type.length() * type.collation().maxBytes();
    return switch (type.name()) {
      case NULL -> 0;
      case TINYINT, YEAR -> 1;
      case SMALLINT -> 2;
      case MEDIUMINT, DATE -> 3;
      case INT, FLOAT -> 4;
      case BIGINT, DOUBLE -> 8;
      case DECIMAL -> decimal(type.precision() - type.scale()) + decimal(type.scale());
      case BIT -> (type.length() + 7) / 8;
      case TIME -> 3 + fraction;
      case DATETIME -> 5 + fraction;
      case TIMESTAMP -> 4 + fraction;
      case CHAR, BINARY -> text;
      case VARCHAR, VARBINARY -> text + (text > 255 ? 2 : 1);
      case TINYTEXT, TINYBLOB -> 1 + POINTER;
      case TEXT, BLOB -> 2 + POINTER;
      case MEDIUMTEXT, MEDIUMBLOB -> 3 + POINTER;
      case LONGTEXT,
          LONGBLOB,
          JSON,
          GEOMETRY,
          POINT,
          LINESTRING,
          POLYGON,
          MULTIPOINT,
          MULTILINESTRING,
          MULTIPOLYGON,
          GEOMETRYCOLLECTION ->
          4 + POINTER;
      case ENUM -> type.members().size() > 255 ? 2 : 1;
      case SET -> {
        int whole = (type.members().size() + 7) / 8;
        yield whole > 4 ? 8 : whole;
      }
    };
  }

  private static long decimal(int digits) {
    return digits / 9 * 4L + DIGIT_BYTES[digits % 9];
  }
}
