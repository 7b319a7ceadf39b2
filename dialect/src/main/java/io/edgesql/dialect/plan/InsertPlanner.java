package io.edgesql.dialect.plan;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.Scope;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.catalog.SortColumn;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.translate.Lowering;
import io.edgesql.dialect.translate.Shapes;
import io.edgesql.dialect.translate.Sql;
import io.edgesql.dialect.translate.SqlQuery;
import io.edgesql.dialect.translate.Stores;
import io.edgesql.dialect.translate.Terms;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.types.Representation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * INSERT and REPLACE.
 *
 * <pre>{@code
 * INSERT INTO t VALUES (…), (…)
 *   INSERT INTO t(a, b) SELECT value ->> 0, value ->> 1 FROM json_each(?1)
 * INSERT INTO t(name) …        with AUTO_INCREMENT id
 *   INSERT INTO t(id, name) SELECT CAST(?1 ->> key AS INTEGER), value ->> 0 FROM json_each(?2)
 * REPLACE
 *   DELETE FROM t WHERE key IN (…);  INSERT OR REPLACE …
 * }</pre>
 */
final class InsertPlanner {
  private static final Sql ROW = new Sql.Column("j", "value");

  private final Planning planning;
  private final Statement.Insert insert;
  private final InsertTarget target;
  private final Table table;
  private final Lowering lowering;
  private final boolean lenient;

  private InsertPlanner(Planning planning, Statement.Insert insert) {
    this.planning = planning;
    this.insert = insert;
    this.target = InsertTarget.of(insert.table(), planning);
    this.table = target.table();
    this.lowering = planning.lowering();
    this.lenient = insert.ignore() || !planning.session().mode().strict();
  }

  static Plan plan(Statement.Insert insert, Planning planning) {
    InsertPlanner planner = new InsertPlanner(planning, insert);
    planner.refuseUpsert();
    if (insert.source() instanceof Statement.InsertQuery query) {
      return new InsertQueryPlanner(planning, insert, planner.target, planner.lowering)
          .plan(query.query(), planner.listed());
    }
    return planner.values(((Statement.InsertRows) insert.source()).rows());
  }

  /** INSERT of rows that are known, in place of the query that the statement names. */
  static Plan.Write plan(Statement.Insert insert, Planning planning, List<List<Typed>> rows) {
    InsertPlanner planner = new InsertPlanner(planning, insert);
    planner.refuseUpsert();
    return (Plan.Write) planner.written(planner.placed(rows), rows.size() == 1 ? -1 : rows.size());
  }

  /** The values under the columns that the statement lists. */
  private List<Map<Integer, Typed>> placed(List<List<Typed>> rows) {
    List<Integer> listed = listed();
    for (int index : listed) {
      Table.Column column = table.columns().get(index);
      if (column.generated() != null) {
        throw SqlException.of(
            ErrorCode.ER_NON_DEFAULT_VALUE_FOR_GENERATED_COLUMN, column.name(), table.name());
      }
    }
    int source = planning.binder().newSource();
    List<Map<Integer, Typed>> out = new ArrayList<>();
    for (List<Typed> row : rows) {
      Map<Integer, Typed> values = new HashMap<>();
      for (int i = 0; i < row.size(); i++) {
        values.put(listed.get(i), row.get(i));
      }
      complete(values, source);
      out.add(values);
    }
    return out;
  }

  private void refuseUpsert() {
    boolean isUpsert = !insert.onDuplicate().isEmpty();
    if ((isUpsert || insert.ignore()) && target.isChecked()) {
      throw SqlException.of(
          ErrorCode.ER_NOT_SUPPORTED_YET,
          "IGNORE and ON DUPLICATE KEY UPDATE through a view WITH CHECK OPTION");
    }
    if (isUpsert && target.renames()) {
      throw SqlException.of(
          ErrorCode.ER_NOT_SUPPORTED_YET,
          "ON DUPLICATE KEY UPDATE through a view that renames columns");
    }
    if (!insert.onDuplicate().isEmpty()
        && (RowTriggers.hasAssignments(table, "INSERT")
            || RowTriggers.hasAssignments(table, "UPDATE"))) {
      throw SqlException.of(
          ErrorCode.ER_NOT_SUPPORTED_YET,
          "ON DUPLICATE KEY UPDATE of a table whose triggers set columns");
    }
  }

  /** The columns that a statement names, in its order. */
  record Listed(Table table, List<Integer> columns) {}

  static Listed listed(Statement.Insert insert, Planning planning) {
    InsertPlanner planner = new InsertPlanner(planning, insert);
    return new Listed(planner.table, planner.listed());
  }

  /** The columns that the statement names, in its order. */
  private List<Integer> listed() {
    List<Integer> out = new ArrayList<>();
    if (insert.columns().isEmpty()) {
      for (int i : target.columns()) {
        if (!table.columns().get(i).invisible()) {
          out.add(i);
        }
      }
      return out;
    }
    for (String name : insert.columns()) {
      int index = target.index(name);
      if (out.contains(index)) {
        throw SqlException.of(ErrorCode.ER_FIELD_SPECIFIED_TWICE, name);
      }
      out.add(index);
    }
    return out;
  }

  /** All columns of all rows as expressions, in the table's order; generated ones left out. */
  private List<Map<Integer, Typed>> rows(List<List<Expr>> given) {
    List<Integer> listed = listed();
    int source = planning.binder().newSource();
    Scope scope = Scope.ofTable(source, table, table.name());
    List<Map<Integer, Typed>> out = new ArrayList<>();
    for (int r = 0; r < given.size(); r++) {
      List<Expr> row = given.get(r);
      boolean empty = row.isEmpty() && insert.columns().isEmpty();
      if (!empty && row.size() != listed.size()) {
        throw SqlException.of(ErrorCode.ER_WRONG_VALUE_COUNT_ON_ROW, r + 1);
      }
      Map<Integer, Typed> values = new HashMap<>();
      for (int i = 0; i < row.size(); i++) {
        Assignments.Bound bound =
            Assignments.bind(planning, table, listed.get(i), row.get(i), scope, true);
        values.put(bound.column(), earlier(bound.value(), source, values));
      }
      complete(values, source);
      out.add(values);
    }
    return out;
  }

  /** Omitted columns get their defaults. */
  private void complete(Map<Integer, Typed> values, int source) {
    for (int i = 0; i < table.columns().size(); i++) {
      Table.Column column = table.columns().get(i);
      if (column.generated() != null) {
        values.remove(i);
      } else if (!values.containsKey(i)) {
        Typed value =
            column.autoIncrement()
                ? Columns.nullValue()
                : isLeftToTrigger(column)
                    ? Columns.nullValue()
                    : Columns.omitted(planning, target, column, lenient);
        values.put(i, earlier(value, source, values));
      }
    }
  }

  /** A column that a trigger sets needs no default: what is missing is told after the triggers. */
  private boolean isLeftToTrigger(Table.Column column) {
    return !column.nullable()
        && column.defaultValue().kind() == Table.DefaultKind.NONE
        && RowTriggers.assigned(table, "INSERT").contains(table.columns().indexOf(column));
  }

  /** A value that names columns means those of its own row, set so far. */
  private Typed earlier(Typed e, int source, Map<Integer, Typed> values) {
    if (e instanceof Typed.ColumnReference column) {
      Typed value = values.get(column.column());
      if (value == null) {
        Table.Column definition = table.columns().get(column.column());
        value =
            definition.defaultValue().kind() == Table.DefaultKind.NONE
                ? Columns.nullValue()
                : Columns.explicit(planning, table, definition);
      }
      return Shapes.cast(value, column.type());
    }
    if (e instanceof Typed.Call call && !Shapes.isColumnFree(e)) {
      List<Typed> arguments = new ArrayList<>();
      for (Typed argument : call.arguments()) {
        arguments.add(earlier(argument, source, values));
      }
      return new Typed.Call(call.name(), arguments, call.type());
    }
    return e;
  }

  private Plan values(List<List<Expr>> given) {
    int reads = planning.binder().reads();
    List<Map<Integer, Typed>> rows = rows(given);
    planning.binder().refuseReads(reads, table, table.name(), "INSERT");
    return written(rows, given.size());
  }

  private Plan written(List<Map<Integer, Typed>> rows, int rowCount) {
    Table.Column auto = table.autoIncrementColumn();
    List<Integer> columns = new ArrayList<>();
    for (int i = 0; i < table.columns().size(); i++) {
      Table.Column column = table.columns().get(i);
      if (column.generated() == null && !column.equals(auto)) {
        columns.add(i);
      }
    }
    List<Program.Step> steps = new ArrayList<>();
    List<Integer> weights = new ArrayList<>();
    RowSource source = NewRow.inserted(planning, lowering, table, source(rows, columns, auto));
    if (insert.replace()) {
      ReplacedRows replaced = new ReplacedRows(table, planning.isReferenced(table));
      for (Table.Key key : table.keys()) {
        Program.Step step = key.isUnique() ? replaced.deletion(key, source) : null;
        if (step != null) {
          steps.add(step);
          weights.add(1);
        }
      }
    }
    return finish(source, steps, weights, rowCount);
  }

  /**
   * Rows to insert.
   *
   * @param cells the value of each inserted column over {@code from}
   * @param number the row's number, from 0; null: rows of a query
   * @param auto how ids are given out; null: no AUTO_INCREMENT
   * @param keys sort keys that come with the rows
   */
  record RowSource(
      Map<Integer, Sql> cells,
      SqlQuery.From from,
      Program.@Nullable Binding rows,
      @Nullable Sql number,
      Program.@Nullable Auto auto,
      List<CellKey> keys) {
    /** What goes into a sort column. */
    Sql key(SortColumn sort) {
      Sql cell = cells.getOrDefault(sort.index(), Terms.NULL);
      for (CellKey key : keys) {
        if (key.sort().equals(sort) && key.cell().equals(cell)) {
          return key.key();
        }
      }
      return Stores.key(cell, sort);
    }
  }

  /** The sort key of a cell, as long as no trigger has changed it. */
  record CellKey(SortColumn sort, Sql cell, Sql key) {}

  private RowSource source(
      List<Map<Integer, Typed>> rows, List<Integer> columns, Table.@Nullable Column auto) {
    boolean constant = true;
    for (Map<Integer, Typed> row : rows) {
      for (Typed value : row.values()) {
        constant &= Shapes.isColumnFree(value);
      }
    }
    Map<Integer, Sql> cells = new HashMap<>();
    Program.Auto ids = null;
    if (auto != null) {
      int index = table.columns().indexOf(auto);
      List<Typed> given = new ArrayList<>();
      for (Map<Integer, Typed> row : rows) {
        given.add(row.getOrDefault(index, Columns.nullValue()));
      }
      ids = new Program.Auto(table.physical(), given, auto, null, List.of(), null, 0);
      cells.put(index, autoCell(auto, constant));
    }
    if (constant) {
      return constantRows(rows, columns, cells, ids);
    }
    return queriedRows(rows, columns, cells, ids);
  }

  /** The id that the shard gave to the row with the same number. */
  private static Sql autoCell(Table.Column auto, boolean constant) {
    Sql ids = new Sql.Bind(new Program.AutoValues(), Sql.Form.PLAIN);
    Sql id = constant ? Sql.f("{0} ->> j.key", ids) : Sql.f("{0} ->> j.column1", ids);
    return Representation.ofColumn(auto.type()).kind() == Representation.Kind.UNSIGNED64
        ? Sql.f("CASE WHEN length({0})=20 THEN {0} ELSE CAST({0} AS INTEGER) END", id)
        : Columns.bounded(new Sql.Cast(id, "INTEGER"), auto);
  }

  /** A NOT NULL column that a trigger sets may be NULL before it. */
  private Table.Column definition(int index) {
    Table.Column column = table.columns().get(index);
    return !column.nullable() && RowTriggers.assigned(table, "INSERT").contains(index)
        ? column.asNullable()
        : column;
  }

  private RowSource constantRows(
      List<Map<Integer, Typed>> rows,
      List<Integer> columns,
      Map<Integer, Sql> cells,
      Program.@Nullable Auto ids) {
    List<List<Typed>> values = new ArrayList<>();
    for (Map<Integer, Typed> row : rows) {
      List<Typed> one = new ArrayList<>();
      for (int column : columns) {
        one.add(row.getOrDefault(column, Columns.nullValue()));
      }
      values.add(one);
    }
    List<Table.Column> definitions = new ArrayList<>();
    for (int column : columns) {
      cells.put(column, Stores.cell(ROW, definitions.size(), table.columns().get(column)));
      definitions.add(definition(column));
    }
    List<Program.RowKey> keys = new ArrayList<>();
    List<CellKey> cellKeys = new ArrayList<>();
    for (SortColumn sort : SortColumn.of(table)) {
      int cell = columns.indexOf(sort.index());
      Sql key = Sql.f("{0} ->> " + (definitions.size() + keys.size()), ROW);
      cellKeys.add(new CellKey(sort, cells.getOrDefault(sort.index(), Terms.NULL), key));
      keys.add(new Program.RowKey(cell, sort));
    }
    Program.Rows binding = new Program.Rows(values, definitions, keys);
    Sql array = new Sql.Bind(binding, Sql.Form.PLAIN);
    return new RowSource(
        cells,
        new SqlQuery.TableFrom("json_each", List.of(array), "j"),
        binding,
        new Sql.Column("j", "key"),
        ids,
        cellKeys);
  }

  /** Rows with subqueries: one row of VALUES each, the first column being its number. */
  private RowSource queriedRows(
      List<Map<Integer, Typed>> rows,
      List<Integer> columns,
      Map<Integer, Sql> cells,
      Program.@Nullable Auto ids) {
    List<List<Sql>> values = new ArrayList<>();
    for (Map<Integer, Typed> row : rows) {
      List<Sql> one = new ArrayList<>();
      one.add(Sql.number(values.size()));
      for (int column : columns) {
        one.add(
            Stores.value(
                lowering,
                row.getOrDefault(column, Columns.nullValue()),
                table.columns().get(column)));
      }
      values.add(one);
    }
    for (int i = 0; i < columns.size(); i++) {
      cells.put(columns.get(i), new Sql.Column("j", "column" + (i + 2)));
    }
    return new RowSource(
        cells,
        new SqlQuery.QueryFrom(new SqlQuery.Values(values), "j"),
        null,
        new Sql.Column("j", "column1"),
        ids,
        List.of());
  }

  private Plan finish(
      RowSource source, List<Program.Step> steps, List<Integer> weights, int rowCount) {
    InsertStep writer = new InsertStep(planning, insert, target, lowering);
    int matched = -1;
    if (!insert.onDuplicate().isEmpty()) {
      steps.add(Steps.read(writer.newRows(source)));
      matched = 0;
    }
    steps.add(writer.step(source));
    weights.add(insert.onDuplicate().isEmpty() ? 1 : 2);
    List<Integer> changed = new ArrayList<>();
    for (int i = 0; i < weights.size(); i++) {
      changed.add(steps.size() - weights.size() + i);
    }
    boolean tells = matched >= 0 && writer.tellsHitId(source);
    return writer.write(steps, new Plan.Counting(changed, weights, matched, tells), rowCount);
  }
}
