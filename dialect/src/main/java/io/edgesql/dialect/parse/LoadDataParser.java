package io.edgesql.dialect.parse;

import io.edgesql.dialect.lex.Token.Kind;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.tree.TableName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** LOAD DATA [LOCAL] INFILE. */
final class LoadDataParser {
  private final Tokens tokens;
  private final Grammar grammar;

  private String fieldsTerminatedBy = "\t";
  private String fieldsEnclosedBy = "";
  private boolean optionallyEnclosed;
  private String fieldsEscapedBy = "\\";
  private String linesStartingBy = "";
  private String linesTerminatedBy = "\n";

  LoadDataParser(Tokens tokens, Grammar grammar) {
    this.tokens = tokens;
    this.grammar = grammar;
  }

  Statement load() {
    tokens.expect("LOAD");
    if (!tokens.accept("DATA")) {
      return Administration.unsupported(tokens, "LOAD " + tokens.word());
    }
    if (!tokens.accept("LOW_PRIORITY")) {
      tokens.accept("CONCURRENT");
    }
    boolean local = tokens.accept("LOCAL");
    tokens.expect("INFILE");
    String file = tokens.text();
    boolean replace = tokens.accept("REPLACE");
    boolean ignore = !replace && tokens.accept("IGNORE");
    tokens.expect("INTO", "TABLE");
    TableName table = tokens.tableName();
    if (tokens.accept("PARTITION")) {
      tokens.namesInParentheses();
    }
    String charset = charset();
    fields();
    lines();
    long ignoreLines = 0;
    if (tokens.accept("IGNORE")) {
      ignoreLines = tokens.longNumber();
      tokens.expectAny("LINES", "ROWS");
    }
    List<Expr> columns = columns();
    List<Statement.Assignment> assignments =
        tokens.accept("SET") ? grammar.dml.assignments() : List.of();
    return new Statement.LoadData(
        local,
        file,
        replace,
        ignore,
        table,
        charset,
        fieldsTerminatedBy,
        fieldsEnclosedBy,
        optionallyEnclosed,
        fieldsEscapedBy,
        linesStartingBy,
        linesTerminatedBy,
        ignoreLines,
        columns,
        assignments);
  }

  private @Nullable String charset() {
    if (tokens.accept("CHARSET") || tokens.accept("CHARACTER", "SET")) {
      return grammar.charsets.charsetName();
    }
    return null;
  }

  private void fields() {
    if (!tokens.accept("FIELDS") && !tokens.accept("COLUMNS")) {
      return;
    }
    while (tokens.atAny("TERMINATED", "OPTIONALLY", "ENCLOSED", "ESCAPED")) {
      String word = tokens.take().word();
      if (word.equals("OPTIONALLY")) {
        optionallyEnclosed = true;
        tokens.expect("ENCLOSED");
        word = "ENCLOSED";
      }
      tokens.expect("BY");
      String value = tokens.text();
      switch (word) {
        case "TERMINATED" -> fieldsTerminatedBy = value;
        case "ENCLOSED" -> fieldsEnclosedBy = value;
        default -> fieldsEscapedBy = value;
      }
    }
  }

  private void lines() {
    if (!tokens.accept("LINES")) {
      return;
    }
    while (tokens.atAny("STARTING", "TERMINATED")) {
      boolean starting = tokens.take().word().equals("STARTING");
      tokens.expect("BY");
      String value = tokens.text();
      if (starting) {
        linesStartingBy = value;
      } else {
        linesTerminatedBy = value;
      }
    }
  }

  private List<Expr> columns() {
    List<Expr> columns = new ArrayList<>();
    if (!tokens.accept("(")) {
      return List.of();
    }
    if (tokens.accept(")")) {
      return List.of();
    }
    do {
      columns.add(
          tokens.peek().kind() == Kind.VARIABLE
              ? new Expr.UserVariable(tokens.take().text())
              : grammar.expressions.columnName());
    } while (tokens.accept(","));
    tokens.expect(")");
    return List.copyOf(columns);
  }
}
