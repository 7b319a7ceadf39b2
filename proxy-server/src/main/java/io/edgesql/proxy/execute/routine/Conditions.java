package io.edgesql.proxy.execute.routine;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.eval.ValueText;
import io.edgesql.dialect.routine.Guard.Severity;
import io.edgesql.dialect.routine.Instruction;
import io.edgesql.dialect.routine.Instruction.Expression;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.Value;
import io.edgesql.proxy.state.Diagnostics;
import io.edgesql.proxy.state.SessionState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** SIGNAL, RESIGNAL and GET DIAGNOSTICS, for all routines that one CALL runs. */
final class Conditions {
  private static final SqlType TEXT = SqlType.varchar(512, Collation.UTF8MB4_0900_AI_CI);

  private final SessionState state;
  private final IdentityHashMap<SqlException, Map<String, String>> items = new IdentityHashMap<>();

  Conditions(SessionState state) {
    this.state = state;
  }

  /** An error with what SIGNAL has told about it. */
  Raised of(SqlException error) {
    return Raised.of(error, items.getOrDefault(error, Map.of()));
  }

  /** A condition that is not there is told beside what it reads: the statement goes on. */
  Value told(Throwable failure) {
    Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
    boolean isTold =
        cause instanceof SqlException given
            && given.code() == ErrorCode.ER_DA_INVALID_CONDITION_NUMBER.code();
    if (!isTold || !(cause instanceof SqlException error)) {
      throw new CompletionException(cause);
    }
    state.warn(new Diagnostics.Condition("Error", error.code(), error.text(), error.sqlState()));
    return Value.Null.NULL;
  }

  CompletionStage<Void> signal(
      Instruction.Signal signal,
      Frame frame,
      Function<Expression, CompletionStage<Row>> evaluator) {
    Raised handled = frame.handlers().isEmpty() ? null : frame.handlers().peek().condition();
    if (signal.isAgain() && handled == null) {
      throw SqlException.of(ErrorCode.ER_RESIGNAL_WITHOUT_ACTIVE_HANDLER);
    }
    List<String> names = new ArrayList<>(signal.items().keySet());
    return values(names, 0, signal.items(), new HashMap<>(), evaluator)
        .thenAccept(given -> raise(signal, handled, given));
  }

  private static CompletionStage<Map<String, Value>> values(
      List<String> names,
      int at,
      Map<String, Expression> expressions,
      Map<String, Value> values,
      Function<Expression, CompletionStage<Row>> evaluator) {
    if (at == names.size()) {
      return CompletableFuture.completedStage(values);
    }
    String name = names.get(at);
    return evaluator
        .apply(expressions.get(name))
        .thenCompose(
            row -> {
              values.put(name, row.values().get(0));
              return values(names, at + 1, expressions, values, evaluator);
            });
  }

  private void raise(
      Instruction.Signal signal, @Nullable Raised handled, Map<String, Value> given) {
    String sqlState;
    Map<String, String> told =
        new HashMap<>(handled == null || !signal.isAgain() ? Map.of() : handled.items());
    int code;
    String message;
    if (signal.sqlState() == null && handled != null) {
      sqlState = handled.sqlState();
      code = handled.code();
      message = handled.message();
    } else {
      sqlState =
          Objects.requireNonNull(signal.sqlState(), "RESIGNAL by itself stands in a handler alone");
      ErrorCode usual = usual(sqlState);
      code = usual.code();
      message = usual.format();
    }
    for (Map.Entry<String, Value> item : given.entrySet()) {
      if (item.getValue().isNull()) {
        throw new SqlException(
            1231, "42000", "Variable '" + item.getKey() + "' can't be set to the value of 'NULL'");
      }
      String text = ValueText.text(item.getValue(), SqlType.NULL);
      switch (item.getKey()) {
        case "MESSAGE_TEXT" -> message = text;
        case "MYSQL_ERRNO" -> code = number(item.getValue(), text);
        default -> told.put(item.getKey(), text);
      }
    }
    if (!signal.isAgain() || signal.sqlState() == null) {
      state.diagnostics().clear();
    }
    raise(new Raised(Severity.of(sqlState), code, sqlState, message, told));
  }

  private void raise(Raised raised) {
    if (raised.severity() == Severity.WARNING) {
      state.warn(
          new Diagnostics.Condition("Warning", raised.code(), raised.message(), raised.sqlState()));
      return;
    }
    SqlException error = raised.toException();
    items.put(error, raised.items());
    throw error;
  }

  private static int number(Value value, String text) {
    long number = value instanceof Value.Int given ? given.bits() : 0;
    if (number <= 0 || number > 65_535) {
      throw new SqlException(
          1231, "42000", "Variable 'MYSQL_ERRNO' can't be set to the value of '" + text + "'");
    }
    return (int) number;
  }

  private static ErrorCode usual(String sqlState) {
    return switch (Severity.of(sqlState)) {
      case WARNING -> ErrorCode.ER_SIGNAL_WARN;
      case NOT_FOUND -> ErrorCode.ER_SIGNAL_NOT_FOUND;
      case EXCEPTION -> ErrorCode.ER_SIGNAL_EXCEPTION;
    };
  }

  // GET DIAGNOSTICS.

  CompletionStage<Void> diagnostics(
      Instruction.Diagnostics get,
      Frame frame,
      Function<Expression, CompletionStage<Row>> evaluator,
      Steps steps) {
    List<Raised> all = new ArrayList<>();
    if (get.stacked()) {
      if (frame.handlers().isEmpty()) {
        throw SqlException.of(ErrorCode.ER_GET_STACKED_DA_WITHOUT_ACTIVE_HANDLER);
      }
      all.add(frame.handlers().peek().condition());
    } else {
      Raised handled = frame.handlers().isEmpty() ? null : frame.handlers().peek().condition();
      for (Diagnostics.Condition condition : state.diagnostics().list()) {
        Raised raised = Raised.of(condition);
        boolean isHandled =
            handled != null
                && handled.code() == raised.code()
                && handled.message().equals(raised.message());
        all.add(isHandled ? handled : raised);
      }
    }
    Expression condition = get.condition();
    if (condition == null) {
      for (Instruction.Item item : get.items()) {
        long number = item.name().equals("NUMBER") ? all.size() : state.rowCount();
        steps.put(item.target(), new Value.Int(number, false), SqlType.BIGINT);
      }
      return Steps.DONE;
    }
    return evaluator
        .apply(condition)
        .thenAccept(
            row -> {
              long number = row.values().get(0) instanceof Value.Int given ? given.bits() : 0;
              if (number < 1 || number > all.size()) {
                throw SqlException.of(ErrorCode.ER_DA_INVALID_CONDITION_NUMBER);
              }
              for (Instruction.Item item : get.items()) {
                put(item, all.get((int) number - 1), steps);
              }
            });
  }

  private static void put(Instruction.Item item, Raised raised, Steps steps) {
    if (item.name().equals("MYSQL_ERRNO")) {
      steps.put(item.target(), new Value.Int(raised.code(), false), SqlType.BIGINT);
      return;
    }
    String text =
        switch (item.name()) {
          case "MESSAGE_TEXT" -> raised.message();
          case "RETURNED_SQLSTATE" -> raised.sqlState();
          case "CLASS_ORIGIN" ->
              raised.items().getOrDefault(item.name(), origin(raised.sqlState().substring(0, 2)));
          case "SUBCLASS_ORIGIN" ->
              raised.items().getOrDefault(item.name(), subclassOrigin(raised.sqlState()));
          default -> raised.items().getOrDefault(item.name(), "");
        };
    steps.put(item.target(), new Value.Text(text), TEXT);
  }

  /** ISO 9075 defines classes that begin with 0 to 4 or A to H. */
  private static String origin(String part) {
    char first = part.charAt(0);
    boolean isStandard = (first >= '0' && first <= '4') || (first >= 'A' && first <= 'H');
    return isStandard ? "ISO 9075" : "MySQL";
  }

  private static String subclassOrigin(String sqlState) {
    boolean isStandard =
        origin(sqlState).equals("ISO 9075")
            && (sqlState.endsWith("000") || !origin(sqlState.substring(2)).equals("MySQL"));
    return isStandard ? "ISO 9075" : "MySQL";
  }
}
