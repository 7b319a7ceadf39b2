package io.edgesql.dialect.plan;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.eval.Evaluator;
import io.edgesql.dialect.translate.Lowering;
import io.edgesql.dialect.translate.Shapes;
import io.edgesql.dialect.translate.Sql;
import io.edgesql.dialect.translate.SqlQuery;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A SELECT that SQLite cannot compute as MySQL does: the shard sends the columns of the rows that
 * the translatable part of WHERE leaves, and Java does the rest.
 */
final class FinishPlanner {
  private final Lowering lowering;
  private final BoundQuery query;
  private final BoundQuery.Select select;
  private final Cells cells;
  private final List<Typed.Aggregate> aggregates = new ArrayList<>();
  private final List<Typed> windows = new ArrayList<>();

  /** The shard's part and Java's. */
  record Finished(SqlQuery query, List<Program.ResultColumn> columns, Finish finish) {}

  private FinishPlanner(Lowering lowering, BoundQuery query, BoundQuery.Select select) {
    this.lowering = lowering;
    this.query = query;
    this.select = select;
    this.cells = new Cells(lowering, ungrouped(select));
  }

  /**
   * Plans the query this way, or gives null where there is none.
   *
   * @throws SqlException 1235 for what neither side can do
   */
  static @Nullable Finished plan(Lowering lowering, BoundQuery query) {
    if (!(query.body() instanceof BoundQuery.Select select)
        || select.from() == null
        || select.withRollup()
        || select.calculateFoundRows()) {
      return null;
    }
    return new FinishPlanner(lowering, query, select).plan();
  }

  private Finished plan() {
    List<SqlQuery.Common> common = lowering.queries().commonTables(query);
    BoundQuery.Source source = select.from();
    SqlQuery.From from = source == null ? null : lowering.queries().from(source);
    List<Sql> sent = new ArrayList<>();
    List<Typed> kept = new ArrayList<>();
    split(select.where(), sent, kept);
    if (!select.isGrouped()) {
      split(select.having(), sent, kept);
    }
    List<Program.ResultColumn> columns = new ArrayList<>();
    for (int i = 0; i < query.outputs().size(); i++) {
      columns.add(column(i));
    }
    boolean hasWindows = hasWindow();
    List<Sql.Order> sorted = select.isGrouped() || hasWindows ? null : sqlOrders();
    List<Finish.Order> orders = sorted == null ? orders() : List.of();
    boolean whole = !kept.isEmpty() || select.isGrouped() || select.distinct() || sorted == null;
    List<Typed> overWindows = overWindows();
    Finish finish =
        new Finish(
            kept.isEmpty() ? null : overRowOnce(kept.size() == 1 ? kept.get(0) : all(kept)),
            grouping(),
            having(),
            overWindows,
            select.distinct(),
            whole,
            orders,
            whole ? query.limit() : null,
            whole ? query.offset() : null);
    SqlQuery body =
        new SqlQuery.Select(
            false, cells.items(), from, sent.isEmpty() ? null : Sql.and(sent), List.of(), null);
    return new Finished(
        new SqlQuery.Ordered(
            common,
            body,
            sorted == null ? List.of() : sorted,
            lowering.queries().count(whole ? oneMore() : query.limit()),
            whole ? null : lowering.queries().count(query.offset())),
        columns,
        finish);
  }

  /** One row more than may be gathered, so that too many are seen. */
  private static Typed oneMore() {
    Typed bound = new Typed.SystemVariable(false, Finish.MAX_ROWS, SqlType.BIGINT);
    return Shapes.call("ADD", SqlType.BIGINT, bound, Shapes.integer(1));
  }

  private static Typed all(List<Typed> conditions) {
    return new Typed.Call("AND", conditions, SqlType.BOOLEAN);
  }

  private static BoundQuery.Select ungrouped(BoundQuery.Select select) {
    return new BoundQuery.Select(
        false, select.items(), select.from(), null, false, List.of(), false, null, false);
  }

  /** What SQLite can decide goes there, the rest is kept. */
  private void split(@Nullable Typed condition, List<Sql> sent, List<Typed> kept) {
    if (condition == null) {
      return;
    }
    if (condition instanceof Typed.Call and && and.name().equals("AND")) {
      and.arguments().forEach(part -> split(part, sent, kept));
      return;
    }
    try {
      sent.add(lowering.condition(condition));
    } catch (SqlException refused) {
      ifUnsupported(refused);
      kept.add(condition);
    }
  }

  private Program.ResultColumn column(int index) {
    BoundQuery.Output output = query.outputs().get(index);
    Typed item = windowed(select.items().get(index));
    Program.Cell cell =
        select.isGrouped() ? new Program.ComputedCell(overGroup(item)) : cells.cell(item);
    return new Program.ResultColumn(
        output.name(),
        Described.type(query, index),
        output.nullable(),
        Described.origin(query, index),
        cell);
  }

  /** The order as SQLite makes it, or null if it cannot. */
  private @Nullable List<Sql.Order> sqlOrders() {
    List<Sql.Order> orders = new ArrayList<>();
    try {
      for (BoundQuery.Order order : query.orderBy()) {
        orders.add(new Sql.Order(lowering.queries().orderKey(key(order)), order.descending()));
      }
      return orders;
    } catch (SqlException refused) {
      ifUnsupported(refused);
      return null;
    }
  }

  private List<Finish.Order> orders() {
    List<Finish.Order> orders = new ArrayList<>();
    for (BoundQuery.Order order : query.orderBy()) {
      Typed key = key(order);
      orders.add(
          new Finish.Order(select.isGrouped() ? overGroup(key) : overRow(key), order.descending()));
    }
    return orders;
  }

  private Typed key(BoundQuery.Order order) {
    return windowed(order.output() >= 0 ? select.items().get(order.output()) : order.expr());
  }

  private Finish.@Nullable Grouping grouping() {
    if (!select.isGrouped()) {
      return null;
    }
    List<Typed> keys = new ArrayList<>();
    for (Typed key : select.groupBy()) {
      keys.add(overRowOnce(key));
    }
    having();
    List<Typed.Aggregate> over = new ArrayList<>();
    for (Typed.Aggregate aggregate : aggregates) {
      List<Typed> arguments = new ArrayList<>();
      aggregate.arguments().forEach(argument -> arguments.add(overRowOnce(argument)));
      List<BoundQuery.Order> orders = new ArrayList<>();
      for (BoundQuery.Order order : aggregate.orderBy()) {
        orders.add(new BoundQuery.Order(overRow(order.expr()), -1, order.descending()));
      }
      over.add(
          new Typed.Aggregate(
              aggregate.name(),
              aggregate.distinct(),
              arguments,
              orders,
              aggregate.separator(),
              null,
              aggregate.type()));
    }
    return new Finish.Grouping(keys, over);
  }

  private @Nullable Typed having() {
    Typed having = select.having();
    return having == null || !select.isGrouped() ? null : overGroup(having);
  }

  private Typed overRow(Typed e) {
    return evaluable(cells.overShard(e), Shapes::isVolatile);
  }

  /** What is computed once a row may give each row another value. */
  private Typed overRowOnce(Typed e) {
    return evaluable(cells.overShard(e), Shapes::hasEffects);
  }

  private static Typed evaluable(Typed over, Predicate<Typed> isRefused) {
    if (!Evaluator.canEvaluate(over) || isRefused.test(over)) {
      throw SqlException.of(ErrorCode.ER_NOT_SUPPORTED_YET, "this expression outside of the shard");
    }
    return over;
  }

  private Typed overGroup(Typed e) {
    Typed over =
        Cells.replaced(
            e,
            node ->
                select.groupBy().contains(node)
                    || node instanceof Typed.Aggregate
                    || Shapes.needsShard(node),
            this::groupValue);
    return evaluable(over, Shapes::isVolatile);
  }

  private Typed groupValue(Typed e) {
    int key = select.groupBy().indexOf(e);
    if (key >= 0) {
      return value(key, e);
    }
    // A column that the group determines: that of any of its rows.
    Typed.Aggregate aggregate =
        e instanceof Typed.Aggregate own
            ? own
            : new Typed.Aggregate("ANY_VALUE", false, List.of(e), List.of(), null, null, e.type());
    int index = aggregates.indexOf(aggregate);
    if (index < 0) {
      aggregates.add(aggregate);
      index = aggregates.size() - 1;
    }
    return value(select.groupBy().size() + index, e);
  }

  private static Typed value(int index, Typed e) {
    return new Typed.ShardValue(index, Representation.of(Representation.Kind.INTEGER), e.type());
  }

  private boolean hasWindow() {
    List<Typed> all = new ArrayList<>(select.items());
    query.orderBy().forEach(order -> all.add(order.expr()));
    return all.stream().anyMatch(e -> Shapes.contains(e, FinishPlanner::isWindow));
  }

  /** The expression with the places of their values instead of window functions. */
  private Typed windowed(Typed e) {
    return Cells.replaced(
        e,
        FinishPlanner::isWindow,
        window -> {
          if (!windows.contains(window)) {
            windows.add(window);
          }
          return value(Finish.WINDOWS + windows.indexOf(window), window);
        });
  }

  private List<Typed> overWindows() {
    List<Typed> out = new ArrayList<>();
    for (Typed window : windows) {
      if (window instanceof Typed.WindowCall call) {
        out.add(
            new Typed.WindowCall(
                call.name(), over(call.arguments()), over(call.over()), call.type()));
      } else if (window instanceof Typed.Aggregate aggregate && aggregate.over() != null) {
        out.add(
            new Typed.Aggregate(
                aggregate.name(),
                false,
                over(aggregate.arguments()),
                List.of(),
                null,
                over(aggregate.over()),
                aggregate.type()));
      }
    }
    return out;
  }

  private Typed.Window over(Typed.Window window) {
    List<BoundQuery.Order> orders = new ArrayList<>();
    for (BoundQuery.Order order : window.orderBy()) {
      orders.add(new BoundQuery.Order(overOnce(order.expr()), -1, order.descending()));
    }
    List<Typed> partition = window.partitionBy().stream().map(this::overOnce).toList();
    return new Typed.Window(partition, orders, window.frame());
  }

  private List<Typed> over(List<Typed> all) {
    return all.stream().map(this::over).toList();
  }

  private Typed over(Typed e) {
    return select.isGrouped() ? overGroup(e) : overRow(e);
  }

  private Typed overOnce(Typed e) {
    return select.isGrouped() ? overGroup(e) : overRowOnce(e);
  }

  private static boolean isWindow(Typed e) {
    return e instanceof Typed.WindowCall
        || (e instanceof Typed.Aggregate aggregate && aggregate.over() != null);
  }

  static void ifUnsupported(SqlException refused) {
    if (refused.code() != ErrorCode.ER_NOT_SUPPORTED_YET.code()) {
      throw refused;
    }
  }
}
