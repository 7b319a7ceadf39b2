package io.edgesql.dialect.eval;

import io.edgesql.dialect.types.Value;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Aggregates of the variance family over values that the shard collected: {@code ":1,2,3"}, whole
 * numbers to be divided by a power of ten, or reals; without the colon it is the finished number.
 */
final class VarianceFunctions {
  private VarianceFunctions() {}

  static void register(Functions functions) {
    functions.strict("STDDEV_POP_OF_VALUES", call -> finish(call, true, false));
    functions.strict("STDDEV_SAMP_OF_VALUES", call -> finish(call, true, true));
    functions.strict("VAR_POP_OF_VALUES", call -> finish(call, false, false));
    functions.strict("VAR_SAMP_OF_VALUES", call -> finish(call, false, true));
  }

  private static Value finish(Invocation call, boolean root, boolean sample) {
    String text = call.text(0);
    if (!text.startsWith(":")) {
      return new Value.Real(Double.parseDouble(text));
    }
    int scale = call.small(1);
    long count = 0;
    double mean = 0;
    double squares = 0;
    for (int at = 1; at <= text.length(); ) {
      int comma = text.indexOf(',', at);
      int end = comma < 0 ? text.length() : comma;
      double x = number(text.substring(at, end), scale);
      at = end + 1;
      count++;
      // Welford's recurrence, in the order of MySQL's operations: every digit depends on it.
      double before = mean;
      mean = count == 1 ? x : before + (x - before) / count;
      squares += (x - before) * (x - mean);
    }
    if (sample && count < 2) {
      return Value.Null.NULL;
    }
    double variance = count == 1 ? 0 : squares / (sample ? count - 1 : count);
    if (!Double.isFinite(variance)) {
      throw Coercion.overflow("DOUBLE", root ? "std" : "variance");
    }
    return new Value.Real(root ? Math.sqrt(variance) : variance);
  }

  private static double number(String text, int scale) {
    return scale == 0
        ? Double.parseDouble(text)
        : new BigDecimal(new BigInteger(text), scale).doubleValue();
  }
}
