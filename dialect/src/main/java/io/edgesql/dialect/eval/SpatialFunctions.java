package io.edgesql.dialect.eval;

import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.eval.json.Json;
import io.edgesql.dialect.eval.json.JsonReader;
import io.edgesql.dialect.eval.json.JsonSyntaxException;
import io.edgesql.dialect.eval.json.JsonWriter;
import io.edgesql.dialect.eval.spatial.GeoHash;
import io.edgesql.dialect.eval.spatial.GeoJson;
import io.edgesql.dialect.eval.spatial.Geometry;
import io.edgesql.dialect.eval.spatial.InvalidShapeException;
import io.edgesql.dialect.eval.spatial.Shape;
import io.edgesql.dialect.eval.spatial.ShapeType;
import io.edgesql.dialect.eval.spatial.WellKnownBinary;
import io.edgesql.dialect.eval.spatial.WellKnownText;
import io.edgesql.dialect.types.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Geometries out of values, texts, WKB, GeoJSON and geohashes, and back. */
final class SpatialFunctions {
  private static final long MAX_HASH = 100;

  private SpatialFunctions() {}

  static void register(Functions functions) {
    functions.strict(
        "POINT",
        call -> {
          Shape.Point point = new Shape.Point(call.real(0) + 0.0, call.real(1) + 0.0);
          return new SpatialCall(call).result(0, point);
        });
    for (ShapeType type : ShapeType.values()) {
      if (type != ShapeType.POINT) {
        functions.lenient(type.name(), call -> compose(new SpatialCall(call), type));
      }
    }
    functions.lenient(
        "GEOMCOLLECTION", call -> compose(new SpatialCall(call), ShapeType.GEOMETRYCOLLECTION));
    forms(functions, "GEOM GEOMETRY", null);
    forms(functions, "POINT", ShapeType.POINT);
    forms(functions, "LINE LINESTRING", ShapeType.LINESTRING);
    forms(functions, "POLY POLYGON", ShapeType.POLYGON);
    forms(functions, "MPOINT MULTIPOINT", ShapeType.MULTIPOINT);
    forms(functions, "MLINE MULTILINESTRING", ShapeType.MULTILINESTRING);
    forms(functions, "MPOLY MULTIPOLYGON", ShapeType.MULTIPOLYGON);
    forms(functions, "GEOMCOLL GEOMETRYCOLLECTION", ShapeType.GEOMETRYCOLLECTION);
    functions.strict("ST_ASTEXT", SpatialFunctions::asText);
    functions.strict("ST_ASBINARY", SpatialFunctions::asBinary);
    functions.strict("ST_ASGEOJSON", SpatialFunctions::asGeoJson);
    functions.strict("ST_GEOMFROMGEOJSON", SpatialFunctions::fromGeoJson);
    functions.strict("ST_GEOHASH", SpatialFunctions::geoHash);
    functions.strict("ST_LATFROMGEOHASH", call -> new Value.Real(decoded(call).y()));
    functions.strict("ST_LONGFROMGEOHASH", call -> new Value.Real(decoded(call).x()));
    functions.strict(
        "ST_POINTFROMGEOHASH",
        call -> {
          SpatialCall spatial = new SpatialCall(call);
          return spatial.result(spatial.srid(1), decoded(call));
        });
  }

  private static void forms(Functions functions, String names, @Nullable ShapeType type) {
    for (String name : names.split(" ", -1)) {
      functions.strict("ST_" + name + "FROMTEXT", call -> fromText(new SpatialCall(call), type));
      functions.strict("ST_" + name + "FROMWKB", call -> fromWkb(new SpatialCall(call), type));
    }
    if (type == ShapeType.GEOMETRYCOLLECTION) {
      functions.strict("ST_GEOMCOLLFROMTXT", call -> fromText(new SpatialCall(call), type));
    }
  }

  private static Value fromText(SpatialCall spatial, @Nullable ShapeType type) {
    Invocation call = spatial.call();
    try {
      Shape shape = WellKnownText.read(Coercion.string(call.value(0), call.type(0)));
      return read(spatial, shape, "WKT", type);
    } catch (InvalidShapeException wrong) {
      throw spatial.invalid();
    }
  }

  private static Value fromWkb(SpatialCall spatial, @Nullable ShapeType type) {
    try {
      return read(spatial, WellKnownBinary.read(spatial.call().bytes(0), 0), "WKB", type);
    } catch (InvalidShapeException wrong) {
      throw spatial.invalid();
    }
  }

  private static Value read(
      SpatialCall spatial, Shape written, String form, @Nullable ShapeType type) {
    Invocation call = spatial.call();
    long srid = call.count() > 1 ? spatial.srid(1) : 0;
    Shape shape = AxisOrder.of(call, 2).exchanged(written, srid);
    if (type != null && shape.type() != type) {
      throw spatial.unexpected(form, shape.type());
    }
    if (new Geometry(srid, shape).isGeographic()) {
      spatial.checkDegrees(shape, true);
    }
    return spatial.result(srid, shape);
  }

  private static Value asText(Invocation call) {
    Geometry geometry = new SpatialCall(call).geometry(0);
    Shape shape = AxisOrder.of(call, 1).exchanged(geometry.shape(), geometry.srid());
    return new Value.Text(WellKnownText.write(shape, RealText::ofDouble));
  }

  private static Value asBinary(Invocation call) {
    Geometry geometry = new SpatialCall(call).geometry(0);
    Shape shape = AxisOrder.of(call, 1).exchanged(geometry.shape(), geometry.srid());
    return new Value.Bytes(WellKnownBinary.write(shape));
  }

  /** LINESTRING(…) and its like: geometries as parts of a new one. */
  private static Value compose(SpatialCall spatial, ShapeType type) {
    Invocation call = spatial.call();
    for (int i = 0; i < call.count(); i++) {
      Typed argument = call.argument(i);
      if (!argument.type().name().isGeometry()) {
        throw new SqlException(
            1367,
            "22007",
            "Illegal non geometric '"
                + ExpressionText.of(argument, call.environment())
                + "' value found during parsing");
      }
    }
    if (call.hasNull()) {
      return Value.Null.NULL;
    }
    List<Shape> parts = new ArrayList<>();
    long srid = 0;
    for (int i = 0; i < call.count(); i++) {
      Geometry part = spatial.geometry(i);
      if (i > 0 && part.srid() != srid) {
        throw spatial.wrongArguments();
      }
      srid = part.srid();
      parts.add(part.shape());
    }
    return spatial.result(srid, composed(spatial, type, parts));
  }

  private static Shape composed(SpatialCall spatial, ShapeType type, List<Shape> parts) {
    return switch (type) {
      case POINT -> throw spatial.wrongArguments();
      case LINESTRING -> {
        List<Shape.Point> points = new ArrayList<>();
        for (Shape part : parts) {
          if (!(part instanceof Shape.Point point)) {
            throw spatial.wrongArguments();
          }
          points.add(point);
        }
        if (points.size() < 2) {
          throw spatial.invalid();
        }
        yield new Shape.Line(points);
      }
      case POLYGON -> {
        List<Shape.Line> rings = new ArrayList<>();
        for (Shape part : parts) {
          if (!(part instanceof Shape.Line ring)) {
            throw spatial.wrongArguments();
          }
          if (ring.points().size() < 4 || !ring.isClosed()) {
            throw spatial.invalid();
          }
          rings.add(ring);
        }
        yield new Shape.Polygon(rings);
      }
      case MULTIPOINT, MULTILINESTRING, MULTIPOLYGON, GEOMETRYCOLLECTION -> {
        if (parts.stream().anyMatch(part -> !type.holds(part.type()))) {
          throw spatial.wrongArguments();
        }
        yield new Shape.Group(type, parts);
      }
    };
  }

  private static Value asGeoJson(Invocation call) {
    SpatialCall spatial = new SpatialCall(call);
    if (!call.type(0).name().isGeometry() && !(call.value(0) instanceof Value.Bytes)) {
      throw wrongType("geometry", spatial.name());
    }
    Geometry geometry = spatial.geometry(0);
    long digits = call.count() > 1 ? call.whole(1) : Integer.MAX_VALUE;
    if (digits < 0 || digits > Integer.MAX_VALUE) {
      throw incorrect("max decimal digits", String.valueOf(digits), spatial.name());
    }
    long options = call.count() > 2 ? call.whole(2) : 0;
    if (options < 0 || options > 7) {
      throw incorrect("options", String.valueOf(options), spatial.name());
    }
    Json.Members members = GeoJson.write(geometry.shape(), (int) digits, (options & 1) != 0);
    if (options > 1 && geometry.srid() != 0) {
      String prefix = options >= 4 ? "urn:ogc:def:crs:EPSG::" : "EPSG:";
      Json.Members properties = Json.Members.empty();
      properties.map().put("name", new Json.Text(prefix + geometry.srid()));
      Json.Members system = Json.Members.empty();
      system.map().put("type", new Json.Text("name"));
      system.map().put("properties", properties);
      members.map().put("crs", system);
    }
    return new Value.Json(JsonWriter.write(members, RealText::ofDouble));
  }

  private static Value fromGeoJson(Invocation call) {
    SpatialCall spatial = new SpatialCall(call);
    Json json;
    try {
      json = JsonReader.read(Coercion.string(call.value(0), call.type(0)));
    } catch (JsonSyntaxException wrong) {
      throw new SqlException(
          3141,
          "22032",
          "Invalid JSON text in argument 1 to function "
              + spatial.name()
              + ": \""
              + wrong.text()
              + "\" at position "
              + wrong.position()
              + ".");
    }
    long option = call.count() > 1 ? call.whole(1) : 1;
    if (option < 1 || option > 4) {
      throw incorrect("options", String.valueOf(option), spatial.name());
    }
    long srid = call.count() > 2 ? spatial.srid(2) : 4326;
    Shape shape = GeoJson.read(json, option > 1);
    if (shape != null && new Geometry(srid, shape).isGeographic()) {
      spatial.checkDegrees(shape, true);
    }
    return spatial.result(srid, shape);
  }

  private static Value geoHash(Invocation call) {
    SpatialCall spatial = new SpatialCall(call);
    boolean isPoint = call.count() == 2;
    long length = call.whole(isPoint ? 1 : 2);
    if (length < 1 || length > MAX_HASH) {
      throw spatial.outOfRange("max geohash length");
    }
    double longitude;
    double latitude;
    if (isPoint) {
      Geometry geometry = Geometry.read(call.bytes(0));
      if (geometry == null || !(geometry.shape() instanceof Shape.Point point)) {
        throw wrongType("point", spatial.name());
      }
      longitude = point.x();
      latitude = point.y();
    } else {
      longitude = call.real(0);
      latitude = call.real(1);
    }
    if (!(longitude >= -180 && longitude <= 180)) {
      throw spatial.outOfRange("longitude");
    }
    if (!(latitude >= -90 && latitude <= 90)) {
      throw spatial.outOfRange("latitude");
    }
    return new Value.Text(GeoHash.encode(longitude, latitude, (int) length));
  }

  private static Shape.Point decoded(Invocation call) {
    String function = call.call().name();
    if (!call.type(0).name().isCharacter()) {
      throw wrongType("geohash", function);
    }
    String hash = Coercion.string(call.value(0), call.type(0));
    Shape.Point point = GeoHash.decode(hash);
    if (point == null) {
      throw incorrect("geohash", hash, function);
    }
    return point;
  }

  private static SqlException wrongType(String argument, String function) {
    return new SqlException(
        3064,
        "HY000",
        "Incorrect type for argument " + argument + " in function " + function + ".");
  }

  private static SqlException incorrect(String what, String value, String function) {
    return new SqlException(
        1411, "HY000", "Incorrect " + what + " value: '" + value + "' for function " + function);
  }
}
