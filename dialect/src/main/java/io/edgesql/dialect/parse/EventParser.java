package io.edgesql.dialect.parse;

import io.edgesql.dialect.catalog.Event;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.tree.TableName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** CREATE EVENT and ALTER EVENT behind the event's name. */
final class EventParser {
  private final Tokens tokens;
  private final Grammar grammar;

  EventParser(Tokens tokens, Grammar grammar) {
    this.tokens = tokens;
    this.grammar = grammar;
  }

  Statement definition(String verb, TableName name, boolean ifNotExists, @Nullable String definer) {
    boolean creates = verb.equals("CREATE");
    int from = tokens.index();
    Statement.EventSchedule schedule = null;
    if (creates) {
      tokens.expect("ON", "SCHEDULE");
      schedule = schedule();
    } else if (tokens.accept("ON", "SCHEDULE")) {
      schedule = schedule();
    }
    Boolean preserve = null;
    if (tokens.accept("ON", "COMPLETION")) {
      preserve = !tokens.accept("NOT");
      tokens.expect("PRESERVE");
    }
    TableName newName = null;
    if (!creates && tokens.accept("RENAME")) {
      tokens.expect("TO");
      newName = tokens.tableName();
      RoutineParser.checkName(newName.table());
    }
    String status = status();
    String comment = tokens.accept("COMMENT") ? tokens.text() : null;
    String body = null;
    if (creates || tokens.at("DO")) {
      tokens.expect("DO");
      int start = tokens.index();
      new RoutineBodyParser(tokens, grammar, new RoutineNames(), null).code(List.of());
      body = tokens.source(start);
    }
    if (tokens.index() == from) {
      throw tokens.error();
    }
    return new Statement.EventDefinition(
        verb, name, ifNotExists, definer, schedule, preserve, newName, status, comment, body);
  }

  private @Nullable String status() {
    if (tokens.accept("ENABLE")) {
      return Event.ENABLED;
    }
    if (!tokens.accept("DISABLE")) {
      return null;
    }
    if (tokens.accept("ON")) {
      tokens.expectAny("SLAVE", "REPLICA");
      return "SLAVESIDE_DISABLED";
    }
    return Event.DISABLED;
  }

  private Statement.EventSchedule schedule() {
    if (tokens.accept("AT")) {
      Expr at = grammar.expressions.expression();
      return new Statement.EventSchedule(at, null, null, null, null);
    }
    tokens.expect("EVERY");
    Expr every = grammar.expressions.expression();
    String unit = grammar.expressions.unit();
    if (unit.endsWith("MICROSECOND")) {
      throw Tokens.unsupported("MICROSECOND");
    }
    Expr starts = tokens.accept("STARTS") ? grammar.expressions.expression() : null;
    Expr ends = tokens.accept("ENDS") ? grammar.expressions.expression() : null;
    return new Statement.EventSchedule(null, every, unit, starts, ends);
  }
}
