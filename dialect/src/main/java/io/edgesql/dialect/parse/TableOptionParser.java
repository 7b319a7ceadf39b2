package io.edgesql.dialect.parse;

import io.edgesql.dialect.lex.Token.Kind;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Options of tables and databases, and PARTITION BY. */
final class TableOptionParser {
  private final Tokens tokens;
  private final Grammar grammar;

  TableOptionParser(Tokens tokens, Grammar grammar) {
    this.tokens = tokens;
    this.grammar = grammar;
  }

  /** Options with blanks or commas between them; empty if there are none. */
  Map<String, String> options() {
    Map<String, String> options = new LinkedHashMap<>();
    while (option(options)) {
      if (tokens.at(",")) {
        tokens.take();
        if (!option(options)) {
          throw tokens.error();
        }
      }
    }
    return options;
  }

  /** One option; false if none is here. */
  boolean option(Map<String, String> out) {
    switch (tokens.peek().word()) {
      case "DEFAULT" -> {
        tokens.take();
        if (!tokens.atAny("CHARSET", "CHARACTER", "CHAR", "COLLATE")) {
          throw tokens.error();
        }
        return option(out);
      }
      case "CHARSET", "CHARACTER", "CHAR" -> {
        if (!tokens.take().word().equals("CHARSET")) {
          tokens.expect("SET");
        }
        tokens.accept("=");
        out.put(
            "CHARSET", tokens.accept("DEFAULT") ? "DEFAULT" : grammar.charsets.declaredCharset());
      }
      case "COLLATE" -> {
        tokens.take();
        tokens.accept("=");
        out.put(
            "COLLATE", tokens.accept("DEFAULT") ? "DEFAULT" : grammar.charsets.declaredCollation());
      }
      case "DATA", "INDEX" -> {
        String first = tokens.take().word();
        tokens.expect("DIRECTORY");
        out.put(first + "_DIRECTORY", value());
      }
      case "UNION" -> {
        tokens.take();
        tokens.accept("=");
        int from = tokens.index();
        tokens.namesInParentheses();
        out.put("UNION", tokens.source(from));
      }
      case "ENGINE",
          "COMMENT",
          "AUTO_INCREMENT",
          "ROW_FORMAT",
          "AVG_ROW_LENGTH",
          "MIN_ROWS",
          "MAX_ROWS",
          "CHECKSUM",
          "TABLE_CHECKSUM",
          "DELAY_KEY_WRITE",
          "KEY_BLOCK_SIZE",
          "COMPRESSION",
          "ENCRYPTION",
          "PACK_KEYS",
          "STATS_AUTO_RECALC",
          "STATS_PERSISTENT",
          "STATS_SAMPLE_PAGES",
          "INSERT_METHOD",
          "CONNECTION",
          "PASSWORD",
          "TABLESPACE",
          "STORAGE",
          "AUTOEXTEND_SIZE",
          "ENGINE_ATTRIBUTE",
          "SECONDARY_ENGINE",
          "SECONDARY_ENGINE_ATTRIBUTE" -> {
        String name = tokens.take().word();
        out.put(name, value());
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private String value() {
    tokens.accept("=");
    if (tokens.atString()) {
      return tokens.text();
    }
    if (tokens.peek().kind() == Kind.INTEGER) {
      return Long.toUnsignedString(tokens.longNumber());
    }
    if (tokens.peek().kind() == Kind.WORD || tokens.peek().kind() == Kind.QUOTED) {
      return tokens.take().text();
    }
    throw tokens.error();
  }

  /** PARTITION BY … as its source text, up to what may follow it; null if there is none. */
  @Nullable String partitioning() {
    if (!tokens.at("PARTITION", "BY")) {
      return null;
    }
    int from = tokens.index();
    while (!tokens.atEnd() && !tokens.at(";") && !startsQuery()) {
      int close = tokens.at("(") ? tokens.partner(tokens.index()) : tokens.index();
      if (close < 0 || tokens.at(")")) {
        throw tokens.error();
      }
      while (tokens.index() <= close) {
        tokens.take();
      }
    }
    return tokens.source(from);
  }

  boolean startsQuery() {
    return tokens.atAny("AS", "IGNORE", "REPLACE", "SELECT", "WITH", "TABLE", "VALUES")
        || (tokens.at("(") && grammar.expressions.isSubquery());
  }

  /**
   * Options of CREATE and ALTER DATABASE.
   *
   * @return CHARSET and COLLATE, each if written
   */
  Map<String, String> databaseOptions() {
    Map<String, String> options = new LinkedHashMap<>();
    while (true) {
      if (tokens.at("ENCRYPTION") || tokens.at("DEFAULT", "ENCRYPTION")) {
        tokens.accept("DEFAULT");
        tokens.take();
        value();
      } else if (tokens.accept("READ", "ONLY")) {
        tokens.accept("=");
        tokens.take();
      } else if (tokens.atAny("DEFAULT", "CHARSET", "CHARACTER", "CHAR", "COLLATE")) {
        option(options);
      } else {
        return options;
      }
    }
  }
}
