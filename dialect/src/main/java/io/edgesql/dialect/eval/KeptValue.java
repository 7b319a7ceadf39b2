package io.edgesql.dialect.eval;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * A value that stood in a column of a temporary table meanwhile, as all do that a window function
 * or an aggregate with DISTINCT reads: it has the digits of its type, whatever it was made with.
 */
final class KeptValue {
  private KeptValue() {}

  /** What a window's table has of the value; what has no columns is not kept in it. */
  static Value ofRow(Typed e, Value value) {
    return DateOperands.isConstant(e) ? value : of(value, e.type());
  }

  private static Value of(Value value, SqlType type) {
    if (value instanceof Value.Real real && type.is(TypeName.FLOAT)) {
      float narrow = (float) real.number();
      return new Value.Real(
          Float.isInfinite(narrow) ? Math.copySign(Float.MAX_VALUE, narrow) : narrow);
    }
    if (value instanceof Value.Decimal number && type.is(TypeName.DECIMAL)) {
      return new Value.Decimal(number.number().setScale(type.scale(), RoundingMode.HALF_UP));
    }
    return value;
  }

  /** As {@link #of}; a DOUBLE with a fixed number of decimals is rounded to them, too. */
  static Value ofDistinct(Value value, SqlType type) {
    if (value instanceof Value.Real real
        && type.name().isApproximate()
        && type.scale() < SqlType.NOT_FIXED) {
      return new Value.Real(NumericFunctions.roundReal(real.number(), type.scale(), false));
    }
    if (value instanceof Value.Bytes literal && type.unsigned()) {
      // A literal such as x'4142' has as many digits as bytes there.
      BigInteger number = new BigInteger(1, literal.bytes());
      BigInteger most = BigInteger.TEN.pow(literal.bytes().length).subtract(BigInteger.ONE);
      return new Value.Decimal(new BigDecimal(number.min(most)));
    }
    return of(value, type);
  }

  /**
   * What LAG, LEAD and their like show of a value among others: a FLOAT among texts has the digits
   * of a DOUBLE, as far as the column is wide.
   */
  static Value shown(Value value, SqlType from, SqlType to, Environment environment) {
    boolean isText = value instanceof Value.Real && from.is(TypeName.FLOAT);
    if (!isText || !to.name().isCharacter()) {
      return ControlFunctions.conform(value, from, to, environment);
    }
    String text = Coercion.string(value, SqlType.DOUBLE);
    boolean isLong = to.length() >= 0 && text.length() > to.length();
    return new Value.Text(isLong ? text.substring(0, (int) to.length()) : text);
  }
}
