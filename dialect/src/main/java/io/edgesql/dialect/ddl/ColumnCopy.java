package io.edgesql.dialect.ddl;

import static io.edgesql.dialect.ddl.SqliteText.name;
import static io.edgesql.dialect.ddl.SqliteText.string;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.catalog.Table.Column;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values on their way from a table's old form to its new one.
 *
 * <p>A value that does not fit becomes something that the new column's CHECK refuses, so that ALTER
 * TABLE fails with MySQL's error instead of changing data.
 */
final class ColumnCopy implements ShardTableEdit.RowCopy {
  private final Map<String, String> renamed;
  private final DefaultValues defaults;

  /** {@code renamed}: new name in lower case to old name. */
  ColumnCopy(Map<String, String> renamed, DefaultValues defaults) {
    this.renamed = renamed;
    this.defaults = defaults;
  }

  @Override
  public @Nullable String expression(Table before, Table after, Column column) {
    if (column.generated() != null) {
      return null;
    }
    String oldName = renamed.getOrDefault(column.name().toLowerCase(Locale.ROOT), column.name());
    Column old = before.column(oldName);
    if (old != null) {
      return converted(old, column);
    }
    // A new AUTO_INCREMENT column numbers the rows.
    return column.autoIncrement() ? "row_number() OVER ()" : defaults.sqlite(column);
  }

  private static String converted(Column old, Column column) {
    String c = name(old.name());
    SqlType from = old.type();
    SqlType to = column.type();
    if (!from.members().isEmpty()) {
      return fromMembers(c, from, to);
    }
    if (to.is(TypeName.ENUM)) {
      return toEnum(c, to);
    }
    Representation source = Representation.ofColumn(from);
    Representation target = Representation.ofColumn(to);
    if (source.equals(target)) {
      return c;
    }
    String result =
        switch (target.kind()) {
          case INTEGER, TIME -> to.is(TypeName.SET) ? null : toInteger(c, source, from);
          case UNSIGNED64 -> toInteger(c, source, from);
          case SCALED -> toScaled(c, source, target.scale());
          case REAL -> toReal(c, source);
          case TEXT -> toText(c, source);
          case BLOB -> source.kind() == Representation.Kind.TEXT ? "CAST(" + c + " AS BLOB)" : null;
          case DATE -> toDate(c, source);
          case DATETIME, TIMESTAMP -> toDateTime(c, source, target.scale());
          case JSON -> source.kind() == Representation.Kind.TEXT ? c : null;
          case DECIMAL_TEXT -> null;
        };
    if (result == null) {
      throw SqlException.of(
          ErrorCode.ER_NOT_SUPPORTED_YET,
          "ALTER TABLE that converts column '"
              + old.name()
              + "' from "
              + from.name()
              + " to "
              + to.name());
    }
    return result;
  }

  private static String fromMembers(String c, SqlType from, SqlType to) {
    if (from.is(TypeName.ENUM) && (to.is(TypeName.ENUM) || to.name().isCharacter())) {
      StringBuilder sql = new StringBuilder("CASE ").append(c).append(" WHEN NULL THEN NULL");
      for (int i = 0; i < from.members().size(); i++) {
        String label = from.members().get(i);
        sql.append(" WHEN ").append(i + 1).append(" THEN ");
        sql.append(to.is(TypeName.ENUM) ? String.valueOf(place(to, label)) : string(label));
      }
      return sql.append(" ELSE ").append(to.is(TypeName.ENUM) ? c : "''").append(" END").toString();
    }
    if (from.is(TypeName.SET)
        && to.is(TypeName.SET)
        && to.members().size() >= from.members().size()
        && to.members().subList(0, from.members().size()).equals(from.members())) {
      return c;
    }
    if (to.name().isInteger()) {
      return c;
    }
    throw SqlException.of(
        ErrorCode.ER_NOT_SUPPORTED_YET,
        "ALTER TABLE that converts " + from.name() + " to " + to.name());
  }

  /** 1-based place of a label, or -1, which the column's CHECK refuses. */
  private static int place(SqlType type, String label) {
    for (int i = 0; i < type.members().size(); i++) {
      if (type.members().get(i).equalsIgnoreCase(label)) {
        return i + 1;
      }
    }
    return -1;
  }

  private static String toEnum(String c, SqlType to) {
    StringBuilder sql = new StringBuilder("CASE WHEN ").append(c).append(" IS NULL THEN NULL");
    List<String> members = to.members();
    for (int i = 0; i < members.size(); i++) {
      sql.append(" WHEN CAST(").append(c).append(" AS TEXT) = ").append(string(members.get(i)));
      sql.append(" COLLATE NOCASE THEN ").append(i + 1);
    }
    return sql.append(" ELSE -1 END").toString();
  }

  private static @Nullable String toInteger(String c, Representation source, SqlType from) {
    return switch (source.kind()) {
      case INTEGER, UNSIGNED64 -> from.name().isTemporal() ? null : c;
      case SCALED -> rescaled(c, source.scale(), 0);
      case REAL -> "CAST(round(" + c + ") AS INTEGER)";
      // What is no number stays text, and text is out of every range.
      case TEXT ->
          "CASE WHEN trim("
              + c
              + ", ' ') GLOB '*[^0-9]*' AND NOT (trim("
              + c
              + ", ' ') GLOB '[-+]*' AND substr(trim("
              + c
              + ", ' '), 2) NOT GLOB '*[^0-9]*') OR trim("
              + c
              + ", ' ') = '' THEN 'x' || "
              + c
              + " ELSE CAST("
              + c
              + " AS INTEGER) END";
      default -> null;
    };
  }

  private static @Nullable String toScaled(String c, Representation source, int scale) {
    return switch (source.kind()) {
      case INTEGER, UNSIGNED64 -> "(" + c + " * " + power(scale) + ")";
      case SCALED -> rescaled(c, source.scale(), scale);
      case REAL -> "CAST(round(" + c + " * " + power(scale) + ".0) AS INTEGER)";
      case TEXT -> "CAST(round(CAST(" + c + " AS REAL) * " + power(scale) + ".0) AS INTEGER)";
      default -> null;
    };
  }

  private static @Nullable String toReal(String c, Representation source) {
    return switch (source.kind()) {
      case INTEGER, UNSIGNED64, TEXT -> "CAST(" + c + " AS REAL)";
      case SCALED -> "(" + c + " / " + power(source.scale()) + ".0)";
      default -> null;
    };
  }

  private static @Nullable String toText(String c, Representation source) {
    return switch (source.kind()) {
      case INTEGER, REAL, BLOB -> "CAST(" + c + " AS TEXT)";
      case UNSIGNED64 -> "ltrim(CAST(" + c + " AS TEXT), '')";
      case SCALED -> decimalText(c, source.scale());
      case TEXT, DATE, DATETIME, JSON -> c;
      default -> null;
    };
  }

  private static String decimalText(String c, int scale) {
    return scale == 0
        ? "CAST(" + c + " AS TEXT)"
        : "(CASE WHEN "
            + c
            + " < 0 THEN '-' ELSE '' END || (abs("
            + c
            + ") / "
            + power(scale)
            + ") || '.' || substr("
            + string(power(scale).substring(1))
            + " || (abs("
            + c
            + ") % "
            + power(scale)
            + "), -"
            + scale
            + "))";
  }

  private static @Nullable String toDate(String c, Representation source) {
    return switch (source.kind()) {
      case DATETIME, TIMESTAMP -> "substr(" + c + ", 1, 10)";
      case TEXT ->
          "CASE WHEN date("
              + c
              + ") IS NULL AND "
              + c
              + " IS NOT NULL THEN 'x' ELSE date("
              + c
              + ") END";
      default -> null;
    };
  }

  private static @Nullable String toDateTime(String c, Representation source, int scale) {
    String fraction = scale == 0 ? "" : "." + "0".repeat(scale);
    return switch (source.kind()) {
      case DATE -> "(" + c + " || ' 00:00:00" + fraction + "')";
      case DATETIME, TIMESTAMP -> {
        if (scale == 0) {
          yield "substr(" + c + ", 1, 19)";
        }
        String padded = source.scale() == 0 ? c + " || '.000000'" : c + " || '000000'";
        yield "substr(" + padded + ", 1, " + (20 + scale) + ")";
      }
      case TEXT ->
          "CASE WHEN datetime("
              + c
              + ") IS NULL AND "
              + c
              + " IS NOT NULL THEN 'x' ELSE datetime("
              + c
              + ") || "
              + string(fraction)
              + " END";
      default -> null;
    };
  }

  /** Rounds half away from zero, as MySQL does for exact numbers. */
  private static String rescaled(String c, int from, int to) {
    if (to >= from) {
      return "(" + c + " * " + power(to - from) + ")";
    }
    String divisor = power(from - to);
    return "((abs(" + c + ") + " + divisor + " / 2) / " + divisor + " * sign(" + c + "))";
  }

  private static String power(int exponent) {
    return "1" + "0".repeat(exponent);
  }
}
