package io.edgesql.dialect.eval;

/** Logarithms to base 2 to the last digit, as the C library has them. */
final class BinaryLogarithm {
  /** The logarithm of e to base 2, and what a double of it leaves over. */
  private static final double LOG2_E = 1.4426950408889634;

  private static final double LOG2_E_REST = 2.0355273740931033e-17;

  private BinaryLogarithm() {}

  /** Of a positive number: its exponent, and the logarithm of what is near 1. */
  static double of(double value) {
    int exponent = Math.getExponent(value);
    if (exponent < Double.MIN_EXPONENT) {
      return of(value * 0x1p54) - 54;
    }
    double mantissa = Math.scalb(value, -exponent);
    if (mantissa > Math.sqrt(2)) {
      mantissa /= 2;
      exponent++;
    }
    double natural = Math.log(mantissa);
    return exponent + (natural * LOG2_E + natural * LOG2_E_REST);
  }
}
