package io.edgesql.dialect.eval;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.plan.Finish;
import io.edgesql.dialect.plan.Program;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Does what a {@link Finish} says with the rows of a shard. */
public final class Finisher {
  private final Finish finish;
  private final List<Program.ResultColumn> columns;
  private final Supplier<RowCursor> cursors;

  /**
   * @param cursors gives a new cursor for each kind of rows
   */
  public Finisher(Finish finish, List<Program.ResultColumn> columns, Supplier<RowCursor> cursors) {
    this.finish = finish;
    this.columns = columns;
    this.cursors = cursors;
  }

  /**
   * The rows whose cells {@code columns} make.
   *
   * @throws SqlException 1104 if more rows were sent than may be gathered
   */
  public List<@Nullable Object[]> rows(List<@Nullable Object[]> sent) {
    if (finish.gathers() && sent.size() > maxRows()) {
      throw SqlException.of(ErrorCode.ER_TOO_BIG_SELECT, Finish.MAX_ROWS);
    }
    List<@Nullable Object[]> rows = filtered(sent, finish.where());
    Finish.Grouping grouping = finish.grouping();
    if (grouping != null) {
      rows = filtered(grouped(rows, grouping), finish.having());
    }
    if (!finish.windows().isEmpty()) {
      rows = new Windows(cursors).over(rows, finish.windows());
    }
    if (finish.distinct()) {
      rows = distinct(rows);
    }
    if (!finish.orders().isEmpty()) {
      rows = sorted(rows);
    }
    return cut(rows);
  }

  private long maxRows() {
    Value bound = cursors.get().systemVariable(false, Finish.MAX_ROWS);
    return bound instanceof Value.Int rows ? rows.bits() : 0;
  }

  private List<@Nullable Object[]> filtered(
      List<@Nullable Object[]> rows, @Nullable Typed condition) {
    if (condition == null) {
      return rows;
    }
    RowCursor cursor = cursor(List.of(condition));
    List<@Nullable Object[]> kept = new ArrayList<>();
    for (@Nullable Object[] row : rows) {
      cursor.move(row);
      Value value = HiddenValue.of(condition, Evaluator.evaluate(condition, cursor), cursor);
      if (!value.isNull() && Coercion.truth(value, condition.type(), cursor)) {
        kept.add(row);
      }
    }
    return kept;
  }

  private List<@Nullable Object[]> grouped(
      List<@Nullable Object[]> rows, Finish.Grouping grouping) {
    RowCursor cursor = cursor(grouping.keys());
    for (Typed.Aggregate aggregate : grouping.aggregates()) {
      aggregate.arguments().forEach(cursor::learn);
      aggregate.orderBy().forEach(order -> cursor.learn(order.expr()));
    }
    List<SqlType> types = grouping.keys().stream().map(Typed::type).toList();
    Map<List<Value>, List<Aggregation>> groups = new TreeMap<>(ValueOrder.groups(types, cursor));
    if (grouping.keys().isEmpty()) {
      groups.put(List.of(), fresh(grouping, cursor));
    }
    for (@Nullable Object[] row : rows) {
      cursor.move(row);
      List<Value> key = new ArrayList<>();
      grouping.keys().forEach(e -> key.add(Evaluator.evaluate(e, cursor)));
      groups.computeIfAbsent(key, k -> fresh(grouping, cursor)).forEach(Aggregation::add);
    }
    List<@Nullable Object[]> out = new ArrayList<>();
    for (Map.Entry<List<Value>, List<Aggregation>> group : groups.entrySet()) {
      List<Object> row = new ArrayList<>(group.getKey());
      group.getValue().forEach(aggregation -> row.add(aggregation.value()));
      out.add(row.toArray());
    }
    return out;
  }

  private static List<Aggregation> fresh(Finish.Grouping grouping, RowCursor cursor) {
    List<Aggregation> all = new ArrayList<>();
    grouping.aggregates().forEach(aggregate -> all.add(new Aggregation(aggregate, cursor)));
    return all;
  }

  private List<@Nullable Object[]> distinct(List<@Nullable Object[]> rows) {
    RowCursor cursor = cursors.get();
    List<SqlType> types = columns.stream().map(Program.ResultColumn::type).toList();
    TreeSet<List<Value>> seen = new TreeSet<>(ValueOrder.rows(types, cursor));
    List<@Nullable Object[]> kept = new ArrayList<>();
    for (@Nullable Object[] row : rows) {
      cursor.move(row);
      List<Value> values = new ArrayList<>();
      columns.forEach(column -> values.add(cursor.cell(column)));
      if (seen.add(values)) {
        kept.add(row);
      }
    }
    return kept;
  }

  private record Keyed(List<Value> keys, @Nullable Object[] row) {}

  private List<@Nullable Object[]> sorted(List<@Nullable Object[]> rows) {
    RowCursor cursor = cursor(finish.orders().stream().map(Finish.Order::expr).toList());
    List<Keyed> keyed = new ArrayList<>();
    for (@Nullable Object[] row : rows) {
      cursor.move(row);
      List<Value> keys = new ArrayList<>();
      finish.orders().forEach(order -> keys.add(Evaluator.evaluate(order.expr(), cursor)));
      keyed.add(new Keyed(keys, row));
    }
    keyed.sort(order(cursor));
    List<@Nullable Object[]> out = new ArrayList<>();
    keyed.forEach(row -> out.add(row.row()));
    return out;
  }

  private Comparator<Keyed> order(Environment environment) {
    List<Comparator<Value>> orders = new ArrayList<>();
    for (Finish.Order order : finish.orders()) {
      Comparator<Value> one = ValueOrder.sorting(order.expr().type(), environment);
      orders.add(order.descending() ? one.reversed() : one);
    }
    return (a, b) -> {
      for (int i = 0; i < orders.size(); i++) {
        int result = orders.get(i).compare(a.keys().get(i), b.keys().get(i));
        if (result != 0) {
          return result;
        }
      }
      return 0;
    };
  }

  private List<@Nullable Object[]> cut(List<@Nullable Object[]> rows) {
    Environment environment = cursors.get();
    long offset = count(finish.offset(), 0, environment);
    long limit = count(finish.limit(), Long.MAX_VALUE, environment);
    if (offset == 0 && limit >= rows.size()) {
      return rows;
    }
    int from = (int) Math.min(offset, rows.size());
    int to = (int) Math.min(rows.size(), limit > rows.size() ? rows.size() : from + limit);
    return rows.subList(from, to);
  }

  private static long count(@Nullable Typed e, long otherwise, Environment environment) {
    Value value = e == null ? Value.Null.NULL : Evaluator.evaluate(e, environment);
    if (!(value instanceof Value.Int number)) {
      return otherwise;
    }
    return number.bits() < 0 ? Long.MAX_VALUE : number.bits();
  }

  private RowCursor cursor(List<Typed> expressions) {
    RowCursor cursor = cursors.get();
    expressions.forEach(cursor::learn);
    return cursor;
  }
}
