package io.edgesql.dialect.bind;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.catalog.Routine;
import io.edgesql.dialect.eval.StoredFunctions;
import io.edgesql.dialect.parse.Parser;
import io.edgesql.dialect.plan.Privilege;
import io.edgesql.dialect.plan.Session.SqlMode;
import io.edgesql.dialect.routine.Code;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.Collations;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Calls of stored functions: found in the catalog, typed as they are declared. */
final class StoredCalls {
  private StoredCalls() {}

  /** Whether there is a stored function of this name. */
  static boolean isKnown(Binder binder, Expr.Call call, Scope scope) {
    return find(binder, call, scope) != null;
  }

  private static @Nullable Routine find(Binder binder, Expr.Call call, Scope scope) {
    String database = call.database() == null ? scope.surroundings().database() : call.database();
    return database == null ? null : binder.catalog().routine(true, database, call.name());
  }

  /**
   * Binds a call of a function that {@link #isKnown}.
   *
   * @throws io.edgesql.dialect.SqlException 1318, 1370
   */
  static Typed bind(Binder binder, Expr.Call call, List<Typed> given, Scope scope) {
    Routine routine = Objects.requireNonNull(find(binder, call, scope));
    if (!scope.surroundings().isOpen()) {
      binder.rights().requireRoutine(routine.database(), routine.name(), Privilege.EXECUTE);
    }
    Code code =
        Parser.parseRoutine(
            routine,
            SqlMode.of(routine.sqlMode()),
            Objects.requireNonNullElse(
                Collations.byName(routine.databaseCollation()), Collation.UTF8MB4_0900_AI_CI));
    List<Code.Parameter> parameters = code.parameters();
    if (parameters.size() != given.size()) {
      throw SqlException.of(
          ErrorCode.ER_SP_WRONG_NO_OF_ARGS,
          "FUNCTION",
          routine.fullName(),
          parameters.size(),
          given.size());
    }
    List<Typed> arguments = new ArrayList<>();
    arguments.add(text(routine.database()));
    arguments.add(text(routine.name()));
    arguments.add(
        new Typed.Constant(
            new Value.Int(code.outline().effects().touchesTables() ? 1 : 0, false), SqlType.INT));
    for (int i = 0; i < given.size(); i++) {
      arguments.add(binder.parameters().as(given.get(i), parameters.get(i).local().type()));
    }
    return new Typed.Call(
        isSteady(binder, routine, code) ? StoredFunctions.STEADY : StoredFunctions.CHANGING,
        List.copyOf(arguments),
        Objects.requireNonNull(code.outline().returns()));
  }

  /** Whether the same arguments give the same value, as long as one statement runs. */
  private static boolean isSteady(Binder binder, Routine routine, Code code) {
    Code.Effects effects = code.outline().effects();
    if (routine.deterministic() && !effects.writes()) {
      return true;
    }
    return !effects.changes()
        && effects.calls().stream()
            .allMatch(
                name ->
                    FunctionTypes.find(name) != null
                        || binder.catalog().routine(true, routine.database(), name) == null);
  }

  private static Typed text(String text) {
    return new Typed.Constant(
        new Value.Text(text), SqlType.varchar(text.length(), Collation.UTF8MB4_BIN));
  }
}
