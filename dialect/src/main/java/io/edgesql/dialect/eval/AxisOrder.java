package io.edgesql.dialect.eval;

import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.eval.spatial.ReferenceSystem;
import io.edgesql.dialect.eval.spatial.Shape;
import java.util.Locale;

/** The option {@code axis-order} of functions that read or write texts and WKB. */
enum AxisOrder {
  SRID_DEFINED,
  LAT_LONG,
  LONG_LAT;

  /** The options in an argument, if there is one. */
  static AxisOrder of(Invocation call, int index) {
    AxisOrder order = SRID_DEFINED;
    if (call.count() <= index) {
      return order;
    }
    String function = call.call().name().toLowerCase(Locale.ROOT);
    String options = Coercion.string(call.value(index), call.type(index));
    boolean isFirst = true;
    for (String option : options.isEmpty() ? new String[0] : options.split(",", -1)) {
      int equals = option.indexOf('=');
      if (equals <= 0 || equals == option.length() - 1) {
        throw new SqlException(
            3560,
            "22023",
            "The string '"
                + option
                + "' is not a valid key = value pair in function "
                + function
                + ".");
      }
      String key = option.substring(0, equals).trim();
      if (!key.equalsIgnoreCase("axis-order")) {
        throw new SqlException(
            3558, "22023", "Invalid option key '" + key + "' in function " + function + ".");
      }
      if (!isFirst) {
        throw new SqlException(
            3564, "22023", "Duplicate option key '" + key + "' in funtion '" + function + "'.");
      }
      isFirst = false;
      order = value(option.substring(equals + 1).trim(), function);
    }
    return order;
  }

  private static AxisOrder value(String value, String function) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "srid-defined" -> SRID_DEFINED;
      case "lat-long" -> LAT_LONG;
      case "long-lat" -> LONG_LAT;
      default ->
          throw new SqlException(
              3559,
              "22023",
              "Invalid value '"
                  + value
                  + "' for option 'axis-order' in function '"
                  + function
                  + "'.");
    };
  }

  /** From the order inside (longitude first) to the order outside, or back. */
  Shape exchanged(Shape shape, long srid) {
    ReferenceSystem system = ReferenceSystem.of(srid);
    boolean isGeographic = system != null && system.isGeographic();
    return isGeographic && this != LONG_LAT ? shape.swapped() : shape;
  }
}
