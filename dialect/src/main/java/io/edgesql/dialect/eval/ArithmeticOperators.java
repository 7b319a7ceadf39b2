package io.edgesql.dialect.eval;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** + - * / DIV % and the bit operators, in MySQL's domains: integer, DECIMAL, DOUBLE. */
final class ArithmeticOperators {
  /** div_precision_increment's default. */
  private static final int DIVISION_DIGITS = 4;

  private static final int WORD_DIGITS = 9;
  private static final int MAX_SCALE = 30;

  /** An intermediate result may have 81 digits. */
  private static final int MAX_WORDS = 9;

  private ArithmeticOperators() {}

  static void register(Functions functions) {
    functions.strict("ADD", ArithmeticOperators::add);
    functions.strict("SUBTRACT", ArithmeticOperators::subtract);
    functions.strict("MULTIPLY", ArithmeticOperators::multiply);
    functions.strict("DIVIDE", ArithmeticOperators::divide);
    functions.strict("INTEGER_DIVIDE", ArithmeticOperators::integerDivide);
    functions.strict("MODULO", ArithmeticOperators::modulo);
    functions.strict("MOD", ArithmeticOperators::modulo);
    functions.strict("MINUS", ArithmeticOperators::minus);
    functions.strict("PLUS", call -> call.value(0));
    functions.strict("BIT_OR", call -> bits(call, (a, b) -> a | b));
    functions.strict("BIT_AND", call -> bits(call, (a, b) -> a & b));
    functions.strict("BIT_XOR", call -> bits(call, (a, b) -> a ^ b));
    functions.strict("SHIFT_LEFT", call -> shift(call, true));
    functions.strict("SHIFT_RIGHT", call -> shift(call, false));
    functions.strict("BIT_NOT", ArithmeticOperators::not);
    functions.strict("BIT_COUNT", ArithmeticOperators::bitCount);
  }

  private static Value add(Invocation call) {
    Value a = operand(call, 0);
    Value b = operand(call, 1);
    if (isReal(a, b)) {
      return real(call.real(0) + call.real(1), call);
    }
    if (a instanceof Value.Int x && b instanceof Value.Int y) {
      boolean unsigned = x.unsigned() || y.unsigned();
      return integer(big(x).add(big(y)), unsigned, call);
    }
    return decimal(unless(exact(a).add(exact(b)), exact(a)), call);
  }

  private static Value subtract(Invocation call) {
    Value a = operand(call, 0);
    Value b = operand(call, 1);
    if (isReal(a, b)) {
      return real(call.real(0) - call.real(1), call);
    }
    if (a instanceof Value.Int x && b instanceof Value.Int y) {
      boolean unsigned =
          (x.unsigned() || y.unsigned())
              && !call.environment().session().mode().noUnsignedSubtraction();
      return integer(big(x).subtract(big(y)), unsigned, call);
    }
    return decimal(unless(exact(a).subtract(exact(b)), exact(a)), call);
  }

  private static Value multiply(Invocation call) {
    Value a = operand(call, 0);
    Value b = operand(call, 1);
    if (isReal(a, b)) {
      return real(call.real(0) * call.real(1), call);
    }
    if (a instanceof Value.Int x && b instanceof Value.Int y) {
      return integer(big(x).multiply(big(y)), x.unsigned() || y.unsigned(), call);
    }
    return decimal(withoutDigits(exact(a).multiply(exact(b))), call);
  }

  private static Value divide(Invocation call) {
    Value a = operand(call, 0);
    Value b = operand(call, 1);
    if (isReal(a, b)) {
      double divisor = call.real(1);
      return divisor == 0 ? divisionByZero(call) : real(call.real(0) / divisor, call);
    }
    BigDecimal divisor = exact(b);
    if (divisor.signum() == 0) {
      return divisionByZero(call);
    }
    BigDecimal dividend = exact(a);
    int increment = DIVISION_DIGITS;
    if (call.type().name() == TypeName.DECIMAL) {
      TypeName name = call.type(0).name();
      boolean isTyped = name == TypeName.DECIMAL || name.isTemporal();
      int own = isTyped ? call.type(0).scale() : dividend.scale();
      increment = Math.max(0, call.type().scale() - own);
    }
    return new Value.Decimal(withoutDigits(quotient(dividend, divisor, increment)));
  }

  /**
   * As the server's decimal library: operands and result are counted in words of nine digits, and
   * the digits behind the last word are cut off. Only printing rounds to the type's scale.
   */
  static BigDecimal quotient(BigDecimal dividend, BigDecimal divisor, int increment) {
    int left = words(dividend.scale()) * WORD_DIGITS;
    int right = words(divisor.scale()) * WORD_DIGITS;
    int extra = Math.max(0, increment - (left - dividend.scale() + right - divisor.scale()));
    int scale = words(left + right + extra) * WORD_DIGITS;
    return dividend.divide(divisor, Math.min(scale, 4 * WORD_DIGITS), RoundingMode.DOWN);
  }

  private static Value integerDivide(Invocation call) {
    Value a = divided(call, 0);
    Value b = divided(call, 1);
    boolean unsigned =
        (a instanceof Value.Int x && x.unsigned()) || (b instanceof Value.Int y && y.unsigned());
    BigDecimal divisor = b instanceof Value.Real ? call.decimal(1) : exact(b);
    if (divisor.signum() == 0) {
      return divisionByZero(call);
    }
    BigDecimal dividend = a instanceof Value.Real ? call.decimal(0) : exact(a);
    BigInteger quotient = dividend.divide(divisor, 0, RoundingMode.DOWN).toBigInteger();
    return integer(quotient, unsigned, call);
  }

  /** An operand; the seconds of dates and times have six fractional digits or none. */
  private static Value operand(Invocation call, int index) {
    Value value = call.numeric(index);
    if (!(value instanceof Value.Decimal seconds) || !call.type(index).name().isTemporal()) {
      return value;
    }
    boolean isWhole = seconds.number().stripTrailingZeros().scale() <= 0;
    return new Value.Decimal(seconds.number().setScale(isWhole ? 0 : 6));
  }

  /** A zero that is left of other numbers has no fractional digits, one of zeros keeps them. */
  private static BigDecimal unless(BigDecimal sum, BigDecimal operand) {
    return operand.signum() == 0 ? sum : withoutDigits(sum);
  }

  private static BigDecimal withoutDigits(BigDecimal number) {
    return number.signum() == 0 ? BigDecimal.ZERO : number;
  }

  /** An operand of DIV: texts are DECIMAL. */
  private static Value divided(Invocation call, int index) {
    boolean isText = Comparer.isString(call.hidden(index)) && !call.isHexLiteral(index);
    return isText ? new Value.Decimal(call.decimal(index)) : call.numeric(index);
  }

  private static Value modulo(Invocation call) {
    Value a = operand(call, 0);
    Value b = operand(call, 1);
    if (isReal(a, b)) {
      double divisor = call.real(1);
      return divisor == 0 ? divisionByZero(call) : real(call.real(0) % divisor, call);
    }
    if (exact(b).signum() == 0) {
      return divisionByZero(call);
    }
    if (a instanceof Value.Int x && b instanceof Value.Int y) {
      return integer(big(x).remainder(big(y)), x.unsigned(), call);
    }
    BigDecimal left = exact(a);
    BigDecimal right = exact(b);
    BigDecimal rest = left.remainder(right);
    return new Value.Decimal(withoutDigits(rest.setScale(Math.max(left.scale(), right.scale()))));
  }

  private static Value minus(Invocation call) {
    Value a = call.numeric(0);
    if (a instanceof Value.Int x) {
      BigInteger negated = big(x).negate();
      // MySQL sees that a constant will not fit and takes DECIMAL at once.
      if (call.type().name() == TypeName.DECIMAL
          || (negated.bitLength() > 63 && DateOperands.isConstant(call.argument(0)))) {
        return new Value.Decimal(new BigDecimal(negated));
      }
      return integer(negated, false, call);
    }
    if (a instanceof Value.Decimal x) {
      return new Value.Decimal(x.number().negate());
    }
    return new Value.Real(-call.real(0));
  }

  /** Two longs to one. */
  @FunctionalInterface
  private interface BitOperation {
    long apply(long a, long b);
  }

  private static Value bits(Invocation call, BitOperation operation) {
    if (call.isBinary()) {
      byte[] a = call.bytes(0);
      byte[] b = call.bytes(1);
      if (a.length != b.length) {
        throw new io.edgesql.dialect.SqlException(
            3513, "HY000", "Binary operands of bitwise operators must be of equal length");
      }
      byte[] out = new byte[a.length];
      for (int i = 0; i < out.length; i++) {
        out[i] = (byte) operation.apply(a[i], b[i]);
      }
      return new Value.Bytes(out);
    }
    return new Value.Int(operation.apply(unsignedBits(call, 0), unsignedBits(call, 1)), true);
  }

  private static Value shift(Invocation call, boolean left) {
    Value.Int by = call.integer(1);
    long count = by.bits() < 0 ? Long.MAX_VALUE : by.bits();
    if (call.isBinary()) {
      return new Value.Bytes(shiftBytes(call.bytes(0), count, left));
    }
    long bits = unsignedBits(call, 0);
    long shifted = count > 63 ? 0 : left ? bits << count : bits >>> count;
    return new Value.Int(shifted, true);
  }

  private static byte[] shiftBytes(byte[] bytes, long count, boolean left) {
    int length = bytes.length;
    if (count >= length * 8L) {
      return new byte[length];
    }
    BigInteger number = new BigInteger(1, bytes);
    BigInteger shifted =
        left
            ? number.shiftLeft((int) count).mod(BigInteger.ONE.shiftLeft(length * 8))
            : number.shiftRight((int) count);
    byte[] raw = shifted.toByteArray();
    byte[] out = new byte[length];
    int copied = Math.min(length, raw.length);
    System.arraycopy(raw, raw.length - copied, out, length - copied, copied);
    return out;
  }

  private static Value not(Invocation call) {
    if (call.isBinary()) {
      byte[] out = call.bytes(0).clone();
      for (int i = 0; i < out.length; i++) {
        out[i] = (byte) ~out[i];
      }
      return new Value.Bytes(out);
    }
    return new Value.Int(~unsignedBits(call, 0), true);
  }

  private static Value bitCount(Invocation call) {
    if (call.value(0) instanceof Value.Bytes bytes && !call.isHexLiteral(0)) {
      long count = 0;
      for (byte b : bytes.bytes()) {
        count += Integer.bitCount(b & 0xff);
      }
      return new Value.Int(count, false);
    }
    return new Value.Int(Long.bitCount(unsignedBits(call, 0)), false);
  }

  private static long unsignedBits(Invocation call, int index) {
    return call.integer(index).bits();
  }

  static Value divisionByZero(Invocation call) {
    if (call.environment().session().mode().errorForDivisionByZero()) {
      call.environment()
          .warn(
              "Warning",
              ErrorCode.ER_DIVISION_BY_ZERO.code(),
              ErrorCode.ER_DIVISION_BY_ZERO.format());
    }
    return Value.Null.NULL;
  }

  static Value integer(BigInteger number, boolean unsigned, Invocation call) {
    boolean fits =
        unsigned ? number.signum() >= 0 && number.bitLength() <= 64 : number.bitLength() <= 63;
    if (!fits) {
      throw Coercion.overflow(
          unsigned ? "BIGINT UNSIGNED" : "BIGINT",
          ExpressionText.of(call.call(), call.environment()));
    }
    return new Value.Int(number.longValue(), unsigned);
  }

  static Value real(double number, Invocation call) {
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      throw Coercion.overflow("DOUBLE", ExpressionText.of(call.call(), call.environment()));
    }
    return new Value.Real(number);
  }

  private static Value decimal(BigDecimal number, Invocation call) {
    BigDecimal scaled =
        number.scale() > MAX_SCALE ? number.setScale(MAX_SCALE, RoundingMode.HALF_UP) : number;
    int whole = words(Math.max(0, scaled.precision() - scaled.scale()));
    if (whole > MAX_WORDS) {
      throw Coercion.overflow("DECIMAL", ExpressionText.of(call.call(), call.environment()));
    }
    int room = (MAX_WORDS - whole) * WORD_DIGITS;
    return new Value.Decimal(
        scaled.scale() > room ? scaled.setScale(room, RoundingMode.DOWN) : scaled);
  }

  static BigInteger big(Value.Int number) {
    BigInteger bits = BigInteger.valueOf(number.bits());
    return number.unsigned() && number.bits() < 0 ? bits.add(Coercion.TWO_64) : bits;
  }

  private static BigDecimal exact(Value value) {
    if (value instanceof Value.Decimal number) {
      return number.number();
    }
    return value instanceof Value.Int number ? Coercion.ofInt(number) : BigDecimal.ZERO;
  }

  private static boolean isReal(Value a, Value b) {
    return a instanceof Value.Real || b instanceof Value.Real;
  }

  private static int words(int digits) {
    return (digits + WORD_DIGITS - 1) / WORD_DIGITS;
  }
}
