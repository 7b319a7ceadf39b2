package io.edgesql.dialect.parse;

import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.catalog.Routine;
import io.edgesql.dialect.lex.Lexed;
import io.edgesql.dialect.lex.Lexer;
import io.edgesql.dialect.lex.Limits;
import io.edgesql.dialect.lex.ReadHints.Warning;
import io.edgesql.dialect.plan.Session.SqlMode;
import io.edgesql.dialect.routine.Code;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.Locals;
import io.edgesql.dialect.tree.Query;
import io.edgesql.dialect.tree.SchemaStatement.TriggerStatement;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.SqlType;
import java.util.List;

/**
 * The door: tokens or catalog texts to our tree.
 *
 * <p>All methods throw {@link SqlException} 1064 with MySQL's words at the first token that cannot
 * be read, and 1235 for what MySQL has and we do not. The texts of the catalog give constants:
 * their literals have ordinal -1.
 */
public final class Parser {
  private Parser() {}

  /** A client's statement. */
  public static Statement parse(Lexed lexed, SqlMode mode) {
    return parse(lexed, mode, Limits.DEFAULT);
  }

  public static Statement parse(Lexed lexed, SqlMode mode, Limits limits) {
    Tokens tokens = new Tokens(lexed, mode, limits, false);
    Statement statement = new StatementParser(tokens).statement();
    finish(tokens);
    return statement;
  }

  /**
   * A statement with what MySQL warns of in its text.
   *
   * @param locals variables of the routine that it stands in: their names stand for their values
   */
  public static Warned parse(Lexed lexed, SqlMode mode, Locals locals) {
    Tokens tokens = new Tokens(lexed, mode, Limits.DEFAULT, false, locals);
    Statement statement = new StatementParser(tokens).statement();
    finish(tokens);
    return new Warned(statement, tokens.deprecations().warnings());
  }

  /** A statement and the deprecated syntax in it. */
  public record Warned(Statement statement, List<Warning> warnings) {}

  /**
   * A stored routine.
   *
   * @param mode sql_mode of its creation
   * @param collation the database's collation then
   */
  public static Code parseRoutine(Routine routine, SqlMode mode, Collation collation) {
    String returns = routine.returns() == null ? "" : " RETURNS " + routine.returns();
    Tokens tokens =
        constants("f(" + routine.parameters() + ")" + returns + "\n" + routine.body(), mode);
    Code code = new RoutineParser(tokens, new Grammar(tokens)).code(collation);
    finish(tokens);
    return code;
  }

  /** The text of a CHECK, a default, a generated column or a key part. */
  public static Expr parseExpression(String text, SqlMode mode) {
    Tokens tokens = constants(text, mode);
    Expr expr = new Grammar(tokens).expressions.expression();
    finish(tokens);
    return expr;
  }

  /** The text of a view. */
  public static Query parseQuery(String text, SqlMode mode) {
    Tokens tokens = constants(text, mode);
    Query query = new Grammar(tokens).queries.query();
    finish(tokens);
    return query;
  }

  /** The text of a trigger's body. */
  public static List<TriggerStatement> parseTriggerBody(String text, SqlMode mode) {
    Tokens tokens = constants(text, mode);
    List<TriggerStatement> body = new TriggerParser(tokens, new Grammar(tokens)).body();
    finish(tokens);
    return body;
  }

  /** A column's type; CHARACTER SET and COLLATE are in its collation. */
  public static SqlType parseType(String text, SqlMode mode) {
    Tokens tokens = constants(text, mode);
    SqlType type = new TypeParser(tokens).columnType().type();
    finish(tokens);
    return type;
  }

  private static Tokens constants(String text, SqlMode mode) {
    return new Tokens(Lexer.lex(text, mode), mode, Limits.DEFAULT, true);
  }

  private static void finish(Tokens tokens) {
    tokens.accept(";");
    if (!tokens.atEnd()) {
      throw tokens.error();
    }
  }
}
