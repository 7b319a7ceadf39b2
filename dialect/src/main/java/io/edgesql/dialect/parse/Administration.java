package io.edgesql.dialect.parse;

import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.tree.TableName;
import java.util.List;
import java.util.Map;

/** Table maintenance, FLUSH and RESET, and what MySQL has and we do not. */
final class Administration {
  private final Tokens tokens;

  Administration(Tokens tokens) {
    this.tokens = tokens;
  }

  /**
   * A statement that is known and not done, once its verb was read: the feature is the verb and the
   * object's word. The rest is skipped.
   */
  static Statement unsupported(Tokens tokens, String verb) {
    String feature = verb;
    for (int i = tokens.index(); i < tokens.index() + 12; i++) {
      String word = tokens.token(i).word();
      boolean isObject =
          switch (word) {
            case "PROCEDURE",
                "FUNCTION",
                "EVENT",
                "USER",
                "ROLE",
                "SERVER",
                "TABLESPACE",
                "INSTANCE",
                "RESOURCE",
                "SPATIAL",
                "LOGFILE",
                "LIBRARY",
                "PLUGIN",
                "COMPONENT" ->
                true;
            default -> false;
          };
      if (isObject) {
        feature = verb + " " + word;
        break;
      }
    }
    skip(tokens);
    return new Statement.Unsupported(feature, Map.of());
  }

  private static void skip(Tokens tokens) {
    while (!tokens.atEnd()) {
      tokens.take();
    }
  }

  /** Statements whose first word says it all. */
  Statement other() {
    String verb = tokens.word();
    return unsupported(tokens, verb);
  }

  Statement maintenance() {
    String verb = tokens.expectAny("ANALYZE", "CHECK", "CHECKSUM", "OPTIMIZE", "REPAIR");
    if (!tokens.accept("NO_WRITE_TO_BINLOG")) {
      tokens.accept("LOCAL");
    }
    if (!tokens.accept("TABLE")) {
      tokens.expect("TABLES");
    }
    List<TableName> tables = List.copyOf(tokens.tableNames());
    while (!tokens.atEnd() && !tokens.at(";")) {
      maintenanceOption();
    }
    return new Statement.TableMaintenance(verb, tables);
  }

  private void maintenanceOption() {
    if (tokens.accept("FOR", "UPGRADE")) {
      return;
    }
    if (tokens.atAny("UPDATE", "DROP")) {
      histogram();
    }
    tokens.expectAny("QUICK", "FAST", "MEDIUM", "EXTENDED", "CHANGED", "USE_FRM");
  }

  /** Histograms would help nobody here: well-formed statements are refused as what they are. */
  private void histogram() {
    boolean isUpdate = tokens.take().word().equals("UPDATE");
    tokens.expect("HISTOGRAM", "ON");
    do {
      tokens.name();
    } while (tokens.accept(","));
    if (isUpdate && tokens.accept("WITH")) {
      tokens.literal();
      tokens.expect("BUCKETS");
    }
    if (!tokens.atEnd() && !tokens.at(";")) {
      throw tokens.error();
    }
    throw Tokens.unsupported("HISTOGRAM");
  }

  /** FLUSH and RESET: the words behind the verb, without names. */
  Statement flush() {
    boolean flush = tokens.expectAny("FLUSH", "RESET").equals("FLUSH");
    if (!flush && tokens.at("PERSIST")) {
      skip(tokens);
      return new Statement.Unsupported("RESET PERSIST", Map.of());
    }
    if (flush && !tokens.accept("NO_WRITE_TO_BINLOG")) {
      tokens.accept("LOCAL");
    }
    int from = tokens.index();
    tokens.word();
    while (!tokens.atEnd() && !tokens.at(";")) {
      tokens.take();
    }
    String what = tokens.source(from).toUpperCase(java.util.Locale.ROOT);
    return new Statement.Flush(flush ? what : "RESET " + what);
  }

  Statement kill(Grammar grammar) {
    tokens.expect("KILL");
    boolean queryOnly = tokens.accept("QUERY");
    if (!queryOnly) {
      tokens.accept("CONNECTION");
    }
    Expr connection = grammar.expressions.expression();
    return new Statement.Kill(queryOnly, connection);
  }
}
