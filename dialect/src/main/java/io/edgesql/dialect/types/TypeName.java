package io.edgesql.dialect.types;

/** MySQL's column types, as the catalog and expression typing know them. */
public enum TypeName {
  NULL,
  TINYINT,
  SMALLINT,
  MEDIUMINT,
  INT,
  BIGINT,
  DECIMAL,
  FLOAT,
  DOUBLE,
  BIT,
  YEAR,
  DATE,
  TIME,
  DATETIME,
  TIMESTAMP,
  CHAR,
  VARCHAR,
  TINYTEXT,
  TEXT,
  MEDIUMTEXT,
  LONGTEXT,
  BINARY,
  VARBINARY,
  TINYBLOB,
  BLOB,
  MEDIUMBLOB,
  LONGBLOB,
  ENUM,
  SET,
  JSON,
  GEOMETRY,
  POINT,
  LINESTRING,
  POLYGON,
  MULTIPOINT,
  MULTILINESTRING,
  MULTIPOLYGON,
  GEOMETRYCOLLECTION;

  public boolean isInteger() {
    return compareTo(TINYINT) >= 0 && compareTo(BIGINT) <= 0;
  }

  /** Integers, DECIMAL, FLOAT, DOUBLE, BIT and YEAR. */
  public boolean isNumeric() {
    return compareTo(TINYINT) >= 0 && compareTo(YEAR) <= 0;
  }

  public boolean isApproximate() {
    return this == FLOAT || this == DOUBLE;
  }

  public boolean isTemporal() {
    return compareTo(DATE) >= 0 && compareTo(TIMESTAMP) <= 0;
  }

  /** CHAR, VARCHAR and the TEXT family. */
  public boolean isCharacter() {
    return compareTo(CHAR) >= 0 && compareTo(LONGTEXT) <= 0;
  }

  /** BINARY, VARBINARY and the BLOB family. */
  public boolean isBinary() {
    return compareTo(BINARY) >= 0 && compareTo(LONGBLOB) <= 0;
  }

  public boolean isGeometry() {
    return compareTo(GEOMETRY) >= 0;
  }

  /** TEXT and BLOB families: no default literals, keys need a length. */
  public boolean isLob() {
    return (compareTo(TINYTEXT) >= 0 && compareTo(LONGTEXT) <= 0)
        || (compareTo(TINYBLOB) >= 0 && compareTo(LONGBLOB) <= 0);
  }
}
