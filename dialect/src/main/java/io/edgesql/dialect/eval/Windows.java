package io.edgesql.dialect.eval;

import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.plan.Finish;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Computes window functions; the rows come out in the order of the last window. */
final class Windows {
  private final Supplier<RowCursor> cursors;

  Windows(Supplier<RowCursor> cursors) {
    this.cursors = cursors;
  }

  /** A row with what a window sorts it by. */
  private record Sorted(@Nullable Object[] row, List<Value> partition, List<Value> order) {}

  /**
   * The rows with the values of the functions behind their own.
   *
   * @param functions of {@link Finish#windows}
   */
  List<@Nullable Object[]> over(List<@Nullable Object[]> rows, List<Typed> functions) {
    List<@Nullable Object[]> out = new ArrayList<>();
    for (@Nullable Object[] row : rows) {
      out.add(Arrays.copyOf(row, Finish.WINDOWS + functions.size()));
    }
    for (int i = 0; i < functions.size(); i++) {
      out = one(out, functions.get(i), Finish.WINDOWS + i);
    }
    return out;
  }

  private static Typed.Window windowOf(Typed function) {
    if (function instanceof Typed.WindowCall call) {
      return call.over();
    }
    Typed.Window over = ((Typed.Aggregate) function).over();
    if (over == null) {
      throw new IllegalArgumentException("no window");
    }
    return over;
  }

  private static List<Typed> argumentsOf(Typed function) {
    return function instanceof Typed.WindowCall call
        ? call.arguments()
        : ((Typed.Aggregate) function).arguments();
  }

  private List<@Nullable Object[]> one(List<@Nullable Object[]> rows, Typed function, int place) {
    Typed.Window window = windowOf(function);
    RowCursor cursor = cursors.get();
    window.partitionBy().forEach(cursor::learn);
    window.orderBy().forEach(order -> cursor.learn(order.expr()));
    argumentsOf(function).forEach(cursor::learn);
    List<Sorted> sorted = new ArrayList<>();
    for (@Nullable Object[] row : rows) {
      cursor.move(row);
      List<Value> partition = new ArrayList<>();
      window.partitionBy().forEach(e -> partition.add(Evaluator.evaluate(e, cursor)));
      List<Value> order = new ArrayList<>();
      window.orderBy().forEach(item -> order.add(Evaluator.evaluate(item.expr(), cursor)));
      sorted.add(new Sorted(row, partition, order));
    }
    List<SqlType> types = window.partitionBy().stream().map(Typed::type).toList();
    Comparator<Sorted> byPartition =
        Comparator.comparing(Sorted::partition, ValueOrder.rows(types, cursor));
    Comparator<Sorted> byOrder = Comparator.comparing(Sorted::order, order(window, cursor, true));
    Comparator<Sorted> byPeers = Comparator.comparing(Sorted::order, order(window, cursor, false));
    sorted.sort(byPartition.thenComparing(byOrder));
    for (int from = 0; from < sorted.size(); ) {
      int to = from + 1;
      while (to < sorted.size() && byPartition.compare(sorted.get(from), sorted.get(to)) == 0) {
        to++;
      }
      partition(sorted.subList(from, to), function, window, byPeers, cursor, place);
      from = to;
    }
    List<@Nullable Object[]> out = new ArrayList<>();
    sorted.forEach(row -> out.add(row.row()));
    return out;
  }

  /**
   * @param sorts as rows are sorted, else as peers are told apart
   */
  private static Comparator<List<Value>> order(
      Typed.Window window, RowCursor cursor, boolean sorts) {
    List<Comparator<Value>> orders = new ArrayList<>();
    for (BoundQuery.Order order : window.orderBy()) {
      SqlType type = order.expr().type();
      Comparator<Value> plain = new ValueOrder(type, cursor);
      Comparator<Value> one = sorts ? ValueOrder.sorting(type, cursor).thenComparing(plain) : plain;
      orders.add(order.descending() ? one.reversed() : one);
    }
    return (a, b) -> {
      for (int i = 0; i < orders.size(); i++) {
        int result = orders.get(i).compare(a.get(i), b.get(i));
        if (result != 0) {
          return result;
        }
      }
      return 0;
    };
  }

  private static void partition(
      List<Sorted> rows,
      Typed function,
      Typed.Window window,
      Comparator<Sorted> byPeers,
      RowCursor cursor,
      int place) {
    int[] peers = new int[rows.size()];
    for (int i = 1; i < peers.length; i++) {
      peers[i] = byPeers.compare(rows.get(i - 1), rows.get(i)) == 0 ? peers[i - 1] : i;
    }
    List<List<Value>> keys = rows.stream().map(Sorted::order).toList();
    WindowFrame frame = new WindowFrame(window, keys, peers, cursor);
    if (function instanceof Typed.Aggregate aggregate) {
      aggregate(rows, aggregate, frame, cursor, place);
      return;
    }
    Typed.WindowCall call = (Typed.WindowCall) function;
    for (Typed argument : call.arguments()) {
      // What is wrong with a value is told even if nobody asks for it.
      for (Sorted row : rows) {
        cursor.move(row.row());
        Evaluator.evaluate(argument, cursor);
      }
    }
    int distinct = 0;
    for (int i = 0; i < rows.size(); i++) {
      distinct += frame.peersFrom(i) == i ? 1 : 0;
      Value value =
          switch (call.name()) {
            case "ROW_NUMBER" -> new Value.Int(i + 1L, true);
            case "RANK" -> new Value.Int(frame.peersFrom(i) + 1L, true);
            case "DENSE_RANK" -> new Value.Int(distinct, true);
            case "PERCENT_RANK" ->
                new Value.Real(
                    rows.size() == 1 ? 0 : (double) frame.peersFrom(i) / (rows.size() - 1));
            case "CUME_DIST" -> new Value.Real((double) frame.peersTo(i) / rows.size());
            case "NTILE" -> tile(call, i, rows, cursor);
            case "LAG" -> beside(call, i, -1, rows, cursor);
            case "LEAD" -> beside(call, i, 1, rows, cursor);
            default -> inFrame(call, frame.from(i), frame.to(i), rows, cursor);
          };
      rows.get(i).row()[place] = value;
    }
  }

  /** Buckets of sizes that differ by one at most, the larger ones first. */
  private static Value tile(Typed.WindowCall call, int row, List<Sorted> rows, RowCursor cursor) {
    cursor.move(rows.get(row).row());
    if (!(Evaluator.evaluate(call.arguments().get(0), cursor) instanceof Value.Int buckets)) {
      return Value.Null.NULL;
    }
    long size = rows.size() / buckets.bits();
    long larger = rows.size() % buckets.bits();
    long inLarger = larger * (size + 1);
    long tile = row < inLarger ? row / (size + 1) : larger + (row - inLarger) / size;
    return new Value.Int(tile + 1, true);
  }

  private static Value beside(
      Typed.WindowCall call, int row, int sign, List<Sorted> rows, RowCursor cursor) {
    List<Typed> arguments = call.arguments();
    cursor.move(rows.get(row).row());
    long offset = 1;
    if (arguments.size() > 1
        && Evaluator.evaluate(arguments.get(1), cursor) instanceof Value.Int given) {
      offset = given.bits();
    }
    long at = row + sign * offset;
    if (at >= 0 && at < rows.size()) {
      return value(call, 0, rows.get((int) at), cursor);
    }
    return arguments.size() > 2 ? value(call, 2, rows.get(row), cursor) : Value.Null.NULL;
  }

  /** FIRST_VALUE, LAST_VALUE, NTH_VALUE. */
  private static Value inFrame(
      Typed.WindowCall call, int from, int to, List<Sorted> rows, RowCursor cursor) {
    long at =
        switch (call.name()) {
          case "FIRST_VALUE" -> from;
          case "LAST_VALUE" -> to - 1L;
          case "NTH_VALUE" ->
              Evaluator.evaluate(call.arguments().get(1), cursor) instanceof Value.Int n
                  ? from + n.bits() - 1
                  : -1;
          default -> throw new IllegalArgumentException(call.name());
        };
    return at < from || at >= to ? Value.Null.NULL : value(call, 0, rows.get((int) at), cursor);
  }

  private static Value value(Typed.WindowCall call, int argument, Sorted row, RowCursor cursor) {
    cursor.move(row.row());
    Typed e = call.arguments().get(argument);
    Value value = KeptValue.ofRow(e, Evaluator.evaluate(e, cursor));
    return DateOperands.isConstant(e)
        ? ControlFunctions.conform(value, e.type(), call.type(), cursor)
        : Aggregation.readAgain(KeptValue.shown(value, e.type(), call.type(), cursor));
  }

  private static void aggregate(
      List<Sorted> rows,
      Typed.Aggregate aggregate,
      WindowFrame frame,
      RowCursor cursor,
      int place) {
    Aggregation running = new Aggregation(aggregate, cursor);
    int added = 0;
    for (int i = 0; i < rows.size(); i++) {
      int from = frame.from(i);
      int to = frame.to(i);
      if (!frame.isCumulative() || to < added) {
        running = new Aggregation(aggregate, cursor);
        added = from;
      }
      for (; added < to; added++) {
        cursor.move(rows.get(added).row());
        running.add();
      }
      rows.get(i).row()[place] = running.value();
    }
  }
}
