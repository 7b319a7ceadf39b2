package io.edgesql.dialect.eval.spatial;

/** The kinds of shapes, in the order of their numbers in WKB, which begin with 1. */
public enum ShapeType {
  POINT("Point"),
  LINESTRING("LineString"),
  POLYGON("Polygon"),
  MULTIPOINT("MultiPoint"),
  MULTILINESTRING("MultiLineString"),
  MULTIPOLYGON("MultiPolygon"),
  GEOMETRYCOLLECTION("GeometryCollection");

  private final String geoJson;

  ShapeType(String geoJson) {
    this.geoJson = geoJson;
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
    return ordinal() + 1;
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
