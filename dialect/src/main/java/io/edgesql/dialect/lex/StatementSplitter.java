package io.edgesql.dialect.lex;

import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.lex.Scanner.Raw;
import io.edgesql.dialect.plan.Session.SqlMode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * Finds the semicolons that end statements. In a stored program's body only the last END closes the
 * statement: open blocks are kept on a stack, on which CASE as an expression differs from the
 * statement because ELSE opens no statement in it.
 */
final class StatementSplitter {
  private static final String CASE_EXPRESSION = "CASE()";

  private final String sql;
  private final Scanner scanner;
  private final List<String> statements = new ArrayList<>();
  private final Deque<String> blocks = new ArrayDeque<>();
  private int from;
  private int lastTokenEnd;
  private boolean isCreate;
  private boolean isProgram;
  private String previous = "";

  private StatementSplitter(String sql, SqlMode mode) {
    this.sql = sql;
    this.scanner = new Scanner(sql, mode);
  }

  static List<String> split(String sql, SqlMode mode) {
    StatementSplitter splitter = new StatementSplitter(sql, mode);
    try {
      splitter.run();
    } catch (SqlException unreadable) {
      splitter.lastTokenEnd = sql.length();
    }
    splitter.finish(sql.length());
    return List.copyOf(splitter.statements);
  }

  private void run() {
    scanner.next();
    while (scanner.kind != Raw.END) {
      if (scanner.kind == Raw.SYMBOL && scanner.text.equals(";") && blocks.isEmpty()) {
        finish(scanner.start);
        from = scanner.end;
        isCreate = false;
        isProgram = false;
        previous = "";
        scanner.next();
        continue;
      }
      lastTokenEnd = scanner.end;
      String word = scanner.kind == Raw.WORD ? scanner.text.toUpperCase(Locale.ROOT) : "";
      if (scanner.kind == Raw.SYMBOL) {
        word = scanner.text;
      }
      scanner.next();
      if (isProgram) {
        block(word);
      } else {
        head(word);
      }
      previous = word;
    }
  }

  private void finish(int end) {
    if (lastTokenEnd > from) {
      statements.add(sql.substring(from, end).strip());
    }
  }

  /** Before a body: is it CREATE … TRIGGER, PROCEDURE, FUNCTION or EVENT? */
  private void head(String word) {
    if (previous.isEmpty() && word.equals("CREATE")) {
      isCreate = true;
    } else if (isCreate) {
      switch (word) {
        case "TRIGGER", "PROCEDURE", "FUNCTION", "EVENT" -> isProgram = true;
        case "TABLE", "VIEW", "INDEX", "DATABASE", "SCHEMA", "USER" -> isCreate = false;
        default -> {}
      }
    }
  }

  private void block(String word) {
    boolean inExpression = CASE_EXPRESSION.equals(blocks.peek());
    boolean opensStatement =
        !inExpression
            && switch (previous) {
              case ";", "THEN", "ELSE", "BEGIN", "ROW", "DO", "LOOP", "REPEAT", ":" -> true;
              default -> false;
            };
    switch (word) {
      case "BEGIN" -> blocks.push(word);
      case "CASE" -> blocks.push(opensStatement ? word : CASE_EXPRESSION);
      case "IF", "LOOP", "WHILE", "REPEAT" -> {
        if (opensStatement) {
          blocks.push(word);
        }
      }
      case "END" -> end();
      default -> {}
    }
  }

  private void end() {
    String closed = blocks.isEmpty() ? "" : blocks.pop();
    String next = scanner.kind == Raw.WORD ? scanner.text.toUpperCase(Locale.ROOT) : "";
    if (!closed.isEmpty() && closed.equals(next)) {
      lastTokenEnd = scanner.end;
      scanner.next();
    }
  }
}
