package io.edgesql.dialect.eval;

/**
 * A number of about 31 digits: the unrounded sum of two DOUBLEs (Dekker, 1971). Good for numbers
 * whose squares are finite and not subnormal.
 *
 * @param high the number, rounded
 * @param low what the rounding left out
 */
record DoubleDouble(double high, double low) {
  static final DoubleDouble PI = new DoubleDouble(Math.PI, 1.2246467991473532e-16);

  /** 2^27 + 1: splits a DOUBLE into halves whose products are exact. */
  private static final double SPLITTER = 134217729;

  /** Terms until the series of an angle up to pi adds nothing any more. */
  private static final int TERMS = 22;

  static DoubleDouble of(double number) {
    return new DoubleDouble(number, 0);
  }

  private static DoubleDouble sum(double a, double b) {
    double sum = a + b;
    double rest = sum - a;
    return new DoubleDouble(sum, (a - (sum - rest)) + (b - rest));
  }

  static DoubleDouble product(double a, double b) {
    double product = a * b;
    double aHigh = SPLITTER * a - (SPLITTER * a - a);
    double bHigh = SPLITTER * b - (SPLITTER * b - b);
    double aLow = a - aHigh;
    double bLow = b - bHigh;
    return new DoubleDouble(
        product, ((aHigh * bHigh - product) + aHigh * bLow + aLow * bHigh) + aLow * bLow);
  }

  DoubleDouble plus(DoubleDouble other) {
    DoubleDouble highs = sum(high, other.high);
    DoubleDouble lows = sum(low, other.low);
    DoubleDouble once = sum(highs.high, highs.low + lows.high);
    return sum(once.high, once.low + lows.low);
  }

  DoubleDouble minus(DoubleDouble other) {
    return plus(new DoubleDouble(-other.high, -other.low));
  }

  DoubleDouble times(DoubleDouble other) {
    DoubleDouble product = product(high, other.high);
    return sum(product.high, product.low + (high * other.low + low * other.high));
  }

  private DoubleDouble dividedBy(double divisor) {
    double quotient = high / divisor;
    DoubleDouble rest = minus(product(quotient, divisor));
    return sum(quotient, rest.high / divisor);
  }

  /** The root of a DOUBLE above zero. */
  static DoubleDouble root(double square) {
    double root = Math.sqrt(square);
    return sum(root, of(square).minus(product(root, root)).high / (2 * root));
  }

  /** The sine of an angle between -pi and pi. */
  static DoubleDouble sine(double angle) {
    return series(of(angle), product(angle, angle), 2);
  }

  /** The cosine of an angle between -pi and pi. */
  static DoubleDouble cosine(double angle) {
    return series(of(1), product(angle, angle), 1);
  }

  /** e to a power between -1 and 1. */
  static DoubleDouble exponential(double power) {
    DoubleDouble term = of(1);
    DoubleDouble sum = term;
    for (int i = 1; i <= 2 * TERMS; i++) {
      term = term.times(of(power)).dividedBy(i);
      sum = sum.plus(term);
    }
    return sum;
  }

  private static DoubleDouble series(DoubleDouble first, DoubleDouble square, int factor) {
    DoubleDouble term = first;
    DoubleDouble sum = first;
    for (int i = 0; i < TERMS; i++) {
      double from = factor + 2.0 * i;
      term = term.times(square).dividedBy(-from * (from + 1));
      sum = sum.plus(term);
    }
    return sum;
  }

  /** The one DOUBLE next to the number moved by so little. */
  double moved(double distance) {
    return high + (low + distance);
  }
}
