package io.edgesql.dialect.parse;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.lex.Token.Kind;
import io.edgesql.dialect.routine.Code;
import io.edgesql.dialect.routine.Guard;
import io.edgesql.dialect.routine.Instruction;
import io.edgesql.dialect.routine.Instruction.Expression;
import io.edgesql.dialect.tree.Locals.Local;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A routine's body: statements become instructions, blocks and loops become jumps. */
final class RoutineBodyParser {
  final Tokens tokens;
  final Grammar grammar;
  final RoutineNames names;
  private final @Nullable SqlType returns;
  private final Code.Builder code = new Code.Builder();
  private final List<String> systemVariables = new ArrayList<>();
  private final RoutineStatements statements;
  private final ConditionParser conditions;
  private Guard guard = Guard.NONE;
  private Collation collation = Collation.UTF8MB4_0900_AI_CI;
  private boolean hasReturn;
  private final RoutineEffects effects = new RoutineEffects();
  private int operands;

  RoutineBodyParser(Tokens tokens, Grammar grammar, RoutineNames names, @Nullable SqlType returns) {
    this.tokens = tokens;
    this.grammar = grammar;
    this.names = names;
    this.returns = returns;
    this.statements = new RoutineStatements(this);
    this.conditions = new ConditionParser(this);
  }

  /** What text variables have that name no collation. */
  RoutineBodyParser withCollation(Collation database) {
    collation = database;
    return this;
  }

  Collation collation() {
    return collation;
  }

  Code code(List<Code.Parameter> parameters) {
    tokens.enterRoutine(names);
    statement();
    if (returns != null) {
      add(new Instruction.NoReturn());
    }
    return code.build(
        new Code.Outline(
            List.copyOf(parameters),
            returns,
            names.slots(),
            names.cursors(),
            effects.outline(),
            hasReturn,
            List.copyOf(systemVariables)));
  }

  // What the parsers of other families need.

  boolean isFunction() {
    return returns != null;
  }

  Guard guard() {
    return guard;
  }

  void guard(Guard newGuard) {
    guard = newGuard;
  }

  void add(Instruction instruction) {
    code.add(instruction, guard);
  }

  int newLabel() {
    return code.newLabel();
  }

  void put(int label) {
    code.put(label);
  }

  void jump(int label) {
    add(new Instruction.Jump(label));
  }

  RoutineEffects effects() {
    return effects;
  }

  void systemVariable(String name) {
    systemVariables.add(name);
  }

  /** An expression here, kept as text. */
  Expression expression() {
    int from = tokens.index();
    grammar.expressions.expression();
    return taken(from);
  }

  /** A condition here: 1 if it is true. */
  private Expression condition() {
    int from = tokens.index();
    expression();
    return expression("(" + tokens.source(from) + ") IS TRUE");
  }

  /** The expression whose tokens were taken. */
  Expression taken(int from) {
    for (int i = from; i < tokens.index(); i++) {
      effects.scan(tokens.token(i), tokens.token(i + 1));
    }
    return new Expression("SELECT " + tokens.source(from), names.locals());
  }

  Expression expression(String text) {
    return new Expression("SELECT " + text, names.locals());
  }

  // Statements.

  void statement() {
    tokens.enter();
    boolean isLabelled =
        tokens.peek(1).word().equals(":")
            && (tokens.atName() || tokens.peek().kind() == Kind.QUOTED);
    String label = null;
    if (isLabelled) {
      label = tokens.take().text();
      tokens.expect(":");
      if (!tokens.atAny("BEGIN", "LOOP", "WHILE", "REPEAT")) {
        throw tokens.error();
      }
    }
    switch (tokens.peek().word()) {
      case "BEGIN" -> block(label);
      case "LOOP" -> loop(label);
      case "WHILE" -> whileLoop(label);
      case "REPEAT" -> repeat(label);
      case "IF" -> ifStatement();
      case "CASE" -> caseStatement();
      case "LEAVE" -> leave();
      case "ITERATE" -> iterate();
      case "RETURN" -> returnStatement();
      case "OPEN" -> open();
      case "FETCH" -> fetch();
      case "CLOSE" -> {
        tokens.take();
        add(new Instruction.Close(names.cursor(tokens.name())));
      }
      case "SIGNAL" -> conditions.signal(false);
      case "RESIGNAL" -> conditions.signal(true);
      case "GET" -> conditions.diagnostics();
      case "SET" -> statements.set();
      default -> statements.other();
    }
    tokens.leave();
  }

  /** Statements up to a word that ends them; at least one. */
  private void list(String... ends) {
    do {
      statement();
      tokens.expect(";");
    } while (!tokens.atAny(ends));
  }

  private RoutineNames.@Nullable Label begin(@Nullable String name, boolean isLoop) {
    if (name == null) {
      return null;
    }
    int start = newLabel();
    put(start);
    RoutineNames.Label label =
        new RoutineNames.Label(name, isLoop, start, newLabel(), names.cursors());
    names.label(label);
    return label;
  }

  private void end(RoutineNames.@Nullable Label label) {
    boolean named = tokens.atName() && !tokens.at(";");
    if (named) {
      String written = tokens.name();
      if (label == null || !label.name().equalsIgnoreCase(written)) {
        throw SqlException.of(ErrorCode.ER_SP_LABEL_MISMATCH, written);
      }
    }
    if (label != null) {
      names.forget(label);
      put(label.end());
    }
  }

  private void block(@Nullable String name) {
    tokens.expect("BEGIN");
    RoutineNames.Label label = begin(name, false);
    names.enter(false);
    Guard outer = guard;
    int firstCursor = names.cursors();
    int start = newLabel();
    int end = newLabel();
    put(start);
    new DeclarationParser(this, start, end).declarations();
    while (!tokens.at("END")) {
      statement();
      tokens.expect(";");
    }
    tokens.expect("END");
    guard = outer;
    names.leave();
    end(label);
    put(end);
    if (names.cursors() > firstCursor) {
      add(new Instruction.CloseAll(firstCursor, names.cursors()));
    }
  }

  private void loop(@Nullable String name) {
    tokens.expect("LOOP");
    RoutineNames.Label label = begin(name, true);
    int start = newLabel();
    put(start);
    list("END");
    tokens.expect("END", "LOOP");
    jump(start);
    end(label);
  }

  private void whileLoop(@Nullable String name) {
    tokens.expect("WHILE");
    RoutineNames.Label label = begin(name, true);
    int start = newLabel();
    int done = newLabel();
    put(start);
    add(new Instruction.JumpUnless(condition(), done, done, null));
    tokens.expect("DO");
    list("END");
    tokens.expect("END", "WHILE");
    jump(start);
    put(done);
    end(label);
  }

  private void repeat(@Nullable String name) {
    tokens.expect("REPEAT");
    RoutineNames.Label label = begin(name, true);
    int start = newLabel();
    int done = newLabel();
    put(start);
    list("UNTIL");
    tokens.expect("UNTIL");
    add(new Instruction.JumpUnless(condition(), start, done, null));
    put(done);
    tokens.expect("END", "REPEAT");
    end(label);
  }

  private void ifStatement() {
    tokens.expect("IF");
    int done = newLabel();
    do {
      int otherwise = newLabel();
      add(new Instruction.JumpUnless(condition(), otherwise, done, null));
      tokens.expect("THEN");
      list("ELSEIF", "ELSE", "END");
      jump(done);
      put(otherwise);
    } while (tokens.accept("ELSEIF"));
    if (tokens.accept("ELSE")) {
      list("END");
    }
    tokens.expect("END", "IF");
    put(done);
  }

  private void caseStatement() {
    tokens.expect("CASE");
    int done = newLabel();
    Instruction.Operand operand = null;
    if (!tokens.at("WHEN")) {
      // A name that no variable has: a control character stands in it.
      operand = new Instruction.Operand("\u0001case" + operands++, names.newSlot());
      add(new Instruction.CaseOperand(operand, expression(), done));
    }
    if (!tokens.at("WHEN")) {
      throw tokens.error();
    }
    while (tokens.accept("WHEN")) {
      int from = tokens.index();
      Expression when = condition();
      if (operand != null) {
        when = expression("(`" + operand.name() + "` = (" + tokens.source(from) + ")) IS TRUE");
      }
      int otherwise = newLabel();
      add(new Instruction.JumpUnless(when, otherwise, done, operand));
      tokens.expect("THEN");
      list("WHEN", "ELSE", "END");
      jump(done);
      put(otherwise);
    }
    if (tokens.accept("ELSE")) {
      list("END");
    } else {
      add(new Instruction.CaseNotFound());
    }
    tokens.expect("END", "CASE");
    put(done);
  }

  private void leave() {
    tokens.expect("LEAVE");
    RoutineNames.Label label = names.findLabel(tokens.peek().text());
    String name = tokens.name();
    if (label == null) {
      throw SqlException.of(ErrorCode.ER_SP_LILABEL_MISMATCH, "LEAVE", name);
    }
    closeCursors(label);
    jump(label.end());
  }

  private void iterate() {
    tokens.expect("ITERATE");
    RoutineNames.Label label = names.findLabel(tokens.peek().text());
    String name = tokens.name();
    if (label == null || !label.isLoop()) {
      throw SqlException.of(ErrorCode.ER_SP_LILABEL_MISMATCH, "ITERATE", name);
    }
    closeCursors(label);
    jump(label.start());
  }

  private void closeCursors(RoutineNames.Label label) {
    if (names.cursors() > label.firstCursor()) {
      add(new Instruction.CloseAll(label.firstCursor(), names.cursors()));
    }
  }

  private void returnStatement() {
    tokens.expect("RETURN");
    if (returns == null) {
      throw SqlException.of(ErrorCode.ER_SP_BADRETURN);
    }
    hasReturn = true;
    add(new Instruction.Return(expression()));
  }

  private void open() {
    tokens.expect("OPEN");
    int cursor = names.cursor(tokens.name());
    Expression query = names.cursorQuery(cursor);
    add(new Instruction.Open(cursor, query.query(), query.locals()));
  }

  private void fetch() {
    tokens.expect("FETCH");
    if (tokens.accept("NEXT")) {
      tokens.expect("FROM");
    } else {
      tokens.accept("FROM");
    }
    int cursor = names.cursor(tokens.name());
    tokens.expect("INTO");
    List<Local> targets = new ArrayList<>();
    do {
      targets.add(local(tokens.name()));
    } while (tokens.accept(","));
    add(new Instruction.Fetch(cursor, List.copyOf(targets)));
  }

  Local local(String name) {
    Local found = names.locals().find(name);
    if (found == null) {
      throw SqlException.of(ErrorCode.ER_SP_UNDECLARED_VAR, name);
    }
    return found;
  }
}
