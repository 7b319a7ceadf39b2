package io.edgesql.proxy.session;

import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.Expr.VariableScope;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.types.Value;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.protocol.type.Collation;
import io.edgesql.proxy.execute.Compiled;
import io.edgesql.proxy.execute.Result;
import io.edgesql.proxy.state.Failures;
import io.edgesql.proxy.state.GlobalVariables;
import io.edgesql.proxy.state.SessionState;
import io.edgesql.proxy.state.SessionVariables;
import io.edgesql.proxy.state.VariableDefinition;
import io.edgesql.proxy.state.VariableRules;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** SET in all its forms. All values are evaluated and checked before the first one is set. */
final class SetStatements {
  private final Conversation conversation;
  private final SessionStatements statements;
  private final SessionState state;

  SetStatements(Conversation conversation, SessionStatements statements) {
    this.conversation = conversation;
    this.statements = statements;
    this.state = conversation.state();
  }

  /** A checked assignment that waits for the others. */
  private record Pending(Runnable action, boolean commits) {}

  CompletionStage<Result> set(
      Statement.SetVariables set, Compiled compiled, List<Value> parameters) {
    List<Expr> expressions = new ArrayList<>();
    for (Statement.VariableAssignment assignment : set.assignments()) {
      if (assignment.target() instanceof Expr.SystemVariable variable) {
        // An unknown name counts before what is wrong with its value.
        state.variables().globals().definition(variable.name());
      }
      if (assignment.value() != null) {
        expressions.add(assignment.value());
      }
    }
    return values(expressions, compiled, parameters)
        .thenCompose(
            values -> {
              List<Pending> pending = new ArrayList<>();
              int next = 0;
              for (Statement.VariableAssignment assignment : set.assignments()) {
                Value value = assignment.value() == null ? null : values.get(next++);
                pending.add(check(assignment.target(), value));
              }
              return apply(pending);
            });
  }

  /** Plain literals, which drivers send all the time, need no planner. */
  private CompletionStage<List<Value>> values(
      List<Expr> expressions, Compiled compiled, List<Value> parameters) {
    List<Value> values = new ArrayList<>();
    for (Expr expression : expressions) {
      if (!(expression instanceof Expr.Literal literal)) {
        return statements.evaluate(expressions, compiled, parameters);
      }
      values.add(
          literal.ordinal() >= 0
              ? compiled.literals().get(literal.ordinal()).value()
              : literal.value());
    }
    return CompletableFuture.completedStage(values);
  }

  private CompletionStage<Result> apply(List<Pending> pending) {
    boolean commits = pending.stream().anyMatch(Pending::commits);
    CompletionStage<Void> before =
        commits ? statements.commit() : CompletableFuture.completedStage(null);
    return before.thenApply(
        done -> {
          pending.forEach(assignment -> assignment.action().run());
          return Result.Done.NOTHING;
        });
  }

  private Pending check(Expr target, @Nullable Value value) {
    if (target instanceof Expr.UserVariable variable) {
      Value given = value == null ? Value.Null.NULL : value;
      return new Pending(
          () -> {
            state.setUserVariable(variable.name(), given);
            conversation.tracker().stateChanged();
          },
          false);
    }
    Expr.SystemVariable variable = (Expr.SystemVariable) target;
    GlobalVariables globals = state.variables().globals();
    VariableDefinition definition = globals.definition(variable.name());
    if (variable.scope() == VariableScope.PERSIST_ONLY) {
      return new Pending(() -> {}, false);
    }
    boolean isGlobal =
        variable.scope() == VariableScope.GLOBAL || variable.scope() == VariableScope.PERSIST;
    if (isGlobal && !definition.hasGlobal()) {
      throw Failures.of(MySqlError.ER_LOCAL_VARIABLE, definition.name());
    }
    if (!isGlobal && !definition.hasSession()) {
      throw definition.isSettable()
          ? Failures.of(MySqlError.ER_GLOBAL_VARIABLE, definition.name())
          : Failures.of(MySqlError.ER_INCORRECT_GLOBAL_LOCAL_VAR, definition.name(), "read only");
    }
    Value given = value == null ? fallback(definition, isGlobal) : value;
    Value checked =
        VariableRules.check(
            definition, given, state.diagnostics(), state.variables().number("max_error_count"));
    if (isGlobal) {
      return new Pending(() -> globals.put(definition.name(), checked), false);
    }
    return session(definition.name(), checked);
  }

  private Value fallback(VariableDefinition definition, boolean isGlobal) {
    return isGlobal || !definition.hasGlobal()
        ? definition.defaultValue()
        : state.variables().globals().get(definition);
  }

  private Pending session(String name, Value value) {
    SessionVariables variables = state.variables();
    boolean isOne = value instanceof Value.Int number && number.bits() == 1;
    boolean commits = name.equals("autocommit") && isOne && !variables.autocommit();
    if (name.equals("max_allowed_packet") || name.equals("net_buffer_length")) {
      throw Failures.of(MySqlError.ER_VARIABLE_IS_READONLY, "SESSION", name, "GLOBAL");
    }
    return new Pending(() -> put(name, value), commits);
  }

  /** Sets a session variable and what hangs on it. */
  private void put(String name, Value value) {
    SessionVariables variables = state.variables();
    variables.put(name, value);
    switch (name) {
      case "collation_connection" ->
          Collation.ofName(variables.text(name))
              .ifPresent(
                  collation -> putText("character_set_connection", collation.characterSet()));
      case "character_set_connection" ->
          Collation.defaultOf(variables.text(name))
              .ifPresent(collation -> putText("collation_connection", collation.name()));
      case "collation_database" ->
          Collation.ofName(variables.text(name))
              .ifPresent(collation -> putText("character_set_database", collation.characterSet()));
      case "last_insert_id", "identity" ->
          state.setLastInsertId(value instanceof Value.Int number ? number.bits() : 0);
      default -> {}
    }
    conversation.tracker().variable(name);
  }

  private void putText(String name, String text) {
    state.variables().put(name, new Value.Text(text));
    conversation.tracker().variable(name);
  }

  void setNames(Statement.SetNames names) {
    String charset = names.charset();
    Collation collation =
        charset == null
            ? Collation.UTF8MB4_0900_AI_CI
            : Collation.defaultOf(charset)
                .orElseThrow(() -> Failures.of(MySqlError.ER_UNKNOWN_CHARACTER_SET, charset));
    requireClientCharset(collation);
    String named = names.collation();
    Collation connection = collation;
    if (named != null) {
      connection =
          Collation.ofName(named)
              .orElseThrow(() -> Failures.of(MySqlError.ER_UNKNOWN_COLLATION, named));
      if (!connection.characterSet().equals(collation.characterSet())) {
        throw Failures.of(
            MySqlError.ER_COLLATION_CHARSET_MISMATCH, named, collation.characterSet());
      }
    }
    state.variables().setNames(connection);
    trackNames();
  }

  void setCharacterSet(Statement.SetCharacterSet statement) {
    String charset = statement.charset();
    Collation collation =
        charset == null
            ? Collation.UTF8MB4_0900_AI_CI
            : Collation.defaultOf(charset)
                .orElseThrow(() -> Failures.of(MySqlError.ER_UNKNOWN_CHARACTER_SET, charset));
    requireClientCharset(collation);
    SessionVariables variables = state.variables();
    variables.put("character_set_client", new Value.Text(collation.characterSet()));
    variables.put("character_set_results", new Value.Text(collation.characterSet()));
    variables.put("collation_connection", new Value.Text(variables.text("collation_database")));
    variables.put(
        "character_set_connection", new Value.Text(variables.text("character_set_database")));
    trackNames();
  }

  private void trackNames() {
    conversation.tracker().variable("character_set_client");
    conversation.tracker().variable("character_set_connection");
    conversation.tracker().variable("character_set_results");
  }

  /** Statements cannot be read in sets of two or four bytes a character. */
  private static void requireClientCharset(Collation collation) {
    switch (collation.characterSet()) {
      case "ucs2", "utf16", "utf16le", "utf32" ->
          throw Failures.of(
              MySqlError.ER_WRONG_VALUE_FOR_VAR, "character_set_client", collation.characterSet());
      default -> {}
    }
  }

  /** SET TRANSACTION; without a scope it is for the next transaction alone. */
  void setTransaction(Statement.SetTransaction statement) {
    boolean isNext = statement.scope() == VariableScope.DEFAULT;
    if (isNext && conversation.transaction().isOpen()) {
      throw Failures.of(MySqlError.ER_CANT_CHANGE_TX_CHARACTERISTICS);
    }
    String isolation = statement.isolation();
    if (isolation != null) {
      set(statement.scope(), "transaction_isolation", new Value.Text(isolation));
    }
    Boolean readOnly = statement.readOnly();
    if (readOnly != null) {
      set(statement.scope(), "transaction_read_only", new Value.Int(readOnly ? 1 : 0, false));
    }
  }

  private void set(VariableScope scope, String name, Value value) {
    VariableDefinition definition = state.variables().globals().definition(name);
    Value checked =
        VariableRules.check(
            definition, value, state.diagnostics(), state.variables().number("max_error_count"));
    if (scope == VariableScope.GLOBAL) {
      state.variables().globals().put(name, checked);
    } else if (scope == VariableScope.DEFAULT) {
      conversation.transaction().nextIs(name, checked);
    } else {
      put(name, checked);
    }
  }
}
