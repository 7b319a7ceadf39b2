package io.edgesql.dialect.eval;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.eval.json.Json;
import io.edgesql.dialect.eval.json.JsonReader;
import io.edgesql.dialect.eval.json.JsonSyntaxException;
import io.edgesql.dialect.eval.json.JsonTooDeepException;
import io.edgesql.dialect.eval.json.JsonWriter;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;

/**
 * Assigns a value to a column as MySQL does: conversion, rounding, range, length; errors in strict
 * mode, clamping and warnings otherwise. The result is ready for {@link SqliteCodec#encode} in the
 * column's representation (ENUM and SET as their number).
 */
public final class ColumnStore {
  private ColumnStore() {}

  /** With the session's strictness; the value's own type is guessed from its kind. */
  public static Value store(Value value, Table.Column column, Environment environment, int row) {
    return store(
        value,
        SqlType.NULL,
        new StoreTarget("", column, row, environment.session().mode().strict(), environment),
        false);
  }

  /**
   * Assigns a value.
   *
   * @param type the value's own type (fractional digits, labels)
   * @param row number within the statement, from 1
   * @param ignore IGNORE: as in non-strict mode
   * @param nullBecomesDefault NULL for a NOT NULL column gives the implicit default and a warning
   * @throws SqlException 1048, 1264, 1265, 1292, 1366, 1406, 3140, 1416, 3643
   */
  public static Value store(
      Value value,
      SqlType type,
      Table.Column column,
      Environment environment,
      int row,
      boolean ignore,
      boolean nullBecomesDefault) {
    return store(value, type, "", column, environment, row, ignore, nullBecomesDefault);
  }

  /** The same; {@code table} is the name that errors about JSON quote. */
  static Value store(
      Value value,
      SqlType type,
      String table,
      Table.Column column,
      Environment environment,
      int row,
      boolean ignore,
      boolean nullBecomesDefault) {
    boolean strict = environment.session().mode().strict() && !ignore;
    return store(
        value, type, new StoreTarget(table, column, row, strict, environment), nullBecomesDefault);
  }

  /**
   * The value of a column's literal default ({@link Table.DefaultKind#LITERAL}), or NULL for {@link
   * Table.DefaultKind#NULL}; NOW and expressions are not for here.
   */
  public static Value literalDefault(Table.Column column, Environment environment) {
    if (column.defaultValue().kind() != Table.DefaultKind.LITERAL) {
      return Value.Null.NULL;
    }
    String text = column.defaultValue().text();
    StoreTarget target = new StoreTarget("", column, 1, false, environment);
    if (column.type().name() == TypeName.BIT && text.startsWith("b'")) {
      String digits = text.substring(2, text.length() - 1);
      return new Value.Int(digits.isEmpty() ? 0 : Long.parseUnsignedLong(digits, 2), true);
    }
    if (column.type().name().isBinary() && text.startsWith("0x")) {
      return store(new Value.Bytes(binaryDefault(text)), SqlType.NULL, target, false);
    }
    return store(new Value.Text(text), SqlType.NULL, target, false);
  }

  /** The bytes of a binary column's literal default: 0x and pairs of digits. */
  public static byte[] binaryDefault(String hexadecimal) {
    byte[] bytes = new byte[(hexadecimal.length() - 2) / 2];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Integer.parseInt(hexadecimal, 2 + 2 * i, 4 + 2 * i, 16);
    }
    return bytes;
  }

  /** What a NOT NULL column without a default gets in non-strict mode. */
  public static Value implicitDefault(Table.Column column) {
    SqlType type = column.type();
    return switch (type.name()) {
      case NULL -> Value.Null.NULL;
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, BIT, YEAR, SET -> new Value.Int(0, false);
      case ENUM -> new Value.Int(1, false);
      case DECIMAL -> new Value.Decimal(java.math.BigDecimal.ZERO.setScale(type.scale()));
      case FLOAT, DOUBLE -> new Value.Real(0);
      case DATE -> new Value.Date(0, 0, 0);
      case TIME -> new Value.Time(0);
      case DATETIME, TIMESTAMP -> new Value.DateTime(0, 0, 0, 0, 0, 0, 0);
      case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT -> new Value.Text("");
      case JSON -> new Value.Json("null");
      case BINARY -> new Value.Bytes(new byte[(int) type.length()]);
      case VARBINARY,
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
          new Value.Bytes(new byte[0]);
    };
  }

  private static Value store(
      Value value, SqlType type, StoreTarget target, boolean nullBecomesDefault) {
    Table.Column column = target.column();
    if (value.isNull()) {
      return storeNull(target, nullBecomesDefault);
    }
    if (value instanceof Value.Json json) {
      refuseDocument(json, column.type(), target);
    }
    return switch (column.type().name()) {
      case NULL -> Value.Null.NULL;
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT -> NumberStore.integer(value, type, target);
      case YEAR -> NumberStore.year(value, type, target);
      case BIT -> NumberStore.bit(value, type, target);
      case DECIMAL -> NumberStore.decimal(value, type, target);
      case FLOAT, DOUBLE -> NumberStore.real(value, type, target);
      case DATE -> TemporalStore.date(value, type, target);
      case TIME -> TemporalStore.time(value, type, target);
      case DATETIME, TIMESTAMP -> TemporalStore.dateTime(value, type, target);
      case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT ->
          TextStore.characters(value, type, target);
      case ENUM -> TextStore.enumeration(value, type, target);
      case SET -> TextStore.set(value, type, target);
      case JSON -> json(value, type, target);
      case BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB ->
          TextStore.bytes(value, type, target);
      case GEOMETRY,
          POINT,
          LINESTRING,
          POLYGON,
          MULTIPOINT,
          MULTILINESTRING,
          MULTIPOLYGON,
          GEOMETRYCOLLECTION ->
          GeometryStore.geometry(value, target);
    };
  }

  /**
   * Warns of a document that is no number or date for a column of numbers or dates.
   *
   * @throws SqlException 3156 in strict mode
   */
  private static void refuseDocument(Value.Json document, SqlType to, StoreTarget target) {
    String kind =
        switch (to.name()) {
          case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT -> "INTEGER";
          case DECIMAL -> "DECIMAL";
          case FLOAT, DOUBLE -> "DOUBLE";
          case DATE, TIME, DATETIME, TIMESTAMP -> "DATE/TIME/DATETIME/TIMESTAMP";
          default -> "";
        };
    if (kind.isEmpty() || JsonFunctions.isReadable(document, to.name())) {
      return;
    }
    String message =
        "Invalid JSON value for CAST to "
            + kind
            + " from column "
            + target.column().name()
            + " at row "
            + target.row();
    if (target.strict()) {
      throw new SqlException(3156, "22018", message);
    }
  }

  private static Value storeNull(StoreTarget target, boolean nullBecomesDefault) {
    Table.Column column = target.column();
    if (column.nullable()) {
      return Value.Null.NULL;
    }
    if (!nullBecomesDefault || column.autoIncrement()) {
      if (column.autoIncrement()) {
        return Value.Null.NULL;
      }
      throw SqlException.of(ErrorCode.ER_BAD_NULL_ERROR, column.name());
    }
    target
        .environment()
        .warn(
            "Warning",
            ErrorCode.ER_BAD_NULL_ERROR.code(),
            ErrorCode.ER_BAD_NULL_ERROR.format(column.name()));
    return implicitDefault(column);
  }

  private static Value json(Value value, SqlType type, StoreTarget target) {
    if (value instanceof Value.Json) {
      return value;
    }
    String column = target.column().name();
    String name = target.table().isEmpty() ? column : target.table() + "." + column;
    if (value instanceof Value.Bytes) {
      throw new SqlException(
          3144, "22032", "Cannot create a JSON value from a string with CHARACTER SET 'binary'.");
    }
    if (!(value instanceof Value.Text)) {
      throw SqlException.of(
          ErrorCode.ER_INVALID_JSON_TEXT, "not a JSON text, may need CAST", 0, name);
    }
    try {
      Json parsed = JsonReader.read(Coercion.string(value, type));
      return new Value.Json(JsonWriter.write(parsed, RealText::ofDouble));
    } catch (JsonSyntaxException wrong) {
      throw SqlException.of(ErrorCode.ER_INVALID_JSON_TEXT, wrong.text(), wrong.position(), name);
    } catch (JsonTooDeepException deep) {
      throw new SqlException(3157, "22032", String.valueOf(deep.getMessage()));
    }
  }
}
