package io.edgesql.dialect.ddl;

import static io.edgesql.dialect.ddl.SqliteText.name;

import io.edgesql.dialect.catalog.Table.Column;
import io.edgesql.dialect.types.SqlType;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * The range or length of a column as a SQLite condition. Constants are converted in Java before
 * they are sent; this holds what SQLite computed. A NULL always passes.
 */
record ColumnCheck(ConstraintNames.Kind kind, String condition) {
  static @Nullable ColumnCheck of(Column column) {
    String c = name(column.name());
    SqlType type = column.type();
    return switch (type.name()) {
      case TINYINT -> integer(c, 8, type.unsigned());
      case SMALLINT -> integer(c, 16, type.unsigned());
      case MEDIUMINT -> integer(c, 24, type.unsigned());
      case INT -> integer(c, 32, type.unsigned());
      case BIGINT -> type.unsigned() ? unsigned64(c) : integer(c, 64, false);
      case BIT -> type.length() > 63 ? unsigned64(c) : integer(c, (int) type.length(), true);
      case DECIMAL -> decimal(c, type);
      case FLOAT, DOUBLE -> type.unsigned() ? range(c + " >= 0") : null;
      case YEAR -> range(c + " = 0 OR " + c + " BETWEEN 1901 AND 2155");
      case TIME -> range(c + " BETWEEN -3020399000000 AND 3020399000000");
      case DATE -> temporal(c, 10);
      case DATETIME, TIMESTAMP -> temporal(c, type.scale() == 0 ? 19 : 20 + type.scale());
      case CHAR, VARCHAR -> length(c, type.length());
      case TINYTEXT -> bytes(c, 255);
      case TEXT -> bytes(c, 65_535);
      case BINARY, VARBINARY -> length(c, type.length());
      case TINYBLOB -> length(c, 255);
      case BLOB -> length(c, 65_535);
      case ENUM ->
          new ColumnCheck(
              ConstraintNames.Kind.MEMBER, c + " BETWEEN 0 AND " + type.members().size());
      case SET ->
          type.members().size() > 62
              ? null
              : new ColumnCheck(
                  ConstraintNames.Kind.MEMBER,
                  c + " BETWEEN 0 AND " + ((1L << type.members().size()) - 1));
      case JSON -> new ColumnCheck(ConstraintNames.Kind.JSON, "json_valid(" + c + ")");
      case NULL,
          MEDIUMTEXT,
          LONGTEXT,
          MEDIUMBLOB,
          LONGBLOB,
          GEOMETRY,
          POINT,
          LINESTRING,
          POLYGON,
          MULTIPOINT,
          MULTILINESTRING,
          MULTIPOLYGON,
          GEOMETRYCOLLECTION ->
          null;
    };
  }

  private static ColumnCheck integer(String c, int bits, boolean unsigned) {
    BigInteger power = BigInteger.ONE.shiftLeft(unsigned ? bits : bits - 1);
    BigInteger low = unsigned ? BigInteger.ZERO : power.negate();
    return range(c + " BETWEEN " + low + " AND " + power.subtract(BigInteger.ONE));
  }

  private static ColumnCheck unsigned64(String c) {
    return range(
        "CASE typeof("
            + c
            + ") WHEN 'integer' THEN "
            + c
            + " >= 0 WHEN 'text' THEN length("
            + c
            + ") = 20 WHEN 'null' THEN 1 ELSE 0 END");
  }

  private static @Nullable ColumnCheck decimal(String c, SqlType type) {
    if (type.precision() > 18) {
      return null;
    }
    BigInteger limit = BigInteger.TEN.pow(type.precision()).subtract(BigInteger.ONE);
    BigInteger low = type.unsigned() ? BigInteger.ZERO : limit.negate();
    return range(c + " BETWEEN " + low + " AND " + limit);
  }

  private static ColumnCheck range(String condition) {
    return new ColumnCheck(ConstraintNames.Kind.RANGE, condition);
  }

  private static ColumnCheck temporal(String c, int length) {
    return new ColumnCheck(ConstraintNames.Kind.TEMPORAL, "length(" + c + ") = " + length);
  }

  private static ColumnCheck length(String c, long limit) {
    return new ColumnCheck(ConstraintNames.Kind.LENGTH, "length(" + c + ") <= " + limit);
  }

  private static ColumnCheck bytes(String c, long limit) {
    return new ColumnCheck(ConstraintNames.Kind.LENGTH, "octet_length(" + c + ") <= " + limit);
  }
}
