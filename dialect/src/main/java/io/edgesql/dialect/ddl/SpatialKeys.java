package io.edgesql.dialect.ddl;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.catalog.Table.Column;
import io.edgesql.dialect.catalog.Table.KeyKind;
import io.edgesql.dialect.catalog.Table.Part;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keys over geometries. They are part of the table's definition; SQLite has none here, and queries
 * look at every row.
 */
final class SpatialKeys {
  private SpatialKeys() {}

  /** The kind of a key as written: a plain one over a geometry is a spatial one. */
  static KeyKind kind(KeyKind written, List<Column> columns, List<Part> parts) {
    return written == KeyKind.INDEX && geometry(columns, parts) != null ? KeyKind.SPATIAL : written;
  }

  /** What MySQL refuses. */
  static void check(List<Column> columns, Table.Key key) {
    Column geometry = geometry(columns, key.parts());
    if (geometry == null) {
      if (key.kind() == KeyKind.SPATIAL) {
        throw new SqlException(
            1687, "42000", "A SPATIAL index may only contain a geometrical type column");
      }
      return;
    }
    if (key.parts().size() > 1) {
      throw new SqlException(1070, "42000", "Too many key parts specified; max 1 parts allowed");
    }
    Part part = key.parts().get(0);
    if (part.prefix() > 0) {
      throw SqlException.of(ErrorCode.ER_WRONG_SUB_KEY);
    }
    if (key.kind() == KeyKind.PRIMARY || key.kind() == KeyKind.UNIQUE) {
      throw new SqlException(3728, "HY000", "Spatial indexes can't be primary or unique indexes.");
    }
    if (part.descending()) {
      throw SqlException.of(
          ErrorCode.ER_WRONG_USAGE, "spatial/fulltext/hash index", "explicit index order");
    }
    if (geometry.nullable()) {
      throw new SqlException(1252, "42000", "All parts of a SPATIAL index must be NOT NULL");
    }
  }

  /** The first geometry among a key's columns, or null. */
  private static @Nullable Column geometry(List<Column> columns, List<Part> parts) {
    for (Part part : parts) {
      for (Column column : columns) {
        if (column.name().equalsIgnoreCase(part.column()) && column.type().name().isGeometry()) {
          return column;
        }
      }
    }
    return null;
  }
}
