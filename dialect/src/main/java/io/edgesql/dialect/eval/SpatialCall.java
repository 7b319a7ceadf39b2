package io.edgesql.dialect.eval;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.eval.spatial.Geometry;
import io.edgesql.dialect.eval.spatial.ReferenceSystem;
import io.edgesql.dialect.eval.spatial.Shape;
import io.edgesql.dialect.eval.spatial.ShapeType;
import io.edgesql.dialect.types.Value;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A call of a spatial function: its geometries, and the errors that it may end in. */
record SpatialCall(Invocation call) {
  private static final long MAX_SRID = 0xffffffffL;

  /** The function's name as errors show it. */
  String name() {
    return call.call().name().toLowerCase(Locale.ROOT);
  }

  /** An argument as a geometry; otherwise error 3037. */
  Geometry geometry(int index) {
    Geometry geometry = Geometry.read(call.bytes(index));
    if (geometry == null) {
      throw invalid();
    }
    if (ReferenceSystem.of(geometry.srid()) == null) {
      throw noSystem(geometry.srid());
    }
    return geometry;
  }

  /** Two geometries of one reference system; otherwise error 3033. */
  Geometry[] pair() {
    Geometry left = geometry(0);
    Geometry right = geometry(1);
    if (left.srid() != right.srid()) {
      throw new SqlException(
          3033,
          "HY000",
          "Binary geometry function "
              + name()
              + " given two geometries of different srids: "
              + left.srid()
              + " and "
              + right.srid()
              + ", which should have been identical.");
    }
    return new Geometry[] {left, right};
  }

  /** An argument that has to be a point; otherwise error 3516. */
  Shape.Point point(Geometry geometry) {
    if (geometry.shape() instanceof Shape.Point point) {
      return point;
    }
    throw unexpected("POINT", geometry.shape().type());
  }

  /** The number of a known reference system. */
  long srid(int index) {
    Value.Int number = call.integer(index);
    boolean isNegative = number.bits() < 0;
    if (isNegative || number.bits() > MAX_SRID) {
      throw outOfRange("SRID");
    }
    if (ReferenceSystem.of(number.bits()) == null) {
      throw noSystem(number.bits());
    }
    return number.bits();
  }

  Value result(long srid, @Nullable Shape shape) {
    return shape == null ? Value.Null.NULL : new Value.Bytes(new Geometry(srid, shape).bytes());
  }

  SqlException invalid() {
    return new SqlException(3037, "22023", "Invalid GIS data provided to function " + name() + ".");
  }

  SqlException unexpected(String wanted, ShapeType found) {
    return new SqlException(
        3516,
        "22S01",
        wanted
            + " value is a geometry of unexpected type "
            + found.shownName()
            + " in "
            + name()
            + ".");
  }

  SqlException outOfRange(String what) {
    return new SqlException(1690, "22003", what + " value is out of range in '" + name() + "'");
  }

  SqlException wrongArguments() {
    return SqlException.of(ErrorCode.ER_WRONG_ARGUMENTS, name());
  }

  /** What MySQL computes on an ellipsoid is not computed here. */
  void refuseGeographic(Geometry geometry) {
    if (geometry.isGeographic()) {
      throw SqlException.of(
          ErrorCode.ER_NOT_SUPPORTED_YET, name() + " in a geographic reference system");
    }
  }

  /** What MySQL refuses itself. */
  void refuseGeographicAsMySql(Geometry... geometries) {
    if (geometries[0].isGeographic()) {
      StringBuilder types = new StringBuilder();
      for (Geometry geometry : geometries) {
        types.append(types.length() == 0 ? "" : ", ").append(geometry.shape().type().shownName());
      }
      throw new SqlException(
          3618,
          "22S00",
          name()
              + "("
              + types
              + ") has not been implemented for geographic spatial reference systems.");
    }
  }

  void requireGeographic(Geometry geometry) {
    if (!geometry.isGeographic()) {
      throw new SqlException(
          3726,
          "22S00",
          "Function "
              + name()
              + " is only defined for geographic spatial reference systems, but one of its"
              + " arguments is in SRID "
              + geometry.srid()
              + ", which is not geographic.");
    }
  }

  /** Degrees of a geographic shape; {@code given} if they were values and no geometry. */
  void checkDegrees(Shape shape, boolean given) {
    for (Shape.Point p : shape.points()) {
      if (p.x() <= -180 || p.x() > 180) {
        String range = "It must be within (-180.000000, 180.000000].";
        throw given
            ? new SqlException(3616, "22S02", degrees("Longitude ", p.x()) + range)
            : new SqlException(3731, "22S02", parameter("longitude ", p.x()) + range);
      }
      if (p.y() < -90 || p.y() > 90) {
        String range = "It must be within [-90.000000, 90.000000].";
        throw given
            ? new SqlException(3617, "22S03", degrees("Latitude ", p.y()) + range)
            : new SqlException(3732, "22S03", parameter("latitude ", p.y()) + range);
      }
    }
  }

  private String degrees(String what, double number) {
    return what + sixDigits(number) + " is out of range in function " + name() + ". ";
  }

  private String parameter(String what, double number) {
    return "A parameter of function "
        + name()
        + " contains a geometry with "
        + what
        + sixDigits(number)
        + ", which is out of range. ";
  }

  private static String sixDigits(double number) {
    return BigDecimal.valueOf(number).setScale(6, RoundingMode.HALF_EVEN).toPlainString();
  }

  static SqlException noSystem(long srid) {
    return new SqlException(
        3548, "SR001", "There's no spatial reference system with SRID " + srid + ".");
  }
}
