package io.edgesql.dialect.eval;

import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.eval.spatial.Geometry;
import io.edgesql.dialect.eval.spatial.Shape;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;

/** Geometries on their way into columns. */
final class GeometryStore {
  private GeometryStore() {}

  /** A geometry of the column's type and reference system; otherwise error 1416 or 3643. */
  static Value geometry(Value value, StoreTarget target) {
    SqlType type = target.column().type();
    Geometry geometry = value instanceof Value.Bytes bytes ? Geometry.read(bytes.bytes()) : null;
    if (geometry == null || !isOf(geometry, type.name())) {
      throw new SqlException(
          1416, "22003", "Cannot get geometry object from data you send to the GEOMETRY field");
    }
    if (type.srid() >= 0 && type.srid() != geometry.srid()) {
      throw new SqlException(
          3643,
          "HY000",
          "The SRID of the geometry does not match the SRID of the column '"
              + target.column().name()
              + "'. The SRID of the geometry is "
              + geometry.srid()
              + ", but the SRID of the column is "
              + type.srid()
              + ". Consider changing the SRID of the geometry or the SRID property of the"
              + " column.");
    }
    return value;
  }

  private static boolean isOf(Geometry geometry, TypeName type) {
    if (type == TypeName.GEOMETRYCOLLECTION) {
      return geometry.shape() instanceof Shape.Group;
    }
    return type == TypeName.GEOMETRY || type.name().equals(geometry.shape().type().name());
  }
}
