package io.edgesql.dialect.bind;

import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.Collations;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.math.BigInteger;
import java.util.List;
import java.util.Objects;

/** How wide values of a type are: digits, characters; and types made from widths. */
final class Widths {
  /** Digits a DECIMAL may have, and digits after its point. */
  static final int MAX_PRECISION = 65;

  static final int MAX_SCALE = 30;

  /** The longest text that a string function's type announces, in characters. */
  static final long MAX_TEXT = 16_777_216;

  /** Of the strings that the server gives of itself. */
  static final Collation SYSTEM =
      Objects.requireNonNull(Collations.byName("utf8mb3_general_ci"), "utf8mb3_general_ci");

  /** Of what is made of numbers and dates as MySQL's items have it before anything sets it. */
  static final Collation PLAIN =
      Objects.requireNonNull(Collations.byName("latin1_swedish_ci"), "latin1_swedish_ci");

  private static final long MAX_VARCHAR_BYTES = 65_535;
  private static final long MAX_MEDIUM_BYTES = 16_777_215;

  private Widths() {}

  /** A BIGINT of this display width, its sign included. */
  static SqlType bigint(long width, boolean unsigned) {
    return new SqlType(TypeName.BIGINT, unsigned, false, width, 0, 0, Collation.BINARY, List.of());
  }

  static SqlType decimal(int precision, int scale, boolean unsigned) {
    int bounded = Math.min(scale, MAX_SCALE);
    return SqlType.decimal(
        Math.max(1, Math.max(bounded, Math.min(precision, MAX_PRECISION))), bounded, unsigned);
  }

  /**
   * A string type of this many characters: VARCHAR, MEDIUMTEXT or LONGTEXT (VARBINARY, MEDIUMBLOB,
   * LONGBLOB for the binary collation), as MySQL chooses by bytes.
   */
  static SqlType text(long characters, Collation collation) {
    long bounded = Math.max(0, Math.min(characters, 4_294_967_295L / collation.maxBytes()));
    long bytes = bounded * collation.maxBytes();
    TypeName name;
    if (bytes <= MAX_VARCHAR_BYTES) {
      name = collation.isBinary() ? TypeName.VARBINARY : TypeName.VARCHAR;
    } else if (bytes <= MAX_MEDIUM_BYTES) {
      name = collation.isBinary() ? TypeName.MEDIUMBLOB : TypeName.MEDIUMTEXT;
    } else {
      name = collation.isBinary() ? TypeName.LONGBLOB : TypeName.LONGTEXT;
    }
    return new SqlType(name, false, false, bounded, 0, 0, collation, List.of());
  }

  /** Characters that a value takes as text, sign, point and all. */
  static long characters(SqlType type) {
    return switch (type.name()) {
      case NULL -> 0;
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT -> integerWidth(type);
      case DECIMAL -> type.precision() + (type.scale() > 0 ? 1 : 0) + (type.unsigned() ? 0 : 1);
      case FLOAT -> 12;
      case DOUBLE -> 22;
      case BIT -> Math.max(1, type.length());
      case YEAR -> 4;
      case DATE -> 10;
      case TIME -> 10 + fraction(type);
      case DATETIME, TIMESTAMP -> 19 + fraction(type);
      case CHAR, VARCHAR, BINARY, VARBINARY -> Math.max(0, type.length());
      case TINYTEXT, TINYBLOB -> lob(type, 255);
      case TEXT, BLOB -> lob(type, 65_535);
      case MEDIUMTEXT, MEDIUMBLOB -> lob(type, 16_777_215);
      case LONGTEXT, LONGBLOB -> lob(type, 4_294_967_295L);
      case ENUM -> longestMember(type);
      case SET -> allMembers(type);
      case JSON -> 4_294_967_295L / 4;
      case GEOMETRY,
          POINT,
          LINESTRING,
          POLYGON,
          MULTIPOINT,
          MULTILINESTRING,
          MULTIPOLYGON,
          GEOMETRYCOLLECTION ->
          4_294_967_295L;
    };
  }

  /** Display width of an integer, its sign included. */
  private static long integerWidth(SqlType type) {
    if (type.length() > 0 && type.is(TypeName.BIGINT)) {
      return type.length();
    }
    int sign = type.unsigned() ? 0 : 1;
    return switch (type.name()) {
      case TINYINT -> 3 + sign;
      case SMALLINT -> 5 + sign;
      case MEDIUMINT -> 8 + sign;
      case INT -> 10 + sign;
      default -> 20;
    };
  }

  private static int fraction(SqlType type) {
    return type.scale() == 0 ? 0 : type.scale() + 1;
  }

  private static long lob(SqlType type, long whole) {
    return type.length() > 0 ? type.length() : whole;
  }

  private static long longestMember(SqlType type) {
    long longest = 0;
    for (String member : type.members()) {
      longest = Math.max(longest, member.codePointCount(0, member.length()));
    }
    return longest;
  }

  private static long allMembers(SqlType type) {
    long total = Math.max(0, type.members().size() - 1);
    for (String member : type.members()) {
      total += member.codePointCount(0, member.length());
    }
    return total;
  }

  /** All digits that a number of this type may have when it is read as an exact number. */
  static int precision(SqlType type) {
    return switch (type.name()) {
      case DECIMAL -> type.precision();
      case BIT -> (int) Math.max(1, type.length());
      case VARBINARY -> type.unsigned() ? literalDigits(type.length()) : MAX_PRECISION;
      case YEAR -> 4;
      case DATE -> 8;
      case TIME -> 7 + type.scale();
      case DATETIME, TIMESTAMP -> 14 + type.scale();
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT ->
          (int) Math.max(1, integerWidth(type) - (type.unsigned() ? 0 : 1));
      default -> MAX_PRECISION;
    };
  }

  /** Digits of the greatest number that a literal such as x'4142' of so many bytes can be. */
  private static int literalDigits(long bytes) {
    return bytes > Long.BYTES
        ? MAX_PRECISION
        : BigInteger.ONE.shiftLeft((int) bytes * Byte.SIZE).toString().length();
  }

  /** Digits after the point when read as an exact number. */
  static int scale(SqlType type) {
    return type.is(TypeName.DECIMAL) || type.name().isTemporal() ? type.scale() : 0;
  }
}
