package io.edgesql.dialect.types;

/**
 * How a value stands inside SQLite.
 *
 * @param kind the encoding
 * @param scale for {@link Kind#SCALED} the power of ten that the integer was multiplied by; for
 *     {@link Kind#DATETIME} and {@link Kind#TIME} the fractional digits; otherwise 0
 */
public record Representation(Kind kind, int scale) {
  /** The encodings; each keeps MySQL's order under SQLite's comparison. */
  public enum Kind {
    /** SQLite INTEGER: integers, YEAR, BIT up to 63 bits, ENUM's index, SET's bits. */
    INTEGER,
    /**
     * BIGINT UNSIGNED, BIT(64): INTEGER below 2^63, else the 20 digits as TEXT
     * ("09223372036854775808"). No affinity.
     */
    UNSIGNED64,
    /** DECIMAL as INTEGER times 10^scale. A REAL here means overflow. */
    SCALED,
    /** DECIMAL of more than 18 digits: sortable exact text; see DecimalText. */
    DECIMAL_TEXT,
    REAL,
    TEXT,
    BLOB,
    /** TEXT 'YYYY-MM-DD'. */
    DATE,
    /** TEXT 'YYYY-MM-DD HH:MM:SS', with '.' and {@code scale} digits when scale is not 0. */
    DATETIME,
    /** The same in UTC, for TIMESTAMP. */
    TIMESTAMP,
    /** INTEGER microseconds. */
    TIME,
    /** TEXT in MySQL's normal form of JSON. */
    JSON
  }

  public static Representation of(Kind kind) {
    return new Representation(kind, 0);
  }

  /** How a column of this type is stored. */
  public static Representation ofColumn(SqlType type) {
    return switch (type.name()) {
      case NULL, TINYINT, SMALLINT, MEDIUMINT, INT, YEAR, ENUM, SET -> of(Kind.INTEGER);
      case BIGINT -> of(type.unsigned() ? Kind.UNSIGNED64 : Kind.INTEGER);
      case BIT -> of(type.length() > 63 ? Kind.UNSIGNED64 : Kind.INTEGER);
      case DECIMAL ->
          type.precision() <= 18
              ? new Representation(Kind.SCALED, type.scale())
              : new Representation(Kind.DECIMAL_TEXT, type.scale());
      case FLOAT, DOUBLE -> of(Kind.REAL);
      case DATE -> of(Kind.DATE);
      case TIME -> new Representation(Kind.TIME, type.scale());
      case DATETIME -> new Representation(Kind.DATETIME, type.scale());
      case TIMESTAMP -> new Representation(Kind.TIMESTAMP, type.scale());
      case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT -> of(Kind.TEXT);
      case JSON -> of(Kind.JSON);
      case BINARY,
          VARBINARY,
          TINYBLOB,
          BLOB,
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
          of(Kind.BLOB);
    };
  }
}
