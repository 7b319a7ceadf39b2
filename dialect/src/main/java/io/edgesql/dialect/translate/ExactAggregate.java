package io.edgesql.dialect.translate;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;

/** Which aggregates SQLite computes as MySQL does; the letters are {@link Exactness}'s. */
final class ExactAggregate {
  private ExactAggregate() {}

  static boolean holds(Lowering l, Typed.Aggregate aggregate) {
    String letters =
        switch (aggregate.name()) {
          // A call's text may hide a number.
          case "SUM", "AVG" ->
              aggregate.arguments().get(0) instanceof Typed.Call ? "ildxrNc" : "ildxrsNc";
          case "MIN", "MAX" -> "iludxrsbDTZtNc";
          case "GROUP_CONCAT" -> aggregate.distinct() || hasBytes(aggregate) ? "" : "iludseDTtNc";
          case "BIT_AND", "BIT_OR", "BIT_XOR" ->
              // The shard writes the argument down 128 times.
              aggregate.over() == null
                      && aggregate.arguments().get(0) instanceof Typed.ColumnReference
                  ? "ilN"
                  : "";
          // Over a window MySQL reads the document it has written again: every fraction is a
          // DOUBLE.
          case "JSON_ARRAYAGG", "JSON_OBJECTAGG" -> "ilsDN";
          case "COUNT", "ANY_VALUE" -> "iludxrsebDTZtNjgc";
          // Over a window every digit depends on the order of the rows.
          default ->
              aggregate.over() != null
                  ? ""
                  : aggregate.arguments().get(0) instanceof Typed.Call ? "ildrbNc" : "ildrsbNc";
        };
    if (passes(aggregate)
        && aggregate.arguments().stream()
            .anyMatch(e -> isLongConstant(l, e) || losesDigits(aggregate, e))) {
      return false;
    }
    // What a constant is decides here, too.
    boolean isStrict = aggregate.name().startsWith("JSON_") || aggregate.name().startsWith("BIT_");
    return aggregate.arguments().stream()
        .allMatch(e -> isStrict ? isMember(e, letters) : Exactness.is(l, e, letters));
  }

  /** Whether the aggregate gives one of the values that it gets. */
  private static boolean passes(Typed.Aggregate aggregate) {
    return switch (aggregate.name()) {
      case "MIN", "MAX", "ANY_VALUE", "SUM", "AVG" -> true;
      default -> false;
    };
  }

  /** Whether the value gets the digits of its type when MySQL keeps it in a column meanwhile. */
  private static boolean losesDigits(Typed.Aggregate aggregate, Typed e) {
    boolean isTotal = aggregate.name().equals("SUM") || aggregate.name().equals("AVG");
    boolean isNarrowed = aggregate.over() != null && e.type().is(TypeName.FLOAT);
    boolean isRounded =
        aggregate.distinct()
            && e.type().name().isApproximate()
            && e.type().scale() < SqlType.NOT_FIXED;
    return isTotal && e instanceof Typed.Call && (isNarrowed || isRounded);
  }

  /** A constant that 64 bits cannot hold with all its digits. */
  private static boolean isLongConstant(Lowering l, Typed e) {
    char letter = Exactness.letter(e.type());
    return l.isConstant(e) && (letter == 'x' || letter == 'u');
  }

  private static boolean hasBytes(Typed.Aggregate aggregate) {
    return aggregate.arguments().stream().anyMatch(e -> Exactness.letter(e.type()) == 'b');
  }

  /** Whether the value becomes a document's as it is, whether it has columns or not. */
  private static boolean isMember(Typed e, String letters) {
    boolean isTruth = e.type().is(TypeName.BIGINT) && e.type().length() == 1;
    return letters.indexOf(Exactness.letter(e.type())) >= 0 && !isTruth;
  }
}
