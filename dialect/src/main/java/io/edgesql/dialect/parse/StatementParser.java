package io.edgesql.dialect.parse;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.lex.Token.Kind;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.Query;
import io.edgesql.dialect.tree.Statement;
import java.util.ArrayList;
import java.util.List;

/** Looks at a statement's first words and hands it to the parser of its family. */
final class StatementParser {
  private final Tokens tokens;
  private final Grammar grammar;

  StatementParser(Tokens tokens) {
    this.tokens = tokens;
    this.grammar = new Grammar(tokens);
  }

  Statement statement() {
    if (tokens.atEnd() || tokens.at(";")) {
      throw SqlException.of(ErrorCode.ER_EMPTY_QUERY);
    }
    return switch (tokens.peek().word()) {
      case "SELECT", "(", "TABLE", "VALUES", "WITH", "INSERT", "REPLACE", "UPDATE", "DELETE" ->
          explainable();
      case "CREATE", "ALTER", "DROP", "RENAME", "TRUNCATE" -> schema();
      case "SET" -> new SetParser(tokens, grammar).set();
      case "SHOW" -> new ShowParser(tokens, grammar).show();
      case "DESCRIBE", "DESC", "EXPLAIN" -> new ShowParser(tokens, grammar).describe(this);
      case "LOAD" -> new LoadDataParser(tokens, grammar).load();
      case "BEGIN", "START", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "LOCK", "UNLOCK" ->
          transaction();
      default -> session();
    };
  }

  /** A query or DML. */
  Statement explainable() {
    return switch (tokens.peek().word()) {
      case "SELECT", "(", "TABLE", "VALUES" -> new Statement.Select(grammar.queries.query());
      case "WITH" -> with();
      case "INSERT", "REPLACE" -> grammar.dml.insert();
      case "UPDATE" -> grammar.dml.update(null);
      case "DELETE" -> grammar.dml.delete(null);
      default -> throw tokens.error();
    };
  }

  private Statement with() {
    Query.With with = grammar.queries.with();
    return switch (tokens.peek().word()) {
      case "UPDATE" -> grammar.dml.update(with);
      case "DELETE" -> grammar.dml.delete(with);
      default -> new Statement.Select(grammar.queries.query(with));
    };
  }

  private Statement schema() {
    return tokens.at("DROP", "PREPARE")
        ? deallocate()
        : new SchemaParser(tokens, grammar).statement();
  }

  private Statement transaction() {
    TransactionParser parser = new TransactionParser(tokens);
    return switch (tokens.peek().word()) {
      case "BEGIN" -> parser.begin();
      case "START" ->
          tokens.at("START", "TRANSACTION") ? parser.begin() : new Administration(tokens).other();
      case "COMMIT" -> parser.commit();
      case "ROLLBACK" -> parser.rollback();
      case "SAVEPOINT" -> parser.savepoint();
      case "RELEASE" -> parser.releaseSavepoint();
      case "LOCK" -> parser.lock();
      default -> parser.unlock();
    };
  }

  private Statement session() {
    return switch (tokens.peek().word()) {
      case "USE" -> {
        tokens.take();
        yield new Statement.Use(tokens.name());
      }
      case "DO" -> {
        tokens.take();
        yield new Statement.Do(List.copyOf(grammar.expressions.expressions()));
      }
      case "CALL" -> new RoutineParser(tokens, grammar).call();
      case "KILL" -> new Administration(tokens).kill(grammar);
      case "PREPARE" -> prepare();
      case "EXECUTE" -> execute();
      case "DEALLOCATE" -> deallocate();
      case "ANALYZE", "CHECK", "CHECKSUM", "OPTIMIZE", "REPAIR" ->
          new Administration(tokens).maintenance();
      case "FLUSH", "RESET" -> new Administration(tokens).flush();
      case "GRANT",
          "REVOKE",
          "HANDLER",
          "HELP",
          "INSTALL",
          "UNINSTALL",
          "SHUTDOWN",
          "RESTART",
          "CLONE",
          "CACHE",
          "BINLOG",
          "PURGE",
          "CHANGE",
          "STOP",
          "IMPORT",
          "XA" ->
          new Administration(tokens).other();
      case "SIGNAL", "RESIGNAL" -> condition(false);
      case "GET" -> condition(true);
      default -> throw tokens.error();
    };
  }

  /** A statement about conditions is the body of a routine that nobody calls. */
  private Statement condition(boolean isGet) {
    new RoutineBodyParser(tokens, grammar, new RoutineNames(), null).code(List.of());
    return new Statement.OfCondition(isGet);
  }

  private Statement prepare() {
    tokens.expect("PREPARE");
    String name = tokens.name();
    tokens.expect("FROM");
    if (tokens.peek().kind() == Kind.VARIABLE) {
      return new Statement.Prepare(name, new Expr.UserVariable(tokens.take().text()));
    }
    if (!tokens.atString()) {
      throw tokens.error();
    }
    return new Statement.Prepare(name, tokens.literal());
  }

  private Statement execute() {
    tokens.expect("EXECUTE");
    String name = tokens.name();
    List<Expr.UserVariable> arguments = new ArrayList<>();
    if (tokens.accept("USING")) {
      do {
        if (tokens.peek().kind() != Kind.VARIABLE) {
          throw tokens.error();
        }
        arguments.add(new Expr.UserVariable(tokens.take().text()));
      } while (tokens.accept(","));
    }
    return new Statement.Execute(name, List.copyOf(arguments));
  }

  private Statement deallocate() {
    tokens.expectAny("DEALLOCATE", "DROP");
    tokens.expect("PREPARE");
    return new Statement.Deallocate(tokens.name());
  }
}
