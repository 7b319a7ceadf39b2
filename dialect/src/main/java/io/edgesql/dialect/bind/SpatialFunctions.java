package io.edgesql.dialect.bind;

import io.edgesql.dialect.bind.NativeFunction.Nulls;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;

/** The manual's "Spatial Analysis Functions". */
final class SpatialFunctions {
  private SpatialFunctions() {}

  static void addTo(FunctionTypes all) {
    geometry(all, "POINT", TypeName.POINT, 2, 2);
    geometry(all, "LINESTRING", TypeName.LINESTRING, 1, NativeFunction.MANY);
    geometry(all, "POLYGON", TypeName.POLYGON, 1, NativeFunction.MANY);
    geometry(all, "MULTIPOINT", TypeName.MULTIPOINT, 1, NativeFunction.MANY);
    geometry(all, "MULTILINESTRING", TypeName.MULTILINESTRING, 1, NativeFunction.MANY);
    geometry(all, "MULTIPOLYGON", TypeName.MULTIPOLYGON, 1, NativeFunction.MANY);
    geometry(
        all,
        "GEOMETRYCOLLECTION GEOMCOLLECTION",
        TypeName.GEOMETRYCOLLECTION,
        0,
        NativeFunction.MANY);
    forms(all, "GEOM GEOMETRY", TypeName.GEOMETRY);
    forms(all, "POINT", TypeName.POINT);
    forms(all, "LINE LINESTRING", TypeName.LINESTRING);
    forms(all, "POLY POLYGON", TypeName.POLYGON);
    forms(all, "MPOINT MULTIPOINT", TypeName.MULTIPOINT);
    forms(all, "MLINE MULTILINESTRING", TypeName.MULTILINESTRING);
    forms(all, "MPOLY MULTIPOLYGON", TypeName.MULTIPOLYGON);
    forms(all, "GEOMCOLL GEOMETRYCOLLECTION", TypeName.GEOMETRYCOLLECTION);
    geometry(all, "ST_GEOMCOLLFROMTXT", TypeName.GEOMETRYCOLLECTION, 1, 3);
    geometry(all, "ST_GEOMFROMGEOJSON", TypeName.GEOMETRY, 1, 3);
    geometry(all, "ST_POINTFROMGEOHASH", TypeName.POINT, 2, 2);
    geometry(all, "ST_ENVELOPE ST_CENTROID ST_CONVEXHULL", TypeName.GEOMETRY, 1, 1);
    geometry(all, "ST_SWAPXY ST_VALIDATE ST_EXTERIORRING", TypeName.GEOMETRY, 1, 1);
    geometry(all, "ST_STARTPOINT ST_ENDPOINT", TypeName.GEOMETRY, 1, 1);
    geometry(all, "ST_POINTN ST_GEOMETRYN ST_INTERIORRINGN", TypeName.GEOMETRY, 2, 2);
    geometry(all, "ST_MAKEENVELOPE", TypeName.GEOMETRY, 2, 2);
    text(all, "ST_ASTEXT", 1, 2, Widths.MAX_TEXT);
    all.add("ST_ASBINARY", 1, 2, Nulls.ALWAYS, a -> Widths.text(4_294_967_295L, Collation.BINARY));
    all.add("ST_ASGEOJSON", 1, 3, Nulls.ALWAYS, a -> SqlType.JSON);
    text(all, "ST_GEOMETRYTYPE", 1, 1, 20);
    text(all, "ST_GEOHASH", 2, 3, 100);
    all.add("ST_SRID", 1, 2, Nulls.ALWAYS, a -> either(a, Widths.bigint(10, false)));
    all.add(
        "ST_X ST_Y ST_LATITUDE ST_LONGITUDE",
        1,
        2,
        Nulls.ARGUMENTS,
        a -> either(a, SqlType.DOUBLE));
    all.add("ST_LATFROMGEOHASH ST_LONGFROMGEOHASH", 1, 1, Nulls.ALWAYS, a -> SqlType.DOUBLE);
    all.add("ST_AREA", 1, 1, Nulls.ALWAYS, a -> SqlType.DOUBLE);
    all.add("ST_LENGTH", 1, 2, Nulls.ALWAYS, a -> SqlType.DOUBLE);
    all.add("ST_DISTANCE ST_DISTANCE_SPHERE", 2, 3, Nulls.ALWAYS, a -> SqlType.DOUBLE);
    all.add(
        "ST_DIMENSION ST_NUMPOINTS ST_NUMGEOMETRIES ST_NUMINTERIORRING ST_NUMINTERIORRINGS",
        1,
        1,
        Nulls.ALWAYS,
        a -> Widths.bigint(10, false));
    all.add(
        "ST_ISEMPTY ST_ISSIMPLE ST_ISVALID ST_ISCLOSED", 1, 1, Nulls.ALWAYS, a -> SqlType.BOOLEAN);
    all.add(
        "ST_EQUALS ST_DISJOINT ST_INTERSECTS ST_WITHIN ST_CONTAINS ST_TOUCHES ST_OVERLAPS"
            + " ST_CROSSES MBREQUALS MBRDISJOINT MBRINTERSECTS MBRWITHIN MBRCONTAINS MBRTOUCHES"
            + " MBROVERLAPS MBRCOVERS MBRCOVEREDBY",
        2,
        2,
        Nulls.ALWAYS,
        a -> SqlType.BOOLEAN);
    notEvaluated(all);
  }

  /** What is known and refused (1235) when it is called. */
  private static void notEvaluated(FunctionTypes all) {
    geometry(all, "ST_BUFFER", TypeName.GEOMETRY, 2, 5);
    geometry(all, "ST_UNION ST_INTERSECTION", TypeName.GEOMETRY, 2, 2);
    geometry(all, "ST_DIFFERENCE ST_SYMDIFFERENCE", TypeName.GEOMETRY, 2, 2);
    geometry(all, "ST_SIMPLIFY ST_TRANSFORM", TypeName.GEOMETRY, 2, 2);
    geometry(all, "ST_LINEINTERPOLATEPOINT ST_LINEINTERPOLATEPOINTS", TypeName.GEOMETRY, 2, 2);
    geometry(all, "ST_POINTATDISTANCE", TypeName.GEOMETRY, 2, 2);
    all.add("ST_FRECHETDISTANCE ST_HAUSDORFFDISTANCE", 2, 3, Nulls.ALWAYS, a -> SqlType.DOUBLE);
    all.add("ST_BUFFER_STRATEGY", 1, 2, Nulls.ALWAYS, a -> Widths.text(16, Collation.BINARY));
  }

  /** The type of a value that is read with one argument, of the changed geometry with two. */
  private static SqlType either(Arguments a, SqlType read) {
    return a.size() == 1 ? read : SqlType.simple(TypeName.GEOMETRY, 0);
  }

  private static void geometry(
      FunctionTypes all, String names, TypeName type, int minimum, int maximum) {
    all.add(names, minimum, maximum, Nulls.ALWAYS, a -> SqlType.simple(type, 0));
  }

  private static void forms(FunctionTypes all, String names, TypeName type) {
    for (String name : names.split(" ", -1)) {
      geometry(all, "ST_" + name + "FROMTEXT ST_" + name + "FROMWKB", type, 1, 3);
    }
  }

  private static void text(
      FunctionTypes all, String names, int minimum, int maximum, long characters) {
    all.add(names, minimum, maximum, Nulls.ALWAYS, a -> a.ascii(characters));
  }
}
