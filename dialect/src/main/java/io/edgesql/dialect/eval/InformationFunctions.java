package io.edgesql.dialect.eval;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.Coercibility;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.eval.Environment.LockFunction;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import java.util.Locale;

/** VERSION, DATABASE, USER, LAST_INSERT_ID and what tells about strings. */
final class InformationFunctions {
  /** A year: nobody waits for longer. */
  private static final double MAX_SLEEP_MICROS = 365 * 86_400e6;

  /** Characters. */
  private static final int MAX_LOCK_NAME = 64;

  private InformationFunctions() {}

  static void register(Functions functions) {
    functions.strict("VERSION", call -> new Value.Text(call.environment().serverVersion()));
    functions.strict("DATABASE", InformationFunctions::database);
    functions.strict("SCHEMA", InformationFunctions::database);
    functions.strict("USER", call -> new Value.Text(call.environment().user()));
    functions.strict("SESSION_USER", call -> new Value.Text(call.environment().user()));
    functions.strict("SYSTEM_USER", call -> new Value.Text(call.environment().user()));
    functions.strict("CURRENT_USER", call -> new Value.Text(call.environment().account()));
    functions.strict("CURRENT_ROLE", call -> new Value.Text("NONE"));
    functions.strict("CONNECTION_ID", InformationFunctions::connectionId);
    functions.lenient("LAST_INSERT_ID", InformationFunctions::lastInsertId);
    functions.strict("ROW_COUNT", call -> new Value.Int(call.environment().rowCount(), false));
    functions.strict("FOUND_ROWS", call -> new Value.Int(call.environment().foundRows(), false));
    functions.lenient("CHARSET", call -> call.string(charset(shown(call))));
    functions.lenient("COLLATION", call -> call.string(collation(shown(call))));
    functions.lenient("COERCIBILITY", InformationFunctions::coercibility);
    functions.lenient("BENCHMARK", InformationFunctions::benchmark);
    functions.lenient("SLEEP", InformationFunctions::sleep);
    functions.lenient("GET_LOCK", call -> lock(call, LockFunction.GET));
    functions.lenient("RELEASE_LOCK", call -> lock(call, LockFunction.RELEASE));
    functions.lenient("IS_FREE_LOCK", call -> lock(call, LockFunction.IS_FREE));
    functions.lenient("IS_USED_LOCK", call -> lock(call, LockFunction.IS_USED));
    functions.strict(
        "RELEASE_ALL_LOCKS", call -> call.environment().userLock(LockFunction.RELEASE_ALL, "", 0));
    functions.strict("ICU_VERSION", call -> new Value.Text("73.1"));
  }

  private static Value database(Invocation call) {
    String database = call.environment().session().database();
    return database == null ? Value.Null.NULL : new Value.Text(database);
  }

  private static Value connectionId(Invocation call) {
    return new Value.Int(call.environment().connectionId(), true);
  }

  private static Value lastInsertId(Invocation call) {
    Environment environment = call.environment();
    if (call.count() == 0) {
      return new Value.Int(environment.lastInsertId(), true);
    }
    if (call.isNull(0)) {
      environment.setLastInsertId(0);
      return Value.Null.NULL;
    }
    long id = call.integer(0).bits();
    environment.setLastInsertId(id);
    return new Value.Int(id, true);
  }

  /** A column of documents calls itself binary; other documents are texts. */
  private static SqlType shown(Invocation call) {
    boolean isColumn = call.argument(0) instanceof Typed.ShardValue;
    return isColumn && call.type(0).is(TypeName.JSON)
        ? call.type(0).withCollation(Collation.BINARY)
        : call.type(0);
  }

  private static String charset(SqlType type) {
    return type.collation().charset();
  }

  private static String collation(SqlType type) {
    return type.collation().name();
  }

  private static Value coercibility(Invocation call) {
    return new Value.Int(Coercibility.of(call.argument(0)).number(), false);
  }

  private static Value sleep(Invocation call) {
    double seconds = call.isNull(0) ? -1 : call.real(0);
    if (!(seconds >= 0)) {
      throw SqlException.of(ErrorCode.ER_WRONG_ARGUMENTS, "sleep.");
    }
    boolean cutShort = call.environment().sleep((long) Math.min(seconds * 1e6, MAX_SLEEP_MICROS));
    return new Value.Int(cutShort ? 1 : 0, false);
  }

  private static Value lock(Invocation call, LockFunction function) {
    String name = call.isNull(0) ? "NULL" : call.text(0);
    if (call.isNull(0) || name.isEmpty() || name.codePointCount(0, name.length()) > MAX_LOCK_NAME) {
      throw SqlException.of(ErrorCode.ER_USER_LOCK_WRONG_NAME, name);
    }
    boolean waits = function == LockFunction.GET && !call.isNull(1);
    return call.environment()
        .userLock(function, name.toLowerCase(Locale.ROOT), waits ? Math.round(call.real(1)) : 0);
  }

  /** Repeats the evaluation, but no more often than a statement may take. */
  private static Value benchmark(Invocation call) {
    if (call.isNull(0) || call.whole(0) < 0) {
      return Value.Null.NULL;
    }
    long times = Math.min(call.whole(0), 1_000_000);
    for (long i = 0; i < times; i++) {
      Evaluator.evaluate(call.argument(1), call.environment());
    }
    return new Value.Int(0, false);
  }
}
