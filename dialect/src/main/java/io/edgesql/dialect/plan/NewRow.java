package io.edgesql.dialect.plan;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.Scope;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.translate.Lowered;
import io.edgesql.dialect.translate.Lowering;
import io.edgesql.dialect.translate.Shapes;
import io.edgesql.dialect.translate.Sql;
import io.edgesql.dialect.translate.Stores;
import io.edgesql.dialect.translate.Terms;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.SchemaStatement.TriggerIf;
import io.edgesql.dialect.tree.SchemaStatement.TriggerSet;
import io.edgesql.dialect.tree.SchemaStatement.TriggerStatement;
import io.edgesql.dialect.types.Representation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Runs a trigger's assignments over a row whose values are SQLite expressions.
 *
 * <pre>{@code
 * SET NEW.a = NEW.b + 1                       a: b's value + 1
 * IF NEW.a > 9 THEN SET NEW.a = 9; END IF     a: CASE WHEN a's value > 9 THEN 9 ELSE a's value END
 * }</pre>
 */
final class NewRow {
  private final Planning planning;
  private final Lowering lowering;
  private final Table table;
  private final Scope scope;
  private final int newSource;
  private final List<Lowered> values = new ArrayList<>();
  private final Map<Integer, Sql> assigned = new TreeMap<>();

  private final Set<Integer> unreadable = new HashSet<>();

  /**
   * A row to change.
   *
   * @param values by column's place; a missing one cannot be read
   * @param old qualifier of the stored row (OLD), or null
   */
  NewRow(
      Planning planning,
      Lowering lowering,
      Table table,
      Map<Integer, Sql> values,
      @Nullable String old) {
    this.planning = planning;
    this.lowering = lowering;
    this.table = table;
    this.newSource = planning.binder().newSource();
    for (int i = 0; i < table.columns().size(); i++) {
      this.values.add(lowered(values.getOrDefault(i, Terms.NULL), table.columns().get(i), false));
      if (!values.containsKey(i)) {
        unreadable.add(i);
      }
    }
    lowering.addSource(newSource, this.values);
    Scope rows = Scope.empty(table.database()).and(Scope.ofTable(newSource, table, "NEW"));
    if (old != null) {
      int oldSource = planning.binder().newSource();
      List<Lowered> stored = new ArrayList<>();
      for (Table.Column column : table.columns()) {
        stored.add(lowered(new Sql.Column(old, column.name()), column, true));
      }
      lowering.addSource(oldSource, stored);
      rows = rows.and(Scope.ofTable(oldSource, table, "OLD"));
    }
    this.scope = rows.asTriggerRows();
  }

  private static Lowered lowered(Sql sql, Table.Column column, boolean isColumn) {
    return new Lowered(sql, Representation.ofColumn(column.type()), column.type(), isColumn);
  }

  /** Does the assignments; gives the changed columns. */
  Map<Integer, Sql> run(List<TriggerStatement> statements) {
    run(statements, null);
    return assigned;
  }

  private void run(List<TriggerStatement> statements, @Nullable Sql condition) {
    for (TriggerStatement statement : statements) {
      if (statement instanceof TriggerSet set) {
        assign(set, condition);
      } else if (statement instanceof TriggerIf branches) {
        branches(branches, condition);
      }
    }
  }

  /** A branch runs where its condition holds and none before it did. */
  private void branches(TriggerIf statement, @Nullable Sql around) {
    List<Sql> held = new ArrayList<>();
    if (around != null) {
      held.add(around);
    }
    // All conditions are those of the row before the branch that is taken.
    List<Sql> conditions = new ArrayList<>();
    for (int i = 0; i < statement.conditions().size(); i++) {
      conditions.add(lowering.condition(bind(statement.conditions().get(i))));
    }
    for (int i = 0; i < statement.branches().size(); i++) {
      List<Sql> here = new ArrayList<>(held);
      if (i < conditions.size()) {
        here.add(conditions.get(i));
        held.add(Sql.f("{0} IS NOT TRUE", conditions.get(i)));
      }
      run(statement.branches().get(i), Sql.and(here));
    }
  }

  private void assign(TriggerSet set, @Nullable Sql condition) {
    int index = Columns.index(table, set.column().column());
    Table.Column column = table.columns().get(index);
    Typed value = bind(set.value());
    Sql stored = Stores.value(lowering, value, column);
    if (Shapes.isVolatile(value)) {
      // Its text may stand in one place only: every copy would be another value.
      unreadable.add(index);
    }
    if (condition != null) {
      stored = Sql.when(condition, stored, values.get(index).sql());
    }
    values.set(index, lowered(stored, column, false));
    assigned.put(index, stored);
  }

  private Typed bind(Expr e) {
    Typed bound = planning.binder().bind(e, scope);
    boolean reads =
        Shapes.contains(
            bound,
            n ->
                n instanceof Typed.ColumnReference column
                    && column.source() == newSource
                    && unreadable.contains(column.column()));
    boolean isQuery = Shapes.contains(bound, n -> Shapes.needsShard(n) && isSubquery(n));
    if (reads || (isQuery && !unreadable.isEmpty())) {
      throw SqlException.of(
          ErrorCode.ER_NOT_SUPPORTED_YET, "a trigger that reads a value not known yet");
    }
    return bound;
  }

  private static boolean isSubquery(Typed e) {
    return !(e instanceof Typed.ColumnReference);
  }

  /**
   * The row source with what BEFORE INSERT triggers make of its rows.
   *
   * @param source rows before the triggers
   */
  static InsertPlanner.RowSource inserted(
      Planning planning, Lowering lowering, Table table, InsertPlanner.RowSource source) {
    List<TriggerStatement> statements = RowTriggers.assignments(table, "INSERT");
    if (statements.isEmpty()) {
      return source;
    }
    Map<Integer, Sql> cells = new HashMap<>(source.cells());
    Program.Auto auto = source.auto();
    int generated = auto == null ? -1 : table.columns().indexOf(auto.column());
    if (auto != null) {
      // The id is given out later: until then it is 0.
      cells.remove(generated);
      if (auto.binding() >= 0 && auto.ids().stream().allMatch(Shapes::isNullConstant)) {
        cells.put(generated, Terms.ZERO);
      }
    }
    Map<Integer, Sql> changed = new NewRow(planning, lowering, table, cells, null).run(statements);
    if (changed.containsKey(generated)) {
      throw SqlException.of(
          ErrorCode.ER_NOT_SUPPORTED_YET, "a trigger that sets the AUTO_INCREMENT column");
    }
    Map<Integer, Sql> all = new HashMap<>(source.cells());
    all.putAll(changed);
    return new InsertPlanner.RowSource(
        all, source.from(), source.rows(), source.number(), auto, source.keys());
  }
}
