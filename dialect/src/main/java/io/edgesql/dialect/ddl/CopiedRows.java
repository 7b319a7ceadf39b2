package io.edgesql.dialect.ddl;

import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.catalog.Table.Check;
import io.edgesql.dialect.catalog.Table.Column;
import io.edgesql.dialect.catalog.Table.DefaultKind;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Whether MySQL changes a table by copying its rows: it then tells their number as affected rows.
 * What InnoDB can do in place affects none.
 */
final class CopiedRows {
  private final Table before;
  private final Table after;
  private final Map<String, String> origins;

  /**
   * @param origins new column's name in lower case to the old column's
   */
  CopiedRows(Table before, Table after, Map<String, String> origins) {
    this.before = before;
    this.after = after;
    this.origins = origins;
  }

  /**
   * @param foreignKeyChecks with them, a new foreign key is checked against every row
   */
  boolean areCounted(boolean foreignKeyChecks) {
    for (Column column : after.columns()) {
      String origin = origins.get(column.name().toLowerCase(Locale.ROOT));
      Column old = origin == null ? null : before.column(origin);
      if (old == null ? isComputed(column) : isRewritten(old, column)) {
        return true;
      }
    }
    boolean losesPrimary = before.primaryKey() != null && after.primaryKey() == null;
    boolean refers =
        foreignKeyChecks
            && after.foreignKeys().stream().anyMatch(key -> ForeignKeyChecks.isNew(before, key));
    return losesPrimary || refers || hasNewCheck() || changesFunctionalKey();
  }

  private static boolean isComputed(Column column) {
    return (column.generated() != null && column.stored())
        || column.defaultValue().kind() == DefaultKind.EXPRESSION;
  }

  private static boolean isRewritten(Column old, Column now) {
    String was = old.generated();
    String is = now.generated();
    boolean computes = is == null ? was != null : !is.equals(was) || old.stored() != now.stored();
    return computes || !isInPlace(old.type(), now.type());
  }

  /** Whether rows of the old type are rows of the new one as they are. */
  static boolean isInPlace(SqlType old, SqlType now) {
    if (old.name() != now.name()
        || old.unsigned() != now.unsigned()
        || old.zerofill() != now.zerofill()
        || old.precision() != now.precision()
        || old.scale() != now.scale()
        || !old.collation().equals(now.collation())) {
      return false;
    }
    if (!old.members().isEmpty()) {
      List<String> members = now.members();
      return members.size() >= old.members().size()
          && members.subList(0, old.members().size()).equals(old.members());
    }
    if (old.name().isInteger() || old.length() == now.length()) {
      return true;
    }
    boolean isVarying = old.is(TypeName.VARCHAR) || old.is(TypeName.VARBINARY);
    return isVarying && now.length() > old.length() && isShort(old) == isShort(now);
  }

  /** Whether the length of a value fits one byte. */
  private static boolean isShort(SqlType type) {
    return type.length() * (type.is(TypeName.VARCHAR) ? 4 : 1) <= 255;
  }

  private boolean hasNewCheck() {
    for (Check check : after.checks()) {
      boolean known =
          before.checks().stream()
              .anyMatch(old -> old.name().equals(check.name()) && old.enforced());
      if (check.enforced() && !known) {
        return true;
      }
    }
    return false;
  }

  /** A functional key is made of hidden columns: one under a key that is not unique is in place. */
  private boolean changesFunctionalKey() {
    return !functional(before).equals(functional(after));
  }

  private static List<Table.Key> functional(Table table) {
    return table.keys().stream()
        .filter(
            key -> {
              long hidden = key.parts().stream().filter(p -> p.expression() != null).count();
              return hidden > 1 || (hidden == 1 && key.isUnique());
            })
        .toList();
  }
}
