package io.edgesql.dialect.bind;

import io.edgesql.dialect.eval.StoredFunctions;
import java.util.Set;

/** Whether computing an expression twice gives the same value twice. */
final class Determinism {
  private static final Set<String> CHANGING =
      Set.of(
          "RAND",
          "UUID",
          "UUID_SHORT",
          "RANDOM_BYTES",
          "SYSDATE",
          "SLEEP",
          "GET_LOCK",
          "RELEASE_LOCK",
          "RELEASE_ALL_LOCKS",
          "IS_FREE_LOCK",
          "IS_USED_LOCK",
          "BENCHMARK",
          StoredFunctions.CHANGING);

  private Determinism() {}

  static boolean isRepeatable(Typed e) {
    if (e instanceof Typed.AssignVariable || e instanceof Typed.Subquery) {
      return false;
    }
    if (e instanceof Typed.Call call && CHANGING.contains(call.name())) {
      return false;
    }
    for (Typed child : Aggregation.children(e)) {
      if (!isRepeatable(child)) {
        return false;
      }
    }
    return true;
  }
}
