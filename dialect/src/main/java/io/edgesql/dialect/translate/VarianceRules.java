package io.edgesql.dialect.translate;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.Representation.Kind;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * STDDEV, VARIANCE and their kin.
 *
 * <p>MySQL goes from row to row by Welford's recurrence, whose last digits depend on every step. In
 * a select list the shard therefore sends the values of a group and Java goes the same way; in
 * other places, and for large groups, the variance comes from exact sums.
 *
 * <pre>{@code
 * SELECT STDDEV(a)         CASE WHEN count(a) <= 50000 THEN ':' || group_concat(a, ',') ELSE ... END
 * HAVING STDDEV(a) > 1     sqrt((n*sum(a*a) - sum(a)*sum(a)) / (n*n))
 * }</pre>
 */
public final class VarianceRules {
  /** Values of a group that the shard sends; about 1 MB, half of what SQLite may hand over. */
  static final int MAX_VALUES = 50_000;

  /** Digits of numbers whose squares may be added up a hundred thousand times in 64 bits. */
  private static final int SMALL_DIGITS = 6;

  /** Digits of a DECIMAL that fits 64 bits. */
  private static final int MAX_DIGITS = 18;

  private static final String SUFFIX = "_OF_VALUES";

  private VarianceRules() {}

  /** Whether the node is a grouped aggregate of this family. */
  public static boolean isVariance(Typed e) {
    return e instanceof Typed.Aggregate a && a.over() == null && !a.distinct() && isMember(a);
  }

  private static boolean isMember(Typed.Aggregate a) {
    return switch (a.name()) {
      case "STD", "STDDEV", "STDDEV_POP", "STDDEV_SAMP", "VARIANCE", "VAR_POP", "VAR_SAMP" -> true;
      default -> false;
    };
  }

  /** The group's values as text, a colon before them; the finished number for a large group. */
  public static Lowered values(Lowering l, Typed.Aggregate a) {
    Operand x = operand(l, a);
    Sql value = x.scale() < 0 ? Sql.f("printf('%!.17g',{0})", x.sql()) : x.sql();
    // printf writes NULL as 0.
    Sql present = x.scale() < 0 ? Sql.when(Sql.f("{0} IS NOT NULL", x.sql()), value, null) : value;
    Sql joined =
        new Sql.Aggregate(
            "group_concat", false, List.of(present, new Sql.Text(",")), List.of(), null);
    Sql sent =
        Sql.when(
            Sql.f("{0}<=" + MAX_VALUES, call("count", x.sql(), null)),
            Sql.f("':'||{0}", joined),
            lower(l, a, null).sql());
    return Lowered.of(sent, Kind.TEXT, SqlType.varchar(-1, Collation.BINARY));
  }

  /** The aggregate over the values that the shard sent. */
  public static Typed finished(Typed.Aggregate a, Typed values) {
    Typed x = a.arguments().get(0);
    boolean isScaled = Domain.isExact(x.type()) && x.type().precision() <= MAX_DIGITS;
    int scale = isScaled ? ComparisonRules.scale(x.type()) : 0;
    String name =
        switch (a.name()) {
          case "STD", "STDDEV" -> "STDDEV_POP";
          case "VARIANCE" -> "VAR_POP";
          default -> a.name();
        };
    return Shapes.call(name + SUFFIX, a.type(), values, Shapes.integer(scale));
  }

  /** From sums. */
  static Lowered lower(Lowering l, Typed.Aggregate a, Sql.@Nullable Over over) {
    boolean root = a.name().startsWith("STD");
    boolean sample = a.name().endsWith("_SAMP");
    Operand x = operand(l, a);
    Sql n = call("count", x.sql(), over);
    // Whole numbers may leave 64 bits, too.
    boolean isLarge = !isSmall(a.arguments().get(0).type());
    Sql sum = call("sum", isLarge ? Sql.f("{0} * 1.0", x.sql()) : x.sql(), over);
    // A sum of integers that leaves 64 bits is an error in SQLite, a sum of reals is not.
    String square = isLarge ? "{0} * 1.0 * {0}" : "{0} * {0}";
    Sql squares = call("sum", Sql.f(square, x.sql()), over);
    String divisor = sample ? "({0} * ({0} - 1.0))" : "({0} * {0})";
    String variance = "({0} * {2} - {1} * {1}) * 1.0 / " + divisor;
    if (x.scale() > 0) {
      String unit = Conversions.power(x.scale()) + ".0";
      variance += " / " + unit + " / " + unit;
    }
    String formula = root ? "sqrt(" + variance + ")" : variance;
    String answer = "CASE WHEN {0} > " + (sample ? 1 : 0) + " THEN " + formula + " END";
    return Lowered.real(Sql.f(answer, n, sum, squares), a.type());
  }

  private static boolean isSmall(SqlType type) {
    return type.is(TypeName.TINYINT)
        || type.is(TypeName.SMALLINT)
        || type.is(TypeName.YEAR)
        || (type.is(TypeName.DECIMAL) && type.precision() <= SMALL_DIGITS);
  }

  /**
   * What is added up.
   *
   * @param scale of the integers; -1: REAL
   */
  private record Operand(Sql sql, int scale) {}

  private static Operand operand(Lowering l, Typed.Aggregate a) {
    Typed x = a.arguments().get(0);
    if (!Domain.isExact(x.type()) || x.type().precision() > MAX_DIGITS) {
      return new Operand(l.real(x), -1);
    }
    int scale = ComparisonRules.scale(x.type());
    return new Operand(l.scaled(x, scale), scale);
  }

  private static Sql call(String name, Sql argument, Sql.@Nullable Over over) {
    return new Sql.Aggregate(name, false, List.of(argument), List.of(), over);
  }
}
