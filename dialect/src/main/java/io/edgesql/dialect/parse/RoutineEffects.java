package io.edgesql.dialect.parse;

import io.edgesql.dialect.lex.Token;
import io.edgesql.dialect.lex.Token.Kind;
import io.edgesql.dialect.routine.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a routine's statements do besides computing, as their words tell. */
final class RoutineEffects {
  private boolean touchesTables;
  private boolean writes;
  private boolean changes;
  private final List<String> calls = new ArrayList<>();

  /** A statement that reads tables, waits, or changes the session. */
  void touchTables() {
    touchesTables = true;
  }

  /** A statement that may change rows, or what another evaluation gives. */
  void write() {
    touchesTables = true;
    writes = true;
    changes = true;
  }

  /** A statement that sets variables of the session. */
  void change() {
    touchesTables = true;
    changes = true;
  }

  /** Looks at one token of an expression or statement. */
  void scan(Token token, Token next) {
    if (token.kind() == Kind.VARIABLE) {
      changes = true;
    }
    switch (token.word()) {
      case "SELECT", "TABLE" -> touchesTables = true;
      case ":=", "LAST_INSERT_ID" -> change();
      case "SLEEP",
          "GET_LOCK",
          "RELEASE_LOCK",
          "RELEASE_ALL_LOCKS",
          "IS_FREE_LOCK",
          "IS_USED_LOCK" ->
          change();
      case "RAND",
          "UUID",
          "UUID_SHORT",
          "RANDOM_BYTES",
          "SYSDATE",
          "FOUND_ROWS",
          "ROW_COUNT",
          "BENCHMARK" ->
          changes = true;
      default -> {}
    }
    boolean isName = token.kind() == Kind.WORD || token.kind() == Kind.QUOTED;
    if (isName && next.word().equals("(")) {
      calls.add(token.text().toUpperCase(Locale.ROOT));
    }
  }

  Code.Effects outline() {
    return new Code.Effects(touchesTables, writes, changes, List.copyOf(calls));
  }
}
