package io.edgesql.dialect.plan;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.Scope;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.catalog.SortColumn;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.translate.Lowered;
import io.edgesql.dialect.translate.Lowering;
import io.edgesql.dialect.translate.Renderer;
import io.edgesql.dialect.translate.Sql;
import io.edgesql.dialect.translate.Stores;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.SchemaStatement.TriggerStatement;
import io.edgesql.dialect.types.Representation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * SET a = x, b = y of one table. MySQL evaluates from left to right: a later assignment sees what
 * an earlier one has set.
 */
final class Assignments {
  private final Table table;
  private final Map<Integer, Sql> values = new LinkedHashMap<>();
  private final List<Integer> automatic = new ArrayList<>();

  private Assignments(Table table) {
    this.table = table;
  }

  /** A bound assignment to a column of one table. */
  record Bound(int column, Typed value) {}

  /** Binds a value; DEFAULT is the column's, a parameter takes the column's type. */
  static Bound bind(
      Planning planning,
      Table table,
      int column,
      Expr value,
      Scope scope,
      boolean allowsGenerated) {
    Table.Column definition = table.columns().get(column);
    if (definition.generated() != null) {
      if (value instanceof Expr.Default && allowsGenerated) {
        return new Bound(column, Columns.nullValue());
      }
      throw SqlException.of(
          ErrorCode.ER_NON_DEFAULT_VALUE_FOR_GENERATED_COLUMN, definition.name(), table.name());
    }
    if (value instanceof Expr.Default named && named.column() == null) {
      return new Bound(column, Columns.explicit(planning, table, definition));
    }
    Typed bound = planning.binder().bind(value, scope, definition.type());
    return new Bound(column, Assigned.to(definition.type(), bound));
  }

  /**
   * Lowers all assignments; afterwards {@code lowering} still reads the assigned columns as they
   * are stored.
   *
   * @param isLenient NULL is stored into NOT NULL columns as their type's own default
   */
  static Assignments lower(
      Planning planning,
      Lowering lowering,
      Table table,
      int source,
      List<Bound> bound,
      boolean isLenient) {
    Assignments out = new Assignments(table);
    for (Bound assignment : bound) {
      Table.Column column = table.columns().get(assignment.column());
      if (column.generated() != null) {
        // DEFAULT, the only value that binding lets through, is what such a column has anyway.
        continue;
      }
      boolean hasImplicit = !column.nullable() && isLenient;
      Typed implicit = hasImplicit ? Columns.implicit(column) : null;
      Sql value = Stores.changed(lowering, assignment.value(), column, implicit);
      out.values.put(assignment.column(), value);
      lowering.replace(
          reference(source, assignment.column(), column),
          new Lowered(value, Representation.ofColumn(column.type()), column.type()));
    }
    lowering.replacements().clear();
    if (out.values.isEmpty()) {
      out.keep(Lowering.alias(source));
    }
    List<TriggerStatement> triggers = RowTriggers.assignments(table, "UPDATE");
    Sql changes = triggers.isEmpty() ? null : out.changes(Lowering.alias(source));
    for (Table.Column column : table.columns()) {
      int index = table.columns().indexOf(column);
      if (column.onUpdateNow() && !out.values.containsKey(index)) {
        Sql now = Stores.value(lowering, Columns.now(column), column);
        Sql kept = new Sql.Column(Lowering.alias(source), column.name());
        // What only a trigger changes does not touch the time.
        out.values.put(index, changes == null ? now : Sql.when(changes, now, kept));
        out.automatic.add(index);
      }
    }
    if (!triggers.isEmpty()) {
      out.fire(triggers, planning, lowering, Lowering.alias(source));
    }
    return out;
  }

  /**
   * Values that come as the columns of {@code source}, behind its keys; times that a change sets
   * come with them.
   */
  static Assignments gathered(
      Lowering lowering, Table table, List<Integer> columns, String source, int keys) {
    Assignments out = new Assignments(table);
    for (int i = 0; i < columns.size(); i++) {
      out.values.put(columns.get(i), new Sql.Column(source, "c" + (keys + i + 1)));
    }
    for (int i = 0; i < table.columns().size(); i++) {
      Table.Column column = table.columns().get(i);
      if (column.onUpdateNow() && !out.values.containsKey(i)) {
        out.values.put(i, Stores.value(lowering, Columns.now(column), column));
        out.automatic.add(i);
      }
    }
    return out;
  }

  /** Nothing is assigned: some column gets its own value, so that there is a statement to run. */
  private void keep(String alias) {
    for (int i = 0; i < table.columns().size(); i++) {
      Table.Column column = table.columns().get(i);
      if (column.generated() == null) {
        values.put(i, new Sql.Column(alias, column.name()));
        return;
      }
    }
  }

  /** BEFORE UPDATE triggers change the new row. */
  private void fire(
      List<TriggerStatement> triggers, Planning planning, Lowering lowering, String alias) {
    Map<Integer, Sql> row = new LinkedHashMap<>();
    for (int i = 0; i < table.columns().size(); i++) {
      row.put(i, values.getOrDefault(i, new Sql.Column(alias, table.columns().get(i).name())));
    }
    Map<Integer, Sql> changed = new NewRow(planning, lowering, table, row, alias).run(triggers);
    values.putAll(changed);
    automatic.removeAll(changed.keySet());
  }

  private static Typed reference(int source, int index, Table.Column column) {
    return new Typed.ColumnReference(
        source, index, column.name(), column.type(), column.nullable());
  }

  /** Writes {@code `a` = x, `b` = y}. */
  void render(Renderer out) {
    boolean first = true;
    for (Map.Entry<Integer, Sql> entry : values.entrySet()) {
      out.text(first ? "" : ", ").name(table.columns().get(entry.getKey()).name());
      out.text(" = ").expr(entry.getValue());
      first = false;
    }
    for (SortColumn sort : SortColumn.of(table)) {
      Sql value = values.get(sort.index());
      if (value != null) {
        out.text(", ").name(sort.name()).text(" = ").expr(Stores.key(value, sort));
      }
    }
  }

  /** Refuses rows that the view which they are changed through would not show. */
  void check(ViewCheck check, int source) {
    if (!values.isEmpty()) {
      Map.Entry<Integer, Sql> first = values.entrySet().iterator().next();
      first.setValue(check.guarded(first.getValue(), source, table, Map.copyOf(values)));
    }
  }

  /** Whether any assigned column really changes (ON UPDATE CURRENT_TIMESTAMP does not count). */
  Sql changes(String alias) {
    List<Sql> same = new ArrayList<>();
    for (Map.Entry<Integer, Sql> entry : values.entrySet()) {
      if (automatic.contains(entry.getKey())) {
        continue;
      }
      Table.Column column = table.columns().get(entry.getKey());
      same.add(Stores.isUnchanged(new Sql.Column(alias, column.name()), column, entry.getValue()));
    }
    return new Sql.Not(Sql.and(same));
  }

  /** The same with each value taken from a column of {@code source}, after {@code keys} others. */
  Assignments from(String source, int keys) {
    Assignments out = new Assignments(table);
    int place = keys;
    for (Integer column : values.keySet()) {
      out.values.put(column, new Sql.Column(source, "c" + ++place));
    }
    out.automatic.addAll(automatic);
    return out;
  }

  /** The assigned columns and their values. */
  Map<Integer, Sql> values() {
    return values;
  }
}
