package io.edgesql.dialect.eval;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import java.math.BigDecimal;

/** A FLOAT or DOUBLE as 64 bits: what is beyond them depends on where it comes from. */
final class WholeNumber {
  private static final double TWO_63 = 0x1p63;

  private WholeNumber() {}

  /**
   * Rounded to the nearest even; a column or literal beyond the range is its nearest end, but a
   * FLOAT column and a parameter the lowest number, as the processor has it.
   *
   * @throws io.edgesql.dialect.SqlException 1690 where a function or operator made the number
   */
  static Value.Int of(double number, Typed e, Environment environment) {
    boolean isCast = e instanceof Typed.Call cast && cast.name().equals("CAST");
    // A number that was cast loses its fraction.
    double whole = isCast ? (double) (long) number : Math.rint(number);
    if (isCast && Math.abs(number) >= TWO_63) {
      whole = number;
    }
    if (whole >= -TWO_63 && whole < TWO_63) {
      return new Value.Int((long) whole, false);
    }
    if (e instanceof Typed.Parameter) {
      return new Value.Int(Long.MIN_VALUE, false);
    }
    if (e instanceof Typed.ShardValue) {
      if (e.type().is(TypeName.FLOAT)) {
        return new Value.Int(Long.MIN_VALUE, false);
      }
      Coercion.warnTruncated("INTEGER", RealText.ofDouble(number), environment);
    } else if (e instanceof Typed.Call call && call.name().equals("NULLIF")) {
      return of(number, call.arguments().get(0), environment);
    } else if (e instanceof Typed.Call call && !isConditional(call)) {
      throw Coercion.overflow("BIGINT", ExpressionText.of(call, environment));
    }
    BigDecimal bounded = number > 0 ? Coercion.MAX_SIGNED : Coercion.MIN_SIGNED;
    return new Value.Int(bounded.longValue(), false);
  }

  /** These ask the branch itself for an integer. */
  private static boolean isConditional(Typed.Call call) {
    return call.name().equals("IF") || call.name().equals("CASE");
  }
}
