package io.edgesql.dialect.parse;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.lex.Token.Kind;
import io.edgesql.dialect.routine.FunctionLimits;
import io.edgesql.dialect.routine.Instruction;
import io.edgesql.dialect.tree.Locals.Local;
import io.edgesql.dialect.tree.SchemaStatement;
import io.edgesql.dialect.tree.Statement;
import java.util.List;

/** Statements of a body that are not about the routine's own flow: SET, and all plain ones. */
final class RoutineStatements {
  private final RoutineBodyParser body;
  private final Tokens tokens;

  RoutineStatements(RoutineBodyParser body) {
    this.body = body;
    this.tokens = body.tokens;
  }

  /** SET: each assignment is a step of its own. */
  void set() {
    int start = tokens.index();
    if (isWhole()) {
      new SetParser(tokens, body.grammar).set();
      body.effects().change();
      run(tokens.source(start), List.of(), false);
      return;
    }
    tokens.expect("SET");
    do {
      Local local = tokens.peek().kind() == Kind.VARIABLE ? null : localTarget();
      if (local != null) {
        tokens.take();
        assign();
        body.add(new Instruction.Assign(local, body.expression()));
        continue;
      }
      int from = tokens.index();
      Statement.VariableAssignment assignment = new SetParser(tokens, body.grammar).assignment();
      if (assignment.target() instanceof io.edgesql.dialect.tree.Expr.SystemVariable variable) {
        body.systemVariable(variable.name());
      }
      body.effects().change();
      run("SET " + tokens.source(from), List.of(), false);
    } while (tokens.accept(","));
  }

  private boolean isWhole() {
    String next = tokens.peek(1).word();
    boolean isAssigned = tokens.peek(2).word().equals("=") || tokens.peek(2).word().equals(":=");
    return switch (next) {
      case "NAMES", "CHARSET", "CHARACTER", "CHAR", "TRANSACTION", "PASSWORD", "ROLE" ->
          !isAssigned;
      case "SESSION", "GLOBAL", "LOCAL" -> tokens.peek(2).word().equals("TRANSACTION");
      default -> false;
    };
  }

  private @org.jspecify.annotations.Nullable Local localTarget() {
    String next = tokens.peek(1).word();
    return tokens.atName() && (next.equals("=") || next.equals(":="))
        ? body.names.locals().find(tokens.peek().text())
        : null;
  }

  private void assign() {
    if (!tokens.accept(":=")) {
      tokens.expect("=");
    }
  }

  void other() {
    int from = tokens.index();
    if (isSkipped()) {
      while (!tokens.atEnd() && !tokens.at(";")) {
        tokens.take();
      }
      body.effects().write();
      run(tokens.source(from), List.of(), false);
      return;
    }
    if (tokens.at(";") || tokens.atEnd()) {
      throw tokens.error();
    }
    Statement statement = new StatementParser(tokens).statement();
    Tokens.Into into = tokens.takeInto();
    boolean isQuery = statement instanceof Statement.Select;
    if (into != null && !isQuery) {
      throw tokens.error(tokens.token(into.from()));
    }
    check(statement, into != null);
    body.taken(from);
    if (isQuery) {
      body.effects().touchTables();
    } else if (!(statement instanceof Statement.Do)) {
      body.effects().write();
    }
    String text =
        into == null
            ? tokens.source(from)
            : tokens.source(from, into.from()) + " " + tokens.source(into.to(), tokens.index());
    run(text, into == null ? List.of() : into.targets(), isQuery);
  }

  private void run(String text, List<Instruction.Target> into, boolean isQuery) {
    body.add(new Instruction.Run(text, body.names.locals(), into, isQuery));
  }

  /** What is known and not done: refused when it runs. */
  private boolean isSkipped() {
    return switch (tokens.peek().word()) {
      case "GRANT",
          "REVOKE",
          "HANDLER",
          "INSTALL",
          "UNINSTALL",
          "SHUTDOWN",
          "CACHE",
          "PURGE",
          "CHANGE",
          "STOP",
          "XA" ->
          true;
      default -> false;
    };
  }

  private void check(Statement statement, boolean hasInto) {
    refuseAnywhere(statement);
    if (body.isFunction()) {
      FunctionLimits.check(statement, hasInto);
    }
  }

  private static void refuseAnywhere(Statement statement) {
    String refused =
        statement instanceof Statement.Use
            ? "USE"
            : statement instanceof Statement.LoadData
                ? "LOAD DATA"
                : statement instanceof Statement.LockTables
                    ? "LOCK"
                    : statement instanceof Statement.UnlockTables ? "UNLOCK" : null;
    if (statement instanceof Statement.Schema schema
        && schema.statement() instanceof SchemaStatement.CreateView view
        && view.alter()) {
      refused = "ALTER VIEW";
    }
    if (refused != null) {
      throw SqlException.of(ErrorCode.ER_SP_BADSTATEMENT, refused);
    }
    if (statement instanceof Statement.Schema schema
        && schema.statement() instanceof SchemaStatement.CreateTrigger) {
      throw SqlException.of(ErrorCode.ER_SP_NO_RECURSIVE_CREATE, "TRIGGER");
    }
  }
}
