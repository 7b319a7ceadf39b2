package io.edgesql.dialect.eval;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.eval.json.JsonComparison;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.Value;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Comparisons, AND/OR/XOR/NOT, IS, BETWEEN, IN, LIKE: three-valued. */
final class LogicalOperators {
  /** What compares two operands by their order, or for being equal. */
  static final Set<String> COMPARISONS =
      Set.of(
          "EQUAL",
          "NULL_SAFE_EQUAL",
          "NOT_EQUAL",
          "LESS",
          "LESS_OR_EQUAL",
          "GREATER",
          "GREATER_OR_EQUAL");

  static final Value TRUE = new Value.Int(1, false);
  static final Value FALSE = new Value.Int(0, false);

  private LogicalOperators() {}

  static void register(Functions functions) {
    compare(functions, "EQUAL", order -> order == 0);
    compare(functions, "NOT_EQUAL", order -> order != 0);
    compare(functions, "LESS", order -> order < 0);
    compare(functions, "LESS_OR_EQUAL", order -> order <= 0);
    compare(functions, "GREATER", order -> order > 0);
    compare(functions, "GREATER_OR_EQUAL", order -> order >= 0);
    functions.lenient("NULL_SAFE_EQUAL", call -> bool(nullSafe(call, 0, 1)));
    functions.lenient("AND", LogicalOperators::and);
    functions.lenient("OR", LogicalOperators::or);
    functions.strict("XOR", call -> bool(call.truth(0) != call.truth(1)));
    functions.strict("NOT", call -> bool(!call.truth(0)));
    functions.lenient("IS_NULL", call -> bool(call.isNull(0)));
    functions.lenient("ISNULL", call -> bool(call.isNull(0)));
    functions.lenient("IS_TRUE", call -> bool(!call.isNull(0) && call.truth(0)));
    functions.lenient("IS_FALSE", call -> bool(!call.isNull(0) && !call.truth(0)));
    functions.lenient("BETWEEN", LogicalOperators::between);
    functions.lenient("IN", LogicalOperators::in);
    functions.strict("LIKE", LogicalOperators::like);
    functions.lenient("STRCMP", LogicalOperators::strcmp);
  }

  static Value bool(boolean value) {
    return value ? TRUE : FALSE;
  }

  private static void compare(Functions functions, String name, IntPredicate accepts) {
    functions.lenient(
        name,
        call -> {
          if (isRow(call.argument(0))) {
            return compareRows(call, name, accepts);
          }
          NullOperands.readCompared(call, 0, 1);
          DateOperands.check(call, 0, 1);
          if (call.isNull(0) || call.isNull(1)) {
            return Value.Null.NULL;
          }
          Integer order = order(call, 0, 1);
          return order == null ? Value.Null.NULL : bool(accepts.test(order));
        });
  }

  static boolean isRow(Typed expr) {
    return expr instanceof Typed.Call call && call.name().equals("ROW");
  }

  /** The order of two arguments that are not NULL. */
  static @Nullable Integer order(Invocation call, int left, int right) {
    Value a = DateOperands.beside(call, left, right);
    Value b = DateOperands.beside(call, right, left);
    if (a instanceof Value.Json != b instanceof Value.Json
        && !Comparer.isTemporal(a)
        && !Comparer.isTemporal(b)) {
      return JsonComparison.compare(
          JsonFunctions.scalar(call, left), JsonFunctions.scalar(call, right));
    }
    if (comparesAsText(call, left, right)) {
      return Comparer.compareStrings(
          a, call.type(left), b, call.type(right), call.collation(left, right));
    }
    // A hexadecimal literal is a number beside a number.
    Value x = Comparer.isString(a) && Comparer.isNumber(b) ? number(call, left) : a;
    Value y = Comparer.isString(b) && Comparer.isNumber(a) ? number(call, right) : b;
    return Comparer.compare(x, call.type(left), y, call.type(right), call.environment());
  }

  private static Value number(Invocation call, int index) {
    Value value = call.hidden(index);
    return Comparer.isString(value) ? call.numeric(index) : value;
  }

  /** Two strings; also a string and a TIME, but a column of times beside a constant that is one. */
  private static boolean comparesAsText(Invocation call, int left, int right) {
    Value a = call.value(left);
    Value b = call.value(right);
    boolean stringA = Comparer.isString(a);
    boolean stringB = Comparer.isString(b);
    if (stringA && stringB) {
      return true;
    }
    return (stringA && b instanceof Value.Time && !isTime(call, left, right))
        || (stringB && a instanceof Value.Time && !isTime(call, right, left));
  }

  private static boolean isTime(Invocation call, int text, int time) {
    if (!(call.argument(time) instanceof Typed.ShardValue)
        || !DateOperands.isConstant(call.argument(text))) {
      return false;
    }
    TemporalReader.TimeResult read = TemporalReader.time(call.text(text));
    return read.value() != null && !read.truncated();
  }

  private static Value compareRows(Invocation call, String name, IntPredicate accepts) {
    List<Typed> left = ((Typed.Call) call.argument(0)).arguments();
    List<Typed> right = ((Typed.Call) call.argument(1)).arguments();
    boolean equality = name.equals("EQUAL") || name.equals("NOT_EQUAL");
    boolean unknown = false;
    for (int i = 0; i < left.size(); i++) {
      Integer order = order(left.get(i), right.get(i), call.environment());
      if (order == null) {
        if (!equality) {
          return Value.Null.NULL;
        }
        unknown = true;
      } else if (order != 0) {
        return bool(accepts.test(order));
      }
    }
    return unknown ? Value.Null.NULL : bool(accepts.test(0));
  }

  /** Null where one side is NULL. */
  static @Nullable Integer order(Typed a, Typed b, Environment environment) {
    Typed.Call pair = new Typed.Call("EQUAL", List.of(a, b), SqlType.BOOLEAN);
    if (isRow(a)) {
      Value equal = Evaluator.value(pair, environment);
      return equal instanceof Value.Int number ? (number.bits() != 0 ? 0 : 1) : null;
    }
    Invocation call = new Invocation(pair, environment);
    DateOperands.check(call, 0, 1);
    return call.hasNull() ? null : order(call, 0, 1);
  }

  private static boolean nullSafe(Invocation call, int left, int right) {
    if (isRow(call.argument(left))) {
      List<Typed> a = ((Typed.Call) call.argument(left)).arguments();
      List<Typed> b = ((Typed.Call) call.argument(right)).arguments();
      for (int i = 0; i < a.size(); i++) {
        Typed.Call pair =
            new Typed.Call("NULL_SAFE_EQUAL", List.of(a.get(i), b.get(i)), SqlType.BOOLEAN);
        if (!nullSafe(new Invocation(pair, call.environment()), 0, 1)) {
          return false;
        }
      }
      return true;
    }
    NullOperands.readCompared(call, left, right);
    DateOperands.check(call, left, right);
    if (call.isNull(left) || call.isNull(right)) {
      return call.isNull(left) && call.isNull(right);
    }
    Integer order = order(call, left, right);
    return order != null && order == 0;
  }

  private static Value and(Invocation call) {
    boolean unknown = false;
    for (int i = 0; i < call.count(); i++) {
      if (call.isNull(i)) {
        unknown = true;
      } else if (!call.truth(i)) {
        return FALSE;
      }
    }
    return unknown ? Value.Null.NULL : TRUE;
  }

  private static Value or(Invocation call) {
    boolean unknown = false;
    for (int i = 0; i < call.count(); i++) {
      if (call.isNull(i)) {
        unknown = true;
      } else if (call.truth(i)) {
        return TRUE;
      }
    }
    return unknown ? Value.Null.NULL : FALSE;
  }

  private static Value between(Invocation call) {
    if (call.isNull(0)) {
      return Value.Null.NULL;
    }
    if (areSameLiterals(call)) {
      // It is an equality then.
      DateOperands.check(call, 0, 1);
    }
    Integer low = call.isNull(1) ? null : SharedOrder.of(call, 0, 1);
    Integer high = call.isNull(2) ? null : SharedOrder.of(call, 0, 2);
    if ((low != null && low < 0) || (high != null && high > 0)) {
      return FALSE;
    }
    return low == null || high == null ? Value.Null.NULL : TRUE;
  }

  private static boolean areSameLiterals(Invocation call) {
    return call.value(1) instanceof Value.Text low
        && low.equals(call.value(2))
        && DateOperands.isConstant(call.argument(1))
        && DateOperands.isConstant(call.argument(2));
  }

  private static Value in(Invocation call) {
    boolean unknown = false;
    if (!isRow(call.argument(0)) && call.isNull(0)) {
      // A list of constants is read before the rows are: its errors count.
      for (int i = 1; i < call.count(); i++) {
        if (DateOperands.isConstant(call.argument(i))) {
          call.value(i);
        }
      }
      NullOperands.readList(call);
      return Value.Null.NULL;
    }
    readConstantRows(call);
    for (int i = 1; i < call.count(); i++) {
      Integer order;
      if (isRow(call.argument(0))) {
        order =
            call.count() > 2
                ? RowMembers.order(call.argument(0), call.argument(i), call.environment())
                : order(call.argument(0), call.argument(i), call.environment());
      } else {
        order = call.isNull(i) ? null : SharedOrder.inList(call, i);
      }
      if (order == null) {
        unknown = true;
      } else if (order == 0) {
        return TRUE;
      }
    }
    return unknown ? Value.Null.NULL : FALSE;
  }

  /** Rows of constants are computed before any is compared. */
  private static void readConstantRows(Invocation call) {
    for (int i = 1; i < call.count(); i++) {
      if (call.argument(i) instanceof Typed.Call row
          && isRow(row)
          && DateOperands.isConstant(row)) {
        row.arguments().forEach(element -> Evaluator.value(element, call.environment()));
      }
    }
  }

  private static Value like(Invocation call) {
    String escape = call.count() > 2 ? Coercion.string(call.value(2), call.type(2)) : "\\";
    return bool(
        LikePattern.matches(
            compared(call, 0),
            compared(call, 1),
            escape.isEmpty() ? -1 : escape.codePointAt(0),
            call.collation(0, 1)));
  }

  /** A string to compare: bytes beside characters become characters, or it is error 3854. */
  private static String compared(Invocation call, int index) {
    return call.collation(0, 1).isBinary()
        ? new String(call.bytes(index), StandardCharsets.ISO_8859_1)
        : call.searched(index);
  }

  private static Value strcmp(Invocation call) {
    DateOperands.check(call, 0, 1);
    if (call.hasNull()) {
      return Value.Null.NULL;
    }
    int order = Comparer.compareText(compared(call, 0), compared(call, 1), call.collation(0, 1));
    return new Value.Int(Integer.signum(order), false);
  }
}
