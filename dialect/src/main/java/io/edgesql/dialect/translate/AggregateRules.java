package io.edgesql.dialect.translate;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.Representation.Kind;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Aggregates; {@link WindowRules} has window functions.
 *
 * <pre>{@code
 * AVG(price)   DECIMAL(5,2)   rounded quotient of sum(price)*10000 and count(price), scale 6
 * COUNT(DISTINCT a, b)        count(DISTINCT CASE WHEN neither is NULL THEN json_array(a, b) END)
 * BIT_OR(a)                   max(a>>0&1)<<0 | max(a>>1&1)<<1 | ...
 * }</pre>
 */
final class AggregateRules {
  private AggregateRules() {}

  static Lowered lower(Lowering l, Typed e) {
    if (e instanceof Typed.WindowCall window) {
      return WindowRules.lower(l, window);
    }
    Typed.Aggregate aggregate = (Typed.Aggregate) e;
    if (aggregate.over() != null || l.replacements().isEmpty()) {
      return aggregate(l, aggregate);
    }
    // It looks at the rows: what WITH ROLLUP puts into grouped columns comes after it.
    Map<Typed, Lowered> afterwards = Map.copyOf(l.replacements());
    l.replacements().clear();
    try {
      return aggregate(l, aggregate);
    } finally {
      l.replacements().putAll(afterwards);
    }
  }

  private static Lowered aggregate(Lowering l, Typed.Aggregate aggregate) {
    if (l.isExactOnly() && !ExactAggregate.holds(l, aggregate)) {
      throw Conversions.unsupported(aggregate.name() + " of such values inside the shard");
    }
    Sql.@Nullable Over over = WindowRules.over(l, aggregate.over());
    return switch (aggregate.name()) {
      case "COUNT" -> count(l, aggregate, over);
      case "SUM" -> sum(l, aggregate, over);
      case "AVG" -> average(l, aggregate, over);
      case "MIN", "MAX" -> extreme(l, aggregate, over);
      case "GROUP_CONCAT" -> groupConcat(l, aggregate, over);
      case "STD", "STDDEV", "STDDEV_POP", "STDDEV_SAMP", "VARIANCE", "VAR_POP", "VAR_SAMP" ->
          VarianceRules.lower(l, aggregate, over);
      case "BIT_AND", "BIT_OR", "BIT_XOR" -> bits(l, aggregate, over);
      case "ANY_VALUE" -> extreme(l, aggregate, over);
      case "JSON_ARRAYAGG", "JSON_OBJECTAGG" -> json(l, aggregate, over);
      default -> throw Conversions.unsupported(aggregate.name());
    };
  }

  private static Sql call(String name, boolean distinct, Sql argument, Sql.@Nullable Over over) {
    return new Sql.Aggregate(name, distinct, List.of(argument), List.of(), over);
  }

  private static Lowered count(Lowering l, Typed.Aggregate a, Sql.@Nullable Over over) {
    Sql argument;
    if (a.arguments().isEmpty()) {
      argument = new Sql.Word("*");
    } else if (a.arguments().size() == 1) {
      Typed counted = a.arguments().get(0);
      argument = a.distinct() ? l.sortKey(counted) : Collations.carrying(l.lower(counted));
    } else {
      List<Sql> parts = new ArrayList<>();
      List<Sql> present = new ArrayList<>();
      for (Typed part : a.arguments()) {
        Lowered value = l.lower(part);
        present.add(Sql.f("{0} IS NOT NULL", value.sql()));
        parts.add(folded(value));
      }
      argument = Sql.when(Sql.and(present), new Sql.Function("json_array", parts), null);
    }
    return Lowered.integer(call("count", a.distinct(), argument, over), a.type());
  }

  /** A value that is equal in binary where MySQL holds two values equal. */
  static Sql folded(Lowered value) {
    if (value.kind() == Kind.BLOB) {
      return Sql.call("hex", value.sql());
    }
    return KeySql.sortKey(value);
  }

  /** The argument as something that can be added up: scaled integer or REAL. */
  private static Lowered addend(Lowering l, Typed.Aggregate a, Typed x) {
    if (a.type().name().isApproximate() && !Domain.isExact(x.type())) {
      return Lowered.real(l.real(x), SqlType.DOUBLE);
    }
    int scale = ComparisonRules.scale(x.type());
    return new Lowered(l.scaled(x, scale), new Representation(Kind.SCALED, scale), x.type());
  }

  /** Sums that may pass 64 bits, which SQLite reports as an error. */
  private static void mayOverflow(Lowering l, Typed x) {
    if ("lx".indexOf(Exactness.letter(x.type())) >= 0 && l.allowsGuards()) {
      l.guard("sums beyond 64 bits inside the shard");
    }
  }

  private static Lowered sum(Lowering l, Typed.Aggregate a, Sql.@Nullable Over over) {
    mayOverflow(l, a.arguments().get(0));
    Lowered x = addend(l, a, a.arguments().get(0));
    Sql sum = call("sum", a.distinct(), x.sql(), over);
    if (x.kind() == Kind.REAL) {
      return Lowered.real(finite(l, sum), a.type());
    }
    return new Lowered(
        Conversions.rescale(sum, x.scale(), a.type().scale()),
        new Representation(Kind.SCALED, a.type().scale()),
        a.type());
  }

  private static Lowered average(Lowering l, Typed.Aggregate a, Sql.@Nullable Over over) {
    mayOverflow(l, a.arguments().get(0));
    Lowered x = addend(l, a, a.arguments().get(0));
    if (x.kind() == Kind.REAL) {
      return Lowered.real(finite(l, call("avg", a.distinct(), x.sql(), over)), a.type());
    }
    Sql sum = call("sum", a.distinct(), x.sql(), over);
    Sql count = call("count", a.distinct(), x.sql(), over);
    int scale = a.type().is(TypeName.DECIMAL) ? a.type().scale() : x.scale() + 4;
    Sql unit = Sql.number(Conversions.power(scale - x.scale()));
    // Whole part and rest by themselves: the sum times 10000 may not fit 64 bits.
    Sql quotient =
        Sql.f(
            "{0} / {1} * {2} + {0} % {1} * {2} / {1} + (2 * abs({0} % {1} * {2} % {1}) >= {1}) *"
                + " sign({0})",
            sum, count, unit);
    boolean mayPass = "lx".indexOf(Exactness.letter(a.arguments().get(0).type())) >= 0;
    return new Lowered(
        mayPass && l.allowsGuards() ? l.within64Bits(quotient) : quotient,
        new Representation(Kind.SCALED, scale),
        a.type());
  }

  private static Sql finite(Lowering l, Sql sum) {
    return l.allowsGuards() ? l.finite(sum) : sum;
  }

  private static Lowered extreme(Lowering l, Typed.Aggregate a, Sql.@Nullable Over over) {
    Typed x = a.arguments().get(0);
    Lowered value = l.lower(x);
    if (x.type().is(TypeName.ENUM) || x.type().is(TypeName.SET)) {
      value = Lowered.text(Conversions.text(value), a.type());
    }
    String name = a.name().equals("MAX") ? "max" : "min";
    Sql plain = call(name, false, Collations.carrying(value), over);
    return value.kind() == Kind.TEXT && KeySql.isNeeded(value.type())
        ? extremeText(name, value, plain, over)
        : new Lowered(plain, value.representation(), a.type());
  }

  /**
   * The text goes behind its key, so that the greatest of both brings the text along; not needed
   * where all are plain, for which the first one of several equal texts is kept as MySQL does.
   */
  private static Lowered extremeText(
      String name, Lowered value, Sql plain, Sql.@Nullable Over over) {
    Sql key = KeySql.sortKey(value);
    Sql both = call(name, false, Sql.f("{0}||char(1)||{1}", key, value.sql()), over);
    Sql other = call("max", false, Sql.f("{0} GLOB '*[^0-9A-Za-z ]*'", value.sql()), over);
    Sql text =
        Sql.f(
            "CASE WHEN {0} THEN substr({1},instr({1},char(1))+1) ELSE {2} END", other, both, plain);
    return new Lowered(
        text, value.representation(), value.type(), false, call(name, false, key, over));
  }

  private static Lowered bits(Lowering l, Typed.Aggregate a, Sql.@Nullable Over over) {
    Sql x = l.integer(a.arguments().get(0));
    List<Sql> bits = new ArrayList<>();
    String empty = a.name().equals("BIT_AND") ? "1" : "0";
    for (int i = 0; i < 64; i++) {
      Sql bit = Sql.f("{0}>>" + i + "&1", x);
      Sql folded =
          switch (a.name()) {
            case "BIT_AND" -> call("min", false, bit, over);
            case "BIT_OR" -> call("max", false, bit, over);
            default -> Sql.f("{0}%2", call("sum", false, bit, over));
          };
      bits.add(Sql.f("coalesce({0}," + empty + ")<<" + i, folded));
    }
    return unsigned(new Sql.Chain("|", bits), bits.get(63), a.type());
  }

  /** All 64 bits as an unsigned number; the last one is the sign of SQLite's. */
  private static Lowered unsigned(Sql number, Sql lastBit, SqlType type) {
    return Lowered.of(
        Sql.f("CASE WHEN {0} THEN printf('%020llu',{1}) ELSE {1} END", lastBit, number),
        Kind.UNSIGNED64,
        type);
  }

  /** At most group_concat_max_len characters. */
  private static Lowered groupConcat(Lowering l, Typed.Aggregate a, Sql.@Nullable Over over) {
    List<Sql> parts = new ArrayList<>();
    for (Typed part : a.arguments()) {
      parts.add(l.text(part));
    }
    Sql text = Sql.concat(parts);
    SqlType type = a.arguments().get(0).type();
    boolean folds = type.name().isCharacter() && type.collation().isCaseInsensitive();
    Sql separator = new Sql.Text(a.separator() == null ? "," : a.separator());
    Sql joined;
    if (a.distinct()) {
      // DISTINCT allows no separator argument: commas within the values step aside meanwhile.
      Sql single = folds ? KeySql.asciiOnly(l, text, "GROUP_CONCAT(DISTINCT)") : text;
      Sql safe = Sql.f("replace({0},',',char(1))", single);
      List<Sql.Order> orders = new ArrayList<>();
      for (Sql.Order order : l.orders(a.orderBy())) {
        orders.add(order);
      }
      joined =
          Sql.f(
              "replace(replace({0},',',{1}),char(1),',')",
              new Sql.Aggregate(
                  "group_concat",
                  true,
                  List.of(folds ? new Sql.Collate(safe, "NOCASE") : safe),
                  orders,
                  over),
              separator);
    } else {
      joined =
          new Sql.Aggregate(
              "group_concat", false, List.of(text, separator), l.orders(a.orderBy()), over);
    }
    Typed limit = new Typed.SystemVariable(false, "group_concat_max_len", SqlType.BIGINT);
    Sql cut =
        Sql.call("substr", joined, Terms.ONE, l.bound(limit, Representation.of(Kind.INTEGER)));
    return a.type().name().isBinary()
        ? Lowered.of(new Sql.Cast(cut, "BLOB"), Kind.BLOB, a.type())
        : Lowered.text(cut, a.type());
  }

  private static Lowered json(Lowering l, Typed.Aggregate a, Sql.@Nullable Over over) {
    List<Sql> arguments = new ArrayList<>();
    for (Typed argument : a.arguments()) {
      Lowered value = l.lower(argument);
      boolean number = value.kind() == Kind.INTEGER && !argument.type().is(TypeName.ENUM);
      arguments.add(
          value.kind() == Kind.JSON
                  || value.kind() == Kind.SCALED
                  || value.kind() == Kind.DECIMAL_TEXT
              ? Sql.call("json", Conversions.text(value))
              : number || value.kind() == Kind.REAL ? value.sql() : Conversions.text(value));
    }
    String name = a.name().equals("JSON_ARRAYAGG") ? "json_group_array" : "json_group_object";
    Sql call = new Sql.Aggregate(name, false, arguments, List.of(), over);
    Sql nullWhenEmpty =
        Sql.f(
            "CASE WHEN {0} > 0 THEN {1} END", call("count", false, new Sql.Word("*"), over), call);
    return Lowered.of(nullWhenEmpty, Kind.JSON, a.type());
  }
}
