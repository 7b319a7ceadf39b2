package io.edgesql.dialect.eval;

import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.eval.json.JsonReader;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One aggregate over the rows of one group. */
final class Aggregation {
  private final Typed.Aggregate aggregate;
  private final RowCursor cursor;
  private final @Nullable TreeSet<List<Value>> seen;
  private final List<Entry> entries = new ArrayList<>();
  private final boolean approximate;
  private long count;
  private BigDecimal sum = BigDecimal.ZERO;
  private double real;
  private double mean;
  private double squares;
  private final BitFold bits;
  private Value extreme = Value.Null.NULL;

  /** A row's part of a list, with what the list is sorted by. */
  private record Entry(List<Value> values, List<Value> keys) {}

  Aggregation(Typed.Aggregate aggregate, RowCursor cursor) {
    this.aggregate = aggregate;
    this.cursor = cursor;
    List<SqlType> types = aggregate.arguments().stream().map(Typed::type).toList();
    this.seen = aggregate.distinct() ? new TreeSet<>(ValueOrder.rows(types, cursor)) : null;
    this.approximate = aggregate.type().name().isApproximate();
    this.bits = new BitFold(aggregate.name(), aggregate.type());
  }

  /** Takes the cursor's row. */
  void add() {
    List<Value> values = new ArrayList<>();
    for (Typed argument : aggregate.arguments()) {
      values.add(kept(argument, Evaluator.evaluate(argument, cursor)));
    }
    boolean listed = aggregate.name().startsWith("JSON_") || aggregate.name().equals("ANY_VALUE");
    if (!listed && values.stream().anyMatch(Value::isNull)) {
      return;
    }
    TreeSet<List<Value>> known = seen;
    if (known != null && !known.add(values)) {
      return;
    }
    count++;
    switch (aggregate.name()) {
      case "COUNT" -> {}
      case "SUM", "AVG" -> total(hidden(values.get(0)));
      case "MIN", "MAX" -> extreme(values.get(0));
      case "ANY_VALUE" -> extreme = count == 1 ? values.get(0) : extreme;
      case "BIT_AND", "BIT_OR", "BIT_XOR" -> bits(hidden(values.get(0)));
      case "GROUP_CONCAT", "JSON_ARRAYAGG", "JSON_OBJECTAGG" ->
          entries.add(new Entry(values, keys()));
      default -> vary(Coercion.real(hidden(values.get(0)), type(), cursor));
    }
  }

  private Value kept(Typed argument, Value value) {
    if (aggregate.over() != null) {
      return KeptValue.ofRow(argument, value);
    }
    boolean isTotal = aggregate.name().equals("SUM") || aggregate.name().equals("AVG");
    return aggregate.distinct() && isTotal ? KeptValue.ofDistinct(value, argument.type()) : value;
  }

  private Value hidden(Value value) {
    return HiddenValue.ofNumber(aggregate.arguments().get(0), value, cursor);
  }

  Value value() {
    return switch (aggregate.name()) {
      case "COUNT" -> new Value.Int(count, false);
      case "SUM" -> count == 0 ? Value.Null.NULL : total();
      case "AVG" -> count == 0 ? Value.Null.NULL : average();
      case "MIN", "MAX" -> aggregate.over() == null ? extreme : readAgain(extreme);
      case "ANY_VALUE" -> extreme;
      case "BIT_AND", "BIT_OR", "BIT_XOR" ->
          bits.isOfBytes() ? new Value.Bytes(bits.bytes()) : new Value.Int(bits.bits(), true);
      case "GROUP_CONCAT" ->
          count == 0 ? Value.Null.NULL : new ListText(aggregate, cursor).of(parts());
      case "JSON_ARRAYAGG", "JSON_OBJECTAGG" -> count == 0 ? Value.Null.NULL : document();
      default -> variance();
    };
  }

  private SqlType type() {
    return aggregate.arguments().get(0).type();
  }

  private void total(Value value) {
    if (approximate) {
      real += Coercion.real(value, type(), cursor);
    } else {
      sum = sum.add(Coercion.exact(value, type(), cursor));
    }
  }

  private Value total() {
    return approximate
        ? real(real)
        : new Value.Decimal(sum.setScale(aggregate.type().scale(), RoundingMode.HALF_UP));
  }

  private Value average() {
    return approximate
        ? real(real / count)
        : new Value.Decimal(
            sum.divide(BigDecimal.valueOf(count), aggregate.type().scale(), RoundingMode.HALF_UP));
  }

  private Value real(double number) {
    if (Double.isFinite(number)) {
      return new Value.Real(number);
    }
    if (!aggregate.name().equals("SUM") && !aggregate.name().equals("AVG")) {
      throw Coercion.overflow("DOUBLE", aggregate.name().toLowerCase(Locale.ROOT));
    }
    // A row of a window is kept as a column, which takes the greatest number; else it is shown as
    // 0.
    return new Value.Real(
        aggregate.over() == null || Double.isNaN(number)
            ? 0
            : Math.copySign(Double.MAX_VALUE, number));
  }

  private void extreme(Value value) {
    SqlType type = type();
    boolean members = type.is(TypeName.ENUM) || type.is(TypeName.SET);
    SqlType compared = members ? SqlType.varchar(-1, type.collation()) : type;
    Value shown = members ? new Value.Text(Coercion.string(value, type)) : value;
    int order = extreme.isNull() ? 0 : new ValueOrder(compared, cursor).compare(shown, extreme);
    boolean better = aggregate.name().equals("MAX") ? order > 0 : order < 0;
    if (extreme.isNull() || better) {
      extreme = shown;
    }
  }

  private void bits(Value value) {
    if (bits.isOfBytes()) {
      bits.add(Coercion.bytes(value, type()));
    } else {
      bits.add(operand(value));
    }
  }

  private long operand(Value value) {
    if (value instanceof Value.Real real && aggregate.over() == null) {
      return WholeNumber.of(real.number(), aggregate.arguments().get(0), cursor).bits();
    }
    Typed argument = aggregate.arguments().get(0);
    if (argument instanceof Typed.Call call && call.name().equals("UNIX_TIMESTAMP")) {
      return Coercion.exact(value, type(), cursor).longValue();
    }
    return value instanceof Value.Decimal || value instanceof Value.Real
        ? Coercion.signed(value, type(), cursor)
        : Coercion.integer(value, type(), cursor).bits();
  }

  /** Welford's recurrence, in the order of MySQL's operations: every digit depends on it. */
  private void vary(double x) {
    double before = mean;
    mean = count == 1 ? x : before + (x - before) / count;
    squares += count == 1 ? 0 : (x - before) * (x - mean);
  }

  private Value variance() {
    boolean sample = aggregate.name().endsWith("_SAMP");
    if (count == 0 || (sample && count < 2)) {
      return Value.Null.NULL;
    }
    double variance = count == 1 ? 0 : squares / (sample ? count - 1 : count);
    return real(aggregate.name().startsWith("STD") ? Math.sqrt(variance) : variance);
  }

  private List<Value> keys() {
    List<Value> keys = new ArrayList<>();
    for (BoundQuery.Order order : aggregate.orderBy()) {
      keys.add(Evaluator.evaluate(order.expr(), cursor));
    }
    return keys;
  }

  private List<List<Value>> parts() {
    List<Comparator<Value>> orders = new ArrayList<>();
    for (BoundQuery.Order order : aggregate.orderBy()) {
      Comparator<Value> one = new ValueOrder(order.expr().type(), cursor);
      orders.add(order.descending() ? one.reversed() : one);
    }
    if (!orders.isEmpty()) {
      // Of equal keys the last comes first, as MySQL's tree has them.
      Collections.reverse(entries);
    }
    entries.sort(
        (a, b) -> {
          for (int i = 0; i < orders.size(); i++) {
            int order = orders.get(i).compare(a.keys().get(i), b.keys().get(i));
            if (order != 0) {
              return order;
            }
          }
          return 0;
        });
    return entries.stream().map(Entry::values).toList();
  }

  /** What JSON_ARRAY or JSON_OBJECT makes of all the values. */
  private Value document() {
    boolean isOverWindow = aggregate.over() != null;
    List<Typed> arguments = new ArrayList<>();
    for (Entry entry : entries) {
      for (int i = 0; i < entry.values().size(); i++) {
        Typed argument = aggregate.arguments().get(i);
        // Rows of a window are kept as columns.
        arguments.add(
            new Typed.Constant(
                entry.values().get(i),
                isOverWindow ? TruthType.ofKept(argument) : TruthType.of(argument)));
      }
    }
    String name = aggregate.name().equals("JSON_ARRAYAGG") ? "JSON_ARRAY" : "JSON_OBJECT";
    Value made = Evaluator.evaluate(new Typed.Call(name, arguments, aggregate.type()), cursor);
    return isOverWindow ? readAgain(made) : made;
  }

  /** MySQL reads the document that it has written for each row of a window. */
  static Value readAgain(Value made) {
    return made instanceof Value.Json json
        ? JsonFunctions.result(JsonReader.read(json.text()))
        : made;
  }
}
