package io.edgesql.dialect.parse;

import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.tree.TableName;

/**
 * Statements about stored procedures, functions and events. None can be made (see decision 7), so
 * only what names them matters.
 */
final class RoutineParser {
  private final Tokens tokens;

  RoutineParser(Tokens tokens) {
    this.tokens = tokens;
  }

  /** Whether PROCEDURE, FUNCTION or EVENT comes next, perhaps behind a DEFINER. */
  boolean isHere() {
    return kindAt() >= 0;
  }

  private int kindAt() {
    int i = tokens.index();
    if (tokens.token(i).word().equals("AGGREGATE")) {
      return i + 1;
    }
    if (tokens.token(i).word().equals("DEFINER")) {
      while (i < tokens.index() + 8 && !isKind(i) && !isOther(i)) {
        i++;
      }
    }
    return isKind(i) ? i : -1;
  }

  private boolean isKind(int i) {
    return switch (tokens.token(i).word()) {
      case "PROCEDURE", "FUNCTION", "EVENT" -> true;
      default -> false;
    };
  }

  private boolean isOther(int i) {
    return switch (tokens.token(i).word()) {
      case "VIEW", "TRIGGER", "SQL" -> true;
      default -> false;
    };
  }

  /** CREATE, ALTER or DROP, whose verb was read. */
  Statement definition(String verb) {
    int at = kindAt();
    while (tokens.index() < at) {
      tokens.take();
    }
    String kind = tokens.expectAny("PROCEDURE", "FUNCTION", "EVENT");
    boolean lenient = false;
    if (tokens.accept("IF")) {
      if (verb.equals("CREATE")) {
        tokens.expect("NOT");
      }
      tokens.expect("EXISTS");
      lenient = true;
    }
    TableName name = tokens.tableName();
    if (verb.equals("DROP")) {
      return new Statement.Routine(verb, kind, name, lenient);
    }
    rest();
    return new Statement.Routine(verb, kind, name, lenient);
  }

  Statement call(Grammar grammar) {
    tokens.expect("CALL");
    TableName name = tokens.tableName();
    if (tokens.accept("(") && !tokens.accept(")")) {
      grammar.expressions.expressions();
      tokens.expect(")");
    }
    return new Statement.Routine("CALL", "PROCEDURE", name, false);
  }

  /** Reads over a body, which must at least end its blocks. */
  private void rest() {
    int open = 0;
    while (!tokens.atEnd()) {
      String word = tokens.take().word();
      if (word.equals("BEGIN")) {
        open++;
      } else if (word.equals("END")) {
        open--;
      }
    }
    if (open > 0) {
      throw tokens.error();
    }
  }
}
