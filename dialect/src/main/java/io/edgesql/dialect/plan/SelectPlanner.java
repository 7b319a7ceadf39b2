package io.edgesql.dialect.plan;

import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.translate.Lowered;
import io.edgesql.dialect.translate.Lowering;
import io.edgesql.dialect.translate.QueryLowering;
import io.edgesql.dialect.translate.Shapes;
import io.edgesql.dialect.translate.Sql;
import io.edgesql.dialect.translate.SqlQuery;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.Query;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** SELECT, TABLE, VALUES and what is made of them. */
final class SelectPlanner {
  private final Planning planning;
  private final Lowering lowering;
  private final BoundQuery query;
  private final List<String> into;
  private final LockingRead locking;

  /** The shard leaves out rows that are locked, instead of waiting for them. */
  private boolean skips;

  private Plan.@Nullable Scan scan;

  private SelectPlanner(Planning planning, BoundQuery query, List<String> into) {
    this.planning = planning;
    this.lowering = planning.lowering();
    lowering.forSelect();
    this.query = query;
    this.into = into;
    this.locking = LockingRead.of(query);
  }

  static Plan plan(Query query, Planning planning) {
    BoundQuery bound = planning.binder().bind(query);
    List<String> into = new ArrayList<>();
    for (Expr.UserVariable variable : query.into()) {
      into.add(variable.name());
    }
    return plan(bound, planning, into);
  }

  /** The same for a query that is bound. */
  static Plan plan(BoundQuery bound, Planning planning, List<String> into) {
    SelectPlanner planner = new SelectPlanner(planning, bound, into);
    Plan constant = planner.constant();
    if (constant != null) {
      return constant;
    }
    try {
      Plan.Rows rows = planner.rows();
      return planner.lowering.isGuarded()
          ? rows.withExact(new SelectPlanner(planning, bound, into).exact())
          : rows;
    } catch (SqlException refused) {
      FinishPlanner.ifUnsupported(refused);
      return new SelectPlanner(planning, bound, into).finished(refused);
    }
  }

  /** The way by Java for values that the shard refuses, or null. */
  private Plan.@Nullable Rows exact() {
    lowering.refuseGuards();
    try {
      FinishPlanner.Finished finished = FinishPlanner.plan(lowering, query);
      return finished == null ? null : rows(finished);
    } catch (SqlException refused) {
      FinishPlanner.ifUnsupported(refused);
      return null;
    }
  }

  private Plan.Rows rows(FinishPlanner.Finished finished) {
    return rows(
        new Program(List.of(Steps.read(finished.query()))),
        -1,
        finished.columns(),
        finished.finish());
  }

  /**
   * With Java's help, where SQLite alone cannot.
   *
   * @throws SqlException {@code refused} if that is not possible either
   */
  private Plan finished(SqlException refused) {
    lowering.refuseGuards();
    FinishPlanner.Finished finished = FinishPlanner.plan(lowering, query);
    if (finished == null) {
      throw refused;
    }
    return rows(finished);
  }

  /** Rows that Java computes by itself, or null. */
  private @Nullable Plan constant() {
    List<List<Typed>> rows = new ArrayList<>();
    if (query.body() instanceof BoundQuery.Select select) {
      if (select.from() != null
          || select.where() != null
          || select.having() != null
          || select.isGrouped()) {
        return null;
      }
      rows.add(select.items());
    } else if (query.body() instanceof BoundQuery.Values values && query.orderBy().isEmpty()) {
      rows.addAll(values.rows());
    } else {
      return null;
    }
    for (List<Typed> row : rows) {
      for (Typed item : row) {
        if (!Shapes.isColumnFree(item)) {
          return null;
        }
      }
    }
    List<Program.ResultColumn> columns = new ArrayList<>();
    for (int i = 0; i < query.outputs().size(); i++) {
      columns.add(column(i, new Program.ComputedCell(rows.get(0).get(i))));
    }
    return new Plan.ConstantRows(columns, rows, query.limit(), query.offset(), into);
  }

  private Program.ResultColumn column(int index, Program.Cell cell) {
    BoundQuery.Output output = query.outputs().get(index);
    return new Program.ResultColumn(
        output.name(),
        Described.type(query, index),
        output.nullable(),
        Described.origin(query, index),
        cell);
  }

  private Plan.Rows rows() {
    List<Program.ResultColumn> columns = new ArrayList<>();
    SqlQuery main;
    SqlQuery counting = null;
    if (query.body() instanceof BoundQuery.Select select && !select.withRollup()) {
      main = select(select, columns);
      if (select.calculateFoundRows()) {
        counting = unlimited(main);
      }
    } else {
      main = other(columns);
    }
    List<Program.Step> steps = new ArrayList<>();
    steps.add(Steps.read(main));
    if (counting != null) {
      steps.add(Steps.read(Steps.count(counting)));
    }
    return rows(new Program(steps), counting == null ? -1 : 1, columns, null);
  }

  private Plan.Rows rows(
      Program program,
      int foundRowsStep,
      List<Program.ResultColumn> columns,
      @Nullable Finish finish) {
    List<Table> tables = lowering.queries().readTables();
    return new Plan.Rows(
        planning.shard(tables),
        program,
        0,
        foundRowsStep,
        columns,
        lowering.queries().tables(),
        skips ? List.of() : locking.locks(tables),
        Keys.onlyRow(query),
        Keys.isOnlyRow(query),
        query.locking().noWait(),
        query.locking().skipLocked(),
        into,
        query.limit() != null,
        CacheAnalysis.of(query, tables, !into.isEmpty()),
        finish,
        null,
        scan);
  }

  private static SqlQuery unlimited(SqlQuery main) {
    return main instanceof SqlQuery.Ordered ordered
        ? new SqlQuery.Ordered(ordered.with(), ordered.body(), List.of(), null, null)
        : main;
  }

  /** A plain SELECT: columns come from the shard, expressions over them are computed in Java. */
  private SqlQuery select(BoundQuery.Select select, List<Program.ResultColumn> columns) {
    List<SqlQuery.Common> common = lowering.queries().commonTables(query);
    BoundQuery.Source source = select.from();
    SqlQuery.From from = source == null ? null : lowering.queries().from(source);
    Cells cells = new Cells(lowering, select);
    for (int i = 0; i < select.items().size(); i++) {
      columns.add(column(i, cells.cell(select.items().get(i))));
    }
    SqlQuery.Select body = lowering.queries().assemble(select, cells.items(), from);
    if (locking.canSkip()) {
      skips = true;
      body = locking.skipping(body);
    }
    scan = skips ? null : Scans.of(query, select, body);
    List<Sql.Order> orders = new ArrayList<>();
    List<BoundQuery.Order> wanted =
        query.orderBy().isEmpty() && query.limit() != null
            ? NaturalOrder.of(select)
            : query.orderBy();
    for (BoundQuery.Order order : wanted) {
      Typed e = order.output() >= 0 ? select.items().get(order.output()) : order.expr();
      orders.add(new Sql.Order(lowering.queries().orderKey(e), order.descending()));
    }
    return new SqlQuery.Ordered(
        common,
        body,
        orders,
        lowering.queries().count(query.limit()),
        lowering.queries().count(query.offset()));
  }

  /** UNION and the like: all in SQLite; large integers become text outside of it. */
  private SqlQuery other(List<Program.ResultColumn> columns) {
    QueryLowering.Result result = lowering.queries().lower(query, null);
    List<SqlQuery.Item> items = new ArrayList<>();
    boolean wrapped = false;
    for (int i = 0; i < result.outputs().size(); i++) {
      Lowered output = result.outputs().get(i);
      Sql name = new Sql.Column(null, QueryLowering.columnName(i));
      Sql sent = Cells.sent(name, output.representation(), output.type());
      wrapped |= sent != name;
      items.add(new SqlQuery.Item(sent, null));
      columns.add(column(i, new Program.ShardCell(i, output.representation())));
    }
    Cells.checkCount(items.size());
    return wrapped
        ? new SqlQuery.Select(
            false, items, new SqlQuery.QueryFrom(result.query(), "q"), null, List.of(), null)
        : result.query();
  }
}
