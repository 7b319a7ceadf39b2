package io.edgesql.dialect.parse;

import io.edgesql.dialect.lex.Token.Kind;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.Expr.VariableScope;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.tree.TableName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** SHOW in every form, DESCRIBE and EXPLAIN. */
final class ShowParser {
  private static final List<String> EXPLAINABLE =
      List.of("SELECT", "INSERT", "REPLACE", "UPDATE", "DELETE", "WITH", "TABLE", "VALUES", "(");

  private final Tokens tokens;
  private final Grammar grammar;

  private boolean full;
  private boolean extended;
  private VariableScope scope = VariableScope.DEFAULT;
  private @Nullable String database;
  private @Nullable TableName table;
  private @Nullable String like;
  private @Nullable Expr where;
  private @Nullable Expr offset;
  private @Nullable Expr limit;
  private boolean countOnly;
  private Statement.@Nullable AccountName account;

  ShowParser(Tokens tokens, Grammar grammar) {
    this.tokens = tokens;
    this.grammar = grammar;
  }

  Statement show() {
    tokens.expect("SHOW");
    if (tokens.accept("EDGE")) {
      return edge();
    }
    extended = tokens.accept("EXTENDED");
    full = tokens.accept("FULL");
    VariableScope named = PrimaryParser.scope(tokens.peek().word());
    if (named != null) {
      tokens.take();
      scope = named;
    }
    String subject = subject();
    return new Statement.Show(
        subject, full, extended, scope, database, table, like, where, offset, limit, countOnly,
        account);
  }

  private String subject() {
    String word = tokens.word();
    switch (word) {
      case "TABLES", "TRIGGERS", "EVENTS" -> {
        fromDatabase();
        filter();
        return word;
      }
      case "OPEN" -> {
        tokens.expect("TABLES");
        fromDatabase();
        filter();
        return "OPEN TABLES";
      }
      case "TABLE" -> {
        tokens.expect("STATUS");
        fromDatabase();
        filter();
        return "TABLE STATUS";
      }
      case "COLUMNS", "FIELDS" -> {
        fromTable();
        filter();
        return "COLUMNS";
      }
      case "INDEX", "INDEXES", "KEYS" -> {
        fromTable();
        filter();
        return "INDEX";
      }
      case "DATABASES", "SCHEMAS" -> {
        filter();
        return "DATABASES";
      }
      case "VARIABLES", "STATUS", "COLLATION", "CHARSET" -> {
        filter();
        return word.equals("CHARSET") ? "CHARACTER SET" : word;
      }
      case "CHARACTER" -> {
        tokens.expect("SET");
        filter();
        return "CHARACTER SET";
      }
      case "WARNINGS", "ERRORS" -> {
        limit();
        return word;
      }
      case "COUNT" -> {
        tokens.expect("(", "*");
        tokens.expect(")");
        countOnly = true;
        return tokens.expectAny("WARNINGS", "ERRORS");
      }
      case "CREATE" -> {
        return create();
      }
      case "PROCEDURE", "FUNCTION" -> {
        String what = tokens.expectAny("STATUS", "CODE");
        if (what.equals("CODE")) {
          table = tokens.tableName();
        } else {
          filter();
        }
        return word + " " + what;
      }
      default -> {
        return other(word);
      }
    }
  }

  private String other(String word) {
    switch (word) {
      case "ENGINE" -> {
        String engine = tokens.nameOrText();
        return "ENGINE " + engine.toUpperCase(java.util.Locale.ROOT) + " " + tokens.word();
      }
      case "STORAGE" -> {
        tokens.expect("ENGINES");
        return "ENGINES";
      }
      case "ENGINES", "PROCESSLIST", "PLUGINS", "PRIVILEGES", "PROFILES", "REPLICAS" -> {
        tokens.deprecations().show(word);
        return word;
      }
      case "GRANTS" -> {
        if (tokens.accept("FOR")) {
          account = tokens.account();
          if (tokens.at("USING")) {
            // Nobody has roles: that one named is not granted is all that there is to say.
            skip();
            return "GRANTS USING";
          }
        }
        return word;
      }
      case "MASTER", "BINARY", "REPLICA", "SLAVE" -> {
        String next = tokens.expectAny("STATUS", "LOGS", "LOG", "HOSTS");
        if (next.equals("LOG")) {
          tokens.expect("STATUS");
          next = "LOG STATUS";
        }
        skip();
        tokens.deprecations().show(word + " " + next);
        return word + " " + next;
      }
      case "BINLOG", "RELAYLOG" -> {
        tokens.expect("EVENTS");
        skip();
        return word + " EVENTS";
      }
      case "PROFILE" -> {
        tokens.deprecations().show(word);
        skip();
        return word;
      }
      default -> throw tokens.error(tokens.token(tokens.index() - 1));
    }
  }

  private void skip() {
    while (!tokens.atEnd() && !tokens.at(";")) {
      tokens.take();
    }
  }

  private String create() {
    String what =
        tokens.expectAny(
            "TABLE",
            "VIEW",
            "DATABASE",
            "SCHEMA",
            "TRIGGER",
            "PROCEDURE",
            "FUNCTION",
            "EVENT",
            "USER");
    switch (what) {
      case "DATABASE", "SCHEMA" -> {
        // IF NOT EXISTS is accepted and only changes what is printed in MySQL.
        if (tokens.accept("IF")) {
          tokens.expect("NOT", "EXISTS");
        }
        database = tokens.name();
        return "CREATE DATABASE";
      }
      case "USER" -> {
        account = tokens.account();
        return "CREATE USER";
      }
      default -> {
        table = tokens.tableName();
        return "CREATE " + what;
      }
    }
  }

  private void fromDatabase() {
    if (tokens.accept("FROM") || tokens.accept("IN")) {
      database = tokens.name();
    }
  }

  private void fromTable() {
    if (!tokens.accept("FROM")) {
      tokens.expect("IN");
    }
    table = tokens.tableName();
    fromDatabase();
    if (database != null) {
      table = new TableName(database, table.table());
    } else {
      database = table.database();
    }
  }

  private void filter() {
    if (tokens.accept("LIKE")) {
      like = tokens.text();
    } else if (tokens.accept("WHERE")) {
      where = grammar.expressions.expression();
    }
  }

  private void limit() {
    if (!tokens.accept("LIMIT")) {
      return;
    }
    limit = grammar.queries.limitValue();
    if (tokens.accept(",")) {
      offset = limit;
      limit = grammar.queries.limitValue();
    }
  }

  private Statement edge() {
    String what = tokens.expectAny("LAST", "LOCKS", "MIRROR", "POLICIES", "STATUS");
    if (!what.equals("LAST") && !what.equals("LOCKS") && tokens.accept("LIKE")) {
      if (!tokens.atString()) {
        throw tokens.error();
      }
      like = tokens.text();
    }
    return new Statement.ShowEdge(what, like);
  }

  // DESCRIBE and EXPLAIN: one statement with three names.

  /**
   * DESCRIBE of a table, or EXPLAIN of what {@code inner} reads.
   *
   * @param inner reads a statement
   */
  Statement describe(StatementParser inner) {
    tokens.expectAny("DESCRIBE", "DESC", "EXPLAIN");
    if (isExplained()) {
      return explain(inner);
    }
    for (String verb : EXPLAINABLE) {
      // EDGE alone is a table's name.
      if (tokens.at("EDGE", verb)) {
        tokens.take();
        return new Statement.ExplainEdge(inner.explainable());
      }
    }
    TableName named = tokens.tableName();
    String column = null;
    if (tokens.atString()) {
      column = tokens.text();
    } else if (tokens.atName()) {
      column = tokens.name();
    }
    return new Statement.Describe(named, column);
  }

  private boolean isExplained() {
    return switch (tokens.peek().word()) {
      case "SELECT",
          "INSERT",
          "REPLACE",
          "UPDATE",
          "DELETE",
          "WITH",
          "TABLE",
          "VALUES",
          "(",
          "ANALYZE" ->
          true;
      // MySQL 8 has no EXTENDED and PARTITIONS any more: they are errors of syntax.
      case "FORMAT", "EXTENDED", "PARTITIONS" -> tokens.peek(1).kind() != Kind.END;
      case "FOR" -> true;
      default -> false;
    };
  }

  private Statement explain(StatementParser inner) {
    boolean analyze = tokens.accept("ANALYZE");
    String format = "TRADITIONAL";
    if (tokens.accept("FORMAT")) {
      tokens.expect("=");
      format = tokens.nameOrText().toUpperCase(java.util.Locale.ROOT);
    }
    analyze |= tokens.accept("ANALYZE");
    if (tokens.at("FOR", "CONNECTION")) {
      skip();
      return new Statement.Unsupported("EXPLAIN FOR CONNECTION", java.util.Map.of());
    }
    return new Statement.Explain(analyze ? "TREE" : format, analyze, inner.explainable());
  }
}
