package io.edgesql.dialect.bind;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.Scope.Entry;
import io.edgesql.dialect.bind.Scope.Visible;
import io.edgesql.dialect.catalog.View;
import io.edgesql.dialect.parse.Parser;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.Query;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A view as the one base table whose columns it shows, for statements that change it: the view's
 * names for the table's columns, and its condition beside them.
 */
final class ViewTable {
  private final Binder binder;
  private final Scope.Surroundings around;
  private final ChangedViews views;

  ViewTable(Binder binder, Scope.Surroundings around, ChangedViews views) {
    this.binder = binder;
    this.around = around;
    this.views = views;
  }

  /** The base table under the view's names; null if the view is more than that. */
  FromBinder.@Nullable From of(View view, String alias) {
    int depth = around.viewDepth() + 1;
    if (depth > binder.limits().viewDepth()) {
      throw SqlException.of(ErrorCode.ER_VIEW_RECURSIVE, view.database(), view.name());
    }
    Query query = Parser.parseQuery(view.query(), binder.mode().reading(view.sqlMode()));
    if (!(query.body() instanceof Query.Select select)
        || !isPlain(query, select)
        || !(select.from() instanceof Query.Table table)) {
      return null;
    }
    Scope.Surroundings inside = around.inside(view);
    FromBinder.From from = new FromBinder(binder, null, inside).changing(views).bind(table);
    if (!(from.source() instanceof BoundQuery.TableSource base)) {
      return null;
    }
    Scope scope =
        new Scope(
            from.sources(),
            from.columns(),
            null,
            Scope.FIELD_LIST,
            inside,
            Scope.SelectState.withoutAggregates(),
            null);
    List<Visible> columns = columns(view, select, scope);
    if (columns == null) {
      return null;
    }
    Expr condition = select.where();
    Typed where =
        condition == null
            ? null
            : binder.expressions().bindCondition(condition, scope.in(Scope.WHERE));
    boolean renames =
        columns.stream()
            .anyMatch(
                c ->
                    !base.table()
                        .columns()
                        .get(c.reference().column())
                        .name()
                        .equals(c.reference().name()));
    views.add(new ChangedViews.Changed(view, base.id(), where, renames));
    Entry entry =
        new Entry(base.id(), view.database(), alias, List.copyOf(columns), null, false, true);
    return new FromBinder.From(
        new BoundQuery.TableSource(base.id(), base.table(), alias),
        List.of(entry),
        entry.columns());
  }

  private static boolean isPlain(Query query, Query.Select select) {
    return query.with() == null
        && !select.distinct()
        && select.groupBy().isEmpty()
        && select.having() == null
        && query.limit() == null
        && query.offset() == null;
  }

  /** The view's columns as the table's; null when one is computed. */
  private @Nullable List<Visible> columns(View view, Query.Select select, Scope scope) {
    List<Visible> columns = new ArrayList<>();
    for (Query.Item item : select.items()) {
      if (item instanceof Query.Star) {
        scope.columns().stream().filter(Visible::isStarred).forEach(columns::add);
        continue;
      }
      Query.Column column = (Query.Column) item;
      if (!(column.expr() instanceof Expr.ColumnName name)) {
        return null;
      }
      Visible found = scope.find(name);
      if (found == null) {
        throw SqlException.of(ErrorCode.ER_VIEW_INVALID, view.database(), view.name());
      }
      columns.add(named(found, column.alias() == null ? found.reference().name() : column.alias()));
    }
    for (int i = 0; i < view.columns().size() && i < columns.size(); i++) {
      columns.set(i, named(columns.get(i), view.columns().get(i)));
    }
    return columns;
  }

  private static Visible named(Visible column, String name) {
    Typed.ColumnReference r = column.reference();
    return new Visible(
        new Typed.ColumnReference(r.source(), r.column(), name, r.type(), r.nullable()),
        column.origin(),
        true);
  }
}
