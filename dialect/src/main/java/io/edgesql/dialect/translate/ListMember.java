package io.edgesql.dialect.translate;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.tree.Expr.BinaryOperator;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.Representation.Kind;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.util.List;

/** Whether a value is one member of the list of IN. */
final class ListMember {
  private ListMember() {}

  /** A text that is no date is in no list of dates, where it makes an equality unknown. */
  static Sql test(Lowering l, Typed x, Typed item) {
    boolean isDate = x.type().name().isTemporal() && !x.type().is(TypeName.TIME);
    if (isDate && l.isConstant(x) && l.isConstant(item)) {
      Typed test = new Typed.Call("IN", List.of(x, item), SqlType.BOOLEAN);
      return l.bound(test, Representation.of(Kind.INTEGER));
    }
    return ComparisonRules.compare(
        l, BinaryOperator.EQUAL, x, ComparisonRules.operand(l, item, x, false));
  }
}
