package io.edgesql.protocol.type;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A column's or parameter's type on the wire.
 *
 * <p>A server never sends ENUM or SET in a column definition: both go out as {@link #STRING} with
 * ENUM_FLAG or SET_FLAG, and every TEXT or BLOB as {@link #BLOB}.
 *
 * <p>Manual: field_types.h, enum_field_types.
 */
public enum ColumnType {
  DECIMAL(0),
  TINY(1),
  SHORT(2),
  LONG(3),
  FLOAT(4),
  DOUBLE(5),
  NULL(6),
  TIMESTAMP(7),
  LONGLONG(8),
  INT24(9),
  DATE(10),
  TIME(11),
  DATETIME(12),
  YEAR(13),
  NEWDATE(14),
  VARCHAR(15),
  BIT(16),
  TIMESTAMP2(17),
  DATETIME2(18),
  TIME2(19),
  TYPED_ARRAY(20),
  /** MySQL 9 only. */
  VECTOR(242),
  INVALID(243),
  BOOL(244),
  JSON(245),
  NEWDECIMAL(246),
  ENUM(247),
  SET(248),
  TINY_BLOB(249),
  MEDIUM_BLOB(250),
  LONG_BLOB(251),
  BLOB(252),
  VAR_STRING(253),
  STRING(254),
  GEOMETRY(255);

  private static final @Nullable ColumnType[] BY_CODE = new ColumnType[256];

  static {
    for (ColumnType type : values()) {
      BY_CODE[type.code] = type;
    }
  }

  private final int code;

  ColumnType(int code) {
    this.code = code;
  }

  /** 0 to 255. */
  public int code() {
    return code;
  }

  public static Optional<ColumnType> ofCode(int code) {
    return Optional.ofNullable(BY_CODE[code & 0xff]);
  }
}
