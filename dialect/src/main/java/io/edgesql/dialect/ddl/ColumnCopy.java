package io.edgesql.dialect.ddl;

import static io.edgesql.dialect.ddl.SqliteText.name;
import static io.edgesql.dialect.ddl.SqliteText.string;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.catalog.Table.Column;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.Representation.Kind;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values on their way from a table's old form to its new one, as MySQL converts them in strict
 * mode: what does not fit is refused, by {@link #refuse} or by the new column's CHECK, and nothing
 * is changed.
 */
final class ColumnCopy {
  private final Map<String, String> origins;
  private final DefaultValues defaults;
  private final ExpressionSql expressions;
  private final boolean strict;

  /**
   * @param origins new column's name in lower case to the old column's; a column that is not there
   *     is new
   * @param strict without it NULL becomes the type's implicit default in a column that is NOT NULL
   */
  ColumnCopy(
      Map<String, String> origins,
      DefaultValues defaults,
      ExpressionSql expressions,
      boolean strict) {
    this.origins = origins;
    this.defaults = defaults;
    this.expressions = expressions;
    this.strict = strict;
  }

  DefaultValues defaults() {
    return defaults;
  }

  /** The old column that a new table's column continues, or null. */
  @Nullable Column origin(Table before, Column column) {
    String name = origins.get(column.name().toLowerCase(Locale.ROOT));
    return name == null ? null : before.column(name);
  }

  /** Whether existing rows compute the value of a new column from their others. */
  static boolean isComputed(Column column) {
    return column.generated() == null
        && column.defaultValue().kind() == Table.DefaultKind.EXPRESSION;
  }

  /** Whether every column that stays keeps its values byte for byte. */
  boolean isIdentity(Table before, Table after) {
    for (Column column : after.columns()) {
      Column old = origin(before, column);
      if (column.generated() == null
          && old != null
          && !name(old.name()).equals(expression(before, column))) {
        return false;
      }
    }
    return true;
  }

  /** The expression over the old table's columns, or null for a column that computes itself. */
  @Nullable String expression(Table before, Column column) {
    if (column.generated() != null) {
      return null;
    }
    Column old = origin(before, column);
    if (old == null) {
      // A new AUTO_INCREMENT column numbers the rows.
      return column.autoIncrement()
          ? "row_number() OVER ()"
          : isComputed(column)
              ? expressions.value(column.defaultValue().text(), before, column)
              : defaults.sqlite(column);
    }
    String value = converted(before, old, column);
    boolean fill = !strict && old.nullable() && !column.nullable();
    return fill ? "coalesce(" + value + ", " + defaults.implicit(column) + ")" : value;
  }

  /** Refuses what MySQL refuses and no CHECK would: each with the number of its row. */
  void refuse(Table before, Table after, Refusals refusals) {
    for (Column column : after.columns()) {
      Column old = origin(before, column);
      if (old == null || column.generated() != null) {
        continue;
      }
      if (strict && old.nullable() && !column.nullable()) {
        SqlException error = SqlException.of(ErrorCode.ER_INVALID_USE_OF_NULL);
        refusals.add(
            select(
                before,
                Refusals.signal(error.code(), error.sqlState(), string(error.text())),
                name(old.name()) + " IS NULL"));
      }
      refuseConversion(before, old, column, refusals);
    }
  }

  private void refuseConversion(Table before, Column old, Column column, Refusals refusals) {
    Kind from = Representation.ofColumn(old.type()).kind();
    Kind to = Representation.ofColumn(column.type()).kind();
    String c = name(old.name());
    boolean text = from == Kind.TEXT;
    if (column.type().name().isGeometry()) {
      GeometryCopy.refuse(before, old, column, refusals);
    } else if (to == Kind.TEXT) {
      ColumnCheck check = ColumnCheck.of(column);
      if (check != null && !check.equals(ColumnCheck.of(old))) {
        String fits = check.condition().replace(name(column.name()), "new");
        refusals.add(
            select(
                "(SELECT "
                    + converted(before, old, column)
                    + " AS new, "
                    + rowNumber()
                    + " AS place FROM "
                    + name(before.physical())
                    + ")",
                message("01000", 1265, "Data truncated for column ", column, "place"),
                "NOT (" + fits + ")"));
      }
    } else if (text && column.type().members().isEmpty()) {
      String wrong =
          switch (to) {
            case INTEGER, UNSIGNED64, SCALED, REAL -> NumberCopy.isNoNumber(c);
            case DATE, DATETIME, TIMESTAMP -> TemporalCopy.isNoDate(c);
            default -> null;
          };
      if (wrong != null) {
        boolean temporal = to == Kind.DATE || to == Kind.DATETIME || to == Kind.TIMESTAMP;
        String head = string("Incorrect " + kind(column.type()) + " value: '") + " || " + c;
        String tail = string("' for column '" + column.name() + "' at row ") + " || place";
        refusals.add(
            select(
                "(SELECT "
                    + c
                    + ", "
                    + rowNumber()
                    + " AS place FROM "
                    + name(before.physical())
                    + ")",
                Refusals.signal(
                    temporal ? 1292 : 1366, temporal ? "22007" : "HY000", head + " || " + tail),
                wrong));
      }
    }
  }

  private static String rowNumber() {
    return "row_number() OVER ()";
  }

  private static String kind(SqlType type) {
    if (type.name().isInteger()) {
      return "integer";
    }
    return type.is(TypeName.TIMESTAMP) ? "datetime" : type.name().name().toLowerCase(Locale.ROOT);
  }

  private static String message(
      String sqlState, int code, String text, Column column, String place) {
    return Refusals.signal(
        code, sqlState, string(text + "'" + column.name() + "' at row ") + " || " + place);
  }

  private static String select(Table table, String message, String where) {
    return select(name(table.physical()), message, where);
  }

  private static String select(String from, String message, String where) {
    return "SELECT " + message + " FROM " + from + " WHERE " + where;
  }

  private String converted(Table before, Column old, Column column) {
    String c = name(old.name());
    SqlType from = old.type();
    SqlType to = column.type();
    Representation source = Representation.ofColumn(from);
    Representation target = Representation.ofColumn(to);
    String result = null;
    if (!from.members().isEmpty()) {
      result = MemberCopy.from(c, from, to);
    } else if (to.is(TypeName.ENUM)) {
      result = MemberCopy.toEnum(c, to);
    } else if (to.is(TypeName.SET)) {
      result = source.kind() == Kind.TEXT ? MemberCopy.toSet(c, to) : null;
    } else if (source.equals(target) && source.kind() != Kind.DECIMAL_TEXT) {
      result = c;
    } else if (source.kind() == Kind.DECIMAL_TEXT && target.kind() == Kind.DECIMAL_TEXT) {
      result = isWider(from, to) ? c : null;
    } else {
      result = converted(c, source, target, from);
    }
    return result == null ? expressions.value(c, before, column) : result;
  }

  /** Whether every DECIMAL of one type is one of the other. */
  private static boolean isWider(SqlType from, SqlType to) {
    return to.scale() >= from.scale()
        && to.precision() - to.scale() >= from.precision() - from.scale()
        && (from.unsigned() || !to.unsigned());
  }

  /** Null: as an expression over the column is converted. */
  private static @Nullable String converted(
      String c, Representation source, Representation target, SqlType from) {
    return switch (target.kind()) {
      case INTEGER, UNSIGNED64 -> NumberCopy.toInteger(c, source, from);
      case SCALED -> NumberCopy.toScaled(c, source, target.scale());
      case REAL -> NumberCopy.toReal(c, source);
      case TEXT -> NumberCopy.toText(c, source);
      case BLOB -> source.kind() == Kind.TEXT ? "CAST(" + c + " AS BLOB)" : null;
      case DATE -> TemporalCopy.date(c, source);
      case DATETIME, TIMESTAMP -> TemporalCopy.dateTime(c, source, target.scale());
      case JSON -> source.kind() == Kind.TEXT ? c : null;
      case TIME, DECIMAL_TEXT -> null;
    };
  }
}
