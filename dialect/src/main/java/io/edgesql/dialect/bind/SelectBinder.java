package io.edgesql.dialect.bind;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.BoundQuery.Output;
import io.edgesql.dialect.bind.Scope.Entry;
import io.edgesql.dialect.bind.Scope.SelectItem;
import io.edgesql.dialect.bind.Scope.Visible;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.Query;
import io.edgesql.dialect.types.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Binds one SELECT with the ORDER BY and LIMIT that belong to it. */
final class SelectBinder {
  private final Binder binder;
  private final @Nullable Scope outer;
  private final Scope.Surroundings surroundings;
  private final boolean namesVisible;

  SelectBinder(
      Binder binder, @Nullable Scope outer, Scope.Surroundings surroundings, boolean namesVisible) {
    this.binder = binder;
    this.outer = outer;
    this.surroundings = surroundings;
    this.namesVisible = namesVisible;
  }

  BoundQuery bind(Query query, Query.Select select) {
    FromBinder.From from =
        select.from() == null
            ? null
            : new FromBinder(binder, outer, surroundings).bind(select.from());
    Scope.SelectState state = new Scope.SelectState();
    Scope scope = scope(from, state);
    nameWindows(select, state);
    List<Output> outputs = new ArrayList<>();
    List<SelectItem> items = bindItems(select, scope, outputs);
    state.items = items;
    Typed where =
        select.where() == null
            ? null
            : binder.expressions().bindCondition(select.where(), scope.in(Scope.WHERE));
    List<Typed> groupBy = bindGroupBy(select, scope.in(Scope.GROUP), items);
    state.groupBy = groupBy;
    Typed having =
        select.having() == null
            ? null
            : binder.expressions().bindCondition(select.having(), scope.in(Scope.HAVING));
    boolean isOne = state.hasAggregates || !groupBy.isEmpty() || having != null;
    List<BoundQuery.Order> orderBy = bindOrderBy(query, scope.in(Scope.ORDER), items);
    if (!isOne && state.hasAggregates) {
      throw SqlException.of(ErrorCode.ER_AGGREGATE_ORDER_NON_AGG_QUERY, aggregating(orderBy));
    }
    boolean isGrouped = !groupBy.isEmpty() || state.hasAggregates;
    BoundQuery.Select bound =
        new BoundQuery.Select(
            select.distinct(),
            items.stream().map(SelectItem::expr).toList(),
            from == null ? null : from.source(),
            where,
            isGrouped,
            groupBy,
            select.withRollup(),
            having,
            select.calculateFoundRows());
    if (binder.mode().onlyFullGroupBy()) {
      // Without GROUP BY there is one row, whose order nobody asks for.
      new FullGroupBy(binder.literals(), scope, bound, items)
          .check(isGrouped && groupBy.isEmpty() ? List.of() : orderBy);
    }
    return new BoundQuery(
        false,
        List.of(),
        bound,
        isGrouped && groupBy.isEmpty() ? List.of() : orderBy,
        binder.queries().bindLimit(query.limit(), scope),
        binder.queries().bindLimit(query.offset(), scope),
        query.locking(),
        select.withRollup() ? nullable(outputs) : List.copyOf(outputs));
  }

  /** The place of the first order that aggregates, counted from 1. */
  private static int aggregating(List<BoundQuery.Order> orderBy) {
    int place = 1;
    for (BoundQuery.Order order : orderBy) {
      if (Aggregation.contains(order.expr())) {
        break;
      }
      place++;
    }
    return Math.min(place, orderBy.size());
  }

  /** WITH ROLLUP puts NULL into every grouped column. */
  private static List<Output> nullable(List<Output> outputs) {
    return outputs.stream().map(o -> new Output(o.name(), o.type(), true, o.origin())).toList();
  }

  private Scope scope(FromBinder.@Nullable From from, Scope.SelectState state) {
    return new Scope(
        from == null ? List.of() : from.sources(),
        from == null ? List.of() : from.columns(),
        outer,
        Scope.FIELD_LIST,
        surroundings,
        state,
        null);
  }

  private static void nameWindows(Query.Select select, Scope.SelectState state) {
    List<String> names = new ArrayList<>();
    List<Expr.Window> windows = new ArrayList<>();
    for (Query.NamedWindow window : select.windows()) {
      if (names.stream().anyMatch(window.name()::equalsIgnoreCase)) {
        throw SqlException.of(ErrorCode.ER_WINDOW_DUPLICATE_NAME, window.name());
      }
      names.add(window.name());
      windows.add(window.window());
    }
    state.windowNames = names;
    state.windows = windows;
  }

  private List<SelectItem> bindItems(Query.Select select, Scope scope, List<Output> outputs) {
    List<SelectItem> items = new ArrayList<>();
    // A subquery in the list may name what stands before it.
    scope.state().items = Collections.unmodifiableList(items);
    for (Query.Item item : select.items()) {
      if (item instanceof Query.Star star) {
        for (Visible column : expand(star, scope)) {
          Typed.ColumnReference reference = column.reference();
          items.add(new SelectItem(reference.name(), reference, false));
          outputs.add(
              new Output(
                  reference.name(), reference.type(), reference.nullable(), column.origin()));
        }
        continue;
      }
      Query.Column column = (Query.Column) item;
      Typed expr = bindItem(column, scope);
      String name = name(column, expr, scope);
      items.add(new SelectItem(name, expr, column.alias() != null));
      outputs.add(
          new Output(name, expr.type(), Nullability.of(expr), Origins.of(expr, scope.sources())));
    }
    return List.copyOf(items);
  }

  private Typed bindItem(Query.Column column, Scope scope) {
    boolean pins = namesVisible && column.alias() == null;
    if (pins) {
      binder.startPinning();
    }
    try {
      return binder.expressions().bindScalar(column.expr(), scope);
    } finally {
      if (pins) {
        binder.stopPinning();
      }
    }
  }

  /** The column's name as MySQL shows it. */
  private static String name(Query.Column column, Typed expr, Scope scope) {
    if (column.alias() != null) {
      return column.alias();
    }
    if (column.expr() instanceof Expr.ColumnName name) {
      return expr instanceof Typed.ColumnReference reference
          ? columnName(name, reference, scope)
          : column.text();
    }
    if (column.expr() instanceof Expr.Call call
        && call.name().equals("NAME_CONST")
        && call.arguments().get(0) instanceof Expr.Literal named) {
      return named.value() instanceof Value.Text text
          ? text.text()
          : named.value() instanceof Value.Int number
              ? Long.toString(number.bits())
              : column.text();
    }
    boolean isNull = column.expr() instanceof Expr.Literal literal && literal.value().isNull();
    return isNull ? "NULL" : column.text();
  }

  /** As the query spells it, but a merged view or derived table gives its own spelling. */
  private static String columnName(
      Expr.ColumnName name, Typed.ColumnReference reference, Scope scope) {
    Entry entry = scope.source(reference.source());
    // A view keeps the names that it was made with.
    boolean isInside = scope.surroundings().viewDepth() > 0;
    return entry != null && entry.isMerged() && !isInside ? reference.name() : name.column();
  }

  private static List<Visible> expand(Query.Star star, Scope scope) {
    List<Visible> all = scope.columns();
    if (star.table() != null) {
      Entry entry = scope.source(star.database(), star.table());
      if (entry == null) {
        throw SqlException.of(ErrorCode.ER_BAD_TABLE_ERROR, star.table());
      }
      all = entry.columns();
    } else if (scope.sources().isEmpty()) {
      throw SqlException.of(ErrorCode.ER_NO_TABLES_USED);
    }
    return all.stream().filter(Visible::isStarred).toList();
  }

  private List<Typed> bindGroupBy(Query.Select select, Scope scope, List<SelectItem> items) {
    List<Typed> result = new ArrayList<>();
    for (Expr e : select.groupBy()) {
      Integer position = binder.queries().position(e, items.size(), Scope.GROUP);
      Typed bound = position != null ? items.get(position).expr() : groupItem(e, scope, items);
      if (Aggregation.contains(bound)) {
        throw SqlException.of(ErrorCode.ER_WRONG_GROUP_FIELD, groupName(e, position, items));
      }
      result.add(bound);
    }
    return List.copyOf(result);
  }

  private static String groupName(Expr e, @Nullable Integer position, List<SelectItem> items) {
    if (position != null) {
      return items.get(position).name();
    }
    return e instanceof Expr.ColumnName name ? name.column() : "";
  }

  /** A plain name is a column of FROM before it is an alias. */
  private Typed groupItem(Expr e, Scope scope, List<SelectItem> items) {
    if (e instanceof Expr.ColumnName name && scope.find(name) == null) {
      int alias = alias(name, scope, items);
      if (alias >= 0) {
        return items.get(alias).expr();
      }
    }
    return binder.expressions().bindScalar(e, scope);
  }

  private List<BoundQuery.Order> bindOrderBy(Query query, Scope scope, List<SelectItem> items) {
    List<BoundQuery.Order> result = new ArrayList<>();
    for (Expr.OrderItem item : query.orderBy()) {
      int output = outputOf(item.expr(), scope, items);
      Typed expr =
          output >= 0
              ? items.get(output).expr()
              : binder.expressions().bindScalar(item.expr(), scope);
      if (output >= 0 || !ConstantOrder.isIdle(expr)) {
        result.add(new BoundQuery.Order(expr, output, item.descending()));
      }
    }
    return List.copyOf(result);
  }

  /** Which result column ORDER BY means: a position, or a name, aliases going before columns. */
  private int outputOf(Expr e, Scope scope, List<SelectItem> items) {
    Integer position = binder.queries().position(e, items.size(), Scope.ORDER);
    if (position != null) {
      return position;
    }
    return e instanceof Expr.ColumnName name ? alias(name, scope, items) : -1;
  }

  /** The place of the select item with this name, or -1. */
  private static int alias(Expr.ColumnName name, Scope scope, List<SelectItem> items) {
    int found = -1;
    for (int i = 0; i < items.size(); i++) {
      if (!Aliases.names(items.get(i), name, scope)) {
        continue;
      }
      if (found >= 0 && !items.get(found).expr().equals(items.get(i).expr())) {
        throw SqlException.of(ErrorCode.ER_NON_UNIQ_ERROR, name.column(), scope.clause());
      }
      found = found < 0 ? i : found;
    }
    return found;
  }
}
