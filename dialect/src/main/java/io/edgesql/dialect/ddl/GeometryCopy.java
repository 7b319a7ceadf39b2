package io.edgesql.dialect.ddl;

import static io.edgesql.dialect.ddl.SqliteText.name;
import static io.edgesql.dialect.ddl.SqliteText.string;

import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.catalog.Table.Column;
import io.edgesql.dialect.eval.spatial.ShapeType;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;

/**
 * Geometries whose column changes: what is of another type or reference system is refused. Values
 * begin with four bytes of the SRID, a byte order of 1, and four bytes of the type.
 */
final class GeometryCopy {
  private GeometryCopy() {}

  static void refuse(Table before, Column old, Column column, Refusals refusals) {
    SqlType type = column.type();
    String c = name(old.name());
    String rows = " FROM " + name(before.physical()) + " WHERE ";
    if (!old.type().name().isGeometry()) {
      refusals.add("SELECT " + wrongObject() + rows + c + " IS NOT NULL");
      return;
    }
    if (!type.is(TypeName.GEOMETRY) && !type.is(old.type().name())) {
      int code = ShapeType.valueOf(type.name().name()).code();
      String wanted = "x'" + littleEndian(code) + "'";
      refusals.add("SELECT " + wrongObject() + rows + "substr(" + c + ", 6, 4) <> " + wanted);
    }
    if (type.srid() >= 0) {
      String srid = "substr(" + c + ", 1, 4)";
      String text =
          string(
                  "The SRID of the geometry does not match the SRID of the column '"
                      + column.name()
                      + "'. The SRID of the geometry is ")
              + " || "
              + number(srid)
              + " || "
              + string(
                  ", but the SRID of the column is "
                      + type.srid()
                      + ". Consider changing the SRID of the geometry or the SRID property of the"
                      + " column.");
      refusals.add(
          "SELECT "
              + Refusals.signal(3643, "HY000", text)
              + rows
              + srid
              + " <> x'"
              + littleEndian(type.srid())
              + "'");
    }
  }

  private static String wrongObject() {
    return Refusals.signal(
        1416,
        "22003",
        string("Cannot get geometry object from data you send to the GEOMETRY field"));
  }

  private static String littleEndian(long number) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      long octet = (number >> (8 * i)) & 0xff;
      out.append(octet < 16 ? "0" : "").append(Long.toHexString(octet));
    }
    return out.toString();
  }

  /** A SQLite expression of the number that four bytes hold, the lowest first. */
  private static String number(String bytes) {
    StringBuilder out = new StringBuilder("(");
    for (int i = 0; i < 8; i++) {
      int digit = i % 2 == 0 ? i + 2 : i;
      out.append(i == 0 ? "" : " + ")
          .append("((instr('0123456789ABCDEF', substr(hex(")
          .append(bytes)
          .append("), ")
          .append(digit)
          .append(", 1)) - 1) << ")
          .append(4 * i)
          .append(")");
    }
    return out.append(")").toString();
  }
}
