package io.edgesql.dialect.parse;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.lex.Token.Kind;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.Expr.BinaryOperator;
import io.edgesql.dialect.tree.Expr.ColumnName;
import io.edgesql.dialect.tree.SchemaStatement;
import io.edgesql.dialect.tree.SchemaStatement.TriggerStatement;
import io.edgesql.dialect.tree.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Trigger bodies: DML, SET, IF, CASE, SIGNAL, BEGIN … END. Loops, DECLARE and CALL are refused. */
final class TriggerParser {
  /** ER_SIGNAL_EXCEPTION: what SIGNAL gives unless MYSQL_ERRNO says otherwise. */
  private static final int SIGNAL_CODE = 1644;

  private final Tokens tokens;
  private final Grammar grammar;

  TriggerParser(Tokens tokens, Grammar grammar) {
    this.tokens = tokens;
    this.grammar = grammar;
  }

  List<TriggerStatement> body() {
    List<TriggerStatement> statements = new ArrayList<>();
    statement(statements);
    return List.copyOf(statements);
  }

  private void statement(List<TriggerStatement> out) {
    tokens.enter();
    if (tokens.atName() && tokens.peek(1).word().equals(":")) {
      throw Tokens.unsupported("labels in a trigger");
    }
    switch (tokens.peek().word()) {
      case "BEGIN" -> {
        tokens.take();
        while (!tokens.at("END")) {
          statement(out);
          tokens.expect(";");
        }
        tokens.expect("END");
      }
      case "IF" -> out.add(ifStatement());
      case "CASE" -> out.add(caseStatement());
      case "SET" -> set(out);
      case "SIGNAL" -> out.add(signal());
      case "INSERT", "REPLACE" -> out.add(dml(grammar.dml.insert()));
      case "UPDATE" -> out.add(dml(grammar.dml.update(null)));
      case "DELETE" -> out.add(dml(grammar.dml.delete(null)));
      case "SELECT" -> out.add(dml(new Statement.Select(grammar.queries.query())));
      case "DO" -> {
        tokens.take();
        out.add(dml(new Statement.Do(List.copyOf(grammar.expressions.expressions()))));
      }
      case "DECLARE",
          "WHILE",
          "LOOP",
          "REPEAT",
          "CALL",
          "OPEN",
          "FETCH",
          "CLOSE",
          "RESIGNAL",
          "GET",
          "LEAVE",
          "ITERATE",
          "RETURN" ->
          throw refused();
      default -> throw tokens.error();
    }
    tokens.leave();
  }

  private static TriggerStatement dml(Statement statement) {
    return new SchemaStatement.TriggerDml(statement);
  }

  /** Statements up to a word that ends them. */
  private List<TriggerStatement> block(String... ends) {
    List<TriggerStatement> statements = new ArrayList<>();
    do {
      statement(statements);
      tokens.expect(";");
    } while (!tokens.atAny(ends));
    return List.copyOf(statements);
  }

  private TriggerStatement ifStatement() {
    tokens.expect("IF");
    List<Expr> conditions = new ArrayList<>();
    List<List<TriggerStatement>> branches = new ArrayList<>();
    do {
      conditions.add(grammar.expressions.expression());
      tokens.expect("THEN");
      branches.add(block("ELSEIF", "ELSE", "END"));
    } while (tokens.accept("ELSEIF"));
    if (tokens.accept("ELSE")) {
      branches.add(block("END"));
    }
    tokens.expect("END", "IF");
    return new SchemaStatement.TriggerIf(List.copyOf(conditions), List.copyOf(branches));
  }

  /**
   * CASE as a statement is an IF; without an ELSE no branch is error 1339 in MySQL, nothing here.
   */
  private TriggerStatement caseStatement() {
    tokens.expect("CASE");
    Expr operand = tokens.at("WHEN") ? null : grammar.expressions.expression();
    List<Expr> conditions = new ArrayList<>();
    List<List<TriggerStatement>> branches = new ArrayList<>();
    while (tokens.accept("WHEN")) {
      Expr when = grammar.expressions.expression();
      conditions.add(operand == null ? when : new Expr.Binary(BinaryOperator.EQUAL, operand, when));
      tokens.expect("THEN");
      branches.add(block("WHEN", "ELSE", "END"));
    }
    if (!tokens.accept("ELSE")) {
      throw Tokens.unsupported("CASE without ELSE in a trigger");
    }
    branches.add(block("END"));
    tokens.expect("END", "CASE");
    return new SchemaStatement.TriggerIf(List.copyOf(conditions), List.copyOf(branches));
  }

  /** SET of NEW's columns and of user variables, mixed. */
  private void set(List<TriggerStatement> out) {
    tokens.expect("SET");
    do {
      ColumnName column = newColumn();
      if (column == null) {
        Expr target = new Expr.UserVariable(tokens.take().text());
        assign();
        Expr value = grammar.expressions.expression();
        out.add(
            dml(
                new Statement.SetVariables(
                    List.of(new Statement.VariableAssignment(target, value)))));
      } else {
        assign();
        out.add(new SchemaStatement.TriggerSet(column, grammar.expressions.expression()));
      }
    } while (tokens.accept(","));
  }

  private void assign() {
    if (!tokens.accept(":=")) {
      tokens.expect("=");
    }
  }

  private @Nullable ColumnName newColumn() {
    if (tokens.peek().kind() == io.edgesql.dialect.lex.Token.Kind.VARIABLE) {
      return null;
    }
    ColumnName column = grammar.expressions.columnName();
    String table = column.table();
    if (table != null && table.toUpperCase(Locale.ROOT).equals("OLD")) {
      throw SqlException.of(ErrorCode.ER_TRG_CANT_CHANGE_ROW, "OLD", "");
    }
    if (table == null || !table.toUpperCase(Locale.ROOT).equals("NEW")) {
      throw Tokens.unsupported("SET of a variable in a trigger");
    }
    return column;
  }

  private TriggerStatement signal() {
    tokens.expect("SIGNAL");
    tokens.expect("SQLSTATE");
    tokens.accept("VALUE");
    String state = tokens.text();
    String message = null;
    int code = SIGNAL_CODE;
    if (tokens.accept("SET")) {
      do {
        String item = tokens.word();
        tokens.expect("=");
        switch (item) {
          case "MESSAGE_TEXT" -> {
            if (!tokens.atString()) {
              throw Tokens.unsupported("computed MESSAGE_TEXT");
            }
            message = tokens.text();
          }
          case "MYSQL_ERRNO" -> code = tokens.number();
          default -> tokens.text();
        }
      } while (tokens.accept(","));
    }
    return new SchemaStatement.TriggerSignal(state, message, code);
  }

  /** What a body cannot do here; a body that does not end is a syntax error first. */
  private SqlException refused() {
    SqlException refused = Tokens.unsupported(tokens.peek().word() + " in a trigger");
    int open = 0;
    for (int i = 0; tokens.token(i).kind() != Kind.END; i++) {
      String word = tokens.token(i).word();
      open += word.equals("BEGIN") ? 1 : word.equals("END") ? -1 : 0;
    }
    if (open <= 0) {
      return refused;
    }
    while (!tokens.atEnd()) {
      tokens.take();
    }
    return tokens.error();
  }
}
