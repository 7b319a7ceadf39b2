package io.edgesql.dialect.parse;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.ddl.ColumnTypes;
import io.edgesql.dialect.routine.Guard;
import io.edgesql.dialect.routine.Guard.Condition;
import io.edgesql.dialect.routine.Guard.Handler;
import io.edgesql.dialect.routine.Instruction;
import io.edgesql.dialect.routine.Instruction.Expression;
import io.edgesql.dialect.types.SqlType;
import java.util.ArrayList;
import java.util.List;

/** DECLARE: variables and conditions, then cursors, then handlers. */
final class DeclarationParser {
  private final RoutineBodyParser body;
  private final Tokens tokens;
  private final Instruction.Block block;
  private final List<Handler> handlers = new ArrayList<>();
  private boolean hasCursor;

  /**
   * @param start label of the block's first instruction
   * @param end label behind its last one
   */
  DeclarationParser(RoutineBodyParser body, int start, int end) {
    this.body = body;
    this.tokens = body.tokens;
    this.block = new Instruction.Block(start, end);
  }

  /** All of a block; from then on its handlers are in effect. */
  void declarations() {
    while (tokens.accept("DECLARE")) {
      declaration();
      tokens.expect(";");
    }
    if (!handlers.isEmpty()) {
      body.guard(new Guard(body.guard(), List.copyOf(handlers)));
    }
  }

  private void declaration() {
    boolean isHandler =
        tokens.atAny("CONTINUE", "EXIT", "UNDO") && tokens.peek(1).word().equals("HANDLER");
    if (isHandler) {
      handler();
    } else if (tokens.peek(1).word().equals("CURSOR")) {
      cursor();
    } else if (tokens.peek(1).word().equals("CONDITION")) {
      refuseLate();
      String name = tokens.name();
      tokens.expect("CONDITION", "FOR");
      body.names.condition(name, value());
    } else {
      variables();
    }
  }

  private void refuseLate() {
    if (hasCursor || !handlers.isEmpty()) {
      throw SqlException.of(ErrorCode.ER_SP_VARCOND_AFTER_CURSHNDLR);
    }
  }

  private void variables() {
    List<String> declared = new ArrayList<>();
    do {
      String name = tokens.name();
      body.names.refuseDuplicate(name);
      declared.add(name);
    } while (tokens.accept(","));
    TypeParser.ColumnType written = body.grammar.types.columnType();
    String collation = written.collation();
    if (collation == null && tokens.accept("COLLATE")) {
      collation = body.grammar.charsets.declaredCollation();
    }
    SqlType type =
        ColumnTypes.complete(
            written.type(), written.charset(), collation, written.binary(), body.collation());
    refuseLate();
    Expression value = tokens.accept("DEFAULT") ? body.expression() : body.expression("NULL");
    for (String name : declared) {
      body.add(new Instruction.Assign(body.names.see(name, type), value));
    }
  }

  private void cursor() {
    String name = tokens.name();
    tokens.expect("CURSOR", "FOR");
    if (!handlers.isEmpty()) {
      throw SqlException.of(ErrorCode.ER_SP_CURSOR_AFTER_HANDLER);
    }
    if (!tokens.atAny("SELECT", "WITH", "TABLE", "VALUES", "(", "SHOW")) {
      throw tokens.error();
    }
    hasCursor = true;
    int from = tokens.index();
    new StatementParser(tokens).statement();
    if (tokens.takeInto() != null) {
      throw SqlException.of(ErrorCode.ER_SP_BAD_CURSOR_SELECT);
    }
    body.effects().touchTables();
    body.taken(from);
    body.names.declareCursor(name, new Expression(tokens.source(from), body.names.locals()));
  }

  private void handler() {
    boolean isExit = !tokens.take().word().equals("CONTINUE");
    if (tokens.token(tokens.index() - 1).word().equals("UNDO")) {
      throw tokens.error(tokens.token(tokens.index() - 1));
    }
    tokens.expect("HANDLER", "FOR");
    List<Condition> conditions = new ArrayList<>();
    do {
      Condition condition = value();
      boolean isKnown =
          conditions.contains(condition)
              || handlers.stream().anyMatch(other -> other.conditions().contains(condition));
      if (isKnown) {
        throw SqlException.of(ErrorCode.ER_SP_DUP_HANDLER);
      }
      conditions.add(condition);
    } while (tokens.accept(","));
    int start = body.newLabel();
    int behind = body.newLabel();
    body.jump(behind);
    body.put(start);
    body.names.enter(true);
    handlers.add(new Handler(isExit, List.copyOf(conditions), start));
    body.statement();
    body.names.leave();
    body.add(new Instruction.HandlerEnd(isExit ? block : null));
    body.put(behind);
  }

  private Condition value() {
    if (tokens.accept("SQLWARNING")) {
      return new Guard.Kind(Guard.Severity.WARNING);
    }
    if (tokens.accept("NOT", "FOUND")) {
      return new Guard.Kind(Guard.Severity.NOT_FOUND);
    }
    if (tokens.accept("SQLEXCEPTION")) {
      return new Guard.Kind(Guard.Severity.EXCEPTION);
    }
    return new ConditionParser(body).condition();
  }
}
