package io.edgesql.dialect.eval;

import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;

/**
 * As what MySQL compares more than two operands with each other. Dates, times, documents and the
 * members of ENUM and SET are strings to it at first.
 */
enum OperandDomain {
  STRING,
  INTEGER,
  DECIMAL,
  REAL;

  /** The common domain of the arguments from an index on. */
  static OperandDomain of(Invocation call, int from) {
    OperandDomain result = of(call.type(from));
    for (int i = from + 1; i < call.count(); i++) {
      result = with(result, of(call.type(i)));
    }
    return result;
  }

  /** Whether all are strings to begin with and one of them is a date with or without a time. */
  static boolean areDates(Invocation call) {
    return of(call, 0) == STRING && hasDate(call);
  }

  static boolean hasDate(Invocation call) {
    for (int i = 0; i < call.count(); i++) {
      if (isDate(call.type(i))) {
        return true;
      }
    }
    return false;
  }

  static boolean has(Invocation call, TypeName name) {
    for (int i = 0; i < call.count(); i++) {
      if (call.type(i).is(name)) {
        return true;
      }
    }
    return false;
  }

  static boolean isDate(SqlType type) {
    return type.name().isTemporal() && !type.is(TypeName.TIME);
  }

  private static OperandDomain with(OperandDomain a, OperandDomain b) {
    if (a == b) {
      return a;
    }
    return a == STRING || b == STRING || a == REAL || b == REAL ? REAL : DECIMAL;
  }

  private static OperandDomain of(SqlType type) {
    TypeName name = type.name();
    if (name.isInteger() || name == TypeName.YEAR || name == TypeName.BIT) {
      return INTEGER;
    }
    if (name == TypeName.DECIMAL) {
      return DECIMAL;
    }
    return name.isApproximate() ? REAL : STRING;
  }
}
