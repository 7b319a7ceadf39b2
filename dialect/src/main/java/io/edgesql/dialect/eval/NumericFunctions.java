package io.edgesql.dialect.eval;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import java.util.zip.CRC32;

/** Numeric functions. */
final class NumericFunctions {
  /** Fractional digits that ROUND and TRUNCATE leave, at most. */
  private static final int MAX_SCALE = 30;

  private NumericFunctions() {}

  static void register(Functions functions) {
    functions.strict("ABS", NumericFunctions::abs);
    functions.strict("SIGN", NumericFunctions::sign);
    functions.strict("CEILING", call -> toInteger(call, RoundingMode.CEILING));
    functions.strict("CEIL", call -> toInteger(call, RoundingMode.CEILING));
    functions.strict("FLOOR", call -> toInteger(call, RoundingMode.FLOOR));
    functions.strict("ROUND", call -> round(call, RoundingMode.HALF_UP));
    functions.strict("TRUNCATE", call -> round(call, RoundingMode.DOWN));
    functions.strict("SQRT", call -> domain(call, call.real(0) >= 0, Math::sqrt));
    functions.strict("EXP", call -> ArithmeticOperators.real(Math.exp(call.real(0)), call));
    functions.strict("LN", call -> logarithm(call, call.real(0)));
    functions.lenient("LOG", NumericFunctions::log);
    functions.strict("LOG2", call -> logarithm(call, call.real(0), 2));
    functions.strict("LOG10", call -> logarithm(call, call.real(0), 10));
    functions.strict("POWER", NumericFunctions::power);
    functions.strict("POW", NumericFunctions::power);
    functions.strict("SIN", call -> new Value.Real(Math.sin(call.real(0))));
    functions.strict("COS", call -> new Value.Real(Math.cos(call.real(0))));
    functions.strict("TAN", call -> new Value.Real(Math.tan(call.real(0))));
    functions.strict("COT", NumericFunctions::cot);
    functions.strict("ASIN", call -> domain(call, Math.abs(call.real(0)) <= 1, ArcFunctions::asin));
    functions.strict("ACOS", call -> domain(call, Math.abs(call.real(0)) <= 1, ArcFunctions::acos));
    functions.strict("ATAN", NumericFunctions::atan);
    functions.strict("ATAN2", NumericFunctions::atan);
    functions.strict(
        "DEGREES", call -> ArithmeticOperators.real(call.real(0) * (180 / Math.PI), call));
    functions.strict("RADIANS", call -> new Value.Real(call.real(0) * (Math.PI / 180)));
    functions.strict("PI", call -> new Value.Real(Math.PI));
    functions.strict("CRC32", NumericFunctions::crc32);
    functions.strict("CONV", NumericFunctions::conv);
    functions.strict("BIN", call -> radix(call, 2));
    functions.strict("OCT", call -> radix(call, 8));
    functions.lenient("FORMAT", NumericFunctions::format);
    functions.lenient("RAND", NumericFunctions::random);
  }

  private static Value abs(Invocation call) {
    Value value = call.numeric(0);
    if (call.isHexLiteral(0)) {
      return new Value.Real(call.real(0));
    }
    if (value instanceof Value.Int number) {
      return number.unsigned() || number.bits() >= 0
          ? number
          : ArithmeticOperators.integer(BigInteger.valueOf(number.bits()).negate(), false, call);
    }
    if (value instanceof Value.Decimal number && !call.type().name().isApproximate()) {
      return new Value.Decimal(number.number().abs());
    }
    return new Value.Real(Math.abs(call.real(0)));
  }

  private static Value sign(Invocation call) {
    Value value = call.numeric(0);
    int sign =
        value instanceof Value.Real real
            ? (int) Math.signum(real.number())
            : call.decimal(0).signum();
    return new Value.Int(sign, false);
  }

  private static Value toInteger(Invocation call, RoundingMode mode) {
    Value value = call.numeric(0);
    if (value instanceof Value.Int) {
      return value;
    }
    if (value instanceof Value.Decimal number && !call.type().name().isApproximate()) {
      BigDecimal whole = number.number().setScale(0, mode);
      return call.type().name() == TypeName.DECIMAL
          ? new Value.Decimal(whole)
          : Coercion.clamp(whole);
    }
    double real = call.real(0);
    return new Value.Real(mode == RoundingMode.FLOOR ? Math.floor(real) : Math.ceil(real));
  }

  private static Value round(Invocation call, RoundingMode mode) {
    Value value = call.numeric(0);
    long digits = call.count() > 1 ? call.whole(1) : 0;
    boolean isExact = call.type().is(TypeName.DECIMAL) && !(value instanceof Value.Real);
    if (isExact && call.argument(0) instanceof Typed.Parameter && digits >= 0) {
      int scale = (int) Math.min(digits, MAX_SCALE);
      return new Value.Decimal(call.decimal(0).setScale(scale, mode), true);
    }
    if (value instanceof Value.Int number) {
      return digits >= 0 ? number : roundInteger(call, number, digits, mode);
    }
    // Dates and times are rounded as doubles are.
    if (value instanceof Value.Decimal number && !call.type().name().isApproximate()) {
      int scale = (int) Math.max(-66, Math.min(digits, MAX_SCALE));
      if (scale >= number.number().scale()) {
        return value;
      }
      BigDecimal rounded = number.number().setScale(scale, mode);
      return new Value.Decimal(rounded.scale() < 0 ? rounded.setScale(0) : rounded);
    }
    return new Value.Real(roundReal(call.real(0), digits, mode == RoundingMode.DOWN));
  }

  private static Value roundInteger(
      Invocation call, Value.Int number, long digits, RoundingMode mode) {
    if (digits < -19) {
      return new Value.Int(0, number.unsigned());
    }
    BigInteger rounded =
        new BigDecimal(ArithmeticOperators.big(number)).setScale((int) digits, mode).toBigInteger();
    return ArithmeticOperators.integer(rounded, number.unsigned(), call);
  }

  /** The server's my_double_round: by multiplying, ties to even for doubles. */
  static double roundReal(double value, long digits, boolean truncate) {
    if (Double.isInfinite(value) || Double.isNaN(value)) {
      return value;
    }
    boolean negative = digits < 0;
    long count = Math.min(Math.abs(digits), 400);
    double power = Math.pow(10, (double) count);
    double scaled = negative ? value / power : value * power;
    if (negative && Double.isInfinite(power)) {
      return 0;
    }
    if (!negative && (Double.isInfinite(power) || Double.isInfinite(scaled))) {
      return value;
    }
    double whole =
        truncate ? (value >= 0 ? Math.floor(scaled) : Math.ceil(scaled)) : Math.rint(scaled);
    return negative ? whole * power : whole / power;
  }

  private static Value domain(Invocation call, boolean defined, DoubleUnaryOperator function) {
    return defined ? new Value.Real(function.applyAsDouble(call.real(0))) : Value.Null.NULL;
  }

  /** Of a base that has no logarithm nobody asks what the number is. */
  private static Value log(Invocation call) {
    if (call.isNull(0)) {
      return Value.Null.NULL;
    }
    double base = call.real(0);
    if (call.count() == 1 || base <= 0) {
      return logarithm(call, base);
    }
    if (call.isNull(1)) {
      return Value.Null.NULL;
    }
    double value = call.real(1);
    if (base == 1 || value <= 0) {
      return invalidLogarithm(call);
    }
    return new Value.Real(Math.log(value) / Math.log(base));
  }

  private static Value logarithm(Invocation call, double value) {
    return value <= 0 ? invalidLogarithm(call) : new Value.Real(Math.log(value));
  }

  private static Value logarithm(Invocation call, double value, int base) {
    if (value <= 0) {
      return invalidLogarithm(call);
    }
    return new Value.Real(base == 10 ? Logarithms.decimal(value) : Logarithms.binary(value));
  }

  private static Value invalidLogarithm(Invocation call) {
    call.environment().warn("Warning", 3020, "Invalid argument for logarithm");
    return Value.Null.NULL;
  }

  private static Value power(Invocation call) {
    return ArithmeticOperators.real(Math.pow(call.real(0), call.real(1)), call);
  }

  private static Value cot(Invocation call) {
    return ArithmeticOperators.real(1 / Math.tan(call.real(0)), call);
  }

  private static Value atan(Invocation call) {
    return new Value.Real(
        call.count() == 1
            ? ArcFunctions.atan(call.real(0))
            : ArcFunctions.atan2(call.real(0), call.real(1)));
  }

  private static Value crc32(Invocation call) {
    CRC32 crc = new CRC32();
    crc.update(call.bytes(0));
    return new Value.Int(crc.getValue(), true);
  }

  private static Value conv(Invocation call) {
    int from = call.small(1);
    int to = call.small(2);
    if (Math.abs(from) < 2 || Math.abs(from) > 36 || Math.abs(to) < 2 || Math.abs(to) > 36) {
      return Value.Null.NULL;
    }
    Value value = call.value(0);
    String text =
        (value instanceof Value.Bytes || call.type(0).is(TypeName.BIT))
                && call.numeric(0) instanceof Value.Int number
            ? Long.toUnsignedString(number.bits(), Math.abs(from))
            : Coercion.string(value, call.type(0));
    if (text.isEmpty()) {
      return Value.Null.NULL;
    }
    BigInteger number = prefix(text.strip(), Math.abs(from));
    boolean fits = number.abs().bitLength() <= (from < 0 ? 63 : 64);
    if (!fits || !startsWithDigit(text.strip(), Math.abs(from))) {
      Coercion.warnTruncated("DECIMAL", text, call.environment());
    }
    long bits;
    if (fits) {
      bits = number.longValue();
    } else if (from < 0) {
      bits = number.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    } else {
      bits = number.signum() < 0 ? 0 : -1;
    }
    String digits = to < 0 ? Long.toString(bits, -to) : Long.toUnsignedString(bits, to);
    return call.string(digits.toUpperCase(Locale.ROOT));
  }

  private static boolean startsWithDigit(String text, int radix) {
    int at = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
    return at < text.length() && Character.digit(text.charAt(at), radix) >= 0;
  }

  private static BigInteger prefix(String text, int radix) {
    int at = 0;
    boolean negative = text.startsWith("-");
    if (negative || text.startsWith("+")) {
      at++;
    }
    int from = at;
    while (at < text.length() && at - from < 70 && Character.digit(text.charAt(at), radix) >= 0) {
      at++;
    }
    BigInteger magnitude =
        at == from ? BigInteger.ZERO : new BigInteger(text.substring(from, at), radix);
    return negative ? magnitude.negate() : magnitude;
  }

  private static Value radix(Invocation call, int radix) {
    Value value = call.value(0);
    if (value instanceof Value.Int || call.isHexLiteral(0)) {
      return call.string(Long.toUnsignedString(call.integer(0).bits(), radix));
    }
    // As CONV: the digits that the text begins with, whatever the number's type.
    String given = Coercion.string(value, call.type(0));
    if (given.isEmpty()) {
      return Value.Null.NULL;
    }
    String text = given.strip();
    BigInteger number = prefix(text, 10);
    boolean fits = number.abs().bitLength() <= 64;
    if (!fits || !startsWithDigit(text, 10)) {
      Coercion.warnTruncated("DECIMAL", text, call.environment());
    }
    long bits = fits ? number.longValue() : number.signum() < 0 ? 0 : -1L;
    return call.string(Long.toUnsignedString(bits, radix));
  }

  /** Grouped as the third argument's locale does; an unknown one is en_US, with a warning. */
  private static Value format(Invocation call) {
    if (call.isNull(0) || call.isNull(1)) {
      return Value.Null.NULL;
    }
    int digits = Math.max(0, Math.min(30, call.small(1)));
    // A date is a DOUBLE here, whose last microseconds are lost.
    Value value =
        Comparer.isTemporal(call.value(0)) ? new Value.Real(call.real(0)) : call.numeric(0);
    BigDecimal number =
        value instanceof Value.Real real
            ? new BigDecimal(RealText.fixed(roundReal(real.number(), digits, false), digits))
            : call.decimal(0).setScale(digits, RoundingMode.HALF_UP);
    String plain = number.abs().toPlainString();
    int point = plain.indexOf('.');
    NumberLocale locale = locale(call);
    String whole = locale.group(point < 0 ? plain : plain.substring(0, point));
    String decimals = point < 0 ? "" : locale.point() + plain.substring(point + 1);
    // A DOUBLE keeps its sign when nothing else is left.
    boolean isNegative = number.signum() < 0 || (value instanceof Value.Real r && r.number() < 0);
    return call.string((isNegative ? "-" : "") + whole + decimals);
  }

  private static NumberLocale locale(Invocation call) {
    if (call.count() < 3 || call.isNull(2)) {
      return NumberLocale.DEFAULT;
    }
    NumberLocale locale = NumberLocale.find(call.text(2));
    if (locale == null) {
      call.environment().warn("Warning", 1649, "Unknown locale: '" + call.text(2) + "'");
      return NumberLocale.DEFAULT;
    }
    return locale;
  }

  /** RAND(seed) gives the first number of MySQL's generator with that seed. */
  private static Value random(Invocation call) {
    if (call.count() == 0) {
      return new Value.Real(call.environment().random());
    }
    long seed = call.isNull(0) ? 0 : call.integer(0).bits() & 0xffffffffL;
    return new Value.Real(new SeededRandom(seed).next());
  }
}
