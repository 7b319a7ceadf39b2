package io.edgesql.dialect.translate;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.Representation.Kind;
import io.edgesql.dialect.types.TypeName;

/**
 * TIMESTAMPDIFF and TIMEDIFF.
 *
 * <pre>{@code
 * TIMESTAMPDIFF(HOUR, a, b)    (microseconds of b - microseconds of a) / 3600000000
 * TIMESTAMPDIFF(MONTH, a, b)   months between, less one if the last is not full
 * }</pre>
 */
final class DifferenceRules {
  private DifferenceRules() {}

  /** Microseconds since the epoch of a DATETIME with six digits. */
  static Sql micros(Sql datetime) {
    return Let.of(
        datetime,
        v ->
            Sql.f(
                "CAST(strftime('%s',{0}) AS INTEGER)*1000000+CAST(substr({0},21,6) AS INTEGER)",
                v));
  }

  static Lowered timestampDifference(Lowering l, Typed.Call c) {
    String unit = ((Typed.Interval) c.arguments().get(0)).unit();
    Sql a = l.datetime(c.arguments().get(1), 6);
    Sql b = l.datetime(c.arguments().get(2), 6);
    long micros = IntervalRules.unitMicros(unit);
    if (micros > 0) {
      return Lowered.integer(Sql.f("({0} - {1}) / " + micros, micros(b), micros(a)), c.type());
    }
    Sql months =
        Let.of(
            a,
            x ->
                Let.of(
                    b,
                    y ->
                        Sql.f(
                            "(substr({1},1,4)-substr({0},1,4))*12+substr({1},6,2)-substr({0},6,2)"
                                + "-CASE WHEN {1}>={0} THEN substr({1},9)<substr({0},9)"
                                + " ELSE -(substr({1},9)>substr({0},9)) END",
                            x, y)));
    int divisor = IntervalRules.unitMonths(unit);
    return Lowered.integer(divisor == 1 ? months : Sql.f("{0}/" + divisor, months), c.type());
  }

  static Lowered timeDifference(Lowering l, Typed.Call c) {
    Typed a = c.arguments().get(0);
    Typed b = c.arguments().get(1);
    boolean times = a.type().is(TypeName.TIME) || b.type().is(TypeName.TIME);
    Sql difference =
        times
            ? Sql.f("{0} - {1}", TemporalRules.clock(l, a), TemporalRules.clock(l, b))
            : Sql.f("{0} - {1}", micros(l.datetime(a, 6)), micros(l.datetime(b, 6)));
    return new Lowered(
        Sql.f("max(min({0},3020399000000),-3020399000000)", difference),
        new Representation(Kind.TIME, c.type().scale()),
        c.type());
  }
}
