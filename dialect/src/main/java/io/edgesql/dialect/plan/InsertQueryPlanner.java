package io.edgesql.dialect.plan;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.translate.Lowered;
import io.edgesql.dialect.translate.Lowering;
import io.edgesql.dialect.translate.QueryLowering;
import io.edgesql.dialect.translate.Renderer;
import io.edgesql.dialect.translate.Shapes;
import io.edgesql.dialect.translate.Sql;
import io.edgesql.dialect.translate.SqlQuery;
import io.edgesql.dialect.translate.Stores;
import io.edgesql.dialect.translate.Terms;
import io.edgesql.dialect.tree.Query;
import io.edgesql.dialect.tree.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** INSERT … SELECT: the query's columns are converted to the table's inside SQLite. */
final class InsertQueryPlanner {
  private final Planning planning;
  private final Statement.Insert insert;
  private final InsertTarget target;
  private final Table table;
  private final Lowering lowering;

  InsertQueryPlanner(
      Planning planning, Statement.Insert insert, InsertTarget target, Lowering lowering) {
    this.planning = planning;
    this.insert = insert;
    this.target = target;
    this.table = target.table();
    this.lowering = lowering;
  }

  Plan plan(Query query, List<Integer> listed) {
    BoundQuery bound = bind(query, listed, table, planning);
    QueryLowering.Result result = lowering.queries().lower(bound, null);
    Map<Integer, Sql> cells = new HashMap<>();
    for (int i = 0; i < listed.size(); i++) {
      Table.Column column = table.columns().get(listed.get(i));
      if (column.generated() != null) {
        throw SqlException.of(
            ErrorCode.ER_NON_DEFAULT_VALUE_FOR_GENERATED_COLUMN, column.name(), table.name());
      }
      Typed constant = constant(bound, i);
      if (constant != null) {
        cells.put(listed.get(i), Stores.value(lowering, constant, column));
        continue;
      }
      Lowered output = result.outputs().get(i);
      Lowered value =
          new Lowered(
              new Sql.Column("j", QueryLowering.columnName(i)),
              output.representation(),
              output.type(),
              true);
      cells.put(listed.get(i), Stores.converted(value, column, planning.isExactOnly()));
    }
    boolean lenient = insert.ignore() || !planning.session().mode().strict();
    for (int i = 0; i < table.columns().size(); i++) {
      Table.Column column = table.columns().get(i);
      if (!cells.containsKey(i) && column.generated() == null && !column.autoIncrement()) {
        boolean left =
            !column.nullable()
                && column.defaultValue().kind() == Table.DefaultKind.NONE
                && RowTriggers.assigned(table, "INSERT").contains(i);
        cells.put(
            i,
            left
                ? Terms.NULL
                : Stores.value(
                    lowering, Columns.omitted(planning, target, column, lenient), column));
      }
    }
    SqlQuery.From from = new SqlQuery.QueryFrom(result.query(), "j");
    Program.Auto auto = auto(cells, result);
    InsertStep writer =
        new InsertStep(planning, insert, target, lowering)
            .with(SelectedColumns.of(bound, table, listed, planning.binder()));
    InsertPlanner.RowSource source =
        NewRow.inserted(
            planning,
            lowering,
            table,
            new InsertPlanner.RowSource(cells, from, null, null, auto, List.of()));
    if (insert.onDuplicate().isEmpty()) {
      List<Program.Step> steps = List.of(writer.step(source));
      return writer.write(steps, new Plan.Counting(List.of(0), List.of(1), -1), -1);
    }
    List<Program.Step> steps = List.of(Steps.read(writer.newRows(source)), writer.step(source));
    return writer.write(steps, new Plan.Counting(List.of(1), List.of(2), 0), -1);
  }

  /** The query with its items as the columns get them. */
  static BoundQuery bind(Query query, List<Integer> listed, Table table, Planning planning) {
    BoundQuery bound = planning.binder().bind(query);
    if (bound.outputs().size() != listed.size()) {
      throw SqlException.of(ErrorCode.ER_WRONG_VALUE_COUNT_ON_ROW, 1);
    }
    if (!(bound.body() instanceof BoundQuery.Select select) || select.distinct()) {
      return bound;
    }
    List<Typed> items = new ArrayList<>();
    List<BoundQuery.Output> outputs = new ArrayList<>();
    for (int i = 0; i < listed.size(); i++) {
      Typed item = select.items().get(i);
      Typed assigned = Assigned.to(table.columns().get(listed.get(i)).type(), item);
      BoundQuery.Output output = bound.outputs().get(i);
      items.add(assigned);
      outputs.add(
          assigned.equals(item)
              ? output
              : new BoundQuery.Output(output.name(), assigned.type(), output.nullable(), null));
    }
    return items.equals(select.items())
        ? bound
        : new BoundQuery(
            bound.recursive(),
            bound.commonTables(),
            new BoundQuery.Select(
                false,
                items,
                select.from(),
                select.where(),
                select.isGrouped(),
                select.groupBy(),
                select.withRollup(),
                select.having(),
                select.calculateFoundRows()),
            bound.orderBy(),
            bound.limit(),
            bound.offset(),
            bound.locking(),
            outputs);
  }

  /** The item of the select list that is the same for all rows: Java stores it as MySQL does. */
  private @Nullable Typed constant(BoundQuery bound, int index) {
    if (!(bound.body() instanceof BoundQuery.Select select)) {
      return null;
    }
    Typed item = select.items().get(index);
    return lowering.isConstant(item) && !Shapes.isVolatile(item) ? item : null;
  }

  /** Ids for all rows are reserved beforehand, or the table's next id is raised afterwards. */
  private Program.@Nullable Auto auto(Map<Integer, Sql> cells, QueryLowering.Result result) {
    Table.Column column = table.autoIncrementColumn();
    if (column == null) {
      return null;
    }
    int index = table.columns().indexOf(column);
    if (cells.containsKey(index)) {
      Renderer max = new Renderer().text("SELECT max(").name(column.name()).text(") FROM ");
      String maxSql = max.name(table.physical()).finish().sql();
      return new Program.Auto(table.physical(), List.of(), column, null, List.of(), maxSql, -1);
    }
    Sql first = new Sql.Bind(new Program.AutoValues(), Sql.Form.INTEGER);
    cells.put(index, Columns.bounded(Sql.f("{0}+row_number() OVER ()-1", first), column));
    Renderer.Rendered count = Renderer.render(Steps.count(result.query()));
    return new Program.Auto(
        table.physical(), List.of(), column, count.sql(), count.bindings(), null, 0);
  }
}
