package io.edgesql.dialect.types;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A MySQL type with its attributes.
 *
 * @param length characters for character types, bytes for binary types, bits for BIT, display width
 *     for integers (-1: none given), for a geometry 1 and the SRID that it has to have (0: any); 0
 *     where it has no meaning
 * @param precision all digits of a DECIMAL; otherwise 0
 * @param scale digits after the point of a DECIMAL, FLOAT or DOUBLE (31: not fixed), fractional
 *     second digits of a temporal type; otherwise 0
 * @param collation character types, ENUM and SET; {@link Collation#BINARY} otherwise
 * @param members the values of an ENUM or SET, in order; otherwise empty
 */
public record SqlType(
    TypeName name,
    boolean unsigned,
    boolean zerofill,
    long length,
    int precision,
    int scale,
    Collation collation,
    List<String> members) {
  /** {@code decimals} of a FLOAT or DOUBLE without a fixed number of them. */
  public static final int NOT_FIXED = 31;

  public static final SqlType NULL = simple(TypeName.NULL, 0);
  public static final SqlType INT = integer(TypeName.INT, false);
  public static final SqlType BIGINT = integer(TypeName.BIGINT, false);
  public static final SqlType BIGINT_UNSIGNED = integer(TypeName.BIGINT, true);

  /** What a comparison or logical operator gives: a BIGINT of display width 1. */
  public static final SqlType BOOLEAN =
      new SqlType(TypeName.BIGINT, false, false, 1, 0, 0, Collation.BINARY, List.of());

  public static final SqlType DOUBLE =
      new SqlType(TypeName.DOUBLE, false, false, 0, 0, NOT_FIXED, Collation.BINARY, List.of());
  public static final SqlType DATE = simple(TypeName.DATE, 0);
  public static final SqlType JSON =
      new SqlType(TypeName.JSON, false, false, 0, 0, 0, Collation.UTF8MB4_BIN, List.of());

  public static SqlType integer(TypeName name, boolean unsigned) {
    return new SqlType(name, unsigned, false, -1, 0, 0, Collation.BINARY, List.of());
  }

  public static SqlType decimal(int precision, int scale, boolean unsigned) {
    return new SqlType(
        TypeName.DECIMAL, unsigned, false, 0, precision, scale, Collation.BINARY, List.of());
  }

  /** TIME, DATETIME or TIMESTAMP with fractional digits. */
  public static SqlType temporal(TypeName name, int fractionalDigits) {
    return simple(name, fractionalDigits);
  }

  public static SqlType varchar(long characters, Collation collation) {
    return new SqlType(TypeName.VARCHAR, false, false, characters, 0, 0, collation, List.of());
  }

  public static SqlType varbinary(long bytes) {
    return new SqlType(TypeName.VARBINARY, false, false, bytes, 0, 0, Collation.BINARY, List.of());
  }

  public static SqlType simple(TypeName name, int scale) {
    return new SqlType(name, false, false, 0, 0, scale, Collation.BINARY, List.of());
  }

  /** A geometry of this reference system. */
  public SqlType withSrid(long srid) {
    return withName(name, srid + 1);
  }

  /** The SRID that a geometry has to have; -1 for any. */
  public long srid() {
    return name.isGeometry() ? length - 1 : -1;
  }

  public SqlType withCollation(Collation other) {
    return new SqlType(name, unsigned, zerofill, length, precision, scale, other, members);
  }

  public SqlType withName(TypeName other, long newLength) {
    return new SqlType(other, unsigned, zerofill, newLength, precision, scale, collation, members);
  }

  public boolean is(@Nullable TypeName other) {
    return name == other;
  }
}
