package io.edgesql.dialect.eval.spatial;

import org.jspecify.annotations.Nullable;

/** The kinds of shapes, with their numbers in WKB. */
public enum ShapeType {
  POINT(1, "Point"),
  LINESTRING(2, "LineString"),
  POLYGON(3, "Polygon"),
  MULTIPOINT(4, "MultiPoint"),
  MULTILINESTRING(5, "MultiLineString"),
  MULTIPOLYGON(6, "MultiPolygon"),
  GEOMETRYCOLLECTION(7, "GeometryCollection");

  private final int code;
  private final String geoJson;

  ShapeType(int code, String geoJson) {
    this.code = code;
    this.geoJson = geoJson;
  }

  /** The type with a number of WKB, or null. */
  static @Nullable ShapeType of(int code) {
    for (ShapeType type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    return null;
  }

  /** The name in GeoJSON. */
  public String geoJson() {
    return geoJson;
  }

  /** The name that MySQL's errors and ST_GeometryType use. */
  public String shownName() {
    return this == GEOMETRYCOLLECTION ? "GEOMCOLLECTION" : name();
  }

  public int code() {
    return code;
  }

  /** Whether a group of this type may hold a member of the other. */
  public boolean holds(ShapeType member) {
    return switch (this) {
      case MULTIPOINT -> member == POINT;
      case MULTILINESTRING -> member == LINESTRING;
      case MULTIPOLYGON -> member == POLYGON;
      case GEOMETRYCOLLECTION -> true;
      case POINT, LINESTRING, POLYGON -> false;
    };
  }
}
