package io.edgesql.dialect.eval.spatial;

import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.eval.json.Json;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Geometries as GeoJSON and back; longitudes stand first there. */
public final class GeoJson {
  private static final String FUNCTION = "st_geomfromgeojson";

  /** Whether coordinates after the second are left out instead of refused. */
  private final boolean dropsHigher;

  private GeoJson(boolean dropsHigher) {
    this.dropsHigher = dropsHigher;
  }

  /**
   * Writes a shape.
   *
   * @param digits digits after a coordinate's point
   * @param hasBox whether each object tells its bounding box
   */
  public static Json.Members write(Shape shape, int digits, boolean hasBox) {
    Json.Members members = Json.Members.empty();
    members.map().put("type", new Json.Text(shape.type().geoJson()));
    double[] box = hasBox ? Measures.box(shape) : null;
    if (box != null) {
      List<Json> numbers = new ArrayList<>();
      for (double number : box) {
        numbers.add(number(number, digits));
      }
      members.map().put("bbox", new Json.Items(numbers));
    }
    if (shape instanceof Shape.Group group && shape.type() == ShapeType.GEOMETRYCOLLECTION) {
      List<Json> inner = new ArrayList<>();
      group.members().forEach(member -> inner.add(write(member, digits, hasBox)));
      members.map().put("geometries", new Json.Items(inner));
    } else {
      members.map().put("coordinates", coordinates(shape, digits));
    }
    return members;
  }

  private static Json coordinates(Shape shape, int digits) {
    if (shape instanceof Shape.Point point) {
      return new Json.Items(List.of(number(point.x(), digits), number(point.y(), digits)));
    }
    List<Json> items = new ArrayList<>();
    if (shape instanceof Shape.Line line) {
      line.points().forEach(point -> items.add(coordinates(point, digits)));
    } else if (shape instanceof Shape.Polygon polygon) {
      polygon.rings().forEach(ring -> items.add(coordinates(ring, digits)));
    } else if (shape instanceof Shape.Group group) {
      group.members().forEach(member -> items.add(coordinates(member, digits)));
    }
    return new Json.Items(items);
  }

  private static Json number(double number, int digits) {
    BigDecimal exact = new BigDecimal(Double.toString(number));
    boolean fits = exact.scale() <= digits;
    return new Json.Real(
        fits ? number : exact.setScale(digits, RoundingMode.HALF_EVEN).doubleValue());
  }

  /**
   * Reads a geometry, a feature or a collection of them; null for a feature without one.
   *
   * @throws SqlException 3070 to 3073
   */
  public static @Nullable Shape read(Json json, boolean dropsHigher) {
    return new GeoJson(dropsHigher).shape(json);
  }

  private @Nullable Shape shape(Json json) {
    if (!(json instanceof Json.Members members)) {
      throw invalid();
    }
    Json type = required(members, "type");
    if (!(type instanceof Json.Text name)) {
      throw wrongType("type", "string");
    }
    return switch (name.text()) {
      case "Feature" -> {
        Json inner = required(members, "geometry");
        yield inner == Json.Nothing.NULL ? null : shape(inner);
      }
      case "FeatureCollection" -> collection(required(members, "features"), "features");
      case "GeometryCollection" -> collection(required(members, "geometries"), "geometries");
      default -> plain(name.text(), members);
    };
  }

  private Shape plain(String name, Json.Members members) {
    for (ShapeType type : ShapeType.values()) {
      if (type.geoJson().equals(name)) {
        return shape(type, items(required(members, "coordinates"), "coordinates"));
      }
    }
    throw invalid();
  }

  private Shape collection(Json json, String member) {
    List<Shape> shapes = new ArrayList<>();
    for (Json item : items(json, member)) {
      Shape shape = shape(item);
      if (shape != null) {
        shapes.add(shape);
      }
    }
    return new Shape.Group(ShapeType.GEOMETRYCOLLECTION, shapes);
  }

  private Shape shape(ShapeType type, List<Json> items) {
    return switch (type) {
      case POINT -> point(items);
      case LINESTRING -> line(items, 2);
      case POLYGON -> {
        List<Shape.Line> rings = new ArrayList<>();
        for (Json ring : items) {
          Shape.Line line = line(items(ring, "coordinates"), 4);
          if (!line.isClosed()) {
            throw invalid();
          }
          rings.add(line);
        }
        if (rings.isEmpty()) {
          throw invalid();
        }
        yield new Shape.Polygon(rings);
      }
      case MULTIPOINT -> group(type, ShapeType.POINT, items);
      case MULTILINESTRING -> group(type, ShapeType.LINESTRING, items);
      case MULTIPOLYGON -> group(type, ShapeType.POLYGON, items);
      case GEOMETRYCOLLECTION -> throw invalid();
    };
  }

  private Shape group(ShapeType type, ShapeType member, List<Json> items) {
    List<Shape> members = new ArrayList<>();
    for (Json item : items) {
      members.add(shape(member, items(item, "coordinates")));
    }
    if (members.isEmpty()) {
      throw invalid();
    }
    return new Shape.Group(type, members);
  }

  private Shape.Line line(List<Json> items, int fewest) {
    List<Shape.Point> points = new ArrayList<>();
    for (Json item : items) {
      points.add(point(items(item, "coordinates")));
    }
    if (points.size() < fewest) {
      throw invalid();
    }
    return new Shape.Line(points);
  }

  private Shape.Point point(List<Json> items) {
    if (items.size() < 2 || (items.size() > 2 && !dropsHigher)) {
      throw new SqlException(
          3073,
          "HY000",
          "Unsupported number of coordinate dimensions in function "
              + FUNCTION
              + ": Found "
              + items.size()
              + ", expected 2");
    }
    return new Shape.Point(number(items.get(0)), number(items.get(1)));
  }

  private static double number(Json json) {
    if (json instanceof Json.Real real) {
      return real.number();
    }
    if (json instanceof Json.Whole whole) {
      return whole.bits();
    }
    if (json instanceof Json.Exact exact) {
      return exact.number().doubleValue();
    }
    throw wrongType("array coordinate", "number");
  }

  private static List<Json> items(Json json, String member) {
    if (json instanceof Json.Items items) {
      return items.list();
    }
    throw wrongType(member, "array");
  }

  private static Json required(Json.Members members, String name) {
    Json found = members.map().get(name);
    if (found == null) {
      throw new SqlException(
          3070,
          "HY000",
          "Invalid GeoJSON data provided to function "
              + FUNCTION
              + ": Missing required member '"
              + name
              + "'");
    }
    return found;
  }

  private static SqlException wrongType(String member, String type) {
    return new SqlException(
        3071,
        "HY000",
        "Invalid GeoJSON data provided to function "
            + FUNCTION
            + ": Member '"
            + member
            + "' must be of type '"
            + type
            + "'");
  }

  private static SqlException invalid() {
    return new SqlException(3072, "HY000", "Invalid GeoJSON data provided to function " + FUNCTION);
  }
}
