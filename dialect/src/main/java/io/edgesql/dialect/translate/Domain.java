package io.edgesql.dialect.translate;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;

/** As what MySQL compares two operands ("Type Conversion in Expression Evaluation"). */
enum Domain {
  INTEGER,
  DECIMAL,
  REAL,
  TEXT,
  BINARY,
  DATE,
  DATETIME,
  TIME,
  JSON;

  static Domain of(Typed a, Typed b) {
    SqlType left = a.type();
    SqlType right = b.type();
    if (left.is(TypeName.NULL) || right.is(TypeName.NULL)) {
      SqlType other = left.is(TypeName.NULL) ? right : left;
      return other.is(TypeName.NULL) ? INTEGER : ofOne(other);
    }
    if (left.is(TypeName.JSON) || right.is(TypeName.JSON)) {
      return JSON;
    }
    if (left.name().isTemporal() || right.name().isTemporal()) {
      return temporal(a, b);
    }
    if (Shapes.isString(left) && Shapes.isString(right)) {
      return left.name().isBinary() || right.name().isBinary() ? BINARY : TEXT;
    }
    if (left.is(TypeName.ENUM) || left.is(TypeName.SET)) {
      left = SqlType.INT;
    }
    if (right.is(TypeName.ENUM) || right.is(TypeName.SET)) {
      right = SqlType.INT;
    }
    if (isExactInteger(left) && isExactInteger(right)) {
      return INTEGER;
    }
    if (isExact(left) && isExact(right)) {
      return DECIMAL;
    }
    return left.name().isGeometry() && right.name().isGeometry() ? BINARY : REAL;
  }

  private static Domain temporal(Typed a, Typed b) {
    boolean leftTemporal = a.type().name().isTemporal();
    boolean rightTemporal = b.type().name().isTemporal();
    if (leftTemporal && rightTemporal) {
      Domain left = ofOne(a.type());
      return left == ofOne(b.type()) ? left : DATETIME;
    }
    Typed temporal = leftTemporal ? a : b;
    Typed other = leftTemporal ? b : a;
    if (Shapes.isString(other.type())) {
      // A DATE meets a constant that may have a time of day.
      return temporal.type().is(TypeName.DATE) && Shapes.isColumnFree(other)
          ? DATETIME
          : ofOne(temporal.type());
    }
    if (Shapes.isColumnFree(other) && isExactInteger(other.type())) {
      return ofOne(temporal.type());
    }
    return other.type().name().isApproximate() ? REAL : DECIMAL;
  }

  private static Domain ofOne(SqlType type) {
    TypeName name = type.name();
    if (name.isCharacter() || name == TypeName.ENUM || name == TypeName.SET) {
      return TEXT;
    }
    return switch (name) {
      case DATE -> DATE;
      case TIME -> TIME;
      case DATETIME, TIMESTAMP -> DATETIME;
      case JSON -> JSON;
      case DECIMAL -> DECIMAL;
      case FLOAT, DOUBLE -> REAL;
      default -> name.isBinary() || name.isGeometry() ? BINARY : INTEGER;
    };
  }

  static boolean isExactInteger(SqlType type) {
    return type.name().isInteger() || type.is(TypeName.YEAR) || type.is(TypeName.BIT);
  }

  static boolean isExact(SqlType type) {
    return isExactInteger(type) || type.is(TypeName.DECIMAL);
  }
}
