package io.edgesql.dialect.plan;

import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.translate.Lowering;
import io.edgesql.dialect.translate.Renderer;
import io.edgesql.dialect.translate.Shapes;
import io.edgesql.dialect.translate.Sql;
import io.edgesql.dialect.translate.SqlQuery;
import io.edgesql.dialect.translate.Stores;
import io.edgesql.dialect.tree.Query;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Changes with expressions over rows that SQLite does not compute as MySQL does: the rows are read
 * and finished in Java as those of a SELECT, and then written by their values.
 *
 * <pre>{@code
 * INSERT INTO s (a) SELECT md5(b) FROM t
 *   read   SELECT b FROM t
 *   write  as INSERT INTO s (a) VALUES (…), (…)
 * UPDATE t SET a = md5(b) WHERE c > 1
 *   read   SELECT id, b FROM t WHERE c > 1
 *   write  UPDATE t AS u SET a = n.c2 FROM (SELECT value ->> 0 AS c1, … FROM json_each(?1)) AS n
 *          WHERE u.id = n.c1 AND NOT (u.a IS n.c2)
 * }</pre>
 */
final class GatheredWrites {
  private static final Sql ROW = new Sql.Column("j", "value");

  private GatheredWrites() {}

  /**
   * The plan, or null where there is none.
   *
   * @throws SqlException what MySQL says about the statement; 1235 where Java cannot do it either
   */
  static @Nullable Plan plan(Statement statement, Planning planning) {
    if (statement instanceof Statement.Insert insert
        && insert.source() instanceof Statement.InsertQuery query) {
      return insert(insert, query.query(), planning);
    }
    if (statement instanceof Statement.Update update) {
      return UpdatePlanner.gathered(update, planning);
    }
    return statement instanceof Statement.Delete delete
        ? DeletePlanner.gathered(delete, planning)
        : null;
  }

  private static @Nullable Plan insert(Statement.Insert insert, Query query, Planning planning) {
    InsertPlanner.Listed listed = InsertPlanner.listed(insert, planning.anew());
    BoundQuery bound = InsertQueryPlanner.bind(query, listed.columns(), listed.table(), planning);
    if (!(SelectPlanner.plan(bound, planning, List.of()) instanceof Plan.Rows rows)) {
      return null;
    }
    Plan.Filling filling = found -> InsertPlanner.plan(insert, planning.anew(), found);
    return gathered(rows, filling, false);
  }

  private static Plan gathered(Plan.Rows found, Plan.Filling filling, boolean exclusive) {
    Plan.Rows rows = found.exact() == null ? found : found.exact();
    List<Plan.Lock> locks = new ArrayList<>(rows.locks());
    Plan.Lock only = rows.only();
    if (only != null) {
      locks.add(new Plan.Lock(only.table(), only.key(), exclusive));
    } else {
      rows.tables().forEach(table -> locks.add(new Plan.Lock(table, List.of(), exclusive)));
    }
    return filling.with(List.of()).after(new Plan.Gathering(rows.withLocks(locks), filling));
  }

  /**
   * A change of the rows of one table.
   *
   * @param values in the order of the assignments; none for DELETE
   * @param filling over the primary key's columns and the values
   */
  static @Nullable Plan change(
      Targets targets,
      BoundQuery.TableSource source,
      List<Typed> values,
      Planning planning,
      Plan.Filling filling) {
    List<Typed> items = new ArrayList<>();
    for (int key : keys(source.table())) {
      items.add(reference(source, key));
    }
    items.addAll(values);
    List<BoundQuery.Output> outputs = new ArrayList<>();
    for (Typed item : items) {
      outputs.add(new BoundQuery.Output("c" + (outputs.size() + 1), item.type(), true, null));
    }
    BoundQuery query =
        new BoundQuery(
            false,
            List.of(),
            new BoundQuery.Select(
                false, items, source, targets.where(), false, List.of(), false, null, false),
            targets.orders(),
            targets.limit(),
            null,
            Query.Locking.NONE,
            outputs);
    return SelectPlanner.plan(query, planning, List.of()) instanceof Plan.Rows rows
        ? gathered(rows, filling, true)
        : null;
  }

  private static Typed reference(BoundQuery.TableSource source, int index) {
    Table.Column column = source.table().columns().get(index);
    return new Typed.ColumnReference(
        source.id(), index, column.name(), column.type(), column.nullable());
  }

  /** Places of the primary key's columns; empty: rows cannot be told apart by columns. */
  static List<Integer> keys(Table table) {
    List<Integer> out = new ArrayList<>();
    Table.Key primary = table.primaryKey();
    if (primary == null) {
      return out;
    }
    for (Table.Part part : primary.parts()) {
      String name = part.column();
      if (name == null || part.prefix() > 0) {
        return List.of();
      }
      int index = Columns.index(table, name);
      Representation stored = Representation.ofColumn(table.columns().get(index).type());
      if (stored.kind() == Representation.Kind.REAL) {
        return List.of();
      }
      out.add(index);
    }
    return out;
  }

  /** A value in which the columns that were assigned before have their new values. */
  static Typed after(Typed e, int source, Map<Integer, Typed> assigned) {
    return Cells.replaced(
        e,
        node ->
            node instanceof Typed.ColumnReference column
                && column.source() == source
                && assigned.containsKey(column.column()),
        node -> {
          int column = ((Typed.ColumnReference) node).column();
          Typed value = assigned.get(column);
          return value == null ? node : Shapes.cast(value, node.type());
        });
  }

  /** The write of one table's rows by their keys. */
  static Plan.Write write(
      Planning planning,
      Table table,
      List<Integer> columns,
      List<List<Typed>> rows,
      Plan.Lock lock,
      boolean ignore) {
    List<Integer> keys = keys(table);
    List<Table.Column> cells = new ArrayList<>();
    keys.forEach(key -> cells.add(table.columns().get(key)));
    columns.forEach(column -> cells.add(table.columns().get(column).asGiven()));
    Program.Rows binding = new Program.Rows(rows, cells, List.of(), true);
    List<SqlQuery.Item> items = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      items.add(new SqlQuery.Item(Stores.cell(ROW, i, cells.get(i)), "c" + (i + 1)));
    }
    SqlQuery found =
        new SqlQuery.Select(
            false,
            items,
            new SqlQuery.TableFrom(
                "json_each", List.of(new Sql.Bind(binding, Sql.Form.PLAIN)), "j"),
            null,
            List.of(),
            null);
    boolean deletes = columns.isEmpty();
    Renderer out = new Renderer();
    Lowering lowering = planning.lowering();
    List<Sql> conditions = new ArrayList<>();
    if (deletes) {
      out.text("DELETE FROM ").name(table.physical()).text(" AS `u`");
      List<Sql> left = new ArrayList<>();
      keys.forEach(key -> left.add(new Sql.Column("u", table.columns().get(key).name())));
      conditions.add(new Sql.InQuery(left.size() == 1 ? left.get(0) : new Sql.Tuple(left), found));
      out.where(Sql.and(conditions));
    } else {
      out.text(ignore ? "UPDATE OR IGNORE " : "UPDATE ").name(table.physical());
      out.text(" AS `u` SET ");
      Assignments assignments = Assignments.gathered(lowering, table, columns, "n", keys.size());
      assignments.render(out);
      for (int i = 0; i < keys.size(); i++) {
        Sql own = new Sql.Column("u", table.columns().get(keys.get(i)).name());
        conditions.add(new Sql.Binary("=", own, new Sql.Column("n", "c" + (i + 1))));
      }
      conditions.add(assignments.changes("u"));
      out.text(" FROM (").query(found).text(") AS `n`").where(Sql.and(conditions));
    }
    Renderer.Rendered rendered = out.finish();
    int place = rendered.bindings().indexOf(binding);
    Program.Step write =
        new Program.Step(rendered.sql(), rendered.bindings(), false, true, -1, null, place);
    List<Program.Step> steps = new ArrayList<>(List.of(write));
    if (!deletes) {
      steps.add(Steps.read(count(rows.size())));
    }
    return new Plan.Write(
        planning.shard(List.of(table)),
        new Program(steps),
        new Plan.Counting(List.of(0), List.of(1), deletes ? -1 : 1),
        deletes ? Plan.WriteKind.DELETE : Plan.WriteKind.UPDATE,
        table,
        List.of(table.physical()),
        List.of(lock),
        -1,
        ignore);
  }

  /** A query that tells a number that is known: as many rows as matched. */
  private static SqlQuery count(int rows) {
    Typed number = Columns.constant(new Value.Int(rows, false), SqlType.BIGINT);
    Program.Scalar scalar =
        new Program.Scalar(number, Representation.of(Representation.Kind.INTEGER));
    Sql bound = new Sql.Bind(scalar, Sql.Form.INTEGER);
    return new SqlQuery.Select(
        false, List.of(new SqlQuery.Item(bound, null)), null, null, List.of(), null);
  }
}
