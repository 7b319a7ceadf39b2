package io.edgesql.dialect.eval;

/**
 * ASIN, ACOS, ATAN: the DOUBLE next to the true value, which the C library gives nearly always and
 * {@link Math}, in every tenth case, misses by the last digit. One step of Newton's method with
 * twice the digits corrects what {@link Math} gives.
 */
final class ArcFunctions {
  /** Between these exponents of two the products of two numbers keep all their digits. */
  private static final int MAX_EXPONENT = 400;

  private ArcFunctions() {}

  static double asin(double x) {
    double angle = Math.asin(x);
    if (!isCorrected(angle) || Math.abs(x) == 1) {
      return angle;
    }
    DoubleDouble left = DoubleDouble.of(x).minus(DoubleDouble.sine(angle));
    return angle + left.high() / Math.cos(angle);
  }

  static double acos(double x) {
    double angle = Math.acos(x);
    if (!isCorrected(angle) || Math.abs(x) == 1) {
      return angle;
    }
    if (x > 0.5) {
      // The difference from 1 is exact and the cosine of a small angle is not.
      double half = angle / 2;
      return angle + 2 * beside(half, (1 - x) / 2);
    }
    if (x < -0.5) {
      double half = Math.asin(Math.sqrt((1 + x) / 2));
      DoubleDouble twice = new DoubleDouble(2 * half, 0);
      return DoubleDouble.PI.minus(twice).moved(-2 * beside(half, (1 + x) / 2));
    }
    DoubleDouble left = DoubleDouble.cosine(angle).minus(DoubleDouble.of(x));
    return angle + left.high() / Math.sin(angle);
  }

  /** How far the angle is from the one whose sine has this square. */
  private static double beside(double angle, double square) {
    DoubleDouble left = DoubleDouble.root(square).minus(DoubleDouble.sine(angle));
    return left.high() / Math.cos(angle);
  }

  static double atan(double x) {
    return atan2(x, 1);
  }

  static double atan2(double y, double x) {
    double angle = Math.atan2(y, x);
    int scale = Math.max(Math.getExponent(x), Math.getExponent(y));
    int least = Math.min(Math.getExponent(x), Math.getExponent(y));
    if (!isCorrected(angle) || x == 0 || Double.isInfinite(x + y)) {
      return angle;
    }
    if (scale - least > MAX_EXPONENT) {
      double far = Math.abs(x) < Math.abs(y) ? Math.PI / 2 : Math.PI;
      return far == Math.PI && x > 0 ? y / x : Math.copySign(far, y);
    }
    double a = Math.scalb(y, -scale);
    double b = Math.scalb(x, -scale);
    DoubleDouble sine = DoubleDouble.sine(angle);
    DoubleDouble cosine = DoubleDouble.cosine(angle);
    DoubleDouble left = cosine.times(DoubleDouble.of(a)).minus(sine.times(DoubleDouble.of(b)));
    return angle + left.high() / (b * cosine.high() + a * sine.high());
  }

  private static boolean isCorrected(double angle) {
    return angle != 0 && !Double.isNaN(angle) && Math.getExponent(angle) > -MAX_EXPONENT;
  }
}
