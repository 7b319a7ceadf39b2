package io.edgesql.dialect.bind;

import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.util.List;

/**
 * As what MySQL compares two operands (manual, "Type Conversion in Expression Evaluation").
 *
 * @param collation of {@link Kind#STRING}; otherwise binary
 * @param scale fractional digits that matter: of a decimal or of a temporal comparison
 */
public record Comparison(Kind kind, Collation collation, int scale) {
  /** The domains of comparison. */
  public enum Kind {
    /** One operand is the NULL literal. */
    NULL,
    INTEGER,
    DECIMAL,
    /** As doubles. */
    REAL,
    /** As characters, by the collation. */
    STRING,
    /** As bytes. */
    BINARY,
    DATE,
    TIME,
    /** As date and time; a DATE is midnight, text is read as a date and time. */
    DATETIME,
    JSON,
    /** Each pair of elements by itself. */
    ROW
  }

  /**
   * The domain of {@code a} compared with {@code b}.
   *
   * @throws io.edgesql.dialect.SqlException 1267 when their collations exclude each other
   */
  public static Comparison of(Typed a, Typed b) {
    return of(a, b, "=");
  }

  /** The same; {@code operation} names it in errors. */
  public static Comparison of(Typed a, Typed b, String operation) {
    if (isRow(a) || isRow(b)) {
      return plain(Kind.ROW);
    }
    SqlType left = a.type();
    SqlType right = b.type();
    if (left.is(TypeName.NULL) || right.is(TypeName.NULL)) {
      return plain(Kind.NULL);
    }
    if (left.is(TypeName.JSON) || right.is(TypeName.JSON)) {
      return plain(Kind.JSON);
    }
    if (isString(left) && isString(right)) {
      return strings(List.of(a, b), operation);
    }
    if (left.name().isTemporal() && right.name().isTemporal()) {
      return temporals(left, right);
    }
    if (left.name().isTemporal() && isString(right)) {
      return withText(left);
    }
    if (right.name().isTemporal() && isString(left)) {
      return withText(right);
    }
    return numbers(a, b);
  }

  /** The domain that one value is compared in with several, as BETWEEN does it. */
  public static Comparison of(Typed value, List<Typed> others, String operation) {
    Comparison result = null;
    for (Typed other : others) {
      Comparison next = of(value, other, operation);
      result = result == null || result.kind() == Kind.NULL ? next : wider(result, next);
    }
    return result == null ? plain(Kind.NULL) : result;
  }

  /**
   * The collation that strings are compared by, all with each other.
   *
   * @throws io.edgesql.dialect.SqlException 1270 or 1271 when their collations exclude each other
   */
  public static Collation collation(List<Typed> strings, String operation) {
    return strings(strings, operation).collation();
  }

  private static Comparison wider(Comparison a, Comparison b) {
    if (b.kind() == Kind.NULL || a.kind() == b.kind()) {
      return a.scale() >= b.scale() || b.kind() == Kind.NULL ? a : b;
    }
    boolean aIsNumber = isNumber(a.kind());
    if (aIsNumber && isNumber(b.kind())) {
      return a.kind().compareTo(b.kind()) >= 0 ? a : b;
    }
    if (a.kind() == Kind.DATE && b.kind() == Kind.DATETIME) {
      return b;
    }
    return aIsNumber ? b : a;
  }

  private static boolean isNumber(Kind kind) {
    return kind == Kind.INTEGER || kind == Kind.DECIMAL || kind == Kind.REAL;
  }

  private static boolean isRow(Typed e) {
    return e instanceof Typed.Call call && call.name().equals("ROW");
  }

  /** Strings, bytes and the members of ENUM and SET. */
  public static boolean isString(SqlType type) {
    TypeName name = type.name();
    return name.isCharacter()
        || name.isBinary()
        || name.isGeometry()
        || name == TypeName.ENUM
        || name == TypeName.SET;
  }

  private static Comparison plain(Kind kind) {
    return new Comparison(kind, Collation.BINARY, 0);
  }

  private static Comparison strings(List<Typed> operands, String operation) {
    Collation collation = Coercibility.compared(operands, connectionOf(operands), operation);
    return collation.isBinary() ? plain(Kind.BINARY) : new Comparison(Kind.STRING, collation, 0);
  }

  /** Both are strings, so what numbers become as text does not matter here. */
  private static Collation connectionOf(List<Typed> operands) {
    return operands.get(0).type().collation();
  }

  private static Comparison temporals(SqlType left, SqlType right) {
    int scale = Math.max(left.scale(), right.scale());
    if (left.is(right.name()) && !left.is(TypeName.TIMESTAMP)) {
      return new Comparison(temporalKind(left), Collation.BINARY, scale);
    }
    return new Comparison(Kind.DATETIME, Collation.BINARY, scale);
  }

  private static Comparison withText(SqlType temporal) {
    Kind kind = temporal.is(TypeName.TIME) ? Kind.TIME : Kind.DATETIME;
    return new Comparison(kind, Collation.BINARY, 6);
  }

  private static Kind temporalKind(SqlType type) {
    return switch (type.name()) {
      case DATE -> Kind.DATE;
      case TIME -> Kind.TIME;
      default -> Kind.DATETIME;
    };
  }

  private static Comparison numbers(Typed a, Typed b) {
    Kind left = numericKind(a, b);
    Kind right = numericKind(b, a);
    Kind kind = left.compareTo(right) >= 0 ? left : right;
    int scale = kind == Kind.DECIMAL ? Math.max(Widths.scale(a.type()), Widths.scale(b.type())) : 0;
    return new Comparison(kind, Collation.BINARY, scale);
  }

  private static Kind numericKind(Typed e, Typed other) {
    SqlType type = e.type();
    if (type.name().isTemporal()) {
      return type.scale() > 0 ? Kind.DECIMAL : Kind.INTEGER;
    }
    if (type.is(TypeName.DECIMAL)) {
      return Kind.DECIMAL;
    }
    boolean isHexadecimal =
        type.is(TypeName.VARBINARY) && (e instanceof Typed.Constant || e instanceof Typed.Lifted);
    boolean isIndex = type.is(TypeName.ENUM) || type.is(TypeName.SET);
    if ((isHexadecimal || isIndex) && isExact(other.type())) {
      return Kind.INTEGER;
    }
    return isExact(type) ? Kind.INTEGER : Kind.REAL;
  }

  private static boolean isExact(SqlType type) {
    return type.name().isInteger()
        || type.is(TypeName.YEAR)
        || type.is(TypeName.BIT)
        || type.is(TypeName.DECIMAL);
  }
}
