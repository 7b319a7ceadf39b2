package io.edgesql.dialect.eval;

import io.edgesql.dialect.types.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The native functions and operators by canonical name; each chapter registers its own. */
final class Functions {
  private static final Set<String> EAGER =
      Set.of(
          "ADD",
          "SUBTRACT",
          "MULTIPLY",
          "DIVIDE",
          "MOD",
          "MODULO",
          "POW",
          "POWER",
          "ROUND",
          "TRUNCATE",
          "SUBSTRING",
          "SUBSTR",
          "MID",
          "LEFT",
          "RIGHT",
          "REPEAT",
          "LOCATE",
          "POSITION",
          "DATEDIFF",
          "MAKEDATE",
          "MAKETIME",
          "PERIOD_ADD",
          "PERIOD_DIFF",
          "STR_TO_DATE");

  private static final Map<String, Entry> BY_NAME = all();

  private final Map<String, Entry> entries = new HashMap<>();

  private Functions() {}

  /** A function's body. */
  @FunctionalInterface
  interface Body {
    /** The call's value; arguments are evaluated when asked for. */
    Value apply(Invocation call);
  }

  /**
   * A function.
   *
   * @param nullIfAnyNull NULL without a call if an argument is NULL
   * @param isEager whether the arguments behind a NULL are evaluated, too: their errors count
   */
  record Entry(Body function, boolean nullIfAnyNull, boolean isEager) {}

  static @Nullable Entry find(String name) {
    return BY_NAME.get(name);
  }

  /** A function that is NULL if any argument is. */
  void strict(String name, Body body) {
    entries.put(name, new Entry(body, true, EAGER.contains(name)));
  }

  /** A function that sees NULLs, or need not evaluate all of its arguments. */
  void lenient(String name, Body body) {
    entries.put(name, new Entry(body, false, false));
  }

  private static Map<String, Entry> all() {
    Functions functions = new Functions();
    ArithmeticOperators.register(functions);
    LogicalOperators.register(functions);
    DateOperands.register(functions);
    ControlFunctions.register(functions);
    CastFunctions.register(functions);
    NumericFunctions.register(functions);
    VarianceFunctions.register(functions);
    StringFunctions.register(functions);
    SearchFunctions.register(functions);
    RegexpFunctions.register(functions);
    TemporalFields.register(functions);
    TemporalFunctions.register(functions);
    TemporalNumbers.register(functions);
    JsonFunctions.register(functions);
    HashFunctions.register(functions);
    InformationFunctions.register(functions);
    NetworkFunctions.register(functions);
    UnitFunctions.register(functions);
    SpatialFunctions.register(functions);
    ShapeFunctions.register(functions);
    ShapeMeasures.register(functions);
    StoredFunctions.register(functions);
    return functions.entries;
  }
}
