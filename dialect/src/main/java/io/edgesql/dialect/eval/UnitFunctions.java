package io.edgesql.dialect.eval;

import io.edgesql.dialect.types.Value;
import java.util.List;

/** FORMAT_BYTES and FORMAT_PICO_TIME. */
final class UnitFunctions {
  private static final List<String> BYTE_UNITS =
      List.of("bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB");
  private static final List<String> TIME_UNITS =
      List.of("ps", "ns", "us", "ms", "s", "min", "h", "d");
  private static final double[] TIME_SIZES = {
    1, 1e3, 1e6, 1e9, 1e12, 60e12, 3600e12, 86_400e12,
  };

  private UnitFunctions() {}

  static void register(Functions functions) {
    functions.strict("FORMAT_BYTES", UnitFunctions::bytes);
    functions.strict("FORMAT_PICO_TIME", UnitFunctions::picoTime);
  }

  private static Value bytes(Invocation call) {
    double count = call.real(0);
    int unit = 0;
    double size = 1;
    while (unit + 1 < BYTE_UNITS.size() && Math.abs(count) >= size * 1024) {
      size *= 1024;
      unit++;
    }
    return shown(call, count, size, BYTE_UNITS.get(unit), unit == 0);
  }

  private static Value picoTime(Invocation call) {
    double time = call.real(0);
    int unit = 0;
    while (unit + 1 < TIME_UNITS.size() && Math.abs(time) >= TIME_SIZES[unit + 1]) {
      unit++;
    }
    return shown(call, time, TIME_SIZES[unit], TIME_UNITS.get(unit), unit == 0);
  }

  /** Whole and at least three wide in the smallest unit, else with two digits behind the point. */
  private static Value shown(
      Invocation call, double number, double size, String unit, boolean isSmallest) {
    if (isSmallest) {
      String whole = String.valueOf((long) number);
      int width = unit.equals("bytes") ? 4 : 3;
      return call.string(" ".repeat(Math.max(0, width - whole.length())) + whole + " " + unit);
    }
    double value = number / size;
    String text = Math.abs(value) < 100_000 ? fixed(value) : exponential(value);
    return call.string(text + " " + unit);
  }

  /** As C's {@code %.2f}: of all the digits that the double has. */
  private static String fixed(double value) {
    return new java.math.BigDecimal(value)
        .setScale(2, java.math.RoundingMode.HALF_EVEN)
        .toPlainString();
  }

  /** As C's {@code %.2e}. */
  private static String exponential(double value) {
    java.math.BigDecimal rounded =
        new java.math.BigDecimal(value).round(new java.math.MathContext(3));
    String digits = rounded.unscaledValue().abs().toString();
    String mantissa = (digits + "00").substring(0, 3);
    int exponent = rounded.precision() - rounded.scale() - 1;
    String sign = rounded.signum() < 0 ? "-" : "";
    String power = (exponent < 10 ? "0" : "") + exponent;
    return sign + mantissa.charAt(0) + "." + mantissa.substring(1) + "e+" + power;
  }
}
