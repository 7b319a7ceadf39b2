package io.edgesql.dialect.translate;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.Representation.Kind;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import java.util.List;
import java.util.Map;

/**
 * DATE_ADD, DATE_SUB, TIMESTAMPADD, ADDTIME, SUBTIME.
 *
 * <pre>{@code
 * d + INTERVAL 3 DAY      date(d, 3 || ' days')
 * d + INTERVAL 1 MONTH    date(d, 1 || ' months', 'floor')
 * t - INTERVAL 90 SECOND  datetime(t, -90 || ' seconds')
 * }</pre>
 */
final class IntervalRules {
  static final Map<String, Lowering.Rule> RULES =
      Map.of(
          "DATE_ADD",
              (l, c) ->
                  interval(l, c, c.arguments().get(0), (Typed.Interval) c.arguments().get(1), 1),
          "ADDDATE", (l, c) -> interval(l, c, c.arguments().get(0), days(c), 1),
          "DATE_SUB",
              (l, c) ->
                  interval(l, c, c.arguments().get(0), (Typed.Interval) c.arguments().get(1), -1),
          "SUBDATE", (l, c) -> interval(l, c, c.arguments().get(0), days(c), -1),
          "TIMESTAMPADD", IntervalRules::timestampAdd,
          "ADDTIME", (l, c) -> addTime(l, c, 1),
          "SUBTIME", (l, c) -> addTime(l, c, -1));

  private IntervalRules() {}

  /** Microseconds of a unit of fixed length; 0 for months and longer, -1 for composite units. */
  static long unitMicros(String unit) {
    return switch (unit) {
      case "MICROSECOND" -> 1;
      case "SECOND" -> 1_000_000L;
      case "MINUTE" -> 60_000_000L;
      case "HOUR" -> 3_600_000_000L;
      case "DAY" -> 86_400_000_000L;
      case "WEEK" -> 604_800_000_000L;
      case "MONTH", "QUARTER", "YEAR", "YEAR_MONTH" -> 0;
      default -> -1;
    };
  }

  static int unitMonths(String unit) {
    return switch (unit) {
      case "MONTH" -> 1;
      case "QUARTER" -> 3;
      case "YEAR" -> 12;
      default -> throw Conversions.unsupported("INTERVAL " + unit);
    };
  }

  private static Typed.Interval days(Typed.Call c) {
    Typed amount = c.arguments().get(1);
    return amount instanceof Typed.Interval interval
        ? interval
        : new Typed.Interval(amount, "DAY", SqlType.BIGINT);
  }

  private static Lowered timestampAdd(Lowering l, Typed.Call c) {
    String unit = ((Typed.Interval) c.arguments().get(0)).unit();
    Typed.Interval interval = new Typed.Interval(c.arguments().get(1), unit, SqlType.BIGINT);
    return interval(l, c, c.arguments().get(2), interval, 1);
  }

  /** Before the year 1 MySQL has dates of its own. */
  private static Lowered interval(
      Lowering l, Typed.Call c, Typed base, Typed.Interval interval, int sign) {
    Lowered moved = moved(l, c, base, interval, sign);
    if (moved.kind() != Kind.DATE && moved.kind() != Kind.DATETIME) {
      return moved;
    }
    Sql refused = l.guard("dates before the year 1 inside the shard");
    Sql checked =
        Let.of(moved.sql(), v -> Sql.f("CASE WHEN {0}<'0001' THEN {1} ELSE {0} END", v, refused));
    return new Lowered(checked, moved.representation(), moved.type());
  }

  private static Lowered moved(
      Lowering l, Typed.Call c, Typed base, Typed.Interval interval, int sign) {
    Typed amount = interval.amount();
    if (amount == null) {
      throw Conversions.unsupported(c.name());
    }
    String unit = interval.unit();
    if (unitMicros(unit) < 0 || unit.equals("YEAR_MONTH")) {
      Typed simple = simplified(l, amount, unit);
      String simpleUnit = unit.equals("YEAR_MONTH") ? "MONTH" : "MICROSECOND";
      return add(l, c, base, simple, simpleUnit, sign);
    }
    return add(l, c, base, amount, unit, sign);
  }

  /** A constant composite amount ('1:30' MINUTE_SECOND) as microseconds or months, in Java. */
  private static Typed simplified(Lowering l, Typed amount, String unit) {
    if (!l.isConstant(amount)) {
      throw Conversions.unsupported("INTERVAL " + unit + " of an expression over columns");
    }
    SqlType moment = SqlType.temporal(TypeName.DATETIME, 6);
    Typed origin =
        new Typed.Constant(
            new Value.DateTime(2000, 1, 1, 0, 0, 0, 0), SqlType.temporal(TypeName.DATETIME, 0));
    Typed shifted =
        Shapes.call("DATE_ADD", moment, origin, new Typed.Interval(amount, unit, SqlType.BIGINT));
    String simple = unit.equals("YEAR_MONTH") ? "MONTH" : "MICROSECOND";
    Typed.Interval name = new Typed.Interval(null, simple, SqlType.BIGINT);
    return new Typed.Call("TIMESTAMPDIFF", List.of(name, origin, shifted), SqlType.BIGINT);
  }

  private static Lowered add(
      Lowering l, Typed.Call c, Typed base, Typed amount, String unit, int sign) {
    SqlType type = c.type();
    long micros = unitMicros(unit);
    if (base.type().is(TypeName.TIME) && type.is(TypeName.TIME)) {
      Sql by = Sql.f("{0}*" + sign * micros, l.integer(amount));
      return new Lowered(
          Sql.f("{0} + {1}", l.time(base, base.type().scale()), by),
          new Representation(Kind.TIME, type.scale()),
          type);
    }
    if (micros > 0 && micros < unitMicros("DAY")) {
      return finish(clockUnits(l, base, amount, unit, sign, type), type);
    }
    Sql count = signed(l.integer(amount), sign);
    String modifier = "{1}||' days'";
    if (micros == 0) {
      int months = unitMonths(unit);
      modifier = months == 1 ? "{1}||' months','floor'" : "({1}*" + months + ")||' months','floor'";
    } else if (unit.equals("WEEK")) {
      modifier = "({1}*7)||' days'";
    }
    if (type.is(TypeName.DATE)) {
      return Lowered.of(Sql.f("date({0}," + modifier + ")", l.date(base), count), Kind.DATE, type);
    }
    if (type.name().isCharacter() && l.lower(base).kind() == Kind.TEXT) {
      Sql text = l.text(base);
      return Lowered.text(
          Sql.f(
              "CASE WHEN length({0})<=10 THEN date({0},"
                  + modifier
                  + ") ELSE datetime({0},"
                  + modifier
                  + ")||substr({0},20) END",
              text,
              count),
          type);
    }
    int scale = type.scale();
    Sql moment = l.datetime(base, scale);
    String formula = "datetime({0}," + modifier + ")" + (scale == 0 ? "" : "||substr({0},20)");
    return new Lowered(
        Let.of(moment, v -> Sql.f(formula, v, count)),
        new Representation(Kind.DATETIME, scale),
        type);
  }

  private static Sql signed(Sql count, int sign) {
    return sign < 0 ? Sql.f("(-{0})", count) : count;
  }

  /** A DATETIME with six digits moved by hours, minutes, seconds or microseconds. */
  private static Sql clockUnits(
      Lowering l, Typed base, Typed amount, String unit, int sign, SqlType type) {
    long micros = unitMicros(unit);
    boolean fractional =
        unit.equals("MICROSECOND")
            || (unit.equals("SECOND")
                && !Domain.isExactInteger(amount.type())
                && !amount.type().name().isTemporal());
    if (!fractional) {
      Sql count = signed(l.integer(amount), sign);
      int scale = type.name().isTemporal() ? type.scale() : 0;
      String fraction = scale == 0 ? "" : "||substr({0},20)";
      return Let.of(
          l.datetime(base, scale),
          v ->
              Sql.f(
                  "datetime({0},({1}*" + micros / 1_000_000 + ")||' seconds')" + fraction,
                  v,
                  count));
    }
    Sql by = unit.equals("SECOND") ? l.scaled(amount, 6) : l.integer(amount);
    return shifted(
        l.datetime(base, 6),
        signed(by, sign),
        type.is(TypeName.DATETIME) || type.is(TypeName.TIMESTAMP) ? type.scale() : 6);
  }

  private static Lowered finish(Sql moment, SqlType type) {
    if (type.name().isCharacter()) {
      return Lowered.text(moment, type);
    }
    return new Lowered(moment, new Representation(Kind.DATETIME, type.scale()), type);
  }

  /** A six-digit DATETIME moved by microseconds, with {@code scale} digits. */
  private static Sql shifted(Sql datetime, Sql micros, int scale) {
    Sql total = Sql.f("{0} + {1}", DifferenceRules.micros(datetime), micros);
    String fraction =
        scale == 0
            ? ""
            : "||substr(printf('.%06d',({0}%1000000+1000000)%1000000),1," + (scale + 1) + ")";
    return Let.of(
        total,
        v ->
            Sql.f(
                "datetime(({0}-({0}%1000000+1000000)%1000000)/1000000,'unixepoch')" + fraction, v));
  }

  static Lowered addMicros(Sql datetime, Sql micros, SqlType type) {
    return new Lowered(
        shifted(datetime, micros, type.scale()),
        new Representation(Kind.DATETIME, type.scale()),
        type);
  }

  private static Lowered addTime(Lowering l, Typed.Call c, int sign) {
    Typed base = c.arguments().get(0);
    Sql by = signed(l.time(c.arguments().get(1), 6), sign);
    if (c.type().is(TypeName.TIME)) {
      return new Lowered(
          Sql.f("{0} + {1}", l.time(base, 6), by),
          new Representation(Kind.TIME, c.type().scale()),
          c.type());
    }
    if (c.type().is(TypeName.DATETIME)) {
      return addMicros(l.datetime(base, 6), by, c.type());
    }
    throw Conversions.unsupported(c.name() + " of a string");
  }
}
