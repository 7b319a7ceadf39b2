package io.edgesql.dialect.eval;

/** Logarithms to base 2 and 10 to the last digit, as the C library has them. */
final class Logarithms {
  private static final DoubleDouble LOG2_E =
      new DoubleDouble(1.4426950408889634, 2.0355273740931033e-17);

  /** What fdlibm's log10 is made of: 1 / ln 10, and the logarithm of 2 in two parts. */
  private static final double LOG10_E = 0.4342944819032518;

  private static final double LOG10_2_HIGH = 0.30102999566361177;
  private static final double LOG10_2_LOW = 3.694239077158931e-13;

  private Logarithms() {}

  /** Of a positive number: its exponent, and the logarithm of what is near 1. */
  static double binary(double value) {
    int exponent = Math.getExponent(value);
    if (exponent < Double.MIN_EXPONENT) {
      return binary(value * 0x1p54) - 54;
    }
    double mantissa = Math.scalb(value, -exponent);
    if (mantissa > Math.sqrt(2)) {
      mantissa /= 2;
      exponent++;
    }
    double natural = Math.log(mantissa);
    DoubleDouble left = DoubleDouble.of(mantissa).minus(DoubleDouble.exponential(natural));
    DoubleDouble exact = new DoubleDouble(natural, left.high() / mantissa);
    return exact.times(LOG2_E).plus(DoubleDouble.of(exponent)).high();
  }

  /** Of a positive number, in the order of the C library's operations. */
  static double decimal(double value) {
    int exponent = Math.getExponent(value);
    if (exponent < Double.MIN_EXPONENT || exponent > Double.MAX_EXPONENT) {
      return Math.log10(value);
    }
    int above = exponent < 0 ? 1 : 0;
    double whole = exponent + above;
    double mantissa = Math.scalb(value, -exponent - above);
    double low = whole * LOG10_2_LOW + LOG10_E * Math.log(mantissa);
    return low + whole * LOG10_2_HIGH;
  }
}
