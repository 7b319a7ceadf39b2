package io.edgesql.dialect.plan;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.ChangedViews;
import io.edgesql.dialect.bind.Scope;
import io.edgesql.dialect.catalog.SortColumn;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.translate.Lowering;
import io.edgesql.dialect.translate.Renderer;
import io.edgesql.dialect.translate.Sql;
import io.edgesql.dialect.translate.SqlQuery;
import io.edgesql.dialect.translate.Terms;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The INSERT itself, with ON DUPLICATE KEY UPDATE. */
final class InsertStep {
  private final Planning planning;
  private final Statement.Insert insert;
  private final InsertTarget target;
  private final Table table;
  private final Lowering lowering;
  private @Nullable SelectedColumns selected;

  InsertStep(Planning planning, Statement.Insert insert, InsertTarget target, Lowering lowering) {
    this.planning = planning;
    this.insert = insert;
    this.target = target;
    this.table = target.table();
    this.lowering = lowering;
  }

  /** Lets ON DUPLICATE KEY UPDATE name the columns of the query that gives the rows. */
  InsertStep with(SelectedColumns columns) {
    selected = columns;
    return this;
  }

  Program.Step step(InsertPlanner.RowSource source) {
    Renderer out = new Renderer();
    Map<Integer, Sql> cells = new TreeMap<>(source.cells());
    List<String> names = new ArrayList<>();
    List<SqlQuery.Item> items = new ArrayList<>();
    guard(cells);
    for (Map.Entry<Integer, Sql> cell : cells.entrySet()) {
      names.add(table.columns().get(cell.getKey()).name());
      items.add(new SqlQuery.Item(cell.getValue(), null));
    }
    for (SortColumn sort : SortColumn.of(table)) {
      names.add(sort.name());
      items.add(new SqlQuery.Item(source.key(sort), null));
    }
    boolean upsert = !insert.onDuplicate().isEmpty();
    String verb =
        insert.replace()
            ? "INSERT OR REPLACE INTO "
            : insert.ignore() && !upsert ? "INSERT OR IGNORE INTO " : "INSERT INTO ";
    int place = planning.binder().newSource();
    String alias = Lowering.alias(place);
    out.text(verb).name(table.physical());
    out.text(upsert ? " AS " + alias : "").text(" (").names(names).text(") ");
    // Without WHERE the grammar would take ON for a join's.
    Sql where = upsert ? new Sql.Word("true") : null;
    out.query(new SqlQuery.Select(false, items, source.from(), where, List.of(), null));
    if (upsert) {
      onDuplicate(out, place, alias, tellsHitId(source));
    }
    Renderer.Rendered rendered = out.finish();
    return new Program.Step(
        rendered.sql(),
        rendered.bindings(),
        false,
        true,
        -1,
        auto(source, rendered.bindings()),
        indexOf(rendered.bindings(), source.rows()));
  }

  /** Through a view WITH CHECK OPTION only rows go that the view shows. */
  private void guard(Map<Integer, Sql> cells) {
    ChangedViews views = target.views();
    if (views != null && !cells.isEmpty()) {
      Map.Entry<Integer, Sql> first = cells.entrySet().iterator().next();
      Map<Integer, Sql> row = Map.copyOf(cells);
      ViewCheck check = new ViewCheck(planning, lowering, views);
      first.setValue(check.guarded(first.getValue(), target.source(), table, row));
    }
  }

  private static Program.@Nullable Auto auto(
      InsertPlanner.RowSource source, List<Program.Binding> bindings) {
    Program.Auto auto = source.auto();
    if (auto == null) {
      return null;
    }
    int place = indexOf(bindings, new Program.AutoValues());
    return new Program.Auto(
        auto.table(),
        auto.ids(),
        auto.column(),
        auto.countSql(),
        auto.countBindings(),
        auto.maxSql(),
        place);
  }

  private static int indexOf(List<Program.Binding> bindings, Program.@Nullable Binding wanted) {
    return wanted == null ? -1 : bindings.indexOf(wanted);
  }

  /**
   * Whether a row that is hit tells its key: id = LAST_INSERT_ID(id), which changes nothing else.
   */
  boolean tellsHitId(InsertPlanner.RowSource source) {
    Program.Auto auto = source.auto();
    return auto != null
        && auto.countSql() == null
        && source.number() != null
        && insert.onDuplicate().stream().anyMatch(assignment -> isOwnKey(assignment.value()));
  }

  /** LAST_INSERT_ID(id) of the AUTO_INCREMENT column. */
  private boolean isOwnKey(Expr value) {
    Table.Column auto = table.autoIncrementColumn();
    return auto != null
        && value instanceof Expr.Call call
        && call.name().equals("LAST_INSERT_ID")
        && call.arguments().size() == 1
        && call.arguments().get(0) instanceof Expr.ColumnName name
        && name.column().equalsIgnoreCase(auto.name());
  }

  private void onDuplicate(Renderer out, int place, String alias, boolean tellsHitId) {
    lowering.addTable(place, table, alias);
    lowering.setInserted(table);
    List<@Nullable String> names = new ArrayList<>();
    if (insert.rowAliasColumns().isEmpty()) {
      for (Table.Column column : table.columns()) {
        names.add(column.name());
      }
    } else {
      names.addAll(insert.rowAliasColumns());
      while (names.size() < table.columns().size()) {
        names.add(null);
      }
    }
    Scope scope = Scope.ofTable(place, table, target.name());
    if (selected != null) {
      scope = selected.and(scope, lowering);
    }
    scope = scope.with(new Scope.InsertedRow(insert.rowAlias(), names, table));
    int reads = planning.binder().reads();
    List<Assignments.Bound> bound = new ArrayList<>();
    for (Statement.Assignment assignment : insert.onDuplicate()) {
      checkTarget(assignment.column());
      bound.add(
          Assignments.bind(
              planning,
              table,
              Columns.index(table, assignment.column().column()),
              tellsHitId && isOwnKey(assignment.value())
                  ? ((Expr.Call) assignment.value()).arguments().get(0)
                  : assignment.value(),
              scope,
              true));
    }
    planning.binder().refuseReads(reads, table, table.name(), "INSERT");
    Assignments assignments =
        Assignments.lower(planning, lowering, table, place, bound, insert.ignore());
    out.text(" ON CONFLICT DO UPDATE SET ");
    assignments.render(out);
    out.where(assignments.changes(alias));
  }

  /** Only columns of the table itself are assigned to. */
  private void checkTarget(Expr.ColumnName column) {
    if (column.table() != null && !column.table().equals(target.name())) {
      throw SqlException.of(
          ErrorCode.ER_BAD_FIELD_ERROR, column.table() + "." + column.column(), "field list");
    }
  }

  /**
   * What ON DUPLICATE KEY UPDATE will meet, read beforehand: how many of the rows hit no unique key
   * (they count once, updated ones twice). With AUTO_INCREMENT and VALUES two more columns: the
   * place of the first such row, and the id of the row that the last one hits.
   */
  SqlQuery newRows(InsertPlanner.RowSource source) {
    List<Sql> hits = new ArrayList<>();
    for (Table.Key key : table.keys()) {
      Sql hit = key.isUnique() ? hit(key, source) : null;
      if (hit != null) {
        hits.add(hit);
      }
    }
    Sql where = null;
    List<SqlQuery.Item> items = new ArrayList<>();
    items.add(new SqlQuery.Item(Sql.call("count", new Sql.Word("*")), null));
    Program.Auto auto = source.auto();
    Sql number = auto == null || auto.countSql() != null ? null : source.number();
    if (auto != null && number != null) {
      items.add(new SqlQuery.Item(Sql.call("min", number), null));
      items.add(new SqlQuery.Item(lastHit(source, auto, number, hits), null));
    }
    if (!hits.isEmpty()) {
      SqlQuery found =
          new SqlQuery.Select(
              false,
              List.of(new SqlQuery.Item(Terms.ONE, null)),
              new SqlQuery.TableFrom(table.physical(), null, "o"),
              Sql.or(hits),
              List.of(),
              null);
      where = new Sql.Not(new Sql.Exists(found));
    }
    return new SqlQuery.Select(false, items, source.from(), where, List.of(), null);
  }

  private Sql lastHit(
      InsertPlanner.RowSource source, Program.Auto auto, Sql number, List<Sql> hits) {
    if (hits.isEmpty()) {
      return Terms.NULL;
    }
    SqlQuery.From both =
        new SqlQuery.JoinFrom(
            false,
            source.from(),
            new SqlQuery.TableFrom(table.physical(), null, "o"),
            Sql.or(hits));
    Sql id = new Sql.Cast(new Sql.Column("o", auto.column().name()), "TEXT");
    SqlQuery ids =
        new SqlQuery.Select(
            false, List.of(new SqlQuery.Item(id, null)), both, null, List.of(), null);
    return new Sql.Scalar(
        new SqlQuery.Ordered(
            List.of(), ids, List.of(new Sql.Order(number, true)), Terms.ONE, null));
  }

  private @Nullable Sql hit(Table.Key key, InsertPlanner.RowSource source) {
    List<Sql> tests = new ArrayList<>();
    for (Table.Part part : key.parts()) {
      String name = part.column();
      if (name == null) {
        return null;
      }
      int index = Columns.index(table, name);
      Sql cell = source.cells().get(index);
      Program.Auto auto = source.auto();
      if (auto != null && auto.maxSql() == null && auto.column().name().equalsIgnoreCase(name)) {
        Program.Binding ids =
            new Program.ScalarList(
                auto.ids(), io.edgesql.dialect.types.Representation.ofColumn(auto.column().type()));
        cell =
            source.number() == null
                ? null
                : Sql.f("{0} ->> {1}", new Sql.Bind(ids, Sql.Form.PLAIN), source.number());
      }
      if (cell == null) {
        return null;
      }
      SortColumn sort = SortColumn.of(table, key, part);
      tests.add(
          sort == null
              ? new Sql.Binary("=", new Sql.Column("o", name), cell)
              : new Sql.Binary("=", new Sql.Column("o", sort.name()), source.key(sort)));
    }
    return Sql.and(tests);
  }

  Plan write(List<Program.Step> steps, Plan.Counting counting, int rowCount) {
    List<Table> tables = new ArrayList<>(lowering.queries().readTables());
    tables.add(table);
    List<String> names = new ArrayList<>();
    for (Table one : tables) {
      if (!names.contains(one.physical())) {
        names.add(one.physical());
      }
    }
    return new Plan.Write(
        planning.shard(tables),
        new Program(steps),
        counting,
        insert.replace() ? Plan.WriteKind.REPLACE : Plan.WriteKind.INSERT,
        table,
        names,
        List.of(),
        rowCount,
        insert.ignore());
  }
}
