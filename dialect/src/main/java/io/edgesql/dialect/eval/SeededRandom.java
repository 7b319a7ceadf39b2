package io.edgesql.dialect.eval;

/** MySQL's pseudo-random numbers (my_rnd): the same sequence for the same seed. */
final class SeededRandom {
  private static final long MODULUS = 0x3FFFFFFFL;
  private static final long MASK = 0xffffffffL;

  private long first;
  private long second;

  /**
   * Starts a sequence.
   *
   * @param seed the argument's lower 32 bits
   */
  SeededRandom(long seed) {
    first = ((seed * 0x10001L + 55555555L) & MASK) % MODULUS;
    second = ((seed * 0x10000001L) & MASK) % MODULUS;
  }

  /** The next number in [0, 1). */
  double next() {
    first = (first * 3 + second) % MODULUS;
    second = (first + second + 33) % MODULUS;
    return (double) first / MODULUS;
  }
}
