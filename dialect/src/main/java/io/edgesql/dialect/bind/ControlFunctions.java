package io.edgesql.dialect.bind;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.NativeFunction.Nulls;
import io.edgesql.dialect.types.SqlType;
import java.util.List;

/** Control flow: the manual's "Flow Control Functions" and comparison functions. */
final class ControlFunctions {
  private ControlFunctions() {}

  static void addTo(FunctionTypes all) {
    all.add("IF", 3, 3, Nulls.ARGUMENTS, a -> a.merged(1, 3));
    all.add("IFNULL", 2, 2, Nulls.ARGUMENTS, a -> a.merged(0, 2));
    all.add(
        "COALESCE",
        1,
        NativeFunction.MANY,
        Nulls.ARGUMENTS,
        a -> a.size() == 1 ? any(a) : a.merged(0, a.size()));
    all.add("NULLIF", 2, 2, Nulls.ALWAYS, ControlFunctions::nullIf);
    all.add("GREATEST LEAST", 2, NativeFunction.MANY, Nulls.ARGUMENTS, a -> a.merged(0, a.size()));
    all.add("ISNULL", 1, 1, Nulls.NEVER, a -> SqlType.BOOLEAN);
    all.add("INTERVAL", 2, NativeFunction.MANY, Nulls.NEVER, a -> Widths.bigint(2, false));
    all.add("ANY_VALUE", 1, 1, Nulls.ARGUMENTS, ControlFunctions::any);
    all.add("NAME_CONST", 2, 2, Nulls.ALWAYS, ControlFunctions::nameConst);
    all.add("DEFAULT", 1, 1, Nulls.ARGUMENTS, a -> a.type(0));
  }

  private static SqlType any(Arguments a) {
    SqlType type = a.type(0);
    return type.name().isTemporal()
        ? type.withCollation(a.connection())
        : AggregateTypes.anyOf(type);
  }

  /** NULLIF has its first argument's type, but dates become text. */
  private static SqlType nullIf(Arguments a) {
    SqlType type = a.type(0);
    if (type.name().isTemporal()) {
      return Widths.text(a.width(0), Widths.PLAIN);
    }
    return TypeMerge.of(List.of(a.get(0), a.get(0)), a.connection(), "nullif");
  }

  /** Both arguments are literals; the value may have a sign, but is no date. */
  private static SqlType nameConst(Arguments a) {
    Typed value = a.get(1);
    if (value instanceof Typed.Call call && call.name().equals("MINUS")) {
      value = call.arguments().get(0);
    }
    if (!isLiteral(a.get(0)) || !isLiteral(value) || value.type().name().isTemporal()) {
      throw SqlException.of(ErrorCode.ER_WRONG_ARGUMENTS, "NAME_CONST");
    }
    return a.type(1);
  }

  private static boolean isLiteral(Typed e) {
    return e instanceof Typed.Constant || e instanceof Typed.Lifted;
  }
}
