package io.edgesql.dialect.bind;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.Scope.SelectItem;
import io.edgesql.dialect.bind.Scope.Visible;
import io.edgesql.dialect.tree.Expr;
import org.jspecify.annotations.Nullable;

/** The select list's names, where ORDER BY, GROUP BY and HAVING may use them. */
final class Aliases {
  private Aliases() {}

  /** Whether a name means this item: its alias, or the very column it is. */
  static boolean names(SelectItem item, Expr.ColumnName name, Scope scope) {
    if (name.table() == null) {
      return item.name().equalsIgnoreCase(name.column());
    }
    if (item.isAlias() || !(item.expr() instanceof Typed.ColumnReference reference)) {
      return item.expr() instanceof Typed.ColumnReference r && isColumn(r, name, scope);
    }
    return isColumn(reference, name, scope);
  }

  /** What a name in a subquery of the select list means: the first item before it of this alias. */
  static @Nullable Typed earlier(Expr.ColumnName name, Scope scope) {
    for (SelectItem item : scope.state().items) {
      if (item.isAlias()
          && name.table() == null
          && item.name().equalsIgnoreCase(name.column())
          && !Aggregation.contains(item.expr())) {
        return item.expr();
      }
    }
    return null;
  }

  private static boolean isColumn(
      Typed.ColumnReference reference, Expr.ColumnName name, Scope scope) {
    Visible found = scope.find(name);
    return found != null
        && found.reference().source() == reference.source()
        && found.reference().column() == reference.column();
  }

  /** The item that the name means, or null. In HAVING columns of GROUP BY go first. */
  static @Nullable Typed find(Expr.ColumnName name, Scope scope) {
    if (scope.clause().equals(Scope.HAVING)) {
      Typed grouped = grouped(name, scope);
      if (grouped != null) {
        return grouped;
      }
    }
    Typed found = null;
    for (SelectItem item : scope.state().items) {
      if (names(item, name, scope)) {
        if (found != null && !found.equals(item.expr())) {
          throw SqlException.of(ErrorCode.ER_NON_UNIQ_ERROR, name.column(), scope.clause());
        }
        found = item.expr();
      }
    }
    return found;
  }

  private static @Nullable Typed grouped(Expr.ColumnName name, Scope scope) {
    for (Typed group : scope.state().groupBy) {
      if (!(group instanceof Typed.ColumnReference reference)) {
        continue;
      }
      boolean isNamed =
          name.table() == null
              ? reference.name().equalsIgnoreCase(name.column())
              : isColumn(reference, name, scope);
      if (isNamed) {
        return reference;
      }
    }
    return null;
  }
}
