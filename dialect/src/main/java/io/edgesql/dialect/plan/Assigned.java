package io.edgesql.dialect.plan;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.translate.Shapes;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.util.Set;

/**
 * Values as MySQL hands them to a column (Item::save_in_field): it depends on what kind of
 * expression they are whether a date arrives as a date, a number or a text.
 */
final class Assigned {
  /** What gives the value of one of its arguments gives dates and times as texts. */
  private static final Set<String> BRANCHING =
      Set.of("ANY_VALUE", "CASE", "COALESCE", "GREATEST", "IF", "IFNULL", "LEAST", "NULLIF");

  /** Characters of the longest date and time. */
  private static final int TEXT = 26;

  private Assigned() {}

  /** The value as the column gets it. */
  static Typed to(SqlType column, Typed value) {
    SqlType type = value.type();
    if (type.name().isTemporal()) {
      return temporal(column, value);
    }
    // A DOUBLE is stored with all its digits, however many of them it shows.
    boolean isFixed = type.is(TypeName.DOUBLE) && type.scale() < SqlType.NOT_FIXED;
    return isFixed && value instanceof Typed.Call call
        ? new Typed.Call(call.name(), call.arguments(), SqlType.DOUBLE)
        : value;
  }

  private static Typed temporal(SqlType column, Typed value) {
    boolean isBranch =
        (value instanceof Typed.Call call && BRANCHING.contains(call.name()))
            || (value instanceof Typed.Aggregate aggregate
                && (aggregate.name().equals("MIN") || aggregate.name().equals("MAX")));
    if (isBranch) {
      boolean keeps = column.is(value.type().name()) && column.scale() >= value.type().scale();
      return keeps ? value : text(value);
    }
    if (!(value instanceof Typed.ColumnReference)) {
      return value;
    }
    if (column.is(TypeName.JSON)) {
      return text(value);
    }
    boolean isWhole =
        column.name().isInteger() || column.is(TypeName.YEAR) || column.is(TypeName.BIT);
    return isWhole ? number(value) : value;
  }

  private static Typed text(Typed value) {
    return Shapes.cast(value, SqlType.varchar(TEXT, Collation.UTF8MB4_BIN));
  }

  /** A column's date becomes a number with its time, midnight. */
  private static Typed number(Typed value) {
    Typed time =
        value.type().is(TypeName.DATE)
            ? Shapes.cast(value, SqlType.temporal(TypeName.DATETIME, 0))
            : value;
    return Shapes.cast(time, SqlType.BIGINT);
  }
}
