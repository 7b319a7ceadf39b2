package io.edgesql.dialect.eval;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.Value;
import java.util.ArrayList;
import java.util.List;

/** Calls of stored functions, which only an environment with a session can make. */
public final class StoredFunctions {
  /** A function that is said to be deterministic. */
  public static final String STEADY = "stored function";

  /** A function that may give another value each time. */
  public static final String CHANGING = "changing stored function";

  /** What stands before a call's own arguments: database, name, and whether it touches tables. */
  public static final int HEAD = 3;

  private StoredFunctions() {}

  /**
   * A call.
   *
   * @param touchesTables its statements go to a shard
   * @param types of the arguments
   */
  public record Call(
      String database,
      String name,
      boolean touchesTables,
      List<Value> arguments,
      List<SqlType> types) {}

  /** Whether a call touches tables: it is to be made before rows are read, not with each. */
  static boolean mustWait(Typed.Call call) {
    return (call.name().equals(STEADY) || call.name().equals(CHANGING))
        && call.arguments().get(2) instanceof Typed.Constant flag
        && isSet(flag.value());
  }

  private static boolean isSet(Value flag) {
    return flag instanceof Value.Int number && number.bits() != 0;
  }

  static void register(Functions functions) {
    functions.lenient(STEADY, StoredFunctions::call);
    functions.lenient(CHANGING, StoredFunctions::call);
  }

  private static Value call(Invocation invocation) {
    List<Value> arguments = new ArrayList<>();
    List<SqlType> types = new ArrayList<>();
    for (int i = HEAD; i < invocation.count(); i++) {
      arguments.add(invocation.value(i));
      types.add(invocation.type(i));
    }
    return invocation
        .environment()
        .storedFunction(
            new Call(
                text(invocation.value(0)),
                text(invocation.value(1)),
                isSet(invocation.value(2)),
                arguments,
                types));
  }

  private static String text(Value value) {
    return ((Value.Text) value).text();
  }
}
