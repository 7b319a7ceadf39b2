package io.edgesql.dialect.ddl;

import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.catalog.Table.Check;
import io.edgesql.dialect.catalog.Table.Column;
import io.edgesql.dialect.catalog.Table.DefaultKind;
import io.edgesql.dialect.catalog.Table.KeyKind;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

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
    return losesPrimary
        || refers
        || hasNewCheck()
        || changesFunctionalKey()
        || (hasFullText(before) && rebuilds());
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

  /** InnoDB rebuilds a table with a full-text key by copying it. */
  private static boolean hasFullText(Table table) {
    return table.keys().stream().anyMatch(key -> key.kind() == KeyKind.FULLTEXT);
  }

  /** Whether InnoDB writes the table's rows anew: other stored columns, NULLs or primary key. */
  private boolean rebuilds() {
    long stored = before.columns().stream().filter(CopiedRows::isStored).count();
    int kept = 0;
    for (Column column : after.columns()) {
      String origin = origins.get(column.name().toLowerCase(Locale.ROOT));
      Column old = origin == null ? null : before.column(origin);
      if (isStored(column) && (old == null || old.nullable() != column.nullable())) {
        return true;
      }
      kept += old != null && isStored(old) ? 1 : 0;
    }
    return kept < stored || !Objects.equals(before.primaryKey(), after.primaryKey());
  }

  private static boolean isStored(Column column) {
    return column.generated() == null || column.stored();
  }

  /** A functional key is made of hidden columns: those of a key that is not unique are in place. */
  private boolean changesFunctionalKey() {
    return !functional(before).equals(functional(after));
  }

  private static List<Table.Key> functional(Table table) {
    return table.keys().stream()
        .filter(key -> key.isUnique())
        .filter(key -> key.parts().stream().anyMatch(part -> part.expression() != null))
        .toList();
  }
}
