package io.edgesql.dialect.parse;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.lex.Token.Kind;
import io.edgesql.dialect.routine.Guard;
import io.edgesql.dialect.routine.Guard.Condition;
import io.edgesql.dialect.routine.Instruction;
import io.edgesql.dialect.routine.Instruction.Expression;
import io.edgesql.dialect.routine.Instruction.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Conditions: their values, SIGNAL and RESIGNAL, GET DIAGNOSTICS. */
final class ConditionParser {
  private final RoutineBodyParser body;
  private final Tokens tokens;

  ConditionParser(RoutineBodyParser body) {
    this.body = body;
    this.tokens = body.tokens;
  }

  /** An error number, an SQLSTATE or a condition's name. */
  Condition condition() {
    if (tokens.at("SQLSTATE")) {
      return new Guard.State(sqlState());
    }
    if (tokens.peek().kind() == Kind.INTEGER) {
      int number = tokens.number();
      if (number == 0) {
        throw new SqlException(1525, "HY000", "Incorrect CONDITION value: '0'");
      }
      return new Guard.ErrorNumber(number);
    }
    return body.names.condition(tokens.name());
  }

  private String sqlState() {
    tokens.expect("SQLSTATE");
    tokens.accept("VALUE");
    String state = tokens.text();
    boolean isGood = state.length() == 5 && !state.startsWith("00");
    for (int i = 0; i < state.length(); i++) {
      char c = state.charAt(i);
      isGood &= (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
    }
    if (!isGood) {
      throw SqlException.of(ErrorCode.ER_SP_BAD_SQLSTATE, state);
    }
    return state;
  }

  void signal(boolean isAgain) {
    tokens.take();
    String state = null;
    if (!isAgain || !(tokens.at("SET") || tokens.at(";") || tokens.atEnd())) {
      if (!(condition() instanceof Guard.State named)) {
        throw SqlException.of(ErrorCode.ER_SIGNAL_BAD_CONDITION_TYPE);
      }
      state = named.sqlState();
    }
    Map<String, Expression> items = new LinkedHashMap<>();
    if (tokens.accept("SET")) {
      do {
        String item = signalItem();
        tokens.expect("=");
        if (items.put(item, body.expression()) != null) {
          throw SqlException.of(ErrorCode.ER_DUP_SIGNAL_SET, item);
        }
      } while (tokens.accept(","));
    }
    body.add(new Instruction.Signal(isAgain, state, Map.copyOf(items)));
  }

  private String signalItem() {
    return tokens.expectAny(
        "MESSAGE_TEXT",
        "MYSQL_ERRNO",
        "CLASS_ORIGIN",
        "SUBCLASS_ORIGIN",
        "CONSTRAINT_CATALOG",
        "CONSTRAINT_SCHEMA",
        "CONSTRAINT_NAME",
        "CATALOG_NAME",
        "SCHEMA_NAME",
        "TABLE_NAME",
        "COLUMN_NAME",
        "CURSOR_NAME");
  }

  void diagnostics() {
    tokens.expect("GET");
    boolean stacked = tokens.accept("STACKED");
    if (!stacked) {
      tokens.accept("CURRENT");
    }
    tokens.expect("DIAGNOSTICS");
    Expression condition = tokens.accept("CONDITION") ? simple() : null;
    List<Instruction.Item> items = new ArrayList<>();
    do {
      Target target = target();
      tokens.expect("=");
      String name =
          condition == null
              ? tokens.expectAny("NUMBER", "ROW_COUNT")
              : tokens.at("RETURNED_SQLSTATE") ? tokens.take().word() : signalItem();
      items.add(new Instruction.Item(target, name));
    } while (tokens.accept(","));
    body.add(new Instruction.Diagnostics(stacked, condition, List.copyOf(items)));
  }

  private Expression simple() {
    int from = tokens.index();
    body.grammar.expressions.simple();
    return body.taken(from);
  }

  private Target target() {
    return tokens.peek().kind() == Kind.VARIABLE
        ? new Instruction.ToUserVariable(tokens.take().text())
        : new Instruction.ToLocal(body.local(tokens.name()));
  }
}
