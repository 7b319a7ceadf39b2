package io.edgesql.dialect.eval;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.eval.spatial.Geometry;
import io.edgesql.dialect.eval.spatial.Measures;
import io.edgesql.dialect.eval.spatial.Relation;
import io.edgesql.dialect.eval.spatial.Shape;
import io.edgesql.dialect.eval.spatial.ShapeType;
import io.edgesql.dialect.types.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lengths, areas and distances of geometries, and how two of them lie to each other. */
final class ShapeMeasures {
  private ShapeMeasures() {}

  static void register(Functions functions) {
    functions.strict("ST_LENGTH", call -> length(new SpatialCall(call)));
    functions.strict("ST_AREA", call -> area(new SpatialCall(call)));
    functions.strict("ST_DISTANCE", call -> distance(new SpatialCall(call)));
    functions.strict("ST_DISTANCE_SPHERE", call -> onSphere(new SpatialCall(call)));
    functions.strict("ST_MAKEENVELOPE", call -> makeEnvelope(new SpatialCall(call)));
    relation(functions, "EQUALS", (r, a, b) -> r.isEqual());
    relation(functions, "DISJOINT", (r, a, b) -> r.isDisjoint());
    relation(functions, "INTERSECTS", (r, a, b) -> !r.isDisjoint());
    relation(functions, "WITHIN", (r, a, b) -> r.isWithin());
    relation(functions, "CONTAINS", (r, a, b) -> r.isContains());
    relation(functions, "TOUCHES", (r, a, b) -> (a == 0 && b == 0) ? null : r.isTouch());
    exact(functions, "ST_OVERLAPS", (r, a, b) -> a != b ? null : r.isOverlap(a));
    box(functions, "MBROVERLAPS", (r, a, b) -> r.isOverlap(a == b ? a : 2));
    exact(functions, "ST_CROSSES", (r, a, b) -> (a == 2 || b == 0) ? null : r.isCross(a, b));
    box(functions, "MBRCOVERS", (r, a, b) -> r.isCovers());
    box(functions, "MBRCOVEREDBY", (r, a, b) -> r.isCoveredBy());
  }

  /** An answer about two shapes of these dimensions; null for MySQL's NULL. */
  interface Question {
    @Nullable Boolean ask(Relation relation, int left, int right);
  }

  private static void relation(Functions functions, String name, Question question) {
    exact(functions, "ST_" + name, question);
    box(
        functions,
        "MBR" + name,
        (relation, left, right) -> Boolean.TRUE.equals(question.ask(relation, left, right)));
  }

  private static void exact(Functions functions, String name, Question question) {
    functions.strict(
        name,
        call -> {
          SpatialCall spatial = new SpatialCall(call);
          Geometry[] pair = spatial.pair();
          boolean isPoints =
              pair[0].shape().type() == ShapeType.POINT
                  && pair[1].shape().type() == ShapeType.POINT;
          if (!isPoints) {
            spatial.refuseGeographic(pair[0]);
          }
          return answer(spatial, pair[0].shape(), pair[1].shape(), question);
        });
  }

  private static void box(Functions functions, String name, Question question) {
    functions.strict(
        name,
        call -> {
          Geometry[] pair = new SpatialCall(call).pair();
          Shape left = Measures.envelope(pair[0].shape());
          Shape right = Measures.envelope(pair[1].shape());
          return left == null || right == null
              ? Value.Null.NULL
              : answer(new SpatialCall(call), left, right, question);
        });
  }

  private static Value answer(SpatialCall spatial, Shape left, Shape right, Question question) {
    if (left.isEmpty() || right.isEmpty()) {
      boolean both = left.isEmpty() && right.isEmpty() && spatial.name().equals("st_equals");
      return both ? LogicalOperators.bool(true) : Value.Null.NULL;
    }
    if (isMixed(left) || isMixed(right)) {
      throw SqlException.of(
          ErrorCode.ER_NOT_SUPPORTED_YET, spatial.name() + " of parts of several dimensions");
    }
    Boolean answer =
        bounded(
            spatial,
            () -> question.ask(Relation.of(left, right), left.dimension(), right.dimension()));
    return answer == null ? Value.Null.NULL : LogicalOperators.bool(answer);
  }

  private static boolean isMixed(Shape shape) {
    return shape.parts().stream().map(Shape::type).distinct().count() > 1;
  }

  /** Something that may take too long. */
  private interface Effort<T> {
    @Nullable T make();
  }

  private static <T> @Nullable T bounded(SpatialCall spatial, Effort<T> effort) {
    try {
      return effort.make();
    } catch (Relation.TooLargeException large) {
      throw SqlException.of(ErrorCode.ER_NOT_SUPPORTED_YET, spatial.name() + " of so many points");
    }
  }

  private static Value length(SpatialCall spatial) {
    Geometry geometry = spatial.geometry(0);
    ShapeType type = geometry.shape().type();
    if (type != ShapeType.LINESTRING && type != ShapeType.MULTILINESTRING) {
      return Value.Null.NULL;
    }
    spatial.refuseGeographic(geometry);
    checkUnit(spatial, geometry, 1);
    return new Value.Real(Measures.length(geometry.shape()));
  }

  /** Geometries of the plane have no unit; those of Web Mercator have metres. */
  private static void checkUnit(SpatialCall spatial, Geometry geometry, int index) {
    Invocation call = spatial.call();
    if (call.count() <= index) {
      return;
    }
    String unit = Coercion.string(call.value(index), call.type(index));
    if (geometry.srid() == 0) {
      throw new SqlException(
          3882,
          "SU001",
          "The geometry passed to function "
              + spatial.name()
              + " is in SRID 0, which doesn't specify a length unit. Can't convert to '"
              + unit
              + "'.");
    }
    if (!unit.equalsIgnoreCase("metre")) {
      throw SqlException.of(
          ErrorCode.ER_NOT_SUPPORTED_YET, spatial.name() + " in the unit " + unit);
    }
  }

  private static Value area(SpatialCall spatial) {
    Geometry geometry = spatial.geometry(0);
    ShapeType type = geometry.shape().type();
    if (type != ShapeType.POLYGON && type != ShapeType.MULTIPOLYGON) {
      throw spatial.unexpected("POLYGON/MULTIPOLYGON", type);
    }
    spatial.refuseGeographic(geometry);
    return new Value.Real(Measures.area(geometry.shape()));
  }

  private static Value distance(SpatialCall spatial) {
    Geometry[] pair = spatial.pair();
    spatial.refuseGeographic(pair[0]);
    if (pair[0].shape().isEmpty() || pair[1].shape().isEmpty()) {
      return Value.Null.NULL;
    }
    checkUnit(spatial, pair[0], 2);
    Double distance = bounded(spatial, () -> Measures.distance(pair[0].shape(), pair[1].shape()));
    return distance == null ? Value.Null.NULL : new Value.Real(distance);
  }

  private static Value onSphere(SpatialCall spatial) {
    Geometry[] pair = spatial.pair();
    for (Geometry geometry : pair) {
      ShapeType type = geometry.shape().type();
      if (type != ShapeType.POINT && type != ShapeType.MULTIPOINT) {
        throw notOnSphere(spatial, pair);
      }
    }
    if (pair[0].srid() != 0 && !pair[0].isGeographic()) {
      throw SqlException.of(
          ErrorCode.ER_NOT_SUPPORTED_YET, spatial.name() + " in a projected reference system");
    }
    double radius = spatial.call().count() > 2 ? spatial.call().real(2) : Measures.EARTH_RADIUS;
    if (!(radius > 0)) {
      throw new SqlException(
          3706,
          "22003",
          "Invalid radius provided to function "
              + spatial.name()
              + ": Radius must be greater than zero.");
    }
    for (Geometry geometry : pair) {
      spatial.checkDegrees(geometry.shape(), true);
    }
    return new Value.Real(Measures.onSphere(pair[0].shape(), pair[1].shape(), radius));
  }

  private static SqlException notOnSphere(SpatialCall spatial, Geometry[] pair) {
    boolean geographic = pair[0].isGeographic();
    return new SqlException(
        geographic ? 3618 : 3704,
        "22S00",
        spatial.name()
            + "("
            + pair[0].shape().type().shownName()
            + ", "
            + pair[1].shape().type().shownName()
            + ") has not been implemented for "
            + (geographic ? "geographic" : "Cartesian")
            + " spatial reference systems.");
  }

  private static Value makeEnvelope(SpatialCall spatial) {
    Geometry[] pair = spatial.pair();
    spatial.refuseGeographicAsMySql(pair);
    List<Shape.Point> corners = new ArrayList<>();
    for (Geometry geometry : pair) {
      if (!(geometry.shape() instanceof Shape.Point point)) {
        throw spatial.wrongArguments();
      }
      corners.add(point);
    }
    return spatial.result(pair[0].srid(), Measures.box(corners.get(0), corners.get(1)));
  }
}
