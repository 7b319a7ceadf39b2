package io.edgesql.dialect.eval;

import io.edgesql.dialect.eval.spatial.Geometry;
import io.edgesql.dialect.eval.spatial.Measures;
import io.edgesql.dialect.eval.spatial.Shape;
import io.edgesql.dialect.eval.spatial.ShapeType;
import io.edgesql.dialect.eval.spatial.Validity;
import io.edgesql.dialect.types.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a geometry consists of. */
final class ShapeFunctions {
  private ShapeFunctions() {}

  static void register(Functions functions) {
    functions.strict("ST_SRID", call -> srid(new SpatialCall(call)));
    functions.strict("ST_X", call -> coordinate(new SpatialCall(call), true));
    functions.strict("ST_Y", call -> coordinate(new SpatialCall(call), false));
    functions.strict("ST_LONGITUDE", call -> degrees(new SpatialCall(call), true));
    functions.strict("ST_LATITUDE", call -> degrees(new SpatialCall(call), false));
    functions.strict("ST_SWAPXY", call -> map(call, Shape::swapped));
    functions.strict(
        "ST_GEOMETRYTYPE",
        call -> new Value.Text(new SpatialCall(call).geometry(0).shape().type().shownName()));
    functions.strict(
        "ST_DIMENSION",
        call -> {
          int dimension = new SpatialCall(call).geometry(0).shape().dimension();
          return dimension < 0 ? Value.Null.NULL : number(dimension);
        });
    functions.strict("ST_ISEMPTY", call -> test(call, Shape::isEmpty));
    functions.strict("ST_ISSIMPLE", call -> test(call, Validity::isSimple));
    functions.strict("ST_ISVALID", call -> test(call, Validity::isValid));
    functions.strict("ST_VALIDATE", call -> map(call, s -> Validity.isValid(s) ? s : null));
    functions.strict("ST_ISCLOSED", call -> closed(new SpatialCall(call).geometry(0).shape()));
    functions.strict("ST_NUMPOINTS", call -> count(line(call)));
    functions.strict("ST_POINTN", call -> pick(call, line(call), call.whole(1)));
    functions.strict("ST_STARTPOINT", call -> pick(call, line(call), 1));
    functions.strict("ST_ENDPOINT", call -> pick(call, line(call), Long.MAX_VALUE));
    functions.strict("ST_EXTERIORRING", call -> pick(call, rings(call), 1));
    for (String name : List.of("ST_NUMINTERIORRING", "ST_NUMINTERIORRINGS")) {
      functions.strict(
          name,
          call -> {
            List<? extends Shape> rings = rings(call);
            return rings == null ? Value.Null.NULL : number(rings.size() - 1L);
          });
    }
    functions.strict(
        "ST_INTERIORRINGN",
        call -> {
          long place = call.whole(1);
          boolean isPlace = place > 0 && place < Integer.MAX_VALUE;
          return isPlace ? pick(call, rings(call), place + 1) : Value.Null.NULL;
        });
    functions.strict("ST_NUMGEOMETRIES", call -> count(members(call)));
    functions.strict("ST_GEOMETRYN", call -> pick(call, members(call), call.whole(1)));
    functions.strict(
        "ST_ENVELOPE",
        call -> {
          SpatialCall spatial = new SpatialCall(call);
          Geometry geometry = spatial.geometry(0);
          spatial.refuseGeographicAsMySql(geometry);
          Shape envelope = Measures.envelope(geometry.shape());
          return spatial.result(
              geometry.srid(),
              envelope == null
                  ? new Shape.Group(ShapeType.GEOMETRYCOLLECTION, List.of())
                  : envelope);
        });
    functions.strict("ST_CENTROID", call -> planar(call, Measures::centroid));
    functions.strict("ST_CONVEXHULL", call -> planar(call, Measures::convexHull));
  }

  /** What a function makes of a shape. */
  interface Mapping {
    @Nullable Shape of(Shape shape);
  }

  /** What is asked of a shape. */
  interface Test {
    boolean of(Shape shape);
  }

  private static Value planar(Invocation call, Mapping mapping) {
    SpatialCall spatial = new SpatialCall(call);
    spatial.refuseGeographicAsMySql(spatial.geometry(0));
    return map(call, mapping);
  }

  private static Value map(Invocation call, Mapping mapping) {
    SpatialCall spatial = new SpatialCall(call);
    Geometry geometry = spatial.geometry(0);
    return spatial.result(geometry.srid(), mapping.of(geometry.shape()));
  }

  private static Value test(Invocation call, Test test) {
    return LogicalOperators.bool(test.of(new SpatialCall(call).geometry(0).shape()));
  }

  private static Value srid(SpatialCall spatial) {
    Geometry geometry = spatial.geometry(0);
    if (spatial.call().count() == 1) {
      return number(geometry.srid());
    }
    Geometry moved = new Geometry(spatial.srid(1), geometry.shape());
    if (moved.isGeographic()) {
      spatial.checkDegrees(moved.shape(), false);
    }
    return spatial.result(moved.srid(), moved.shape());
  }

  /** ST_X and ST_Y: the first and the second coordinate that texts name. */
  private static Value coordinate(SpatialCall spatial, boolean isFirst) {
    Geometry geometry = spatial.geometry(0);
    return axis(spatial, geometry, isFirst != geometry.isGeographic());
  }

  private static Value degrees(SpatialCall spatial, boolean isX) {
    Geometry geometry = spatial.geometry(0);
    spatial.point(geometry);
    spatial.requireGeographic(geometry);
    return axis(spatial, geometry, isX);
  }

  private static Value axis(SpatialCall spatial, Geometry geometry, boolean isX) {
    Shape.Point point = spatial.point(geometry);
    if (spatial.call().count() == 1) {
      return new Value.Real(isX ? point.x() : point.y());
    }
    double value = spatial.call().real(1);
    Shape moved = isX ? new Shape.Point(value, point.y()) : new Shape.Point(point.x(), value);
    if (geometry.isGeographic()) {
      spatial.checkDegrees(moved, true);
    }
    return spatial.result(geometry.srid(), moved);
  }

  private static Value closed(Shape shape) {
    if (shape instanceof Shape.Line line) {
      return LogicalOperators.bool(line.isClosed());
    }
    if (shape.type() != ShapeType.MULTILINESTRING) {
      return Value.Null.NULL;
    }
    return LogicalOperators.bool(
        shape.parts().stream().allMatch(part -> ((Shape.Line) part).isClosed()));
  }

  private static @Nullable List<? extends Shape> line(Invocation call) {
    return new SpatialCall(call).geometry(0).shape() instanceof Shape.Line line
        ? line.points()
        : null;
  }

  private static @Nullable List<? extends Shape> rings(Invocation call) {
    return new SpatialCall(call).geometry(0).shape() instanceof Shape.Polygon polygon
        ? polygon.rings()
        : null;
  }

  private static @Nullable List<? extends Shape> members(Invocation call) {
    return new SpatialCall(call).geometry(0).shape() instanceof Shape.Group group
        ? group.members()
        : null;
  }

  private static Value count(@Nullable List<? extends Shape> shapes) {
    return shapes == null ? Value.Null.NULL : number(shapes.size());
  }

  /** The shape at a place, from 1; the greatest number means the last. */
  private static Value pick(Invocation call, @Nullable List<? extends Shape> shapes, long place) {
    if (shapes == null) {
      return Value.Null.NULL;
    }
    long wanted = place == Long.MAX_VALUE ? shapes.size() : place;
    if (wanted < 1 || wanted > shapes.size()) {
      return Value.Null.NULL;
    }
    SpatialCall spatial = new SpatialCall(call);
    return spatial.result(spatial.geometry(0).srid(), shapes.get((int) wanted - 1));
  }

  private static Value number(long number) {
    return new Value.Int(number, false);
  }
}
