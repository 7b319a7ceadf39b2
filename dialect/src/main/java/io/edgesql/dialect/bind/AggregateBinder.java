package io.edgesql.dialect.bind;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.types.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Binds aggregates, window functions and windows. */
final class AggregateBinder {
  private final Binder binder;
  private final ExpressionBinder expressions;

  AggregateBinder(Binder binder, ExpressionBinder expressions) {
    this.binder = binder;
    this.expressions = expressions;
  }

  Typed bind(Expr.Aggregate e, Scope scope) {
    if (e.over() != null) {
      WindowChecks.aggregate(e);
      checkWindowPlace(e.name(), scope);
      List<Typed> arguments = inWindow(e.name(), e.arguments(), scope);
      return new Typed.Aggregate(
          e.name(),
          e.distinct(),
          arguments,
          List.of(),
          null,
          window(e.over(), scope, 0),
          AggregateTypes.overWindow(e.name(), arguments, binder.connection()));
    }
    Scope.SelectState state = scope.state();
    if (state.insideAggregate) {
      throw SqlException.of(ErrorCode.ER_INVALID_GROUP_FUNC_USE);
    }
    state.insideAggregate = true;
    List<Typed> arguments;
    List<BoundQuery.Order> orderBy;
    try {
      arguments = typed(e.name(), expressions.bindOperands(e.arguments(), scope));
      orderBy = orderBy(e.orderBy(), scope, arguments);
    } finally {
      state.insideAggregate = false;
    }
    Scope owner = owner(arguments, scope);
    if (owner.state().forbidsAggregates
        || !owner.state().allowsAggregates(owner.clause())
        || arguments.stream().anyMatch(AggregateBinder::hasWindow)) {
      throw SqlException.of(ErrorCode.ER_INVALID_GROUP_FUNC_USE);
    }
    owner.state().hasAggregates = true;
    return new Typed.Aggregate(
        e.name(),
        e.distinct(),
        arguments,
        orderBy,
        e.separator(),
        null,
        AggregateTypes.of(e.name(), arguments, binder.connection()));
  }

  private static boolean hasWindow(Typed e) {
    boolean isWindow =
        e instanceof Typed.WindowCall
            || (e instanceof Typed.Aggregate aggregate && aggregate.over() != null);
    return isWindow || Aggregation.children(e).stream().anyMatch(AggregateBinder::hasWindow);
  }

  /** The query that an aggregate belongs to: the innermost that its columns come from. */
  private static Scope owner(List<Typed> arguments, Scope scope) {
    List<Integer> sources = new ArrayList<>();
    arguments.forEach(argument -> addSources(argument, sources));
    if (sources.isEmpty()) {
      return scope;
    }
    for (Scope each = scope; each != null; each = each.outer()) {
      Scope candidate = each;
      if (sources.stream().anyMatch(candidate::owns)) {
        return each;
      }
    }
    return scope;
  }

  private static void addSources(Typed e, List<Integer> into) {
    if (e instanceof Typed.ColumnReference reference) {
      into.add(reference.source());
    }
    for (Typed child : Aggregation.children(e)) {
      addSources(child, into);
    }
  }

  private List<BoundQuery.Order> orderBy(
      List<Expr.OrderItem> items, Scope scope, List<Typed> arguments) {
    List<BoundQuery.Order> result = new ArrayList<>();
    for (Expr.OrderItem item : items) {
      Integer position =
          arguments.isEmpty()
              ? null
              : binder.queries().position(item.expr(), arguments.size(), Scope.ORDER);
      Typed expr =
          position != null ? arguments.get(position) : expressions.bindScalar(item.expr(), scope);
      result.add(new BoundQuery.Order(expr, -1, item.descending()));
    }
    return List.copyOf(result);
  }

  Typed bind(Expr.WindowCall e, Scope scope) {
    checkWindowPlace(e.name(), scope);
    List<Typed> arguments = inWindow(e.name(), e.arguments(), scope);
    WindowChecks.arguments(e.name(), arguments);
    return new Typed.WindowCall(
        e.name(),
        arguments,
        window(e.over(), scope, 0),
        AggregateTypes.ofWindow(e.name(), arguments, binder.connection()));
  }

  private static void checkWindowPlace(String name, Scope scope) {
    boolean isAllowed =
        scope.clause().equals(Scope.FIELD_LIST) || scope.clause().equals(Scope.ORDER);
    if (!isAllowed || scope.state().insideAggregate || scope.state().insideWindow) {
      throw SqlException.of(
          ErrorCode.ER_WINDOW_INVALID_WINDOW_FUNC_USE, name.toLowerCase(Locale.ROOT));
    }
  }

  private List<Typed> inWindow(String name, List<Expr> arguments, Scope scope) {
    scope.state().insideWindow = true;
    try {
      return typed(name, expressions.bindOperands(arguments, scope));
    } finally {
      scope.state().insideWindow = false;
    }
  }

  private List<Typed> typed(String name, List<Typed> operands) {
    Parameters parameters = binder.parameters();
    return switch (name) {
      case "SUM", "AVG" -> parameters.as(operands, SqlType.DOUBLE);
      case "NTILE" -> parameters.as(operands, SqlType.BIGINT);
      case "BIT_AND", "BIT_OR", "BIT_XOR" -> parameters.as(operands, SqlType.varbinary(511));
      case "STD", "STDDEV", "STDDEV_POP", "STDDEV_SAMP", "VAR_POP", "VAR_SAMP", "VARIANCE" ->
          parameters.as(operands, ParameterPlaces.exact());
      case "LAG", "LEAD" ->
          parameters.likeEachOther(operands, ParameterPlaces.string(binder.connection()));
      default -> parameters.as(operands, ParameterPlaces.string(binder.connection()));
    };
  }

  /** A window with its base's parts taken over. */
  private Typed.Window window(Expr.Window window, Scope scope, int depth) {
    Typed.Window base = window.base() == null ? null : named(window.base(), scope, depth);
    List<Typed> partitions = expressions.bindAll(window.partitionBy(), scope);
    List<BoundQuery.Order> order = orderBy(window.orderBy(), scope, List.of());
    partitions.forEach(AggregateBinder::refusePosition);
    order.forEach(item -> refusePosition(item.expr()));
    Typed.Frame frame = frame(window.frame(), scope);
    if (base == null) {
      WindowChecks.range(frame, order);
      return new Typed.Window(partitions, order, frame);
    }
    WindowChecks.extension(window, base);
    WindowChecks.range(frame, order.isEmpty() ? base.orderBy() : order);
    return new Typed.Window(
        partitions.isEmpty() ? base.partitionBy() : partitions,
        order.isEmpty() ? base.orderBy() : order,
        frame == null ? base.frame() : frame);
  }

  /** An integer is no column's number here. */
  private static void refusePosition(@Nullable Typed e) {
    boolean isLiteral = e instanceof Typed.Constant || e instanceof Typed.Lifted;
    boolean isPosition =
        e != null && isLiteral && e.type().name().isInteger() && !e.type().equals(SqlType.BOOLEAN);
    if (isPosition) {
      throw new SqlException(
          3592,
          "HY000",
          "Window '<unnamed window>': ORDER BY or PARTITION BY uses legacy position indication"
              + " which is not supported, use expression.");
    }
  }

  private Typed.Window named(String name, Scope scope, int depth) {
    Scope.SelectState state = scope.state();
    if (depth > state.windowNames.size()) {
      throw SqlException.of(ErrorCode.ER_WINDOW_CIRCULARITY_IN_WINDOW_GRAPH);
    }
    for (int i = 0; i < state.windowNames.size(); i++) {
      if (state.windowNames.get(i).equalsIgnoreCase(name)) {
        return window(state.windows.get(i), scope, depth + 1);
      }
    }
    throw SqlException.of(ErrorCode.ER_WINDOW_NO_SUCH_WINDOW, name);
  }

  private Typed.@Nullable Frame frame(Expr.@Nullable Frame frame, Scope scope) {
    if (frame == null) {
      return null;
    }
    Expr.Bound end = frame.end();
    WindowChecks.bounds(frame.start().kind(), end == null ? null : end.kind());
    return new Typed.Frame(
        frame.rows(),
        frame.start().kind(),
        offset(frame.start(), scope),
        end == null ? null : end.kind(),
        end == null ? null : offset(end, scope));
  }

  private @Nullable Typed offset(Expr.Bound bound, Scope scope) {
    if (bound.offset() instanceof Expr.Interval interval) {
      Typed amount = expressions.bindScalar(interval.amount(), scope);
      return new Typed.Interval(amount, interval.unit(), amount.type());
    }
    return expressions.bindOptional(bound.offset(), scope);
  }
}
