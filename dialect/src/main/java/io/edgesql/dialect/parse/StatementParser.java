package io.edgesql.dialect.parse;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.tree.Query;
import io.edgesql.dialect.tree.Statement;

/** Looks at a statement's first words and hands it to the parser of its family. */
final class StatementParser {
  private final Tokens tokens;
  private final Grammar grammar;

  StatementParser(Tokens tokens) {
    this.tokens = tokens;
    this.grammar = new Grammar(tokens);
  }

  Statement statement() {
    return switch (tokens.peek().word()) {
      case "SELECT", "(", "TABLE", "VALUES" -> new Statement.Select(grammar.queries.query());
      case "WITH" -> with();
      case "INSERT", "REPLACE" -> grammar.dml.insert();
      case "UPDATE" -> grammar.dml.update(null);
      case "DELETE" -> grammar.dml.delete(null);
      default -> {
        if (tokens.atEnd() || tokens.at(";")) {
          throw SqlException.of(ErrorCode.ER_EMPTY_QUERY);
        }
        throw tokens.error();
      }
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
}
