package io.edgesql.dialect.translate;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.Representation.Kind;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Parts of dates and times, day numbers, differences.
 *
 * <pre>{@code
 * YEAR(d)              CAST(substr(d,1,4) AS INTEGER)
 * DAYOFWEEK(d)         strftime('%w', d) + 1
 * DATEDIFF(a, b)       julianday(a's date) - julianday(b's date)
 * LAST_DAY(d)          date(d, 'start of month', '+1 month', '-1 day')
 * }</pre>
 */
final class TemporalRules {
  static final Map<String, Lowering.Rule> RULES = new HashMap<>();

  static {
    datePart("YEAR", "CAST(substr({0},1,4) AS INTEGER)");
    datePart("MONTH", "CAST(substr({0},6,2) AS INTEGER)");
    datePart("DAYOFMONTH", "CAST(substr({0},9,2) AS INTEGER)");
    datePart("DAY", "CAST(substr({0},9,2) AS INTEGER)");
    datePart("QUARTER", "(CAST(substr({0},6,2) AS INTEGER)+2)/3");
    datePart("DAYOFWEEK", "CAST(strftime('%w',substr({0},1,10)) AS INTEGER)+1");
    datePart("WEEKDAY", "(CAST(strftime('%w',substr({0},1,10)) AS INTEGER)+6)%7");
    datePart("DAYOFYEAR", "CAST(strftime('%j',substr({0},1,10)) AS INTEGER)");
    datePart("TO_DAYS", "CAST(julianday(substr({0},1,10))-1721059.5 AS INTEGER)");
    datePart("WEEKOFYEAR", DateFormatRules.week(3));
    RULES.put(
        "TO_SECONDS",
        (l, c) ->
            Lowered.integer(
                Sql.f(
                    "CAST(strftime('%s',{0}) AS INTEGER)+62167219200",
                    moment(l, c.arguments().get(0))),
                c.type()));
    RULES.put("WEEK", (l, c) -> week(l, c, false));
    RULES.put("YEARWEEK", (l, c) -> week(l, c, true));
    RULES.put("DAYNAME", (l, c) -> name(l, c, DateFormatRules.DAY_NAME));
    RULES.put("MONTHNAME", (l, c) -> name(l, c, DateFormatRules.MONTH_NAME));
    clockPart("HOUR", 3_600_000_000L, 0);
    clockPart("MINUTE", 60_000_000L, 60);
    clockPart("SECOND", 1_000_000L, 60);
    clockPart("MICROSECOND", 1, 1_000_000);
    RULES.put("DATE", (l, c) -> Lowered.of(l.date(c.arguments().get(0)), Kind.DATE, c.type()));
    RULES.put("TIME", (l, c) -> l.lowerAs(c.arguments().get(0), timeOf(c.type()), c.type()));
    RULES.put("TIMESTAMP", TemporalRules::timestamp);
    RULES.put(
        "LAST_DAY",
        (l, c) ->
            Lowered.of(
                Sql.f(
                    "date(substr({0},1,7)||'-01','+1 month','-1 day')",
                    day(l, c.arguments().get(0))),
                Kind.DATE,
                c.type()));
    RULES.put(
        "FROM_DAYS",
        (l, c) ->
            Lowered.of(
                Sql.f("date({0}+1721059.5)", l.integer(c.arguments().get(0))),
                Kind.DATE,
                c.type()));
    RULES.put("MAKEDATE", TemporalRules::makeDate);
    RULES.put("SEC_TO_TIME", TemporalRules::secondsToTime);
    RULES.put(
        "TIME_TO_SEC",
        (l, c) -> Lowered.integer(Sql.f("{0}/1000000", clock(l, c.arguments().get(0))), c.type()));
    RULES.put("DATEDIFF", TemporalRules::dateDifference);
    RULES.put("TIMESTAMPDIFF", DifferenceRules::timestampDifference);
    RULES.put("TIMEDIFF", DifferenceRules::timeDifference);
    RULES.put("UNIX_TIMESTAMP", TemporalRules::unixTimestamp);
    RULES.put("FROM_UNIXTIME", TemporalRules::fromUnixTime);
    RULES.put("EXTRACT", TemporalRules::extract);
  }

  private TemporalRules() {}

  private static void datePart(String name, String formula) {
    RULES.put(
        name,
        (l, c) ->
            Lowered.integer(
                Let.of(day(l, c.arguments().get(0)), v -> Sql.f(formula, v)), c.type()));
  }

  private static void clockPart(String name, long unit, long modulus) {
    String formula = "abs({0})/" + unit + (modulus == 0 ? "" : "%" + modulus);
    RULES.put(
        name, (l, c) -> Lowered.integer(Sql.f(formula, clock(l, c.arguments().get(0))), c.type()));
  }

  /** Text whose first ten characters are the date. */
  static Sql day(Lowering l, Typed e) {
    if (e.type().name().isTemporal() && !e.type().is(TypeName.TIME) && !l.isConstant(e)) {
      Lowered value = l.lower(e);
      return value.kind() == Kind.DATE || value.kind() == Kind.DATETIME
          ? value.sql()
          : Conversions.datetime(value, 0);
    }
    return l.date(e);
  }

  /** A DATETIME in whole seconds, or a DATE. */
  static Sql moment(Lowering l, Typed e) {
    return e.type().is(TypeName.DATE) ? l.date(e) : l.datetime(e, 0);
  }

  /** Microseconds of a TIME or of the time of day. */
  static Sql clock(Lowering l, Typed e) {
    return l.time(e, e.type().name().isTemporal() ? e.type().scale() : 6);
  }

  private static Representation timeOf(SqlType type) {
    return new Representation(Kind.TIME, type.scale());
  }

  private static Lowered name(Lowering l, Typed.Call c, String formula) {
    return Lowered.text(Let.of(day(l, c.arguments().get(0)), v -> Sql.f(formula, v)), c.type());
  }

  private static Lowered week(Lowering l, Typed.Call c, boolean withYear) {
    Long mode = c.arguments().size() == 1 ? Long.valueOf(0) : l.pinnedInteger(c.arguments().get(1));
    if (mode == null) {
      throw Conversions.unsupported(c.name() + " with a mode that is no literal");
    }
    int wanted = (int) (mode & 7);
    String formula = withYear ? DateFormatRules.yearWeek(wanted | 2) : DateFormatRules.week(wanted);
    return Lowered.integer(Let.of(day(l, c.arguments().get(0)), v -> Sql.f(formula, v)), c.type());
  }

  private static Lowered timestamp(Lowering l, Typed.Call c) {
    int scale = c.type().scale();
    if (c.arguments().size() == 1) {
      return new Lowered(
          l.datetime(c.arguments().get(0), scale),
          new Representation(Kind.DATETIME, scale),
          c.type());
    }
    return IntervalRules.addMicros(
        l.datetime(c.arguments().get(0), 6), l.time(c.arguments().get(1), 6), c.type());
  }

  private static Lowered makeDate(Lowering l, Typed.Call c) {
    Sql year = l.integer(c.arguments().get(0));
    Sql number = l.integer(c.arguments().get(1));
    return Lowered.of(
        Sql.f(
            "CASE WHEN {1}>0 AND {0}>=0 THEN date(printf('%04d-01-01',CASE WHEN {0}<70 THEN {0}+2000 WHEN"
                + " {0}<100 THEN {0}+1900 ELSE {0} END),({1}-1)||' days') END",
            year, number),
        Kind.DATE,
        c.type());
  }

  private static Lowered secondsToTime(Lowering l, Typed.Call c) {
    Sql seconds = l.scaled(c.arguments().get(0), 6);
    return new Lowered(
        Sql.f("max(min({0},3020399000000),-3020399000000)", seconds), timeOf(c.type()), c.type());
  }

  private static Lowered dateDifference(Lowering l, Typed.Call c) {
    Sql a = l.date(c.arguments().get(0));
    Sql b = l.date(c.arguments().get(1));
    return Lowered.integer(Sql.f("CAST(julianday({0})-julianday({1}) AS INTEGER)", a, b), c.type());
  }

  private static Lowered unixTimestamp(Lowering l, Typed.Call c) {
    Typed x = c.arguments().get(0);
    Lowered value = l.lower(x);
    int scale = c.type().is(TypeName.DECIMAL) ? c.type().scale() : 0;
    Sql utc =
        value.kind() == Kind.TIMESTAMP
            ? TemporalText.rescale(value.sql(), value.scale(), 6)
            : TemporalText.utc(Conversions.datetime(value, 6), 6);
    Sql seconds = Sql.f("max(CAST(strftime('%s',{0}) AS INTEGER),0)", utc);
    if (scale == 0) {
      return c.type().is(TypeName.DECIMAL)
          ? new Lowered(seconds, new Representation(Kind.SCALED, 0), c.type())
          : Lowered.integer(seconds, c.type());
    }
    return new Lowered(
        Sql.f(
            "{0}*{1}+CAST(substr({2},21," + scale + ") AS INTEGER)",
            seconds,
            Sql.number(Conversions.power(scale)),
            utc),
        new Representation(Kind.SCALED, scale),
        c.type());
  }

  private static Lowered fromUnixTime(Lowering l, Typed.Call c) {
    if (c.arguments().size() > 1) {
      SqlType moment = SqlType.temporal(TypeName.DATETIME, 0);
      Typed inner = Shapes.call("FROM_UNIXTIME", moment, c.arguments().get(0));
      return l.lower(Shapes.call("DATE_FORMAT", c.type(), inner, c.arguments().get(1)));
    }
    int scale = c.type().scale();
    Sql micros = l.scaled(c.arguments().get(0), 6);
    Sql utc =
        Sql.f(
            "CASE WHEN {0}>=0 THEN datetime({0}/1000000,'unixepoch')||substr(printf('.%06d',"
                + "{0}%1000000),1,"
                + (scale == 0 ? 0 : scale + 1)
                + ") END",
            micros);
    return new Lowered(
        TemporalText.local(utc, scale), new Representation(Kind.DATETIME, scale), c.type());
  }

  /** EXTRACT(unit FROM d): single units are functions, composite ones digits side by side. */
  private static Lowered extract(Lowering l, Typed.Call c) {
    Typed x = c.arguments().get(0);
    Typed second = c.arguments().get(1);
    Typed value = x instanceof Typed.Interval ? second : x;
    String unit = ((Typed.Interval) (x instanceof Typed.Interval ? x : second)).unit();
    return switch (unit) {
      case "YEAR", "QUARTER", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND", "MICROSECOND", "WEEK" ->
          l.lower(Shapes.call(unit, c.type(), value));
      case "YEAR_MONTH" -> combine(l, c.type(), value, List.of("YEAR", "MONTH"));
      case "DAY_HOUR" -> combine(l, c.type(), value, List.of("DAY", "HOUR"));
      case "DAY_MINUTE" -> combine(l, c.type(), value, List.of("DAY", "HOUR", "MINUTE"));
      case "DAY_SECOND" -> combine(l, c.type(), value, List.of("DAY", "HOUR", "MINUTE", "SECOND"));
      case "HOUR_MINUTE" -> combine(l, c.type(), value, List.of("HOUR", "MINUTE"));
      case "HOUR_SECOND" -> combine(l, c.type(), value, List.of("HOUR", "MINUTE", "SECOND"));
      case "MINUTE_SECOND" -> combine(l, c.type(), value, List.of("MINUTE", "SECOND"));
      default -> throw Conversions.unsupported("EXTRACT(" + unit + ")");
    };
  }

  private static Lowered combine(Lowering l, SqlType type, Typed value, List<String> units) {
    Sql out = Terms.ZERO;
    for (String unit : units) {
      out = Sql.f("{0}*100+{1}", out, l.lower(Shapes.call(unit, SqlType.BIGINT, value)).sql());
    }
    return Lowered.integer(out, type);
  }
}
