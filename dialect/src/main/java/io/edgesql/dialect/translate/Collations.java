package io.edgesql.dialect.translate;

import io.edgesql.dialect.bind.Comparison;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.Representation.Kind;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.util.List;

/** Which collation counts, and how SQLite is told. */
public final class Collations {
  private Collations() {}

  /** The collation of a comparison of two strings: an explicit one, a column's, a constant's. */
  public static Collation of(Typed a, Typed b) {
    if (Shapes.isString(a.type()) && Shapes.isString(b.type())) {
      return Comparison.collation(List.of(a, b), "=");
    }
    Collation left = a.type().collation();
    Collation right = b.type().collation();
    if (left.isBinary() || right.isBinary()) {
      return Shapes.isString(a.type())
          ? left
          : Shapes.isString(b.type()) ? right : Collation.BINARY;
    }
    int leftRank = rank(a);
    int rightRank = rank(b);
    if (leftRank != rightRank) {
      return leftRank < rightRank ? left : right;
    }
    return left.isCaseInsensitive() && right.isBin() ? right : left;
  }

  /** MySQL's coercibility, roughly: 0 explicit, 2 column, 4 literal. */
  private static int rank(Typed e) {
    if (e instanceof Typed.Call call && call.name().equals("COLLATE")) {
      return 0;
    }
    if (Shapes.isColumnFree(e)) {
      return Shapes.contains(e, n -> n instanceof Typed.Call c && c.name().equals("COLLATE"))
          ? 0
          : 4;
    }
    return 2;
  }

  /** An operand of a text comparison under {@code collation}; only one side needs the word. */
  static Sql compared(Sql operand, Collation collation) {
    return new Sql.Collate(operand, collation.isCaseInsensitive() ? "NOCASE" : "BINARY");
  }

  /** Whether trailing spaces of the stored value may matter. */
  static boolean needsTrim(Collation collation, SqlType type) {
    return collation.padSpace() && !collation.isBinary() && !type.is(TypeName.CHAR);
  }

  static Sql trimmed(Sql operand) {
    return Sql.call("rtrim", operand);
  }

  /**
   * A value that takes part in DISTINCT, UNION or MIN as it is: its collation is written out where
   * SQLite would not know it by itself. It tells ASCII letters from others, no more.
   */
  static Sql carrying(Lowered value) {
    if (value.kind() == Kind.TEXT
        && value.type().name().isCharacter()
        && value.type().collation().isCaseInsensitive()
        && !value.isColumn()) {
      return new Sql.Collate(value.sql(), "NOCASE");
    }
    return value.sql();
  }
}
