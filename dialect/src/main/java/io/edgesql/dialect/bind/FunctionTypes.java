package io.edgesql.dialect.bind;

import io.edgesql.dialect.bind.NativeFunction.Nulls;
import io.edgesql.dialect.bind.NativeFunction.Rule;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** MySQL's native functions: how many arguments they take, and the types of their results. */
final class FunctionTypes {
  private static final Map<String, NativeFunction> ALL = new HashMap<>();

  static {
    FunctionTypes all = new FunctionTypes();
    ControlFunctions.addTo(all);
    NumericFunctions.addTo(all);
    StringFunctions.addTo(all);
    TextSearchFunctions.addTo(all);
    TemporalFunctions.addTo(all);
    JsonFunctions.addTo(all);
    InformationFunctions.addTo(all);
    CryptographicFunctions.addTo(all);
    SpatialFunctions.addTo(all);
  }

  private FunctionTypes() {}

  /** By upper-case name; null if MySQL has no such function. */
  static @Nullable NativeFunction find(String name) {
    return ALL.get(name);
  }

  /** Adds functions that differ in nothing but their names, separated by blanks. */
  void add(String names, int minimum, int maximum, Nulls nulls, Rule rule) {
    NativeFunction function = new NativeFunction(minimum, maximum, nulls, rule);
    for (String name : names.split(" ", -1)) {
      ALL.put(name, function);
    }
  }
}
