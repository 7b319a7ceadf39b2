package io.edgesql.dialect.plan;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.bind.ChangedViews;
import io.edgesql.dialect.bind.Scope;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.translate.Lowering;
import io.edgesql.dialect.translate.Renderer;
import io.edgesql.dialect.translate.Shapes;
import io.edgesql.dialect.translate.Sql;
import io.edgesql.dialect.translate.SqlQuery;
import io.edgesql.dialect.translate.Terms;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.types.Representation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * UPDATE of one table or several.
 *
 * <pre>{@code
 * UPDATE t SET a = 1 WHERE id = 5
 *   0: UPDATE t AS t0 SET a = ?1 WHERE t0.id = ?2 AND NOT (t0.a IS ?1)
 *   1: SELECT count(*) … WHERE id = ?1                           only if step 0 changed nothing
 * UPDATE t JOIN s ON … SET t.a = s.b
 *   UPDATE t AS u SET a = n.v1 FROM (SELECT key, s.b AS v1 FROM t JOIN s …) AS n
 *   WHERE u.key = n.key AND NOT (u.a IS n.v1)
 * }</pre>
 */
final class UpdatePlanner {
  private final Planning planning;
  private final Statement.Update update;
  private final Lowering lowering;
  private final Targets targets;

  private UpdatePlanner(Planning planning, Statement.Update update) {
    this.planning = planning;
    this.update = update;
    this.lowering = planning.lowering();
    if (!isLenient()) {
      lowering.refuseMalformed();
    }
    this.targets =
        Targets.bind(
            planning,
            update.with(),
            update.from(),
            update.where(),
            update.orderBy(),
            update.limit());
  }

  static Plan plan(Statement.Update update, Planning planning) {
    UpdatePlanner planner = new UpdatePlanner(planning, update);
    Map<Integer, List<Assignments.Bound>> bound = planner.bind();
    boolean plain =
        planner.targets.isSingleTable() && planner.targets.from().commonTables().isEmpty();
    return plain ? planner.single(bound) : planner.joined(bound);
  }

  /** With values that Java computes; null where the rows must be found and changed in SQLite. */
  static @Nullable Plan gathered(Statement.Update update, Planning planning) {
    UpdatePlanner planner = new UpdatePlanner(planning, update);
    Targets targets = planner.targets;
    Map<Integer, List<Assignments.Bound>> bound = planner.bind();
    if (!targets.isSingleTable()
        || !targets.from().commonTables().isEmpty()
        || !targets.from().views().isEmpty()
        || bound.size() != 1) {
      return null;
    }
    BoundQuery.TableSource source = targets.single("UPDATE");
    Table table = source.table();
    if (GatheredWrites.keys(table).isEmpty() || RowTriggers.hasAssignments(table, "UPDATE")) {
      return null;
    }
    Map<Integer, Typed> assigned = new LinkedHashMap<>();
    for (Assignments.Bound one : bound.getOrDefault(source.id(), List.of())) {
      if (table.columns().get(one.column()).generated() == null) {
        assigned.put(one.column(), GatheredWrites.after(one.value(), source.id(), assigned));
      }
    }
    if (assigned.isEmpty()) {
      return null;
    }
    List<Integer> columns = List.copyOf(assigned.keySet());
    Plan.Lock lock = Keys.lock(table, source.id(), targets.where(), true);
    return GatheredWrites.change(
        targets,
        source,
        List.copyOf(assigned.values()),
        planning,
        rows -> GatheredWrites.write(planning.anew(), table, columns, rows, lock, update.ignore()));
  }

  private boolean isLenient() {
    return update.ignore() || !planning.session().mode().strict();
  }

  /** Assignments by the table that they change. */
  private Map<Integer, List<Assignments.Bound>> bind() {
    Scope scope = targets.from().scope();
    Map<Integer, List<Assignments.Bound>> out = new LinkedHashMap<>();
    for (Statement.Assignment assignment : update.assignments()) {
      Typed target = planning.binder().bind(assignment.column(), scope);
      if (!(target instanceof Typed.ColumnReference column)) {
        throw SqlException.of(
            ErrorCode.ER_BAD_FIELD_ERROR, assignment.column().column(), "field list");
      }
      Table table = targets.source(column.source(), "UPDATE").table();
      Expr value = assignment.value();
      out.computeIfAbsent(column.source(), s -> new ArrayList<>())
          .add(Assignments.bind(planning, table, column.column(), value, scope, true));
    }
    for (int changed : out.keySet()) {
      BoundQuery.TableSource source = targets.source(changed, "UPDATE");
      planning.binder().refuseReads(targets.reads(), source.table(), source.alias(), "UPDATE");
      refuseRenamed(changed, out.getOrDefault(changed, List.of()));
    }
    return out;
  }

  /**
   * A later assignment sees what an earlier one has set, which is known by the table's own name.
   */
  private void refuseRenamed(int source, List<Assignments.Bound> bound) {
    ChangedViews.Changed view = targets.from().views().outermost(source);
    if (view == null || !view.renames()) {
      return;
    }
    for (int i = 1; i < bound.size(); i++) {
      Typed value = bound.get(i).value();
      for (Assignments.Bound earlier : bound.subList(0, i)) {
        if (readsChanged(value, source, Map.of(source, List.of(earlier)))) {
          throw SqlException.of(
              ErrorCode.ER_NOT_SUPPORTED_YET,
              "values that read what was assigned before, through a view that renames columns");
        }
      }
    }
  }

  private Plan single(Map<Integer, List<Assignments.Bound>> bound) {
    BoundQuery.TableSource source = targets.single("UPDATE");
    Table table = source.table();
    String alias = Lowering.alias(source.id());
    SqlQuery matching = targets.select(lowering, List.of(Terms.ONE));
    List<Sql> conditions = new ArrayList<>();
    if (targets.limit() != null) {
      conditions.add(limited(source));
    } else if (targets.where() != null) {
      conditions.add(lowering.condition(targets.where()));
    }
    Assignments assignments =
        Assignments.lower(
            planning,
            lowering,
            table,
            source.id(),
            bound.getOrDefault(source.id(), List.of()),
            isLenient());
    conditions.add(assignments.changes(alias));
    assignments.check(new ViewCheck(planning, lowering, targets.from().views()), source.id());
    if (update.ignore() && !targets.from().views().checks(source.id()).isEmpty()) {
      throw SqlException.of(ErrorCode.ER_NOT_SUPPORTED_YET, "UPDATE IGNORE WITH CHECK OPTION");
    }
    Renderer out = new Renderer();
    out.text(update.ignore() ? "UPDATE OR IGNORE " : "UPDATE ").name(table.physical());
    out.text(" AS ").name(alias).text(" SET ");
    assignments.render(out);
    Program.Step write = Steps.write(out.where(Sql.and(conditions)));
    boolean single = Keys.isSingleRow(table, source.id(), targets.where());
    SqlQuery count = Steps.count(matching);
    List<Program.Step> steps =
        single
            ? List.of(write, Steps.readIfUnchanged(count, 0))
            : List.of(Steps.read(count), write);
    Plan.Counting counting = new Plan.Counting(List.of(single ? 0 : 1), List.of(1), single ? 1 : 0);
    Plan.Write plan =
        write(
            steps, counting, table, List.of(Keys.lock(table, source.id(), targets.where(), true)));
    boolean isPlain =
        single && !update.ignore() && targets.limit() == null && targets.from().views().isEmpty();
    return isPlain
        ? plan.withChange(
            RowChanges.of(source, targets.where(), bound.getOrDefault(source.id(), List.of())))
        : plan;
  }

  /** ORDER BY … LIMIT: the rows are chosen by a query over the same table. */
  private Sql limited(BoundQuery.TableSource source) {
    String alias = Lowering.alias(source.id());
    List<Sql> identity = Keys.identity(source.table(), alias);
    Sql left = identity.size() == 1 ? identity.get(0) : new Sql.Tuple(identity);
    return new Sql.InQuery(left, targets.select(lowering, identity));
  }

  /**
   * A join: each changed table has its own step; keys and new values come from a subquery. Where a
   * step would see what another one has changed, all of them are kept first.
   */
  private Plan joined(Map<Integer, List<Assignments.Bound>> bound) {
    boolean keeps = bound.size() > 1 && readsChanges(bound);
    List<Program.Step> steps = new ArrayList<>();
    List<Integer> changed = new ArrayList<>();
    List<Integer> weights = new ArrayList<>();
    List<Plan.Lock> locks = new ArrayList<>();
    List<Joined> tables = new ArrayList<>();
    for (Map.Entry<Integer, List<Assignments.Bound>> entry : bound.entrySet()) {
      tables.add(values(targets.source(entry.getKey(), "UPDATE"), entry.getValue()));
    }
    if (tables.isEmpty()) {
      throw SqlException.of(ErrorCode.ER_NOT_SUPPORTED_YET, "UPDATE without assignments");
    }
    Scratch scratch = new Scratch("update");
    if (keeps) {
      for (int i = 0; i < tables.size(); i++) {
        steps.add(scratch.keep(i, tables.get(i).rows(), tables.get(i).kinds()));
      }
    }
    for (int i = 0; i < tables.size(); i++) {
      Joined table = tables.get(i);
      changed.add(steps.size());
      weights.add(1);
      steps.add(step(table, keeps ? scratch.rows(i, table.kinds()) : table.rows()));
      locks.add(new Plan.Lock(table.table().physical(), List.of(), true));
    }
    if (keeps) {
      steps.add(scratch.clear());
    }
    return write(steps, new Plan.Counting(changed, weights, -1), tables.get(0).table(), locks);
  }

  /**
   * The new values of one table of a join.
   *
   * @param rows keys and values as c1, c2 …
   */
  private record Joined(Table table, Assignments assignments, SqlQuery rows) {
    List<Representation.Kind> kinds() {
      List<Representation.Kind> kinds = new ArrayList<>(Keys.identityKinds(table));
      for (Integer column : assignments.values().keySet()) {
        Representation stored = Representation.ofColumn(table.columns().get(column).type());
        if (!Scratch.holds(stored)) {
          throw SqlException.of(
              ErrorCode.ER_NOT_SUPPORTED_YET,
              "UPDATE of FLOAT or DOUBLE columns of several tables that reads what it changes");
        }
        kinds.add(stored.kind());
      }
      return kinds;
    }
  }

  private Joined values(BoundQuery.TableSource source, List<Assignments.Bound> bound) {
    Table table = source.table();
    List<Sql> items = new ArrayList<>(Keys.identity(table, Lowering.alias(source.id())));
    // The sources must be known before the values that use them.
    targets.select(lowering, List.of(Terms.ONE));
    Assignments assignments =
        Assignments.lower(planning, lowering, table, source.id(), bound, isLenient());
    assignments.check(new ViewCheck(planning, lowering, targets.from().views()), source.id());
    items.addAll(assignments.values().values());
    return new Joined(table, assignments, targets.select(lowering, items));
  }

  private Program.Step step(Joined joined, SqlQuery rows) {
    Table table = joined.table();
    List<Sql> conditions = new ArrayList<>();
    List<String> identity = Keys.identityColumns(table);
    for (int i = 0; i < identity.size(); i++) {
      conditions.add(
          new Sql.Binary(
              "=", new Sql.Column("u", identity.get(i)), new Sql.Column("n", "c" + (i + 1))));
    }
    Renderer out = new Renderer();
    out.text(update.ignore() ? "UPDATE OR IGNORE " : "UPDATE ").name(table.physical());
    out.text(" AS `u` SET ");
    Assignments taken = joined.assignments().from("n", identity.size());
    taken.render(out);
    conditions.add(taken.changes("u"));
    out.text(" FROM (").query(rows).text(") AS `n`").where(Sql.and(conditions));
    return Steps.write(out);
  }

  /**
   * Whether a later table's step would see what an earlier one has changed.
   *
   * @throws SqlException 1235 where MySQL's answer depends on the order in which it joins: a value
   *     reads what the statement changes in a table that stands before its own in FROM
   */
  private boolean readsChanges(Map<Integer, List<Assignments.Bound>> bound) {
    List<Integer> order = targets.sources().stream().map(BoundQuery.TableSource::id).toList();
    List<Typed> read = new ArrayList<>();
    Typed where = targets.where();
    if (where != null) {
      read.add(where);
    }
    conditions(targets.from().source(), read);
    for (Map.Entry<Integer, List<Assignments.Bound>> entry : bound.entrySet()) {
      for (Assignments.Bound assignment : entry.getValue()) {
        read.add(assignment.value());
        for (Integer source : bound.keySet()) {
          if (order.indexOf(source) < order.indexOf(entry.getKey())
              && readsChanged(assignment.value(), source, bound)) {
            throw SqlException.of(
                ErrorCode.ER_NOT_SUPPORTED_YET,
                "UPDATE of several tables with a value that reads what it changes before");
          }
        }
      }
    }
    return read.stream()
        .anyMatch(e -> bound.keySet().stream().anyMatch(source -> readsChanged(e, source, bound)));
  }

  private static boolean readsChanged(
      Typed e, int source, Map<Integer, List<Assignments.Bound>> bound) {
    for (Assignments.Bound assignment : bound.getOrDefault(source, List.of())) {
      if (Shapes.contains(
          e,
          n ->
              n instanceof Typed.ColumnReference c
                  && c.source() == source
                  && c.column() == assignment.column())) {
        return true;
      }
    }
    return false;
  }

  private static void conditions(BoundQuery.Source source, List<Typed> out) {
    if (source instanceof BoundQuery.JoinSource join) {
      Typed on = join.on();
      if (on != null) {
        out.add(on);
      }
      conditions(join.left(), out);
      conditions(join.right(), out);
    }
  }

  private Plan.Write write(
      List<Program.Step> steps, Plan.Counting counting, Table table, List<Plan.Lock> locks) {
    List<Table> tables = new ArrayList<>(lowering.queries().readTables());
    return new Plan.Write(
        planning.shard(tables),
        new Program(steps),
        counting,
        Plan.WriteKind.UPDATE,
        table,
        lowering.queries().tables(),
        locks,
        -1,
        update.ignore());
  }
}
