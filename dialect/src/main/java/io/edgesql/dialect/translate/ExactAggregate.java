package io.edgesql.dialect.translate;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.types.SqlType;

/** Which aggregates SQLite computes as MySQL does; the letters are {@link Exactness}'s. */
final class ExactAggregate {
  private ExactAggregate() {}

  static boolean holds(Lowering l, Typed.Aggregate aggregate) {
    String letters =
        switch (aggregate.name()) {
          case "SUM", "AVG" -> "ildxrsNc";
          case "MIN", "MAX" -> "iludxrsbDTZtNc";
          case "GROUP_CONCAT" -> aggregate.distinct() ? "" : "iludsebDTtNc";
          case "BIT_AND", "BIT_OR", "BIT_XOR" -> aggregate.over() == null ? "ilNc" : "";
          // Over a window MySQL reads the document it has written again: every fraction is a
          // DOUBLE.
          case "JSON_ARRAYAGG", "JSON_OBJECTAGG" -> aggregate.over() == null ? "ilsDNc" : "ilsDN";
          case "COUNT", "ANY_VALUE" -> "iludxrsebDTZtNjgc";
          default -> "iludxrsbNc";
        };
    boolean isDocument = aggregate.name().startsWith("JSON_");
    return aggregate.arguments().stream()
        .allMatch(
            e -> Exactness.is(l, e, letters) && !(isDocument && e.type().equals(SqlType.BOOLEAN)));
  }
}
