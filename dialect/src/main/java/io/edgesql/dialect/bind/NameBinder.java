package io.edgesql.dialect.bind;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.Scope.InsertedRow;
import io.edgesql.dialect.bind.Scope.Visible;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.Value;
import org.jspecify.annotations.Nullable;

/** Resolves column names, from the innermost query outwards. */
final class NameBinder {
  @SuppressWarnings("ReferenceEquality") // This very scope, not one that looks like it.
  Typed bind(Expr.ColumnName name, Scope scope) {
    for (Scope each = scope; each != null; each = each.outer()) {
      Typed found = in(name, each);
      if (found == null && each != scope && each.clause().equals(Scope.FIELD_LIST)) {
        found = Aliases.earlier(name, each);
      }
      if (found != null) {
        return found;
      }
    }
    if (name.table() != null && hasNoTables(scope)) {
      throw SqlException.of(ErrorCode.ER_UNKNOWN_TABLE, name.table(), scope.clause());
    }
    throw SqlException.of(ErrorCode.ER_BAD_FIELD_ERROR, written(name), scope.clause());
  }

  /** No table is in sight, and none around: as in SET or DO. */
  private static boolean hasNoTables(Scope scope) {
    Scope outer = scope.outer();
    boolean isOutermost = outer == null || (outer.isBare() && outer.outer() == null);
    return scope.sources().isEmpty() && isOutermost;
  }

  private static @Nullable Typed in(Expr.ColumnName name, Scope scope) {
    Typed inserted = insertedByAlias(name, scope);
    if (scope.clause().equals(Scope.HAVING) && !scope.state().insideAggregate) {
      Typed alias = Aliases.find(name, scope);
      if (alias != null || scope.state().items.isEmpty()) {
        return alias != null ? alias : column(name, scope);
      }
      return selected(name, scope);
    }
    Typed column = column(name, scope);
    if (column != null && inserted != null) {
      throw SqlException.of(ErrorCode.ER_NON_UNIQ_ERROR, name.column(), scope.clause());
    }
    if (column == null && inserted == null && usesAliases(scope)) {
      return Aliases.find(name, scope);
    }
    return column != null ? column : inserted;
  }

  /** A column that stands in the select list under another name. */
  private static @Nullable Typed selected(Expr.ColumnName name, Scope scope) {
    Visible found = scope.find(name);
    boolean isListed =
        found != null
            && scope.state().items.stream().anyMatch(i -> i.expr().equals(found.reference()));
    return found != null && isListed ? found.reference() : null;
  }

  private static boolean usesAliases(Scope scope) {
    return scope.clause().equals(Scope.ORDER) || scope.clause().equals(Scope.GROUP);
  }

  private static @Nullable Typed column(Expr.ColumnName name, Scope scope) {
    Visible found = scope.find(name);
    return found == null ? null : found.reference();
  }

  private static String written(Expr.ColumnName name) {
    StringBuilder out = new StringBuilder();
    if (name.database() != null) {
      out.append(name.database()).append('.');
    }
    if (name.table() != null) {
      out.append(name.table()).append('.');
    }
    return out.append(name.column()).toString();
  }

  /** A column of the row alias of INSERT … AS new. */
  private static @Nullable Typed insertedByAlias(Expr.ColumnName name, Scope scope) {
    InsertedRow row = scope.inserted();
    if (row == null || row.alias() == null) {
      return null;
    }
    if (name.table() != null && !name.table().equals(row.alias())) {
      return null;
    }
    for (int i = 0; i < row.columns().size(); i++) {
      if (name.column().equalsIgnoreCase(row.columns().get(i))) {
        return new Typed.Inserted(i, row.table().columns().get(i).type());
      }
    }
    return null;
  }

  /** VALUES(column); outside of ON DUPLICATE KEY UPDATE it is NULL, as MySQL says. */
  Typed inserted(Expr.Inserted e, Scope scope) {
    InsertedRow row = scope.inserted();
    if (row == null) {
      bind(e.column(), scope);
      return new Typed.Constant(Value.Null.NULL, SqlType.NULL);
    }
    Table table = row.table();
    for (int i = 0; i < table.columns().size(); i++) {
      if (table.columns().get(i).name().equalsIgnoreCase(e.column().column())) {
        return new Typed.Inserted(i, table.columns().get(i).type());
      }
    }
    throw SqlException.of(ErrorCode.ER_BAD_FIELD_ERROR, written(e.column()), scope.clause());
  }
}
